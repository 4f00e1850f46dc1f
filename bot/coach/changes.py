"""A change of the plan as the runner confirms it: before, after, what differs and why; undone by turning it round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.coach.week import WeekPlan, WeekQuestion
from bot.coach.week_rules import WEEK
from bot.coach.week_words import day_name, run_name, session_name
from bot.coach.words import SessionKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: on which weekday (Monday 0), what, and why in one sentence."""

    day: int
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Difference(Generic[T]):
    """Before and after, and what lies between them. Nothing is lost: `undone` leads back."""

    before: T
    after: T
    changes: tuple[Change, ...]

    def undone(self) -> Difference[T]:
        """Return the way back: before and after change places."""
        back = tuple(Change(each.day, f"Undone: {each.what}", "You took it back.") for each in self.changes)
        return Difference(self.after, self.before, back)


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """A week's question together with its plan: all that is needed to bring it back."""

    question: WeekQuestion
    plan: WeekPlan


def week_difference(before: PlannedWeek, after: PlannedWeek, why: str) -> Difference[PlannedWeek]:
    """Return what changed between two versions of a week: runs first, then sessions, each by its day.

    `why` is the sentence for a session that went; one that came or became another says its own reason.
    """
    changes = [
        Change(day, f"{day_name(day)}: {run_name(after.question.runs[day])}", why)
        for day in WEEK
        if before.question.runs[day] is not after.question.runs[day]
    ]
    reasons = {placed.day: placed.reason for placed in after.plan.sessions}
    old, new = before.plan.layout, after.plan.layout
    gone = [day for day in WEEK if old[day] is not None and new[day] is None]
    came = [day for day in WEEK if new[day] is not None and old[day] is None]
    for day in WEEK:
        was, now = old[day], new[day]
        if was is not None and now is not None and was is not now:
            what = f"{day_name(day)}: {session_name(now)} instead of {session_name(was)}"
            changes.append(Change(day, what, reasons.get(day, why)))
    for day in gone:
        kind = old[day]
        to = next((other for other in came if new[other] is kind), None)
        if to is not None:
            came.remove(to)
            what = f"{_named(kind)}: {day_name(day)} → {day_name(to)}"
            changes.append(Change(day, what, reasons.get(to, why)))
        else:
            dropped = next((each.reason for each in after.plan.dropped if each.wanted is kind), why)
            changes.append(Change(day, f"{_named(kind)} on {day_name(day)} is left out", dropped))
    changes += [
        Change(day, f"{_named(new[day])} comes on {day_name(day)}", reasons.get(day, why)) for day in came
    ]
    return Difference(before, after, tuple(changes))


def _named(kind: SessionKind | None) -> str:
    name = session_name(kind or SessionKind.HEAVY)
    return f"{name[:1].upper()}{name[1:]} session"
