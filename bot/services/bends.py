"""What a runner can ask to have changed about the plan, each as one object that a button can carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.coach.pauses import PauseReason
from bot.coach.words import Equipment, RunKind

Runs = tuple[RunKind, ...]


class SkipReason(StrEnum):
    """Why a session is left out."""

    NO_TIME = "no-time"
    TIRED = "tired"
    SORE = "sore"
    ILL = "ill"
    HURTS = "hurts"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MoveSession:
    """Move a day's session to another day of its week."""

    day: date
    to: date


@dataclass(frozen=True, slots=True)
class SwapSessions:
    """Change the sessions of two days round."""

    day: date
    to: date


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave a day's session out."""

    day: date
    reason: SkipReason = SkipReason.OTHER


@dataclass(frozen=True, slots=True)
class SkipWeek:
    """Leave out all sessions that are left of a week."""

    monday: date


@dataclass(frozen=True, slots=True)
class ChangeRuns:
    """Run other things in a week (`always`: from that week on); `before` is what was known when it was asked."""

    monday: date
    before: Runs
    after: Runs
    always: bool = False


@dataclass(frozen=True, slots=True)
class DayWithout:
    """Keep a day free of sessions, or (`free`) let it have one again."""

    day: date
    free: bool = False


@dataclass(frozen=True, slots=True)
class TakePause:
    """Pause from one day to another (None: until they say so); who `trains` has only some things meanwhile."""

    reason: PauseReason
    first: date
    last: date | None
    trains: bool = False
    things: frozenset[Equipment] = frozenset()


@dataclass(frozen=True, slots=True)
class ComeBack:
    """Train again from a day on; `travelled` where the clock may have to be changed back."""

    day: date
    travelled: bool = False


Bend = MoveSession | SwapSessions | Skip | SkipWeek | ChangeRuns | DayWithout | TakePause | ComeBack

NAMES: dict[type[Bend], str] = {
    MoveSession: "move",
    SwapSessions: "swap",
    Skip: "skip",
    SkipWeek: "skip-week",
    ChangeRuns: "runs",
    DayWithout: "day-off",
    TakePause: "pause",
    ComeBack: "resume",
}
"""What a kind of change is called in the rows and in the messages."""
