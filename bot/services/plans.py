"""The plan as a runner meets it: shown by day and week with its reasons, moved and skipped."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session

from bot.coach import week
from bot.coach.season import monday_of
from bot.coach.week_rules import view_of
from bot.coach.week_words import refusal_text
from bot.coach.words import SessionKind
from bot.services import runners
from bot.services.bends import MoveSession, Skip, SkipReason
from bot.services.changing import latest_change, perform
from bot.services.checks import Standing
from bot.services.day_facts import facts_for
from bot.services.due_checks import due_checks
from bot.services.pause_rows import unavailable
from bot.services.plan_questions import planned_week
from bot.services.plan_rows import (
    DAYS,
    layout_of,
    loads,
    open_session,
    row_on,
    rows_between,
    runs_on,
)
from bot.services.plan_views import (
    DayLine,
    DayView,
    Moved,
    MoveView,
    SessionView,
    Skipped,
    WeekView,
    WhyView,
    day_of,
    day_view,
    title_of,
    week_view,
)
from bot.services.planning import WEEKS_AHEAD, behind, question_of_week, replan, roll
from bot.services.resting import rest_on, rests
from bot.services.tools import Refusal, Tools
from bot.store.tables import PlannedSession, Runner, SessionState, stored_id


def today(tools: Tools, chat_id: int) -> DayView:
    """Return today for a chat's runner.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    return today_with_check(tools, chat_id)[0]


def today_with_check(tools: Tools, chat_id: int) -> tuple[DayView, Standing]:
    """Return today for a chat's runner, and what there is to say of the runs since the last sessions.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        if not behind(
            session, tools, [runner]
        ):  # which it hardly ever is: then nobody has to wait for the others
            return _today(session, tools, runner)
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        roll(session, tools, runner)
        return _today(session, tools, runner)


def _today(session: Session, tools: Tools, runner: Runner) -> tuple[DayView, Standing]:
    day = tools.today(runner.zone)
    (facts,) = facts_for(session, tools.library, [(runner, day)])
    due = due_checks(session, [facts]).get((stored_id(runner), day))
    return day_of(tools, facts), Standing(due, bool(facts.stopped))


def week_of(tools: Tools, chat_id: int, weeks_on: int = 0) -> WeekView:
    """Return this week, or the one so many weeks on (0 or 1).

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        roll(session, tools, runner)
        weeks_on = max(0, min(WEEKS_AHEAD - 1, weeks_on))
        return week_view(session, tools, runner, tools.today(runner.zone) + timedelta(days=DAYS * weeks_on))


def why(tools: Tools, chat_id: int, day: date) -> WhyView:
    """Return why a day of the next two weeks has its session, or has none.

    Raises:
        Refusal: `day-out-of-plan` for a day before this week or beyond what is planned.
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        roll(session, tools, runner)
        monday = monday_of(day)
        until = runner.planned_until
        if monday < monday_of(tools.today(runner.zone)) or until is None or day > until:
            raise Refusal("day-out-of-plan", day=day)
        run, row = runs_on(session, runner, day), row_on(session, runner, day)
        if row is not None:
            return WhyView(day, run, row.state, title_of(tools, row), row.reason, row.moved)
        question = question_of_week(session, tools, runner, monday, None)
        rest = rest_on(runner, day)
        if rest is not None and (rest.everything or day.weekday() not in question.unavailable):
            return WhyView(day, run, None, None, "", moved=False, rest=rest)
        if day.weekday() < question.earliest:
            return WhyView(day, run, None, None, "", moved=False)
        rows = [
            each
            for each in rows_between(session, runner, monday, monday + timedelta(days=DAYS - 1))
            if loads(each)
        ]
        plan = week.WeekPlan((), (), layout_of(rows, monday), ())
        if len(question.unavailable) == DAYS and day.weekday() not in unavailable(session, runner, monday):
            # Enough was skipped or missed: the days are free, and nothing is made up for.
            text = refusal_text(
                question, view_of(question), day.weekday(), week.Rule.FREQUENCY, SessionKind.HEAVY
            )
            return WhyView(day, run, None, None, text, moved=False)
        return WhyView(day, run, None, None, week.why_not(question, plan, day.weekday()).text, moved=False)


def where_to(tools: Tools, chat_id: int, day: date) -> MoveView:
    """Return to which days of its week the session of a day may move.

    Raises:
        Refusal: `nothing-to-do` when the day has no session that is still to be begun.
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        row = open_session(session, runner, day)
        if row.state is not SessionState.PLANNED:
            raise Refusal("nothing-to-do", day=day, state=row.state)
        return _where_to(session, tools, runner, row)


def move(tools: Tools, chat_id: int, day: date, to: date, update_id: int) -> Moved:
    """Move a day's session to another day of its week.

    Raises:
        Refusal: `nothing-to-do` when the day has no open session, `no-room` when a rule forbids the other day.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        if runners.applied(chat, update_id):
            moved = row_on(session, runner, to)
            if moved is not None and moved.moved:
                return _moved(session, tools, runner, moved, day, latest_change(session, runner))
        changed = perform(session, tools, runner, MoveSession(day, to))
        return _moved(session, tools, runner, open_session(session, runner, to), day, changed.id)


def skip(
    tools: Tools, chat_id: int, day: date, update_id: int, reason: SkipReason = SkipReason.OTHER
) -> Skipped:
    """Leave a day's session out; nothing is owed for it.

    Raises:
        Refusal: `nothing-to-do` when the day has no open session.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        if runners.applied(chat, update_id):
            change = latest_change(session, runner)
        else:
            change = perform(session, tools, runner, Skip(day, reason)).id
        return Skipped(day_view(session, tools, runner, day), reason, change)


def _where_to(session: Session, tools: Tools, runner: Runner, row: PlannedSession) -> MoveView:
    monday = monday_of(row.day)
    planned = planned_week(session, tools, runner, monday)
    question, plan = planned.question, planned.plan
    start = row.day.weekday()
    legal = set(week.legal_days(question, plan, start))
    days, refused = [], []
    for number in range(question.earliest, DAYS):
        day = monday + timedelta(days=number)
        if number in legal and not rests(runner, day, row.kind):
            days.append((day, runs_on(session, runner, day)))
        elif number != start and number not in legal and plan.layout[number] is None:
            refused.append((day, _why_not_move(question, plan.layout, start, number)))
    return MoveView(row.day, title_of(tools, row), tuple(days), tuple(refused))


def _why_not_move(question: week.WeekQuestion, layout: week.Layout, start: int, to: int) -> str:
    kinds = list(layout)
    kinds[to], kinds[start] = kinds[start], None
    broken = week.violations(question, tuple(kinds))
    # A rule about the day itself explains more than one about its neighbours.
    return next((each.text for each in broken if each.day == to), f"then {broken[0].text}" if broken else "")


def _moved(
    session: Session, tools: Tools, runner: Runner, row: PlannedSession, before: date, change: int
) -> Moved:
    run = runs_on(session, runner, row.day)
    return Moved(title_of(tools, row), before, row.day, row.run_order, run, change)


__all__ = [
    "DayLine",
    "DayView",
    "MoveView",
    "Moved",
    "SessionView",
    "Skipped",
    "WeekView",
    "WhyView",
    "day_view",
    "move",
    "open_session",
    "replan",
    "roll",
    "runs_on",
    "skip",
    "title_of",
    "today",
    "week_of",
    "week_view",
    "where_to",
    "why",
]
