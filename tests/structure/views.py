"""Every view that a template is rendered with, in all its forms, so that each branch is come by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from bot.chat.commands import COMMANDS, Group
from bot.chat.start import CARDS_A_MESSAGE
from bot.coach.words import (
    Distance,
    Level,
    Mode,
    Order,
    RunKind,
    Variant,
)
from bot.library import Library
from bot.services.onboarding import Asked
from bot.services.plans import Moved, MoveView, WeekView, WhyView
from bot.services.questions import FIRST_QUESTIONS, SHARE, Problem
from bot.services.reminders import ReminderView
from bot.store.tables import SessionState
from tests.structure.samples import (
    DAY,
    DONE,
    FREE,
    LINE,
    PROBLEMS,
    PROFILE,
    REASON,
    RESTS,
    SESSION,
    TODAY,
    WEEK,
    Case,
)
from tests.structure.views_bends import bend_cases, pause_cases, run_cases, skip_cases
from tests.structure.views_data import data_cases
from tests.structure.views_logs import log_cases
from tests.structure.views_talk import answer_cases, personal_cases, session_cases


def cases(library: Library) -> list[Case]:
    """Every template with every form of its view."""
    return [
        *_plain(),
        *_questions(),
        *_days(),
        *_weeks(),
        *_reminders(),
        *bend_cases(),
        *run_cases(),
        *pause_cases(),
        *skip_cases(),
        *data_cases(),
        *session_cases(library),
        *log_cases(library),
        *answer_cases(library),
        *personal_cases(),
        *_others(library),
    ]


PLAIN = (
    *(
        "ask",
        "delete",
        "deleted",
        "edited",
        "error",
        "group",
        "legs-again",
        "legs-already",
        "location-thanks",
    ),
    *("location-unasked", "not-deleted", "nothing-to-cancel", "nothing-to-move", "other-media", "privacy"),
    *("share-location", "too-fast", "unknown-command"),
)


def _plain() -> Iterator[Case]:
    for name in PLAIN:
        yield name, {}


def _questions() -> Iterator[Case]:
    for name in ("Robin", "", "<b>Bo</b> & Co"):
        yield "welcome", {"name": name}
    drafts: dict[str, list[dict[str, Any]]] = {
        "race": [
            {},
            *({"distance": each} for each in Distance),
            {"distance": Distance.TEN_K, "month": "2027-03"},
        ],
        "zone": [{}, {SHARE: True}, {"guesses": [["Europe/Paris", "Paris"]]}],
    }
    for number, question in enumerate(FIRST_QUESTIONS, 1):
        for draft in drafts.get(question.id, [{}]):
            asked = Asked(question.id, number, 7, question.rows(draft, DAY), draft)
            for note in (None, "carry-on", "and-back"):
                yield "question", {"asked": asked, "note": note}
            yield "question", {"asked": replace(asked, number=0), "note": None}
            yield "question", {"asked": replace(asked, just_said=True), "note": None}
        for problem in PROBLEMS[question.id]:
            for facts in ((), ("tempo",), ("tempo", "swimming")):
                if problem == "runs-unclear" and not facts:
                    continue
                wrong = replace(asked, problem=Problem(problem, facts))
                yield "question", {"asked": wrong, "note": None}
        for number_ in (0, number):
            yield "cancelled", {"asked": replace(asked, number=number_)}


def _days() -> Iterator[Case]:
    for run in RunKind:
        yield "today", {"day": replace(TODAY, run=run, session=None)}
    for order in Order:
        yield "today", {"day": replace(TODAY, session=replace(SESSION, order=order))}
    for state in SessionState:
        for next_day in (None, DAY + timedelta(days=2)):
            day = replace(TODAY, session=replace(SESSION, state=state), next_day=next_day)
            yield "today", {"day": day}
    yield "today", {"day": replace(TODAY, session=None, next_day=None)}
    for change in ({"moved": True, "reason": ""}, {"deload": True}):
        yield "today", {"day": replace(TODAY, session=replace(SESSION, **change))}
    for days in (0, 1, 12, 28, 29):
        yield "today", {"day": replace(TODAY, days_to_race=days, race_day=DAY + timedelta(days=days))}
    move = MoveView(
        DAY, "Heavy strength", ((DAY + timedelta(1), RunKind.EASY),), ((DAY + timedelta(2), "Too near."),)
    )
    for tried in (None, DAY):
        yield "move", {"move": move, "tried": tried}
        yield "move", {"move": replace(move, days=(), refused=()), "tried": tried}
    for run in RunKind:
        for order in Order:
            yield "moved", {"moved": Moved("Heavy strength", DAY, DAY + timedelta(1), order, run)}
    for times in (0, 4):
        yield "snooze", {"times": times}
    yield "snoozed", {"at": datetime(2026, 11, 24, 18, 5)}  # noqa: DTZ001 - a wall time


def _weeks() -> Iterator[Case]:
    states = tuple(replace(LINE, state=state, is_today=False) for state in SessionState)
    week = replace(WEEK, days=(*WEEK.days, *states))
    changes: list[dict[str, Any]] = [
        {},
        {"is_this_week": False},
        {"deload": True},
        {"left_out": ("No room for a second session.", "Another reason.")},
        *({"rest": rest} for rest in RESTS),
        {"days": ()},
        {"days": (replace(LINE, reason=""), replace(LINE, reason="", state=SessionState.SKIPPED))},
        {"days": (FREE,)},
    ]
    for change in changes:
        yield "week", {"week": replace(week, **change), "lines": "Mon rest"}
        yield "plan", {"week": replace(week, **change)}
    for few in ({}, {"only_ahead": True}, {"only_sessions": True}):
        yield "_week_lines", {"week": week, "only_ahead": False, "only_sessions": False} | few
    for few_days_left in (False, True):
        for done in (
            DONE,
            replace(DONE, name=""),
            replace(DONE, week=changes_of(WEEK, 3), next_week=changes_of(WEEK, 3)),
            replace(DONE, week=replace(WEEK, days=()), next_week=replace(WEEK, days=())),
            *(
                replace(DONE, week=replace(WEEK, rest=rest), next_week=replace(WEEK, rest=rest))
                for rest in RESTS
            ),
        ):
            lines = {"lines": "Mon rest", "next_lines": "Mon rest"}
            yield "plan-ready", {"done": done, "few_days_left": few_days_left, **lines}
    for question in (None, *(each.id for each in FIRST_QUESTIONS)):
        done = replace(DONE, first=False, question=question)
        yield "answer-changed", {"done": done, "few_days_left": False, "lines": "Mon rest", "next_lines": ""}
    for why in (
        *(WhyView(DAY, RunKind.REST, None, None, "", moved=False, rest=rest) for rest in RESTS),
        WhyView(DAY, RunKind.TEMPO, SessionState.PLANNED, "Heavy strength", REASON, moved=False),
        WhyView(DAY, RunKind.TEMPO, SessionState.PLANNED, "Heavy strength", "", moved=True),
        WhyView(DAY, RunKind.REST, None, None, "It is the day before your long run.", moved=False),
        WhyView(DAY, RunKind.REST, None, None, "", moved=False),
        WhyView(DAY, RunKind.REST, SessionState.MISSED, "Heavy strength", "", moved=False),
    ):
        yield "why", {"why": why}


def changes_of(week: WeekView, number: int) -> WeekView:
    """A week in which so many sessions found no room."""
    return replace(week, left_out=tuple(f"Reason {each}." for each in range(number)))


def _reminders() -> Iterator[Case]:
    notes = (
        {},
        {"late": True},
        {"eve": True},
        {"repeated": True, "silent": True},
        {"snoozed": True, "late": True},
        {"snoozed": True},
    )
    for note in notes:
        plain = {"eve": False, "late": False, "snoozed": False, "repeated": False, "silent": False}
        view = ReminderView(day=TODAY, at=time(7), **(plain | note))
        yield "reminder-session", {"reminder": view, "day": TODAY, "session": SESSION}
        yield "reminder-rest", {"reminder": view, "day": replace(TODAY, session=None), "tip": "Sleep well."}
    ahead, due = replace(view, eve=True), replace(TODAY, sign_due=True, missed=("You missed Monday.",))
    for rest in RESTS:
        for run in (RunKind.REST, RunKind.RACE):
            for sign_due in (False, True):
                resting = replace(TODAY, session=None, run=run, rest=rest, sign_due=sign_due, days_to_race=3)
                yield "today", {"day": resting}
                yield "reminder-rest", {"reminder": view, "day": resting, "tip": "Sleep well."}
        yield "reminder-session", {"reminder": view, "day": replace(TODAY, rest=rest), "session": SESSION}
        yield "legs-rest-on", {"rest": rest}
    yield "reminder-session", {"reminder": ahead, "day": replace(TODAY, run=RunKind.REST), "session": SESSION}
    yield "reminder-session", {"reminder": view, "day": due, "session": SESSION}
    yield "reminder-rest", {"reminder": view, "day": replace(due, session=None), "tip": "Sleep well."}
    for name in ("exercise", "exercise-which", "exercise-unknown", "settings-figure"):
        yield name, {}
    for number in (1, 2):
        yield "exercise-movement", {"pattern": "squat", "number": number}
    for run in RunKind:
        for order in Order:
            session = replace(SESSION, order=order)
            yield "reminder-session", {"reminder": view, "day": replace(TODAY, run=run), "session": session}
        day = replace(TODAY, session=None, run=run, tomorrow=run)
        yield "reminder-rest", {"reminder": view, "day": day, "tip": "Sleep well."}
    for change in ({"moved": True}, {"reason": ""}, {"deload": True}, {"minutes": dict.fromkeys(Variant, 8)}):
        yield "reminder-session", {"reminder": view, "day": TODAY, "session": replace(SESSION, **change)}
    for days in (0, 1, 2, 28, 29):
        day = replace(TODAY, session=None, days_to_race=days)
        for each in (view, ahead):
            yield "reminder-rest", {"reminder": each, "day": day, "tip": "Sleep well."}
            with_session = {"day": replace(day, session=SESSION), "session": SESSION}
            yield "reminder-session", {"reminder": each} | with_session
    for to_next, next_day in ((1, DAY + timedelta(1)), (2, DAY + timedelta(2)), (0, None)):
        day = replace(TODAY, session=None, days_to_next=to_next, next_day=next_day)
        yield "reminder-rest", {"reminder": view, "day": day, "tip": "Sleep well."}


def _others(library: Library) -> Iterator[Case]:
    yield "help", {"groups": {group: [each for each in COMMANDS if each.group is group] for group in Group}}
    cards = list(library.complaints.values())
    for at in range(0, len(cards), CARDS_A_MESSAGE):
        yield "complaints", {"cards": cards[at : at + CARDS_A_MESSAGE]}
    changes: list[dict[str, Any]] = [
        {},
        {"equipment": (), "complaints": (), "race": None, "level": None, "reminder_time": None},
        {"mode": Mode.SPREAD, "rest_day_cards": False},
        *({"race": (distance, DAY)} for distance in Distance),
        *({"level": level} for level in Level),
    ]
    for change in changes:
        yield "settings", {"profile": replace(PROFILE, **change)}
