"""The views of logs, progress, benchmarks, the season and the check on the next run, in all their forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from bot.coach.benchmarks import Benchmark, Result, compared
from bot.coach.progress_parts import Soreness
from bot.coach.words import Complaint, Distance, Measure, Pattern, Phase, Priority, Unit
from bot.library import Library
from bot.services import benchmarking, logs, next_run, progress_views, seasons
from bot.services.logs.reading import MOST_LIFTS
from bot.services.logs.views import Trouble
from bot.services.profile import FIGURES
from bot.store.tables import SessionState
from tests.structure.samples import DAY, PROFILE, RESTS, Case

LIFT = logs.LiftLine("Single-leg Romanian deadlift", 3, 10, None, 16.0, per_side=False, left=None, right=None)
LIFTS = (
    LIFT,
    replace(LIFT, kg=None, per_side=True, rpe=7.5),
    replace(LIFT, reps=None, seconds=45, kg=None),
    replace(LIFT, reps=17, per_side=True, left=20, right=17),
    replace(LIFT, reps=None, seconds=35, per_side=True, left=40, right=35),
)
TROUBLES = tuple(
    Trouble(what, "Goblet squat", 999)
    for what in ("sets", "reps", "seconds", "load", "effort", "count", "future", "old", "which")
)
DRAFT = logs.DraftView(
    day=DAY,
    today=DAY,
    title="Heavy strength",
    whole=True,
    lifts=LIFTS,
    rpe=8.0,
    troubles=(),
    already=False,
    under_way=False,
)
LOG = logs.LogView(1, DAY, "Heavy strength", LIFTS, 8.0, "none")
BLOCK = seasons.Block(Phase.BASE, Phase.BASE, DAY, DAY + timedelta(27), 4, (2, 2), (), is_now=True)


def log_cases(library: Library) -> Iterator[Case]:
    """Everything about logs and what comes of them."""
    yield from _drafts()
    yield from _kept()
    yield from _progress(library)
    yield from _season()
    yield from _checks()
    changes: list[dict[str, Any]] = [
        {},
        *({"figure": figure} for figure in FIGURES),
        {"unit": Unit.LB, "half_day_clock": True},
        {"reminders": False},
        {"sunday_first": True},
        {"evening_before": True},
        {"reminder_time": None},
        {"reminder_time": time(0, 5)},
    ]
    for change in changes:
        yield "settings-more", {"profile": replace(PROFILE, **change)}


def _drafts() -> Iterator[Case]:
    days = logs.DaysView((logs.DayLine(DAY, None, None, logged=False),), DAY)
    for trouble in (None, Trouble("future"), Trouble("old")):
        yield "log-day", {"view": replace(days, trouble=trouble)}
    yield "log-day", {"view": replace(days, moving=7)}
    for title in (None, "Heavy strength"):
        for lifts in ((), LIFTS):
            yield "log-what", {"view": logs.WhatView(DAY, DAY, title, lifts)}
    changes: list[dict[str, Any]] = [
        {},
        {"day": DAY - timedelta(1)},
        {"title": None, "whole": False},
        {"rpe": None},
        {"already": True},
        {"under_way": True},
        {"lifts": LIFTS * (MOST_LIFTS // len(LIFTS))},
        {"troubles": TROUBLES},
        *({"troubles": (each,)} for each in TROUBLES),
        *({"troubles": (each,), "lifts": ()} for each in TROUBLES),
    ]
    for change in changes:
        yield "log-draft", {"view": replace(DRAFT, **change)}
    for name in ("log-left", "log-effort", "log-pain", "log-unread", "check-cleared"):
        yield name, {}


def _kept() -> Iterator[Case]:
    saved = logs.SavedView(1, DAY, "Heavy strength", SessionState.DONE, 3, 8.0, 1, 2, DAY, "Upper body")
    changes: list[dict[str, Any]] = [
        {},
        {"state": SessionState.PARTIAL, "rpe": None, "lifts": 1},
        {"title": None, "state": None, "planned_this_week": 0},
        {"next_day": None, "next_title": None},
    ]
    for change in changes:
        yield "log-saved", {"view": replace(saved, **change)}
    for before in LIFTS:
        for after in LIFTS:
            yield "log-fix", {"view": logs.FixView(1, 0, DAY, before, after)}
    line = logs.BookLine(1, DAY, "Heavy strength", 3)
    for book in (logs.BookView((), 0, 1), logs.BookView((line,), 0, 1), logs.BookView((line,), 1, 2)):
        yield "log-book", {"view": book}
    for pain in (None, "none", "muscle", "joint"):
        yield "log-shown", {"view": replace(LOG, pain=pain)}
    for change in ({"title": None}, {"rpe": None}, {"lifts": ()}):
        yield "log-shown", {"view": replace(LOG, **change)}
    for title in (None, "Heavy strength"):
        yield "log-delete", {"view": replace(LOG, title=title)}
        yield "log-deleted", {"view": logs.DeletedView(DAY, title)}
    open_lift = logs.LiftView(
        1, DAY, LIFT, "goblet-squat", loaded=True, load_step=2.0, unit=Unit.KG, only=False
    )
    for each in LIFTS:
        yield "log-lift", {"view": replace(open_lift, line=each)}
    for change in ({"loaded": False}, {"next": "Goblet squat: 3 × 8 instead of 3 × 9."}):
        yield "log-lift", {"view": replace(open_lift, **change)}
    for trouble in TROUBLES:
        yield "log-lift", {"view": replace(open_lift, trouble=trouble)}


def _progress(library: Library) -> Iterator[Case]:
    results = (Result(Benchmark.CALF_RAISES, DAY, 21, 15), Result(Benchmark.WALL_SIT, DAY, 60))
    lines = tuple(
        benchmarking.BenchmarkLine(
            benchmark=each,
            name=library.exercises[each.value].name,
            due=each is not Benchmark.WALL_SIT,
            due_on=DAY + timedelta(42) if each is Benchmark.WALL_SIT else DAY,
            last=next((result for result in results if result.benchmark is each), None),
            text=next(
                (compared(result, results).text for result in results if result.benchmark is each), None
            ),
        )
        for each in Benchmark
    )
    some = benchmarking.BenchmarksView(lines, DAY, not_now=False)
    none = replace(
        some, lines=tuple(replace(each, due=False, text=None, due_on=DAY) for each in lines), not_now=True
    )
    for bench in (some, none):
        yield "benchmarks", {"view": bench}
    for line in lines:
        benchmark = line.benchmark
        right = 20 if benchmark.both_sides else None
        one = benchmarking.BenchmarkView(
            line, library.exercises[benchmark.value], benchmark.measure, benchmark.both_sides, 20, right
        )
        yield "benchmark", {"view": one}
        yield "benchmark-entry", {"view": one, "left": 20, "right": right}
    entered = benchmarking.EnteredView(Benchmark.CALF_RAISES, "Calf raise", compared(results[0], results))
    yield "benchmark-entered", {"view": entered}
    monday = DAY - timedelta(1)
    weeks = (
        progress_views.WeekKept(monday - timedelta(14), 2, 2, paused=False, running=False),
        progress_views.WeekKept(monday - timedelta(7), 0, 0, paused=True, running=False),
        progress_views.WeekKept(monday, 1, 2, paused=False, running=True),
    )
    points = (
        progress_views.Point(DAY - timedelta(7), 16.0, 8),
        progress_views.Point(DAY, 20.0, 6),
    )
    view = progress_views.ProgressView(
        today=DAY,
        since=DAY,
        sessions=12,
        weeks=weeks,
        lifts=(progress_views.LiftTrend("goblet-squat", "Goblet squat", Measure.REPS, points),) * 4,
        benchmarks=some,
        little=False,
    )
    changes: list[dict[str, Any]] = [
        {},
        {"weeks": weeks[:1]},
        {"weeks": ()},
        {"lifts": ()},
        {"lifts": (), "little": True, "sessions": 1, "benchmarks": none},
    ]
    for change in changes:
        for pictured in (False, True):
            yield "progress", {"view": replace(view, **change), "pictured": pictured}


def _season() -> Iterator[Case]:
    race = seasons.SeasonRace(DAY + timedelta(140), Distance.HALF, Priority.A, "")
    deloads = (DAY, DAY + timedelta(28))
    blocks = tuple(
        replace(BLOCK, phase=phase, work=phase, is_now=phase is Phase.LEARN, sessions=sessions, deloads=days)
        for phase in Phase
        for sessions, days in (((2, 2), ()), ((1, 1), deloads[:1]), ((2, 3), deloads))
    )
    view = seasons.SeasonView(
        today=DAY,
        phase=Phase.BASE,
        why="Your half marathon is 20 weeks away: time to build strength with heavy lifts.",
        deload=False,
        blocks=(*blocks[:12], replace(BLOCK, phase=Phase.STEADY)),
        race=race,
        others=(replace(race, distance=Distance.TEN_K), replace(race, name="City run")),
        weeks_to_race=20,
        taper_from=DAY + timedelta(133),
        race_week_from=DAY + timedelta(133),
        weeks=(),
    )
    changes: list[dict[str, Any]] = [
        {},
        {"weeks_to_race": 1},
        {"weeks_to_race": 0, "taper_from": None},
        {"race": None, "others": (), "weeks_to_race": None, "taper_from": None},
        {"race": replace(race, name="Spring half")},
    ]
    for change in changes:
        for pictured in (False, True):
            yield "season", {"view": replace(view, **change), "pictured": pictured}
    for block in blocks:
        for weeks in (1, 4):
            yield "season-why", {"view": view, "block": replace(block, weeks=weeks)}


def _checks() -> Iterator[Case]:
    for ask in next_run.Ask:
        yield "check", {"view": next_run.CheckView(DAY, ask, "")}
    stops = tuple(Pattern)
    for soreness in Soreness:
        for patterns in ((), stops[:1], stops):
            for asks in ((), tuple(Complaint)[:2]):
                checked = next_run.CheckedView(DAY, soreness, "All fine: go on.", patterns, asks)
                yield "checked", {"view": checked}
    for rest in RESTS:
        yield "check-referred", {"view": next_run.ReferredView(rest)}
    yield "check-stops", {"view": next_run.StopsView(DAY, stops)}
