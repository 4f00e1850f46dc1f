"""How each change of the plan is carried out in the rows."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session, col, delete, select

from bot.coach import week
from bot.coach.life import told_runs
from bot.coach.season import monday_of
from bot.coach.week_words import order_of
from bot.services.bends import (
    Bend,
    ChangeRuns,
    ComeBack,
    DayWithout,
    MoveSession,
    Skip,
    SkipWeek,
    SwapSessions,
    TakePause,
)
from bot.services.pause_rows import covering, ramp_of
from bot.services.plan_questions import planned_week
from bot.services.plan_rows import DAYS, open_session, row_on, rows_between, runs_on
from bot.services.planning import replan
from bot.services.questions import keep_usual, run_week, single_week, usual_week
from bot.services.tools import Refusal, Tools
from bot.store.tables import (
    DayOff,
    Pause,
    PlannedSession,
    Runner,
    SessionState,
    SingleRunWeek,
    stored_id,
)


def carry_out(session: Session, tools: Tools, runner: Runner, bend: Bend) -> str:
    """Change the rows as a bend says; return why the sessions change in one sentence, "" where that is plain.

    Raises:
        Refusal: `nothing-to-do` when a day has no open session, `no-room` when a rule forbids the other day,
            `changed-since` when the runs are not what they were when it was asked, `day-over` for a day that has
            passed, `not-paused` when there is nothing to come back from.
    """
    match bend:
        case MoveSession(day, to):
            _move(session, tools, runner, day, to)
            return ""
        case SwapSessions(day, to):
            _swap(session, tools, runner, day, to)
            return ""
        case Skip(day, reason):
            row = open_session(session, runner, day)
            row.state, row.skip_reason, row.changed_at = SessionState.SKIPPED, reason.value, tools.clock.now()
            return ""
        case SkipWeek(monday):
            _skip_week(session, tools, runner, monday)
            return ""
        case ChangeRuns():
            return _change_runs(session, tools, runner, bend)
        case DayWithout(day, free):
            _day_without(session, tools, runner, day, free=free)
            return ""
        case TakePause():
            return _pause(session, tools, runner, bend)
        case ComeBack(day, _):
            return _come_back(session, tools, runner, day)


def _move(session: Session, tools: Tools, runner: Runner, day: date, to: date) -> None:
    row = open_session(session, runner, day)
    if row.state is not SessionState.PLANNED:
        raise Refusal("nothing-to-do", day=day, state=row.state)
    monday = monday_of(day)
    planned = planned_week(session, tools, runner, monday)
    legal = week.legal_days(planned.question, planned.plan, day.weekday())
    if monday_of(to) != monday or to.weekday() not in legal or to.weekday() < planned.question.earliest:
        raise Refusal("no-room", day=to)
    emptied = row_on(session, runner, to)
    if emptied is not None:  # skipped or missed there: one session a day, so that note gives way
        session.delete(emptied)
        session.flush()
    row.day, row.moved, row.run_order = to, True, order_of(row.kind, runs_on(session, runner, to))
    row.reason, row.changed_at = "", tools.clock.now()


def _swap(session: Session, tools: Tools, runner: Runner, day: date, to: date) -> None:
    one, other = open_session(session, runner, day), open_session(session, runner, to)
    monday = monday_of(day)
    if monday_of(to) != monday or one.kind is other.kind:
        raise Refusal("no-room", day=to)
    planned = planned_week(session, tools, runner, monday)
    kinds = list(planned.plan.layout)
    kinds[day.weekday()], kinds[to.weekday()] = other.kind, one.kind
    broken = {(each.day, each.rule) for each in week.violations(planned.question, planned.plan.layout)}
    after = {(each.day, each.rule) for each in week.violations(planned.question, tuple(kinds))}
    if SessionState.STARTED in (one.state, other.state) or not after <= broken:
        raise Refusal("no-room", day=to)
    one.kind, other.kind = other.kind, one.kind
    one.phase, other.phase = other.phase, one.phase
    for row in (one, other):
        row.moved, row.reason, row.changed_at = True, "", tools.clock.now()
        row.run_order = order_of(row.kind, runs_on(session, runner, row.day))


def _skip_week(session: Session, tools: Tools, runner: Runner, monday: date) -> None:
    rows = open_from(session, tools, runner, monday)
    if not rows:
        raise Refusal("nothing-to-do", day=monday)
    for row in rows:
        row.state, row.changed_at = SessionState.SKIPPED, tools.clock.now()


def open_from(session: Session, tools: Tools, runner: Runner, monday: date) -> list[PlannedSession]:
    """Return the sessions of a week that are still waiting."""
    first = max(monday, tools.today(runner.zone))
    found = rows_between(session, runner, first, monday + timedelta(days=DAYS - 1))
    return [row for row in found if row.state is SessionState.PLANNED]


def _change_runs(session: Session, tools: Tools, runner: Runner, bend: ChangeRuns) -> str:
    if bend.monday < monday_of(tools.today(runner.zone)):
        raise Refusal("day-over", day=bend.monday)
    known = (usual_week if bend.always else run_week)(session, runner, bend.monday)
    if known == bend.after:
        raise Refusal("already-so")
    if known != bend.before:
        raise Refusal("changed-since")
    if bend.always:
        keep_usual(session, runner, bend.after, bend.monday)
    else:
        _keep_single(session, runner, bend)
    replan(session, tools, runner)
    return told_runs(bend.before, bend.after)


def _keep_single(session: Session, runner: Runner, bend: ChangeRuns) -> None:
    session.exec(
        delete(SingleRunWeek).where(
            col(SingleRunWeek.runner_id) == runner.id,
            col(SingleRunWeek.monday) == bend.monday,
            col(SingleRunWeek.imported).is_(False),
        )
    )
    session.flush()
    imported = single_week(session, runner, bend.monday)
    if imported is None and usual_week(session, runner, bend.monday) == bend.after:
        return
    kinds = [kind.value for kind in bend.after]
    session.add(SingleRunWeek(runner_id=stored_id(runner), monday=bend.monday, kinds=kinds))
    session.flush()


def _day_without(session: Session, tools: Tools, runner: Runner, day: date, *, free: bool) -> None:
    if day < tools.today(runner.zone):
        raise Refusal("day-over", day=day)
    row = session.exec(
        select(DayOff).where(col(DayOff.runner_id) == runner.id, col(DayOff.day) == day)
    ).first()
    if (row is None) is free:
        raise Refusal("already-so")
    if row is not None:
        session.delete(row)
    else:
        session.add(DayOff(runner_id=stored_id(runner), day=day))
    session.flush()
    replan(session, tools, runner)


def _pause(session: Session, tools: Tools, runner: Runner, bend: TakePause) -> str:
    today = tools.today(runner.zone)
    if bend.last is not None and bend.last < today:
        raise Refusal("day-over", day=bend.last)
    things = sorted(thing.value for thing in bend.things) if bend.trains else None
    for row in covering(session, runner, bend.first):
        known = (row.reason, row.first, row.last, row.trains, row.things)
        if known == (bend.reason, bend.first, bend.last, bend.trains, things):
            raise Refusal("already-so")
    # The one told last goes before: a cold may turn into a week, and a trip may be put off.
    for row in covering(session, runner, bend.first):
        _end(session, row, bend.first)
    row = Pause(
        runner_id=stored_id(runner),
        reason=bend.reason,
        first=bend.first,
        last=bend.last,
        trains=bend.trains,
        things=things,
        told_at=tools.clock.now(),
    )
    session.add(row)
    session.flush()
    return _way_back(session, tools, runner, row)


def _come_back(session: Session, tools: Tools, runner: Runner, day: date) -> str:
    if day < tools.today(runner.zone):
        raise Refusal("day-over", day=day)
    rows = covering(session, runner, day)
    if not rows:
        raise Refusal("not-paused")
    latest = rows[0]
    for row in rows:
        _end(session, row, day)
    session.flush()
    if latest.first >= day:  # it was taken back before it had begun
        replan(session, tools, runner)
        return ""
    return _way_back(session, tools, runner, latest)


def _way_back(session: Session, tools: Tools, runner: Runner, row: Pause) -> str:
    """Solve the weeks with a pause in them; return how the strength comes back, "" while its end is open."""
    way = ramp_of(session, runner, row)
    if way is not None and way.block_start is not None:
        runner.block_start = way.block_start
    session.flush()
    replan(session, tools, runner)
    return "" if way is None else way.why


def _end(session: Session, row: Pause, day: date) -> None:
    """Let a pause end on the day before a day, or never have been."""
    if row.first >= day:
        session.delete(row)
    else:
        row.last = day - timedelta(days=1)
    session.flush()


__all__ = ["carry_out", "open_from"]
