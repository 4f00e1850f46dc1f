"""Benchmarks: which are due, how they are done, results by side, and what a result honestly says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from bot.coach.benchmarks import Benchmark, Compared, Result, compared, due, due_on
from bot.coach.season import phase_on
from bot.coach.words import Complaint, Measure
from bot.library.objects import ExerciseCard
from bot.services import runners
from bot.services.plan_rows import history
from bot.services.tools import Refusal, Tools
from bot.store.tables import BenchmarkResult, Runner, stored_id

MOST = {Measure.REPS: 150, Measure.SECONDS: 900}
_AWAITING = "bench:"
_START = {Measure.REPS: 20, Measure.SECONDS: 30}
_NUMBERS = re.compile(r"\d{1,4}")
_RIGHT_FIRST = re.compile(r"\b(?:right|r)\b.*\b(?:left|l)\b", re.IGNORECASE)
_MINUTES = re.compile(r"(\d{1,2}):(\d{2})\b")


@dataclass(frozen=True, slots=True)
class BenchmarkLine:
    """One benchmark: the last result with what it says, the one before it, and when the next one is due."""

    benchmark: Benchmark
    name: str
    due: bool
    due_on: date
    last: Result | None
    text: str | None
    before: Result | None = None


@dataclass(frozen=True, slots=True)
class BenchmarksView:
    """All benchmarks; `not_now` says that a race or what hurts speaks against all of them today."""

    lines: tuple[BenchmarkLine, ...]
    today: date
    not_now: bool


@dataclass(frozen=True, slots=True)
class BenchmarkView:
    """One benchmark with its instructions, and the numbers that an entry begins with."""

    line: BenchmarkLine
    card: ExerciseCard
    measure: Measure
    both_sides: bool
    left: int
    right: int | None


@dataclass(frozen=True, slots=True)
class EnteredView:
    """A result that is kept now."""

    benchmark: Benchmark
    name: str
    told: Compared


View = BenchmarksView | BenchmarkView | EnteredView


def view(tools: Tools, chat_id: int) -> BenchmarksView:
    """Return all benchmarks.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        return benchmarks_view(session, tools, runner)


def one(tools: Tools, chat_id: int, benchmark: Benchmark, *, entering: bool = False) -> BenchmarkView:
    """Return one benchmark; `entering` makes the next typed numbers its result.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        if entering:
            chat.awaiting, chat.draft = f"{_AWAITING}{benchmark.value}", {}
        line = next(
            each for each in benchmarks_view(session, tools, runner).lines if each.benchmark is benchmark
        )
        first = _START[benchmark.measure]
        return BenchmarkView(
            line=line,
            card=tools.library.exercises[benchmark.value],
            measure=benchmark.measure,
            both_sides=benchmark.both_sides,
            left=first if line.last is None else line.last.left,
            right=None
            if not benchmark.both_sides
            else first
            if line.last is None or line.last.right is None
            else line.last.right,
        )


def enter(
    tools: Tools, chat_id: int, benchmark: Benchmark, left: int, right: int | None, update_id: int
) -> EnteredView:
    """Keep today's result of a benchmark; a second one of the same day replaces the first.

    Raises:
        Refusal: `impossible-number` for a result that cannot be right.
    """
    if not all(0 <= each <= MOST[benchmark.measure] for each in (left, right or 0)):
        raise Refusal("impossible-number")
    if benchmark.both_sides != (right is not None):
        raise Refusal("impossible-number")
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        runners.applied(chat, update_id)
        today = tools.today(runner.zone)
        row = session.exec(
            select(BenchmarkResult).where(
                col(BenchmarkResult.runner_id) == runner.id,
                col(BenchmarkResult.benchmark) == benchmark,
                col(BenchmarkResult.day) == today,
            )
        ).first() or BenchmarkResult(runner_id=stored_id(runner), benchmark=benchmark, day=today, left=left)
        row.left, row.right = left, right
        session.add(row)
        session.flush()
        if chat.awaiting is not None and chat.awaiting.startswith(_AWAITING):
            chat.awaiting, chat.draft = None, {}
        told = compared(Result(benchmark, today, left, right), results_of(session, runner))
        return EnteredView(benchmark, _name(tools, benchmark), told)


def hear(tools: Tools, chat_id: int, text: str, update_id: int) -> EnteredView | None:
    """Read typed numbers as the result of the benchmark that is open; None when they are none.

    Raises:
        Refusal: `impossible-number` for a result that cannot be right.
    """
    with tools.store.reading() as session:
        found = runners.find(session, chat_id)
        awaiting = None if found is None else found[0].awaiting
    if awaiting is None or not awaiting.startswith(_AWAITING):
        return None
    benchmark = Benchmark(awaiting.removeprefix(_AWAITING))
    said = _MINUTES.sub(lambda found: str(60 * int(found[1]) + int(found[2])), text)
    numbers = [int(each) for each in _NUMBERS.findall(said)]
    if len(numbers) != (2 if benchmark.both_sides else 1):
        return None
    left, right = numbers[0], numbers[1] if benchmark.both_sides else None
    if right is not None and _RIGHT_FIRST.search(text):
        left, right = right, left
    return enter(tools, chat_id, benchmark, left, right, update_id)


def take_back(tools: Tools, chat_id: int, benchmark: Benchmark) -> BenchmarksView:
    """Delete today's result of a benchmark.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        for row in session.exec(
            select(BenchmarkResult).where(
                col(BenchmarkResult.runner_id) == runner.id,
                col(BenchmarkResult.benchmark) == benchmark,
                col(BenchmarkResult.day) == tools.today(runner.zone),
            )
        ):
            session.delete(row)
        session.flush()
        return benchmarks_view(session, tools, runner)


def benchmarks_view(session: Session, tools: Tools, runner: Runner) -> BenchmarksView:
    """Return all benchmarks of a runner."""
    results, today = results_of(session, runner), tools.today(runner.zone)
    started = runner.created_at.date()
    complaints = frozenset(Complaint(part) for part in runner.complaints or ())
    now = due(results, started, today, phase_on(today, history(session, runner)).phase, complaints)
    lines = []
    for benchmark in Benchmark:
        last = max(
            (each for each in results if each.benchmark is benchmark), key=lambda each: each.day, default=None
        )
        earlier = [each for each in results if each.benchmark is benchmark and each is not last]
        lines.append(
            BenchmarkLine(
                benchmark=benchmark,
                name=_name(tools, benchmark),
                due=benchmark in now,
                due_on=due_on(benchmark, results, started),
                last=last,
                text=None if last is None else compared(last, results).text,
                before=max(earlier, key=lambda each: each.day, default=None),
            )
        )
    held = not now and any(line.due_on <= today for line in lines)
    return BenchmarksView(tuple(lines), today, held)


def results_of(session: Session, runner: Runner) -> tuple[Result, ...]:
    """Return a runner's results, the oldest first."""
    found = session.exec(
        select(BenchmarkResult)
        .where(col(BenchmarkResult.runner_id) == runner.id)
        .order_by(col(BenchmarkResult.day))
    )
    return tuple(Result(row.benchmark, row.day, row.left, row.right) for row in found)


def _name(tools: Tools, benchmark: Benchmark) -> str:
    return tools.library.exercises[benchmark.value].name
