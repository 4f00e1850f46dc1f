"""The logs that are kept: listed, corrected by buttons, moved to another day, deleted and brought back."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from bot.services import runners
from bot.services.logs import fixing, rows
from bot.services.logs.draft import LOG, check_day, days_view
from bot.services.logs.views import BookLine, BookView, DaysView, DeletedView, LiftView, LogView
from bot.services.plan_rows import row_on
from bot.services.session_rows import log_of
from bot.services.sessions import PAINS
from bot.services.tools import Refusal, Tools
from bot.store.tables import Chat, ExerciseLog, PlannedSession, Runner, SessionLog, SessionState, stored_id

PAGE = 5
_DELETED = "deleted"


def book(tools: Tools, chat_id: int, page: int = 0) -> BookView:
    """Return a page of the logs, the newest first; a page that is not there is the last one."""
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        mine = (col(SessionLog.runner_id) == runner.id, col(SessionLog.finished_at).is_not(None))
        number = session.exec(select(func.count()).select_from(SessionLog).where(*mine)).one()
        pages = max(1, -(-number // PAGE))
        page = max(0, min(page, pages - 1))
        logs = session.exec(
            select(SessionLog)
            .where(*mine)
            .order_by(col(SessionLog.day).desc(), col(SessionLog.id).desc())
            .offset(page * PAGE)
            .limit(PAGE)
        ).all()
        lines = (
            BookLine(
                log.id or 0,
                log.day,
                rows.title_of(session, tools, log),
                len({entry.exercise for entry in rows.entries(session, log)}),
            )
            for log in logs
        )
        return BookView(tuple(lines), page, pages)


def show(tools: Tools, chat_id: int, log_id: int) -> LogView:
    """Return a log.

    Raises:
        Refusal: `no-such-log` when it is not there (any more).
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        log = rows.own_log(session, runner, log_id)
        _close(chat)
        return fixing.log_view(session, tools, log)


def lift(tools: Tools, chat_id: int, log_id: int, step: int) -> LiftView:
    """Open one exercise of a log, so that new numbers can be tapped or typed.

    Raises:
        Refusal: `no-such-log` when it is not there (any more).
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        view = fixing.lift_view(session, tools, runner, log_id, step)
        chat.awaiting, chat.draft = LOG, {"lift": [log_id, step]}
        return view


def change_lift(tools: Tools, chat_id: int, log_id: int, step: int, what: str, value: float) -> LiftView:
    """Set the `sets`, the `count` (repetitions or seconds) or the `kg` of an exercise.

    Raises:
        Refusal: `impossible-number` for a number that cannot be right, `no-such-log` when the log is gone.
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        entry = fixing.entry_of(session, rows.own_log(session, runner, log_id), step)
        before = fixing.lift_of(entry)
        match what:
            case "sets":
                after = rows.changed(before, sets=int(value))
            case "count" if before.seconds is not None:
                after = rows.changed(before, seconds=int(value))
            case "count":
                after = rows.changed(before, reps=int(value))
            case _:
                after = rows.changed(before, kg=value)
        return fixing.write(session, tools, runner, log_id, step, after)


def drop_lift(tools: Tools, chat_id: int, log_id: int, step: int) -> LogView:
    """Take an exercise out of a log.

    Raises:
        Refusal: `only-exercise` for the last one, `no-such-log` when the log is gone.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        log = rows.own_log(session, runner, log_id)
        kept = rows.entries(session, log)
        if [entry.step for entry in kept] == [step]:
            raise Refusal("only-exercise")
        for entry in kept:
            if entry.step == step:
                session.delete(entry)
        session.flush()
        _close(chat)
        return fixing.log_view(session, tools, log)


def change_effort(tools: Tools, chat_id: int, log_id: int, rpe: float) -> LogView:
    """Set how hard a session was (RPE 1 to 10).

    Raises:
        Refusal: `impossible-effort` beyond the scale, `no-such-log` when the log is gone.
    """
    if not 1 <= rpe <= 10:
        raise Refusal("impossible-effort")
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        log = rows.own_log(session, runner, log_id)
        log.rpe = rpe
        return fixing.log_view(session, tools, log)


def change_pain(tools: Tools, chat_id: int, log_id: int, what: str) -> LogView:
    """Set what hurt (one of `PAINS`).

    Raises:
        Refusal: `no-such-log` when the log is gone.
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        log = rows.own_log(session, runner, log_id)
        if what in PAINS:
            log.pain = what
        return fixing.log_view(session, tools, log)


