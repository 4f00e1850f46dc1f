"""A runner who lifts one exercise as the rules ask, day after day: for stories with their whole series."""

from __future__ import annotations

from datetime import date, timedelta

from bot.coach.progress import SetRecord, Soreness, suggest
from bot.coach.units import in_kg, in_unit
from bot.coach.words import Unit

START = date(2026, 3, 2)  # a Monday


class Lifter:
    """Keeps the log and writes down what was asked: (day, change, load in the unit, sets × aim)."""

    def __init__(self, exercise, dose, load=None, unit=Unit.KG, sessions_a_week=2):
        self.exercise, self.dose, self.unit = exercise, dose, unit
        self.first_load, self.sessions_a_week = load, sessions_a_week
        self.log: tuple[SetRecord, ...] = ()
        self.series: list[tuple[int, str, float | None, str]] = []

    def asked(self, day, **more):
        """What the rules ask for on the n-th day."""
        return suggest(
            self.exercise, self.log, START + timedelta(days=day), self.dose, unit=self.unit,
            sessions_a_week=self.sessions_a_week, **more,
        )  # fmt: skip

    def train(self, day, rpe=7.0, reach=None, pain=False, deload=False, soreness=Soreness.FINE, dose=None):
        """Do what is asked on a day; `reach` is what the sets reach where it is not the aim."""
        self.dose = dose or self.dose
        next = self.asked(day, deload=deload, soreness=soreness)
        kg = next.kg
        if kg is None and self.first_load is not None:
            kg = in_kg(self.first_load, self.unit)
        shown = None if kg is None else in_unit(kg, self.unit)
        self.series.append((day, str(next.change), shown, f"{next.sets}×{next.aim}"))
        when = START + timedelta(days=day)
        count = next.aim if reach is None else reach
        self.log += tuple(
            SetRecord(self.exercise.id, when, count, next.low, next.high, kg, rpe, pain, deload)
            for _ in range(next.sets)
        )
        return next
