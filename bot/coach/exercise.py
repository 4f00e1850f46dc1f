"""What the coach has to know of an exercise to choose and dose it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.coach.words import Complaint, Equipment, Level, Measure, Pattern


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise of the library, reduced to what the rules look at.

    `equipment` lists alternatives: each is a set of things that must all be at hand, the empty set
    means that nothing is needed; the first that fits is used. `low` and `high` are repetitions or
    seconds for one set (per side where `per_side`). `load_step_kg` is the smallest sensible increase, 0
    where there is no load. `main_muscles` are the muscles that do the work; two or more make it a
    compound movement.
    """

    id: str
    name: str
    pattern: Pattern
    level: Level
    measure: Measure
    low: int
    high: int
    equipment: tuple[frozenset[Equipment], ...] = (frozenset(),)
    per_side: bool = False
    loaded: bool = False
    load_step_kg: float = 0.0
    seconds_per_rep: float = 3.0
    easier: str | None = None
    harder: str | None = None
    helps: frozenset[Complaint] = field(default_factory=frozenset)
    ruled_out_by: frozenset[Complaint] = field(default_factory=frozenset)
    warm_up: bool = False
    main_muscles: tuple[str, ...] = ()

    def needs(self, at_hand: frozenset[Equipment]) -> frozenset[Equipment] | None:
        """Return the first equipment alternative that is at hand, or None when there is none."""
        return next((wanted for wanted in self.equipment if wanted <= at_hand), None)
