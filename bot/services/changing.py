"""Changes of the plan: shown as before and after, made when confirmed, kept, and taken back with one tap.

Every change is carried out in the rows and then looked at: what is proposed is what will be done, because a proposal
is the change itself, rolled back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.coach import week
from bot.coach.changes import PlannedWeek, week_difference
from bot.coach.season import monday_of
from bot.coach.words import RunKind
from bot.services import kept_rows, runners
from bot.services.bend_acts import carry_out
from bot.services.bends import NAMES, Bend, TakePause
from bot.services.plan_questions import planned_week
from bot.services.plan_rows import loads, rows_between, runs_on
from bot.services.plan_views import title_of
from bot.services.planning import last_planned, mondays, roll
from bot.services.questions import question_of
from bot.services.tools import Refusal, Tools
from bot.store.tables import PlanChange, Runner, stored_id


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that differs: its run and its session's title (None: no session) before and after."""

    day: date
    run_before: RunKind
    run_after: RunKind
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change does: to which days, and why in whole sentences."""

    what: str
    days: tuple[DayChange, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A change that was made; `id` is what undoes it."""

    id: int
    made: Difference


@dataclass(frozen=True, slots=True)
class _Look:
    """The two weeks of the plan at one moment."""

    weeks: Mapping[date, PlannedWeek]
    days: Mapping[date, tuple[RunKind, str | None]]


def propose(tools: Tools, chat_id: int, bend: Bend) -> Difference:
    """Return what a change would do, and change nothing.

    Raises:
        Refusal: it cannot be done (see `bend_acts.carry_out`), or everything is so already (`already-so`).
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        roll(session, tools, runner)
        trial = session.begin_nested()
        difference, was, now = _carried_out(session, tools, runner, bend)
        trial.rollback()
        if not was and not now:
            raise Refusal("already-so")
        return difference


def apply(tools: Tools, chat_id: int, bend: Bend, update_id: int) -> Changed:
    """Make a change and keep what is needed to take it back.

    Raises:
        Refusal: as `propose` does.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        if runners.applied(chat, update_id):
            last = _latest(session, runner)
            if last is not None:
                return Changed(last.id or 0, _told(last))
        if isinstance(bend, TakePause) and question_of(chat.awaiting) is None:
            chat.awaiting = None  # its last day may have been asked for
        return perform(session, tools, runner, bend)


def perform(session: Session, tools: Tools, runner: Runner, bend: Bend) -> Changed:
    """Make a change within a transaction; see `apply`."""
    roll(session, tools, runner)
    difference, was, now = _carried_out(session, tools, runner, bend)
    if not was and not now:
        raise Refusal("already-so")
    row = PlanChange(
        runner_id=stored_id(runner),
        made_at=tools.clock.now(),
        what=difference.what,
        before={"was": was, "now": now, "told": _pack(difference)},
    )
    session.add(row)
    session.flush()
    return Changed(row.id or 0, difference)


def latest_change(session: Session, runner: Runner) -> int:
    """Return the number of the change that was made last, 0 when there is none."""
    row = _latest(session, runner)
    return 0 if row is None else row.id or 0


