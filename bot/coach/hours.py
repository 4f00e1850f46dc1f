"""The hours of a day with a run and a session: which comes when, and a warning when they contradict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from bot.coach.runner import BadInput
from bot.coach.words import Order

APART_MINUTES = 6 * 60  # COACHING "Same day": six hours later or more, else right after
RIGHT_AFTER_MINUTES = 90  # from the end of the run: still warm, nothing has stiffened
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """What the plan says about the hours (None: nothing to say), and what does not fit (None: all does)."""

    text: str | None
    warning: str | None


def hours_of(
    order: Order,
    run_at: time | None,
    strength_at: time | None,
    run_minutes: int = 60,
    twelve_hours: bool = False,
) -> Hours:
    """Return when to lift on a day with a run, and a warning when the runner's two times contradict the order.

    `twelve_hours` is the runner's clock. Raises BadInput("run_minutes", …) for a run of no length.
    """
    if run_minutes <= 0:
        raise BadInput("run_minutes", "a run takes a minute at least")
    if order is not Order.AFTER_RUN or run_at is None:
        return Hours(None, None)

    def clock(at: int) -> str:
        if twelve_hours:
            return f"{(at // 60 - 1) % 12 + 1}:{at % 60:02} {'am' if at < _DAY // 2 else 'pm'}"
        return f"{at // 60:02}:{at % 60:02}"

    start = run_at.hour * 60 + run_at.minute
    end = start + run_minutes
    later = end + APART_MINUTES
    best = f"right after it, or from {clock(later)} on" if later < _DAY else "right after it"
    text = f"Run at {clock(start)}. Lift {best}."
    if strength_at is None:
        return Hours(text, None)
    lift = strength_at.hour * 60 + strength_at.minute
    if lift < end:
        return Hours(text, f"{clock(lift)} is before your run is over: lift {best}.")
    if RIGHT_AFTER_MINUTES < lift - end < APART_MINUTES:
        return Hours(text, f"{clock(lift)} is neither right after your run nor six hours later: lift {best}.")
    return Hours(f"Run at {clock(start)}, lift at {clock(lift)}.", None)
