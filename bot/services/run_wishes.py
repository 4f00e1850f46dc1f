"""Changed runs: what was said of them, or tapped, as a new week of runs that can be shown and confirmed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session

from bot.coach import life
from bot.coach.changes import PlannedWeek
from bot.coach.runner import BadInput
from bot.coach.season import monday_of
from bot.coach.words import RunKind
from bot.services import runners
from bot.services.bends import Bend, ChangeRuns, Runs
from bot.services.changing import Difference, propose
from bot.services.plan_questions import planned_week
from bot.services.plan_rows import DAYS, true_runs
from bot.services.plan_views import week_start
from bot.services.planning import roll
from bot.services.questions import run_week, usual_week
from bot.services.tools import Refusal, Tools
from bot.store.tables import Runner
from bot.understanding.slots import Day, Slots

_ALL_EASY = re.compile(r"\b(?:only|just|nothing but|all)\b.{0,12}\beasy\b")
_NO_RUNS = re.compile(r"\b(?:no|not|without|won'?t|can'?t)\b.{0,12}\brun(?:s|ning)?\b")


@dataclass(frozen=True, slots=True)
class AskWhichRun:
    """Several runs of the kind that was named stand in the week: which of them moves."""

    options: tuple[tuple[date, Bend], ...]


@dataclass(frozen=True, slots=True)
class AskSwap:
    """The day that was named has a key run of its own: the two can change places."""

    reason: str
    bend: Bend


@dataclass(frozen=True, slots=True)
class AskRuns:
    """It was said that runs change, and not how: they are asked for; `reason` is why what was said cannot be."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class RunDay:
    """A day whose run can still change, with the ways to change it: to which kinds, and with which other day."""

    day: date
    run: RunKind
    kinds: tuple[tuple[RunKind, Bend], ...] = ()
    moves: tuple[tuple[date, Bend], ...] = ()


@dataclass(frozen=True, slots=True)
class _Week:
    """A week of runs that is changed: as it is, with races (`true`) and without (`runs`), and what is over of it."""

    session: Session
    tools: Tools
    runner: Runner
    monday: date
    runs: Runs
    true: Runs
    over: int
    always: bool

    def bend(self, after: Runs) -> ChangeRuns:
        """Return the change to other runs; on race days what stands behind the race stays."""
        kept = tuple(
            before if true is RunKind.RACE else new
            for before, true, new in zip(self.runs, self.true, after, strict=True)
        )
        return ChangeRuns(self.monday, self.runs, kept, self.always)

    def planned(self) -> PlannedWeek:
        """Return the week as the coach takes it."""
        planned = planned_week(self.session, self.tools, self.runner, self.monday)
        return PlannedWeek(replace(planned.question, runs=self.true), planned.plan)


def ready_runs(
    tools: Tools, chat_id: int, bend: ChangeRuns
) -> tuple[ChangeRuns, Difference, tuple[Bend, ...]]:
    """Return a change with what it does and, for one of this week alone, the same from now on."""
    difference = propose(tools, chat_id, bend)
    other = None if bend.always else _always(tools, chat_id, bend)
    return bend, difference, () if other is None else (other,)


def swapped(tools: Tools, chat_id: int, one: date, other: date) -> ChangeRuns | None:
    """Return the runs of two days changed round, None where they may not or nothing would change."""
    if monday_of(one) != monday_of(other):
        return None
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        week = _week(session, tools, runner, monday_of(one), always=False)
        try:
            bend = _swapped(week, one.weekday(), other.weekday())
        except BadInput:
            return None
    return None if bend.before == bend.after else bend