def undo(tools: Tools, chat_id: int, change_id: int, update_id: int) -> Difference:
    """Take a change back: the rows are as they were before it. Return the way back.

    Raises:
        Refusal: `undo-unknown` when there is no such change, `undo-done` when it is taken back already,
            `undo-later` when another change came after it, `undo-moved-on` when the plan has changed in another way or
            a session was begun, `undo-over` when a day that would get its session back has passed.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        row = session.get(PlanChange, change_id)
        if row is None or row.runner_id != runner.id:
            raise Refusal("undo-unknown")
        if runners.applied(chat, update_id):
            return _reversed(_told(row))
        if row.undone_at is not None:
            raise Refusal("undo-done")
        latest = _latest(session, runner)
        if latest is None or latest.id != row.id:
            raise Refusal("undo-later")
        _take_back(session, tools, runner, row)
        return _reversed(_told(row))


def _take_back(session: Session, tools: Tools, runner: Runner, row: PlanChange) -> None:
    roll(session, tools, runner)
    today = tools.today(runner.zone)
    was, now = row.before["was"], row.before["now"]
    if not kept_rows.still(kept_rows.kept(session, runner, kept_rows.first_day(was, now)), was, now):
        raise Refusal("undo-moved-on")
    if any(day < today for day in kept_rows.restored_days(was, now)):
        raise Refusal("undo-over")
    broken = _broken(_look(session, tools, runner))
    kept_rows.put_back(session, runner, was, now, tools.clock.now())
    if not _broken(_look(session, tools, runner)) <= broken:
        raise Refusal("undo-moved-on")
    row.undone_at = tools.clock.now()


def _carried_out(
    session: Session, tools: Tools, runner: Runner, bend: Bend
) -> tuple[Difference, kept_rows.Kept, kept_rows.Kept]:
    since = monday_of(tools.today(runner.zone))
    rows, look = kept_rows.kept(session, runner, since), _look(session, tools, runner)
    why = carry_out(session, tools, runner, bend)
    was, now = kept_rows.changed(rows, kept_rows.kept(session, runner, since))
    return _difference(NAMES[type(bend)], look, _look(session, tools, runner), why), was, now


def _look(session: Session, tools: Tools, runner: Runner) -> _Look:
    monday = monday_of(tools.today(runner.zone))
    last = last_planned(runner, tools.today(runner.zone))
    titles = {
        row.day: title_of(tools, row) for row in rows_between(session, runner, monday, last) if loads(row)
    }
    days = [monday + timedelta(days=number) for number in range((last - monday).days + 1)]
    return _Look(
        {each: planned_week(session, tools, runner, each) for each in mondays(monday, last)},
        {day: (runs_on(session, runner, day), titles.get(day)) for day in days},
    )


def _difference(what: str, before: _Look, after: _Look, why: str) -> Difference:
    days = tuple(
        DayChange(day, old[0], after.days[day][0], old[1], after.days[day][1])
        for day, old in before.days.items()
        if old != after.days[day]
    )
    reasons = [why] if why else []
    for monday, week_before in before.weeks.items():
        placed = {each.reason for each in after.weeks[monday].plan.sessions}
        for each in week_difference(week_before, after.weeks[monday], why).changes:
            # Who pauses knows why a session goes; what comes in its place has its own reason.
            if what != NAMES[TakePause] or each.why in placed:
                reasons.append(each.why)
    said = [each for each in dict.fromkeys(reasons) if each]
    whole = (each for each in said if not any(each in other for other in said if other != each))
    return Difference(what, days, tuple(whole))


def _broken(look: _Look) -> set[tuple[date, int, week.Rule]]:
    """Every hard rule that the plan breaks; that a day is over is no matter of the plan."""
    return {
        (monday, each.day, each.rule)
        for monday, planned in look.weeks.items()
        for each in week.violations(replace(planned.question, earliest=0), planned.plan.layout)
    }


def _latest(session: Session, runner: Runner) -> PlanChange | None:
    return session.exec(
        select(PlanChange)
        .where(col(PlanChange.runner_id) == runner.id, col(PlanChange.undone_at).is_(None))
        .order_by(col(PlanChange.id).desc())
    ).first()


def _reversed(made: Difference) -> Difference:
    days = (
        DayChange(each.day, each.run_after, each.run_before, each.after, each.before) for each in made.days
    )
    return Difference(made.what, tuple(days), ())


def _pack(difference: Difference) -> dict[str, Any]:
    days = [
        [each.day.isoformat(), each.run_before.value, each.run_after.value, each.before, each.after]
        for each in difference.days
    ]
    return {"days": days, "reasons": list(difference.reasons)}


def _told(row: PlanChange) -> Difference:
    told = row.before["told"]
    days = tuple(
        DayChange(date.fromisoformat(day), RunKind(run_before), RunKind(run_after), before, after)
        for day, run_before, run_after, before, after in told["days"]
    )
    return Difference(row.what, days, tuple(told["reasons"]))
