"""A log that is being told: kept in the chat's draft, shown back after every word, and written once confirmed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.services import plans, runners
from bot.services.logs import fixing, reading, rows
from bot.services.logs.reading import DAYS_BACK, Told
from bot.services.logs.views import (
    DayLine,
    DaysView,
    DraftView,
    LeftView,
    LogView,
    SavedView,
    Trouble,
    View,
    WhatView,
    line_of,
)
from bot.services.plan_rows import row_on
from bot.services.tools import Refusal, Tools
from bot.store.tables import Chat, PlannedSession, Runner, SessionLog, SessionState

LOG = "log"
_SAVED = "saved"


def open_(tools: Tools, chat_id: int, update_id: int) -> View:
    """Begin a log, or show the one that was begun.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        begun = chat.awaiting == LOG and (chat.draft.get("lifts") or chat.draft.get("fix"))
        if not runners.applied(chat, update_id) and not begun:
            chat.awaiting, chat.draft = LOG, {}
        return _shown(session, tools, chat, runner)


def shown(tools: Tools, chat_id: int) -> View:
    """Return where the log stands that is being told, or was kept last.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.reading() as session:
        return _shown(session, tools, *runners.need(session, chat_id))


def days(tools: Tools, chat_id: int) -> DaysView:
    """Return the days to choose from.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        return days_view(session, tools, runner)


def hear(tools: Tools, chat_id: int, text: str, update_id: int) -> View | None:
    """Take typed words into the log; None when there is nothing of a log in them.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        if chat.applied_update == update_id:
            return _shown(session, tools, chat, runner)
        fixed = fixing.hear(session, tools, chat, runner, text, update_id)
        if fixed is not None:
            return fixed
        told = reading.read(tools, text, tools.today(runner.zone), runner.unit)
        if told.empty or (chat.awaiting == LOG and not chat.draft and _only_effort(told)):
            return None
        runners.applied(chat, update_id)
        if told.correct is not None:
            return fixing.propose(session, tools, chat, runner, told.correct, told.day)
        if chat.awaiting != LOG or "lift" in chat.draft:
            chat.awaiting, chat.draft = LOG, {}
        _take(session, tools, chat, runner, told)
        view = _shown(session, tools, chat, runner)
        chat.draft = {**chat.draft, "troubles": []}  # said once
        return view


def choose(tools: Tools, chat_id: int, day: date, update_id: int) -> View:
    """Say which day the log is about.

    Raises:
        Refusal: `no-such-day` for a day that is still to come or too long ago.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        check_day(tools, runner, day)
        if not runners.applied(chat, update_id):
            if chat.awaiting != LOG:
                chat.awaiting, chat.draft = LOG, {}
            chat.draft = {**chat.draft, "day": day.isoformat()}
            if chat.draft.get("whole") and not chat.draft.get("lifts"):
                _fill(session, tools, chat, runner, day)
        return _shown(session, tools, chat, runner)


def as_asked(tools: Tools, chat_id: int, day: date, update_id: int) -> View:
    """Take a day's session as it was asked for.

    Raises:
        Refusal: `no-such-day` for a day that cannot be logged, `nothing-to-log` when nothing was planned on it.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        check_day(tools, runner, day)
        if not runners.applied(chat, update_id):
            chat.awaiting = LOG
            chat.draft = {"day": day.isoformat(), "whole": True, "rpe": chat.draft.get("rpe")}
            if not _fill(session, tools, chat, runner, day):
                raise Refusal("nothing-to-log")
        return _shown(session, tools, chat, runner)


def effort(tools: Tools, chat_id: int, rpe: float, update_id: int) -> View:
    """Say how hard it was (RPE 1 to 10).

    Raises:
        Refusal: `impossible-effort` beyond the scale, `nothing-to-log` when no log is being told.
    """
    if not 1 <= rpe <= 10:
        raise Refusal("impossible-effort")
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        if chat.awaiting != LOG or not chat.draft.get("lifts"):
            raise Refusal("nothing-to-log")
        if not runners.applied(chat, update_id):
            chat.draft = {**chat.draft, "rpe": rpe}
        return _shown(session, tools, chat, runner)


def save(tools: Tools, chat_id: int, update_id: int) -> View:
    """Write the log that was shown; a second tap shows it again.

    Raises:
        Refusal: `nothing-to-log` when no log is being told.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        if chat.awaiting != LOG and _SAVED in chat.draft:
            return _shown(session, tools, chat, runner)
        lifts = rows.unpacked(chat.draft.get("lifts", ()), tools)
        if chat.awaiting != LOG or not lifts:
            raise Refusal("nothing-to-log")
        runners.applied(chat, update_id)
        day = _day(chat) or tools.today(runner.zone)
        whole = bool(chat.draft.get("whole"))
        log = rows.keep(session, tools, runner, day, lifts, chat.draft.get("rpe"), whole=whole)
        chat.awaiting, chat.draft = None, {_SAVED: log.id}
        return _shown(session, tools, chat, runner)


