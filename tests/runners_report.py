"""Twenty runners as a coach meets them, with their weeks: `python -m tests.runners_report`. Read it, and judge."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.coach.runner import History, Race
from bot.coach.season import phase_on, season_view, week_question
from bot.coach.week import WeekPlan, place, why_not
from bot.coach.words import Distance, Level, Mode, Priority, RunKind

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONDAY = date(2026, 3, 2)


@dataclass(frozen=True)
class Runner:
    """One runner: who, and what they told the coach."""

    who: str
    runs: str
    level: Level = Level.SOME
    wish: int = 2
    mode: Mode = Mode.STACK
    race: tuple[int, Distance] | None = None  # days from MONDAY
    b_race: tuple[int, Distance] | None = None
    weeks: int = 2
    off: frozenset[int] = frozenset()
    with_coach: int = 8  # weeks before MONDAY
    after: str = ""  # the runs after the race, where they are others


RUNNERS = (
    Runner("parent of two, three runs a week", "rest easy rest tempo rest rest long"),
    Runner(
        "new to lifting, runs four times",
        "rest easy easy rest easy rest long",
        Level.NEW,
        with_coach=0,
        weeks=5,
    ),
    Runner(
        "marathon in 14 weeks, five runs",
        "rest intervals easy tempo easy rest long",
        race=(97, Distance.MARATHON),
    ),
    Runner(
        "the same, long run on Saturday",
        "rest intervals easy tempo rest long easy",
        race=(96, Distance.MARATHON),
    ),
    Runner(
        "marathon in two weeks",
        "rest intervals easy tempo rest easy long",
        race=(13, Distance.MARATHON),
        weeks=5,
        after="rest rest easy rest easy rest easy",
    ),
    Runner(
        "half marathon in nine days",
        "rest tempo easy easy rest easy rest",
        race=(9, Distance.HALF),
        weeks=3,
        after="rest easy rest easy rest easy easy",
    ),
    Runner(
        "10 km on Saturday, club runner", "easy intervals easy tempo rest rest easy", race=(5, Distance.TEN_K)
    ),
    Runner("5 km every other week as a C race", "easy hills easy rest easy race long", wish=3),
    Runner(
        "B race (10 km) in two weeks", "rest tempo easy intervals easy rest long", b_race=(13, Distance.TEN_K)
    ),
    Runner(
        "runs seven days, one fast day", "easy tempo easy easy easy easy long", wish=3, level=Level.REGULAR
    ),
    Runner("three hard days", "rest intervals easy tempo easy hills long", wish=3),
    Runner("hard days back to back", "intervals tempo rest easy easy long easy"),
    Runner(
        "wants strength apart from hard runs", "rest intervals easy tempo easy rest long", mode=Mode.SPREAD
    ),
    Runner("only weekdays at the gym", "rest easy tempo easy rest long easy", off=frozenset({5, 6}), wish=3),
    Runner(
        "only Monday and Friday free",
        "easy intervals easy easy easy rest long",
        off=frozenset({1, 2, 3, 5, 6}),
    ),
    Runner(
        "ultra runner, back to back long runs",
        "rest easy hills easy rest long long",
        race=(80, Distance.ULTRA),
    ),
    Runner("triathlete with cross-training", "cross intervals cross tempo cross long easy", wish=3),
    Runner(
        "the week after a marathon",
        "rest rest easy rest easy rest easy",
        race=(-1, Distance.MARATHON),
        weeks=4,
    ),
    Runner("once a week is all there is", "easy intervals rest easy rest easy long", wish=1),
    Runner(
        "new to lifting, half in five weeks",
        "rest tempo rest easy rest easy long",
        Level.NEW,
        race=(34, Distance.HALF),
        with_coach=0,
        weeks=8,
        after="rest rest easy rest easy rest easy",
    ),
)


def main() -> int:
    """Print the weeks of all runners, each week planned with the one before in view."""
    for runner in RUNNERS:
        show(runner)
    return 0


def show(runner: Runner) -> None:
    """Print one runner's weeks."""
    races = tuple(
        Race(MONDAY + timedelta(days=given[0]), given[1], priority)
        for given, priority in ((runner.race, Priority.A), (runner.b_race, Priority.B))
        if given is not None
    )
    runs = tuple(RunKind(word) for word in runner.runs.split())
    history = History(
        runner.level,
        MONDAY - timedelta(weeks=runner.with_coach),
        sessions_done=2 * runner.with_coach,
        races=races,
    )
    print(f"\n## {runner.who}\n   {' '.join(f'{day} {run}' for day, run in zip(DAYS, runs, strict=True))}")
    previous: WeekPlan | None = None
    for week in range(runner.weeks):
        monday = MONDAY + timedelta(weeks=week)
        on = phase_on(monday, history)
        over = any(race.priority is Priority.A and race.day < monday for race in races)
        weekly = tuple(RunKind(word) for word in runner.after.split()) if over and runner.after else runs
        question = replace(
            week_question(monday, history, weekly, runner.wish, runner.mode),
            previous=previous.layout if previous else (None,) * 7,
            unavailable=runner.off,
        )
        plan = place(question)
        print(f"   week {week + 1}: {on.phase}{' (deload)' if on.deload else ''}. {on.why}")
        for placed in plan.sessions:
            print(f"      {DAYS[placed.day]} {placed.kind:8} {placed.order:9} {placed.reason}")
        for gone in plan.dropped:
            print(f"      dropped: {gone.reason}")
        if week == 0:
            for day in range(7):
                if plan.layout[day] is None:
                    print(f"         not {DAYS[day]}: {why_not(question, plan, day).text}")
        previous = plan
        history = replace(history, sessions_done=history.sessions_done + len(plan.sessions))
    if runner.race is not None and runner.race[0] > 28:
        weeks = season_view(MONDAY, runner.race[0] // 7 + 3, history, runner.wish)
        print("   season: " + " ".join(f"{week.on.phase}{'*' if week.on.deload else ''}" for week in weeks))


if __name__ == "__main__":
    sys.exit(main())
