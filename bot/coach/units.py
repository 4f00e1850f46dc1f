"""Kilograms and pounds: loads are kept in kg, counted in the runner's unit, and rounded to what can be loaded."""

from __future__ import annotations

import math

from bot.coach.exercise import Exercise
from bot.coach.runner import BadInput
from bot.coach.words import Equipment, Unit

KG_PER_LB = 0.45359237
# COACHING "Progress": the smallest step of the equipment. Kettlebells are cast in steps of 4 kg.
_STEPS_KG = {Equipment.BARBELL: 2.5, Equipment.DUMBBELL: 2.0, Equipment.KETTLEBELL: 4.0}
_LB_STEP = 5.0  # the smallest pair of plates (2 x 2.5 lb), and the usual step between dumbbells


def in_unit(kg: float, unit: Unit) -> float:
    """Return a load in the unit, to a tenth: what the runner reads on the plates."""
    return round(kg if unit is Unit.KG else kg / KG_PER_LB, 3 if unit is Unit.KG else 1)


def in_kg(load: float, unit: Unit) -> float:
    """Return a load of the unit in kg. Raises BadInput("load", …) for one below zero."""
    if not load >= 0:
        raise BadInput("load", "a load is zero or more")
    return round(load if unit is Unit.KG else load * KG_PER_LB, 3)


def shown(kg: float, unit: Unit) -> str:
    """Return a load as the runner reads it: "62.5 kg", "135 lb"."""
    return f"{in_unit(kg, unit):g} {unit.value}"


def step_of(exercise: Exercise, unit: Unit, equipment: frozenset[Equipment] | None = None) -> float:
    """Return the smallest step of the load, in the unit; 0 where there is none.

    `equipment` is what is used; without it the exercise's own step counts. In lb: 5 for barbell and
    dumbbells, 10 where kg go in steps of 4 or 5.
    """
    if exercise.load_step_kg <= 0:
        return 0.0
    steps = [_STEPS_KG[thing] for thing in sorted(equipment or ()) if thing in _STEPS_KG]
    kg = min(steps, default=exercise.load_step_kg)
    return kg if unit is Unit.KG else _LB_STEP * max(1, round(kg / 2.5))


def floor_to(load: float, step: float) -> float:
    """Return a load rounded down to whole steps."""
    return round(math.floor(load / step + 1e-9) * step, 3) if step > 0 else load


def nearest_to(load: float, step: float) -> float:
    """Return a load rounded to whole steps."""
    return round(round(load / step) * step, 3) if step > 0 else load
