"""What a progress card says: plain facts, the words already in the runner's language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.pictures.errors import DrawingError

MOST_TILES = 3
MOST_WEEKS = 24
MOST_BENCHMARKS = 4
MOST_LIFTS = 4


class Kept(StrEnum):
    """What a week came to."""

    KEPT = "kept"
    PARTLY = "partly"
    MISSED = "missed"
    PAUSED = "paused"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Tile:
    """A number and what it counts: "21 of 24" and "sessions done"."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a test: its short word ("L"), the number now, and the one before or None."""

    word: str
    now: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class BenchmarkFacts:
    """A benchmark with one side or two; `unit` is "" for repetitions, `note` what the numbers honestly say."""

    name: str
    unit: str
    sides: tuple[Side, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class LiftFacts:
    """A main lift: (days since the first entry, load), the oldest first; `first` and `last` in words."""

    name: str
    points: tuple[tuple[int, float], ...]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class ProgressWords:
    """The card's own words; those ending in `_empty` stand where there is nothing to draw yet."""

    weeks: str
    benchmarks: str
    lifts: str
    kept: str
    partly: str
    missed: str
    paused: str
    now: str
    before: str
    weeks_empty: str
    benchmarks_empty: str
    lifts_empty: str

    def of(self, week: Kept) -> str:
        """Return the word for what a week came to."""
        return {
            Kept.KEPT: self.kept,
            Kept.PARTLY: self.partly,
            Kept.MISSED: self.missed,
            Kept.PAUSED: self.paused,
            Kept.NOW: self.now,
        }[week]


@dataclass(frozen=True, slots=True)
class ProgressFacts:
    """All that a progress card says; `weeks` from the oldest to the present one, `line` a calm sentence."""

    title: str
    aside: str
    line: str
    tiles: tuple[Tile, ...]
    weeks: tuple[Kept, ...]
    benchmarks: tuple[BenchmarkFacts, ...]
    lifts: tuple[LiftFacts, ...]
    words: ProgressWords

    def __post_init__(self) -> None:
        for name, found, most in (
            ("tiles", self.tiles, MOST_TILES),
            ("weeks", self.weeks, MOST_WEEKS),
            ("benchmarks", self.benchmarks, MOST_BENCHMARKS),
            ("lifts", self.lifts, MOST_LIFTS),
        ):
            if len(found) > most:
                raise DrawingError(f"a progress card has room for {most} {name}, not {len(found)}")
        if any(not 1 <= len(each.sides) <= 2 for each in self.benchmarks):
            raise DrawingError("a benchmark has one side or two")
        if any(not each.points for each in self.lifts):
            raise DrawingError("a lift without an entry has nothing to draw")
