"""What a session is made of: templates with their blocks, the question, and the steps of the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.coach.exercise import Exercise
from bot.coach.runner import BadInput
from bot.coach.words import Complaint, Equipment, Level, Measure, Pattern, Phase, SessionKind, Variant

MINUTES = (45, 30, 15, 8)


class Part(StrEnum):
    """The parts of a session, in the order in which they are done."""

    WARM_UP = "warm-up"
    POWER = "power"
    MAIN = "main"
    ACCESSORY = "accessory"
    CORE = "core"
    HOLD = "hold"
    PREHAB = "prehab"
    COOL_DOWN = "cool-down"


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a template that an exercise fills.

    `range` is repetitions or seconds for one set (None: the exercise's own), `rir` repetitions in
    reserve (None where that means nothing), `contacts_max` the landings that all sets together may have
    (jumps only).
    """

    patterns: tuple[Pattern, ...]
    sets: int = 2
    range: tuple[int, int] | None = None
    measure: Measure | None = None
    rir: tuple[int, int] | None = None
    rest_seconds: int = 60
    variants: frozenset[Variant] = frozenset(Variant)
    contacts_max: int | None = None
    muscle: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a template with its items."""

    part: Part
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """The plan of a session of a kind; no `phases` means that it serves every phase."""

    id: str
    kind: SessionKind
    title: str
    purpose: str
    blocks: tuple[Block, ...]
    phases: frozenset[Phase] = frozenset()


@dataclass(frozen=True, slots=True)
class ComplaintWork:
    """What a complaint changes in a session: what helps (exercise id, dose as text), what is left out,
    what is preferred.
    """

    helps: tuple[tuple[str, str], ...] = ()
    leave_out_patterns: frozenset[Pattern] = frozenset()
    leave_out: frozenset[str] = frozenset()
    instead: tuple[tuple[Pattern, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class SessionQuestion:
    """What decides a session's content.

    `minutes` is 45 or 30 (full), 15 (short) or 8 (minimum). `recent` holds exercise ids used lately,
    newest last. `strength_weeks` counts the weeks of strength training behind the runner: jumps come
    only after six. `stopped` are patterns that pause, because something hurt on a run.
    """

    kind: SessionKind
    phase: Phase = Phase.BASE
    level: Level = Level.SOME
    equipment: frozenset[Equipment] = frozenset()
    complaints: frozenset[Complaint] = frozenset()
    minutes: int = 45
    deload: bool = False
    recent: tuple[str, ...] = ()
    avoid: frozenset[str] = field(default_factory=frozenset)
    strength_weeks: int = 0
    stopped: frozenset[Pattern] = frozenset()

    @property
    def variant(self) -> Variant:
        """The rung of the dose ladder that the minutes stand for."""
        if self.minutes >= 30:
            return Variant.FULL
        return Variant.SHORT if self.minutes >= 15 else Variant.MINIMUM

    def __post_init__(self) -> None:
        if self.minutes not in MINUTES:
            raise BadInput("minutes", f"a session takes 45, 30, 15 or 8 minutes, not {self.minutes}")
        if self.strength_weeks < 0:
            raise BadInput("strength_weeks", "cannot be negative")


@dataclass(frozen=True, slots=True)
class Step:
    """One exercise of a session with its dose; `low` to `high` are repetitions or seconds for one set,
    per side where `per_side`. `equipment` is what is used of what is at hand."""

    exercise: Exercise
    part: Part
    sets: int
    low: int
    high: int
    measure: Measure
    per_side: bool
    rest_seconds: int
    rir: tuple[int, int] | None = None
    equipment: frozenset[Equipment] = frozenset()


@dataclass(frozen=True, slots=True)
class Session:
    """A session ready to be walked through; `minutes` is the honest estimate for all of it."""

    kind: SessionKind
    title: str
    purpose: str
    steps: tuple[Step, ...]
    minutes: int
