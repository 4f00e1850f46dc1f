"""Pauses for illness, injury, travel or holiday, and the ramp back by the rules for a gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.coach.changes import Difference, PlannedWeek, week_difference
from bot.coach.life import days_off
from bot.coach.progress_parts import GAP_DAYS, GAP_DAYS_ONCE_A_WEEK, RESTART_DAYS
from bot.coach.runner import BadInput
from bot.coach.week import WeekPlan
from bot.coach.week_rules import WEEK
from bot.coach.week_words import day_name, order_of, session_name, where_on
from bot.coach.words import SessionKind

ASK_BACK_DAYS = 7  # decision: an open pause is asked about once a week, kindly, and never more often


class PauseReason(StrEnum):
    """Why nothing is trained for a while."""

    ILLNESS = "illness"
    INJURY = "injury"
    TRAVEL = "travel"
    HOLIDAY = "holiday"


class Comeback(StrEnum):
    """What the gap asks for (COACHING "Progress", gap)."""

    AS_BEFORE = "as-before"  # below seven days
    STEP_BACK = "step-back"  # seven to twenty days: a tenth less and one set fewer, for one session
    RESTART = "restart"  # three weeks and more: the doses of the basics, loads down by 30 %


@dataclass(frozen=True, slots=True)
class Pause:
    """Days without training, from one local date to another, both included; `last` None: until further notice."""

    reason: PauseReason
    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise BadInput("last", "the pause would end before it begins")

    def covers(self, day: date) -> bool:
        """Whether the day belongs to the pause."""
        return self.first <= day and (self.last is None or day <= self.last)

    def asks_back(self, day: date) -> bool:
        """Whether "how are you?" is asked on the day: once a week, and only of a pause without an end."""
        days = (day - self.first).days
        return self.last is None and days > 0 and days % ASK_BACK_DAYS == 0

    def ended(self, day: date) -> Pause:
        """Return the pause, over since the day before `day` ("I'm well again"). Raises BadInput("day", …)."""
        if day <= self.first:
            raise BadInput("day", "it has to last a day at least: take the pause back instead")
        return replace(self, last=day - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Ramp:
    """The way back after a pause. `block_start` is the day from which blocks of four weeks count anew."""

    back: date
    gap_days: int
    comeback: Comeback
    first_light: bool
    block_start: date | None
    why: str


def paused_days(pauses: Iterable[Pause], monday: date) -> frozenset[int]:
    """Return the weekdays of the week from `monday` that a pause takes."""
    return frozenset(day for day in WEEK for pause in pauses if pause.covers(monday + timedelta(days=day)))


def paused(week: PlannedWeek, monday: date, pause: Pause, today: int = 0) -> Difference[PlannedWeek]:
    """Return a week with a pause in it, solved again: what is done stays, nothing new stands on its days."""
    until = "until further notice" if pause.last is None else f"until {_dated(pause.last)}"
    return days_off(week, paused_days((pause,), monday), today, f"{_NAMES[pause.reason]} {until}.")


_NAMES = {
    PauseReason.ILLNESS: "You are ill",
    PauseReason.INJURY: "You are injured",
    PauseReason.TRAVEL: "You are travelling",
    PauseReason.HOLIDAY: "You are on holiday",
}


def _dated(day: date) -> str:
    return f"{day_name(day.weekday())} {day.isoformat()}"


def ramp(pause: Pause, back: date, last_session: date | None = None, sessions_a_week: int = 2) -> Ramp:
    """Return how the strength comes back on the first day after a pause.

    The gap counts from the last session (default: the day before the pause). After an illness the
    first session is light, however short it was. Raises BadInput("back", …) when the pause is not over.
    """
    if pause.last is None or back <= pause.last:
        raise BadInput("back", "the pause is not over on that day")
    if last_session is not None and last_session >= back:
        raise BadInput("last_session", "it comes after the pause")
    gap = (back - (last_session or pause.first - timedelta(days=1))).days
    first_gap = GAP_DAYS if sessions_a_week > 1 else GAP_DAYS_ONCE_A_WEEK
    if gap >= RESTART_DAYS:
        comeback, why = (
            Comeback.RESTART,
            f"{gap} days off: back to the basics first, with a good deal less weight.",
        )
    elif gap >= first_gap:
        comeback, why = Comeback.STEP_BACK, f"{gap} days off: one session a step lighter, then on as before."
    else:
        comeback, why = Comeback.AS_BEFORE, "A few days off cost nothing: on as before."
    light = pause.reason is PauseReason.ILLNESS
    if light:
        why += " After an illness the first session is light."
    elif pause.reason is PauseReason.INJURY:
        why += " Leave out what still hurts, and tell me about it."
    return Ramp(back, gap, comeback, light, back if comeback is Comeback.RESTART else None, why)


def returning(week: PlannedWeek, monday: date, way: Ramp) -> Difference[PlannedWeek]:
    """Return the week of the return with its sessions as the ramp asks for.

    After an illness the first session is light at most; after three weeks and more the
    others of the first seven days are the basics. Each only becomes gentler where it stands, so no hard
    rule can break.
    """
    view_runs = week.question.runs
    layout = list(week.plan.layout)
    light = way.first_light
    sessions = []
    for placed in week.plan.sessions:
        day = monday + timedelta(days=placed.day)
        kind = placed.kind
        if 0 <= (day - way.back).days < 7:
            if kind.leg_loading and light:
                kind = SessionKind.LIGHT
            elif kind.leg_loading and way.comeback is Comeback.RESTART:
                kind = SessionKind.LEARN
            light = False
        if kind is not placed.kind:
            told = f"{session_name(kind)} instead of {session_name(placed.kind)}. {way.why}"
            text = f"{where_on(view_runs, placed.day, kind)}: {told}"
            order = order_of(kind, view_runs[placed.day])
            placed = replace(placed, kind=kind, reason=text, order=order)
            layout[placed.day] = kind
        sessions.append(placed)
    after = WeekPlan(tuple(sessions), week.plan.dropped, tuple(layout), week.plan.wanted)
    return week_difference(week, PlannedWeek(week.question, after), way.why)
