"""Pauses and days off as they are stored: which days they take, what is at hand meanwhile, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session, col, func, select

from bot.coach import pauses
from bot.coach.changes import PlannedWeek
from bot.coach.life import Things, equipment_on
from bot.coach.pauses import PauseReason, Ramp
from bot.coach.words import Equipment
from bot.services.plan_rows import DAYS, rows_between
from bot.store.tables import DayOff, Pause, Runner, SessionLog


@dataclass(frozen=True, slots=True)
class PauseView:
    """A pause as the runner sees it; `last` None: until they say so. `things` only where they train on."""

    reason: PauseReason
    first: date
    last: date | None
    trains: bool
    things: tuple[str, ...]


def view_of(row: Pause) -> PauseView:
    """Return a stored pause as the runner sees it."""
    return PauseView(row.reason, row.first, row.last, row.trains, tuple(row.things or ()))


def pauses_of(session: Session, runner: Runner) -> Sequence[Pause]:
    """Return all pauses of a runner in the order in which they were told."""
    query = select(Pause).where(col(Pause.runner_id) == runner.id)
    return session.exec(query.order_by(col(Pause.told_at), col(Pause.id))).all()


def covering(session: Session, runner: Runner, day: date) -> Sequence[Pause]:
    """Return the pauses that hold on a day, those with training too, the one that was told last first."""
    return covering_among(pauses_of(session, runner), day)


def covering_among(rows: Sequence[Pause], day: date) -> Sequence[Pause]:
    """Return which of a runner's pauses (in the order in which they were told) hold on a day, the last first."""
    return [row for row in reversed(rows) if _coach(row).covers(day)]


def asks_back(row: Pause, day: date) -> bool:
    """Whether a day's message asks how the runner is: an open pause in which nothing is trained, once a week."""
    return not row.trains and _coach(row).asks_back(day)


def paused_on(session: Session, runner: Runner, day: date) -> Pause | None:
    """Return the pause because of which nothing is trained on a day, None when there is none."""
    return next((row for row in covering(session, runner, day) if not row.trains), None)


def days_off(session: Session, runner: Runner, first: date, last: date) -> frozenset[date]:
    """Return the single days without time between two days, both included."""
    query = select(col(DayOff.day)).where(
        col(DayOff.runner_id) == runner.id, col(DayOff.day) >= first, col(DayOff.day) <= last
    )
    return frozenset(session.exec(query))


def unavailable(session: Session, runner: Runner, monday: date) -> frozenset[int]:
    """Return the weekdays of a week that a pause or a day off takes."""
    off = days_off(session, runner, monday, monday + timedelta(days=DAYS - 1))
    resting = [_coach(row) for row in pauses_of(session, runner) if not row.trains]
    return pauses.paused_days(resting, monday) | {(day - monday).days for day in off}


def equipment_for(session: Session, runner: Runner, day: date) -> frozenset[Equipment]:
    """Return what the runner has at hand on a day."""
    return equipment_among(runner, pauses_of(session, runner), day)


def equipment_among(runner: Runner, rows: Sequence[Pause], day: date) -> frozenset[Equipment]:
    """Return what the runner has at hand on a day; `rows` are all their pauses in the order they were told."""
    usual = frozenset(Equipment(thing) for thing in runner.equipment or ())
    elsewhere = [
        Things(row.first, row.last or day, frozenset(Equipment(thing) for thing in row.things or ()))
        for row in rows
        if row.trains and row.first <= day
    ]
    return equipment_on(day, usual, elsewhere)


def ramp_of(session: Session, runner: Runner, row: Pause) -> Ramp | None:
    """Return how the strength comes back after a pause; None while its end is open or another pause follows at once."""
    if row.trains or row.last is None:
        return None
    back = row.last + timedelta(days=1)
    if paused_on(session, runner, back) is not None:
        return None
    return pauses.ramp(_coach(row), back, _last_session(session, runner, row.first, back), runner.wish)


def with_ramp(session: Session, runner: Runner, monday: date, week: PlannedWeek) -> PlannedWeek:
    """Return a planned week with its sessions as the way back from a pause asks for."""
    for row in pauses_of(session, runner):
        back = None if row.last is None else row.last + timedelta(days=1)
        if back is None or not monday - timedelta(days=DAYS) < back < monday + timedelta(days=DAYS):
            continue
        way = ramp_of(session, runner, row)
        if way is None:
            continue
        if _trained_since(session, runner, way.back, monday):
            way = replace(way, first_light=False)
        week = pauses.returning(week, monday, way).after
    return week


def _coach(row: Pause) -> pauses.Pause:
    return pauses.Pause(row.reason, row.first, row.last)


def _last_session(session: Session, runner: Runner, first: date, back: date) -> date | None:
    """The day of the last session before the return: done, or still to be done before the pause begins."""
    logged = session.exec(
        select(func.max(SessionLog.day)).where(
            col(SessionLog.runner_id) == runner.id,
            col(SessionLog.finished_at).is_not(None),
            col(SessionLog.day) < back,
        )
    ).one()
    planned = [row.day for row in rows_between(session, runner, None, first - timedelta(1)) if row.state.open]
    days = [*planned, *([logged] if logged is not None else [])]
    return max(days, default=None)


def _trained_since(session: Session, runner: Runner, back: date, monday: date) -> bool:
    """Whether a session stands between the return and the week, or was trained or begun in it already."""
    for row in rows_between(session, runner, back, monday + timedelta(days=DAYS - 1)):
        if row.state.counts or (row.state.open and (row.day < monday or row.steps is not None)):
            return True
    return False