def hear(
    tools: Tools, chat_id: int, slots: Slots, text: str
) -> tuple[ChangeRuns, Difference, tuple[Bend, ...]] | AskWhichRun | AskSwap | AskRuns:
    """Read what was said of the runs.

    Raises:
        Refusal: as `changing.propose` does.
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        roll(session, tools, runner)
        today = tools.today(runner.zone)
        monday = _monday_meant(slots, today)
        always = slots.scope == "always"
        if monday is None or monday not in (monday_of(today), monday_of(today) + timedelta(days=DAYS)):
            return AskRuns()
        week = _week(session, tools, runner, monday, always=always)
        try:
            found = _read(week, slots, text.lower())
        except BadInput as problem:
            return AskRuns(f"{problem.message[:1].upper()}{problem.message[1:]}.")
    if isinstance(found, ChangeRuns):
        if found.before == found.after:
            raise Refusal("already-so")
        return ready_runs(tools, chat_id, found)
    return found


def days_ahead(tools: Tools, chat_id: int, weeks_on: int) -> tuple[RunDay, ...]:
    """Return the days of this week (0) or the next (1) whose runs can still change."""
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        today = tools.today(runner.zone)
        first = week_start(runner, today) + timedelta(days=DAYS * weeks_on)
        dates = [first + timedelta(days=number) for number in range(DAYS)]
        weeks = {
            monday: _week(session, tools, runner, monday, always=False)
            for monday in sorted({monday_of(day) for day in dates if day >= today})
        }
        return tuple(
            RunDay(day, week.true[day.weekday()])
            for day in dates
            if (week := weeks.get(monday_of(day))) is not None
            and day.weekday() >= week.over
            and week.true[day.weekday()] is not RunKind.RACE
        )


def ways(tools: Tools, chat_id: int, day: date) -> RunDay:
    """Return how the run of a day can change, in its week alone.

    Raises:
        Refusal: `day-over` when the day is over, or has a race.
    """
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        week = _week(session, tools, runner, monday_of(day), always=False)
        number = day.weekday()
        if monday_of(day) < monday_of(tools.today(runner.zone)) or number < week.over:
            raise Refusal("day-over", day=day)
        kinds = tuple(
            (kind, week.bend(_with(week.true, {number: kind})))
            for kind in RunKind
            if kind not in (RunKind.RACE, week.true[number])
        )
        moves = []
        for other in range(week.over, DAYS):
            if week.true[other] in (week.true[number], RunKind.RACE) or not week.true[number].runs:
                continue
            after = _with(week.true, {number: week.true[other], other: week.true[number]})
            moves.append((week.monday + timedelta(days=other), week.bend(after)))
        return RunDay(day, week.true[number], kinds, tuple(moves))


def _read(week: _Week, slots: Slots, text: str) -> ChangeRuns | AskWhichRun | AskSwap | AskRuns:
    if len(slots.swap) == 2:
        places = [[day for day, run in enumerate(week.true) if run is kind] for kind in slots.swap]
        if not all(len(days) == 1 for days in places):
            return AskRuns()
        return _swapped(week, places[0][0], places[1][0])
    if slots.dates or slots.runs:
        new = {int(day): kind for day, kind in slots.runs}
        new |= {day.weekday(): kind for day, kind in slots.dates if monday_of(day) == week.monday}
        if _only_long(text) and slots.dates:
            new = {day: kind for day, kind in new.items() if week.true[day] is RunKind.LONG}
        return week.bend(_with(week.true, new))
    if slots.to is not None:
        return _moved(week, slots)
    if _ALL_EASY.search(text):
        return week.bend(_all(week, RunKind.EASY))
    if _NO_RUNS.search(text):
        return week.bend(_all(week, RunKind.REST))
    return AskRuns()


def _moved(week: _Week, slots: Slots) -> ChangeRuns | AskWhichRun | AskSwap | AskRuns:
    to = _weekday(slots.to)
    if slots.from_ is not None:
        return _move(week, _weekday(slots.from_), to)
    days = [day for day, run in enumerate(week.true) if run is slots.run and day != to]
    if slots.run is None:
        return AskRuns()
    if not days:
        return week.bend(_with(week.true, {to: slots.run}))
    if len(days) == 1:
        return _move(week, days[0], to)
    options = []
    for day in days:
        found = _move(week, day, to)
        options.append(
            (week.monday + timedelta(days=day), found.bend if isinstance(found, AskSwap) else found)
        )
    return AskWhichRun(tuple(options))


def _move(week: _Week, day: int, to: int) -> ChangeRuns | AskSwap:
    try:
        found = life.moved_run(week.planned(), day, to, week.over)
    except BadInput as problem:
        if problem.field == "to" and week.true[to].key and day >= week.over:
            return AskSwap(f"{problem.message}.", _swapped(week, day, to))
        raise
    return week.bend(found.after.question.runs)


def _swapped(week: _Week, one: int, other: int) -> ChangeRuns:
    return week.bend(life.swapped_runs(week.planned(), one, other, week.over).after.question.runs)


def _week(session: Session, tools: Tools, runner: Runner, monday: date, *, always: bool) -> _Week:
    today = tools.today(runner.zone)
    over = 0 if always else max(0, (today - monday).days)
    if always:
        runs = usual_week(session, runner, monday)
        return _Week(session, tools, runner, monday, runs, runs, over, always)
    runs = run_week(session, runner, monday)
    return _Week(session, tools, runner, monday, runs, true_runs(session, runner, monday), over, always)


def _always(tools: Tools, chat_id: int, bend: ChangeRuns) -> ChangeRuns | None:
    """Return a week's change as one of the usual week, None where the two weeks differ too much for that."""
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        today = tools.today(runner.zone)
        days = [day for day in range(DAYS) if bend.before[day] is not bend.after[day]]
        monday = monday_of(today)
        if any(monday + timedelta(days=day) < today for day in days):
            monday += timedelta(days=DAYS)  # what is over of this week stays as it was
        usual = usual_week(session, runner, monday)
        if any(usual[day] is not bend.before[day] for day in days):
            return None
        return ChangeRuns(monday, usual, _with(usual, {day: bend.after[day] for day in days}), always=True)


def _monday_meant(slots: Slots, today: date) -> date | None:
    """Return the Monday of the week that is spoken of, None where its days lie in several."""
    named = [day for day in (slots.from_, slots.to) if day is not None]
    dates = {monday_of(day) for day in named if isinstance(day, date)}
    dates |= {monday_of(day) for day, _ in slots.dates}
    if dates:
        return dates.pop() if len(dates) == 1 else None
    monday = monday_of(today)
    if slots.week == "next":
        return monday + timedelta(days=DAYS)
    over = isinstance(slots.to, int) and slots.to < today.weekday() and slots.week is None
    if over or (slots.scope == "always" and any(_past(day, today) for day in named)):
        return monday + timedelta(days=DAYS)
    return monday


def _past(day: Day, today: date) -> bool:
    return isinstance(day, int) and day < today.weekday()


def _weekday(day: Day | None) -> int:
    return day.weekday() if isinstance(day, date) else int(day or 0)


def _only_long(text: str) -> bool:
    """Whether it is the long run that is called off, and not all running."""
    return bool(re.search(r"\bno long run|\bwithout (?:the |my |a )?long|\bskip\w* (?:the |my )?long", text))


def _with(runs: Runs, new: dict[int, RunKind]) -> Runs:
    return tuple(new.get(day, run) for day, run in enumerate(runs))


def _all(week: _Week, kind: RunKind) -> Runs:
    days = {day: kind for day in range(week.over, DAYS) if week.true[day].runs}
    return _with(week.true, days)