def fix(tools: Tools, chat_id: int, update_id: int) -> LogView:
    """Make the correction that was shown.

    Raises:
        Refusal: `nothing-to-log` when none was shown, `no-such-log` when its log is gone.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        return fixing.apply(session, tools, chat, runner, update_id)


def leave(tools: Tools, chat_id: int) -> LeftView | None:
    """Leave the log without keeping it; None when none is being told."""
    with tools.store.writing() as session:
        found = runners.find(session, chat_id)
        if found is None or found[0].awaiting != LOG:
            return None
        found[0].awaiting, found[0].draft = None, {}
        return LeftView()


def days_view(
    session: Session, tools: Tools, runner: Runner, trouble: Trouble | None = None, moving: int | None = None
) -> DaysView:
    """Return the last fourteen days with what was planned and logged on each."""
    today = tools.today(runner.zone)
    first = today - timedelta(days=DAYS_BACK)
    planned = {
        row.day: row
        for row in session.exec(
            select(PlannedSession).where(
                col(PlannedSession.runner_id) == runner.id, col(PlannedSession.day) >= first
            )
        )
    }
    logged = set(
        session.exec(
            select(col(SessionLog.day)).where(
                col(SessionLog.runner_id) == runner.id, col(SessionLog.finished_at).is_not(None)
            )
        )
    )
    lines = []
    for number in range(DAYS_BACK + 1):
        day = today - timedelta(days=number)
        row = planned.get(day)
        title = None if row is None else plans.title_of(tools, row)
        lines.append(DayLine(day, title, None if row is None else row.state, day in logged))
    return DaysView(tuple(lines), today, trouble, moving)


def check_day(tools: Tools, runner: Runner, day: date) -> None:
    """Refuse a day that cannot be logged.

    Raises:
        Refusal: `no-such-day`.
    """
    today = tools.today(runner.zone)
    if not today - timedelta(days=DAYS_BACK) <= day <= today:
        raise Refusal("no-such-day")


def _only_effort(told: Told) -> bool:
    return told.rpe is not None and not (told.lifts or told.day or told.whole or told.troubles)


def _take(session: Session, tools: Tools, chat: Chat, runner: Runner, told: Told) -> None:
    """Put what was told to what is known; a number that cannot be right leaves the rest as it is."""
    draft: dict[str, Any] = dict(chat.draft)
    old = rows.unpacked(draft.get("lifts", ()), tools)
    draft["lifts"] = [lift.packed() for lift in rows.merged(old, told.lifts)]
    draft["whole"] = bool(draft.get("whole")) or told.whole
    if told.rpe is not None:
        draft["rpe"] = told.rpe
    if told.day is not None:
        draft["day"] = told.day.isoformat()
    draft["troubles"] = [[each.what, each.name, each.number] for each in told.troubles]
    chat.draft = draft
    if told.whole and not draft["lifts"]:
        day = _day(chat) or tools.today(runner.zone)
        if _fill(session, tools, chat, runner, day):
            chat.draft = {**chat.draft, "day": day.isoformat()}


def _fill(session: Session, tools: Tools, chat: Chat, runner: Runner, day: date) -> bool:
    """Put the session of a day into the draft as it was asked for; False when nothing was planned."""
    row = row_on(session, runner, day)
    lifts = rows.lifts_of(rows.asked_on(session, tools, runner, row), tools)
    if row is None or not lifts or row.state is SessionState.DONE:
        return False
    chat.draft = {**chat.draft, "lifts": [lift.packed() for lift in lifts], "whole": True}
    return True


def _day(chat: Chat) -> date | None:
    named = chat.draft.get("day")
    return None if named is None else date.fromisoformat(named)


def _shown(session: Session, tools: Tools, chat: Chat, runner: Runner) -> View:
    draft = chat.draft
    if chat.awaiting != LOG:
        if _SAVED in draft:
            return _saved(session, tools, runner, rows.own_log(session, runner, draft[_SAVED]))
        return LeftView()
    if "fix" in draft:
        return fixing.shown(session, tools, runner, draft["fix"])
    if "lift" in draft:
        return fixing.lift_view(session, tools, runner, *draft["lift"])
    today = tools.today(runner.zone)
    troubles = tuple(Trouble(*each) for each in draft.get("troubles", ()))
    wrong_day = next((each for each in troubles if each.what in ("future", "old")), None)
    lifts = rows.unpacked(draft.get("lifts", ()), tools)
    day = _day(chat)
    if (day is None and not lifts and not troubles) or (wrong_day and not lifts):
        return days_view(session, tools, runner, wrong_day)
    day = day or today
    row = row_on(session, runner, day)
    title = None if row is None else plans.title_of(tools, row)
    if not lifts and not troubles:
        asked = rows.lifts_of(rows.asked_on(session, tools, runner, row), tools)
        return WhatView(day, today, title, tuple(line_of(tools.library, each) for each in asked))
    log = rows.log_on(session, runner, day)
    return DraftView(
        day=day,
        today=today,
        title=title,
        whole=bool(draft.get("whole")) and row is not None,
        lifts=tuple(line_of(tools.library, lift) for lift in lifts),
        rpe=draft.get("rpe"),
        troubles=troubles,
        already=log is not None and log.finished_at is not None,
        under_way=row is not None and row.state is SessionState.STARTED,
    )


def _saved(session: Session, tools: Tools, runner: Runner, log: SessionLog) -> SavedView:
    row = rows.row_of(session, log)
    week = plans.week_view(session, tools, runner, log.day)
    ahead = plans.day_view(session, tools, runner, tools.today(runner.zone))
    return SavedView(
        id=log.id or 0,
        day=log.day,
        title=None if row is None else plans.title_of(tools, row),
        state=None if row is None else row.state,
        lifts=len({entry.exercise for entry in rows.entries(session, log)}),
        rpe=log.rpe,
        kept_this_week=sum(1 for line in week.sessions if line.state and line.state.counts),
        planned_this_week=len(week.sessions),
        next_day=ahead.next_day,
        next_title=ahead.next_title,
    )
