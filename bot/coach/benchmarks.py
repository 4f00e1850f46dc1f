"""Benchmarks every six weeks, both sides: when they are due, and what a result honestly says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.coach.runner import BadInput
from bot.coach.words import Complaint, Measure, Phase

EVERY = timedelta(weeks=6)
CALF_MEDIAN = 25  # Hébert-Losier 2017: about the median of adults; a target in S0, no threshold
# Below this a difference is what two tries on two days differ by anyway.
_NOISE = {Measure.REPS: 2, Measure.SECONDS: 5}
_UNEVEN = 0.15  # sides that differ by more are worth a word
_NOT_NOW = frozenset({Phase.TAPER, Phase.RACE_WEEK, Phase.RECOVERY})


class Benchmark(StrEnum):
    """What is tested; the value is the exercise's id in the library."""

    CALF_RAISES = "single-leg-calf-raise"
    SIDE_PLANK = "side-plank"
    SINGLE_LEG_BRIDGE = "single-leg-bridge"
    WALL_SIT = "wall-sit"

    @property
    def measure(self) -> Measure:
        """Repetitions, or seconds of a hold."""
        return (
            Measure.REPS if self in (Benchmark.CALF_RAISES, Benchmark.SINGLE_LEG_BRIDGE) else Measure.SECONDS
        )

    @property
    def both_sides(self) -> bool:
        """Whether each side has a number of its own; the wall sit is done on two legs."""
        return self is not Benchmark.WALL_SIT


_NAMES = {
    Benchmark.CALF_RAISES: "calf raises",
    Benchmark.SIDE_PLANK: "side plank",
    Benchmark.SINGLE_LEG_BRIDGE: "single-leg bridge",
    Benchmark.WALL_SIT: "wall sit",
}
# Nobody tests to the limit what hurts.
_NOT_WITH = {
    Benchmark.CALF_RAISES: frozenset(
        {Complaint.ACHILLES, Complaint.CALF, Complaint.PLANTAR_FASCIITIS, Complaint.SHIN_SPLINTS}
    ),
    Benchmark.SIDE_PLANK: frozenset({Complaint.LOW_BACK}),
    Benchmark.SINGLE_LEG_BRIDGE: frozenset({Complaint.HAMSTRING, Complaint.LOW_BACK}),
    Benchmark.WALL_SIT: frozenset({Complaint.RUNNERS_KNEE}),
}


@dataclass(frozen=True, slots=True)
class Result:
    """One test: repetitions or seconds, left and right; `right` None where both legs work together."""

    benchmark: Benchmark
    day: date
    left: int
    right: int | None = None

    def __post_init__(self) -> None:
        if self.left < 0 or (self.right or 0) < 0:
            raise BadInput("result", "repetitions and seconds cannot be negative")
        if self.benchmark.both_sides and self.right is None:
            raise BadInput("right", f"{_NAMES[self.benchmark]}: both sides are tested")
        if not self.benchmark.both_sides and self.right is not None:
            raise BadInput("right", f"{_NAMES[self.benchmark]}: there is one number for both legs")


@dataclass(frozen=True, slots=True)
class Compared:
    """A result against the last one and side against side. `weaker` is "left", "right" or None."""

    change_left: int | None
    change_right: int | None
    weaker: str | None
    gap_percent: int
    text: str


def due_on(benchmark: Benchmark, results: tuple[Result, ...], started: date) -> date:
    """Return the day from which a benchmark is due: at the start, then six weeks after the last one."""
    days = [result.day for result in results if result.benchmark is benchmark]
    return max(days) + EVERY if days else started


def due(
    results: tuple[Result, ...],
    started: date,
    today: date,
    phase: Phase = Phase.BASE,
    complaints: frozenset[Complaint] = frozenset(),
) -> tuple[Benchmark, ...]:
    """Return the benchmarks to do today: none close to a race or after it, none of what hurts."""
    if phase in _NOT_NOW:
        return ()
    return tuple(
        benchmark
        for benchmark in Benchmark
        if due_on(benchmark, results, started) <= today and not _NOT_WITH[benchmark] & complaints
    )


def compared(result: Result, results: tuple[Result, ...]) -> Compared:
    """Return what a result says against the one before it, and between the sides, in two or three sentences."""
    before = max(
        (each for each in results if each.benchmark is result.benchmark and each.day < result.day),
        key=lambda each: each.day,
        default=None,
    )
    measure = result.benchmark.measure
    left = None if before is None else result.left - before.left
    right = None
    if before is not None and before.right is not None and result.right is not None:
        right = result.right - before.right
    weaker, gap = _sides(result)
    told = [_counted(result)]
    if before is None:
        told.append("That is your start: the next one in six weeks shows where it goes.")
    else:
        told.append(_against(measure, left or 0, right))
    if weaker is not None:
        told.append(f"Your {weaker} side is {gap} % behind: begin with it, and let it set the number.")
    elif result.benchmark is Benchmark.CALF_RAISES:
        told.append(
            f"About {CALF_MEDIAN} is the middle of many people tested: half do fewer, and it is no pass mark."
        )
    return Compared(left, right, weaker, gap, " ".join(told))


def _sides(result: Result) -> tuple[str | None, int]:
    if result.right is None:
        return None, 0
    more = max(result.left, result.right)
    less = min(result.left, result.right)
    gap = round(100 * (more - less) / more) if more else 0
    noise = _NOISE[result.benchmark.measure]
    if more - less <= noise or gap <= 100 * _UNEVEN:
        return None, gap
    return ("left" if result.left < result.right else "right"), gap


def _counted(result: Result) -> str:
    unit = " s" if result.benchmark.measure is Measure.SECONDS else ""
    name = _NAMES[result.benchmark]
    if result.right is None:
        return f"{name[:1].upper()}{name[1:]}: {result.left}{unit}."
    return f"{name[:1].upper()}{name[1:]}: left {result.left}{unit}, right {result.right}{unit}."


def _against(measure: Measure, left: int, right: int | None) -> str:
    noise = _NOISE[measure]
    changes = [left] if right is None else [left, right]
    if all(abs(change) <= noise for change in changes):
        return "About the same as last time: that much differs from day to day."
    if all(change >= -noise for change in changes):
        return "More than last time."
    if all(change <= noise for change in changes):
        return "Less than last time: one tired day is enough for that, so look at the next one too."
    return "One side more, one side less than last time."