def move_day(tools: Tools, chat_id: int, log_id: int, day: date | None = None) -> LogView | DaysView:
    """Move a log to the day on which it really was; without a day, return the days to choose from.

    Raises:
        Refusal: `no-such-day` for a day that cannot be logged, `day-has-log` when there is one on it already.
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        log = rows.own_log(session, runner, log_id)
        if day is None:
            return days_view(session, tools, runner, moving=log_id)
        check_day(tools, runner, day)
        if day != log.day:
            there = rows.log_on(session, runner, day)
            if there is not None:
                raise Refusal("day-has-log")
            _detach(session, tools, runner, log)
            log.day = day
            row = row_on(session, runner, day)
            if row is not None:
                log.session_id, log.kind = row.id, row.kind
                session.flush()
                rows.complete(session, row, log, rows.asked_on(session, tools, runner, row), whole=False)
            session.flush()
        return fixing.log_view(session, tools, log)


def delete(tools: Tools, chat_id: int, log_id: int, update_id: int) -> DeletedView:
    """Delete a log; its planned session is open again or was missed. It can be brought back until the next one.

    Raises:
        Refusal: `no-such-log` when it is gone already.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        kept = chat.draft.get(_DELETED)
        if kept is not None and kept["log"]["id"] == log_id:
            return DeletedView(date.fromisoformat(kept["log"]["day"]), kept["title"])
        log = rows.own_log(session, runner, log_id)
        runners.applied(chat, update_id)
        title, row = rows.title_of(session, tools, log), rows.row_of(session, log)
        chat.awaiting = None
        chat.draft = {
            _DELETED: {
                "title": title,
                "log": log.model_dump(mode="json"),
                "entries": [entry.model_dump(mode="json") for entry in rows.entries(session, log)],
                "row": None
                if row is None
                else row.model_dump(mode="json", include={"state", "steps", "position"}),
            }
        }
        day = log.day
        _detach(session, tools, runner, log)
        session.delete(log)
        session.flush()
        return DeletedView(day, title)


def undo(tools: Tools, chat_id: int, update_id: int) -> LogView:
    """Bring the log back that was deleted last.

    Raises:
        Refusal: `nothing-to-undo` when it cannot be brought back any more.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        if "restored" in chat.draft:
            return fixing.log_view(session, tools, rows.own_log(session, runner, chat.draft["restored"]))
        kept: dict[str, Any] | None = chat.draft.get(_DELETED)
        if kept is None:
            raise Refusal("nothing-to-undo")
        runners.applied(chat, update_id)
        log = SessionLog.model_validate({**kept["log"], "id": None, "runner_id": stored_id(runner)})
        row = None if log.session_id is None else session.get(PlannedSession, log.session_id)
        if row is None or row.runner_id != runner.id or log_of(session, row) is not None:
            log.session_id, row = None, None
        session.add(log)
        session.flush()
        for each in kept["entries"]:
            session.add(ExerciseLog.model_validate({**each, "id": None, "log_id": log.id}))
        if row is not None and kept["row"] is not None:
            row.state = SessionState(kept["row"]["state"])
            row.steps, row.position = kept["row"]["steps"], kept["row"]["position"]
        session.flush()
        chat.draft = {"restored": log.id}
        return fixing.log_view(session, tools, log)


def _close(chat: Chat) -> None:
    """Nothing is being corrected any more."""
    if chat.awaiting == LOG and "lift" in chat.draft:
        chat.awaiting, chat.draft = None, {}


def _detach(session: Session, tools: Tools, runner: Runner, log: SessionLog) -> None:
    """Take a log away from its planned session."""
    row = rows.row_of(session, log)
    if row is not None:
        rows.reopen(row, tools.today(runner.zone))
    log.session_id = None
    session.flush()
