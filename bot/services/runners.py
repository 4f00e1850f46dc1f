"""Runners and their chats: found, made, and deleted."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Executable, Select, Table, Update, bindparam, update
from sqlalchemy import delete as remove
from sqlalchemy import select as core_select
from sqlmodel import Session, SQLModel, col, select

from bot.clock import Clock
from bot.services.tools import Refusal, Tools
from bot.store.tables import AskedQuestion, Broadcast, Chat, Reminder, Runner, stored_id


def find(session: Session, chat_id: int) -> tuple[Chat, Runner] | None:
    """Return a chat with its runner, None when the chat is new."""
    row = session.execute(_finding(), {"chat": chat_id}).first()
    return None if row is None else (row[0], row[1])


@cache
def _finding() -> Executable:
    """Return the statement that runs for every update: putting it together takes as long as running it."""
    return select(Chat, Runner).join(Runner).where(col(Chat.id) == bindparam("chat"))


def need(session: Session, chat_id: int) -> tuple[Chat, Runner]:
    """Return a chat with its runner, whose first plan stands.

    Raises:
        Refusal: `not-started` for an unknown chat, `not-finished` while the first questions are open.
    """
    found = find(session, chat_id)
    if found is None:
        raise Refusal("not-started")
    if found[1].onboarded_at is None:
        raise Refusal("not-finished")
    return found


def make(session: Session, clock: Clock, chat_id: int, name: str) -> tuple[Chat, Runner]:
    """Return a chat with its runner, made when they are new; the name follows Telegram's."""
    found = find(session, chat_id)
    if found is not None:
        found[1].name = name
        return found
    runner = Runner(created_at=clock.now(), name=name)
    session.add(runner)
    session.flush()
    chat = Chat(id=chat_id, runner_id=stored_id(runner))
    session.add(chat)
    session.flush()
    return chat, runner


def applied(chat: Chat, update_id: int) -> bool:
    """Tell whether an update changed this chat already, and note that it does now.

    A process that dies between the change and the reply gets the update again: it then changes nothing and
    only replies.
    """
    if chat.applied_update == update_id:
        return True
    chat.applied_update = update_id
    return False


def screen(tools: Tools, chat_id: int) -> int | None:
    """Return the id of the message whose keyboard is the present one."""
    with tools.store.reading() as session:
        return _screen(session, chat_id)


def set_screen(tools: Tools, chat_id: int, message_id: int | None) -> int | None:
    """Remember which message has the present keyboard; return the one that had it before."""
    with tools.store.writing() as session:
        before = _screen(session, chat_id)
        if before != message_id:
            session.connection().execute(_setting_screen(), {"chat": chat_id, "message": message_id})
        return before


def _screen(session: Session, chat_id: int) -> int | None:
    found: int | None = session.connection().execute(_reading_screen(), {"chat": chat_id}).scalar()
    return found


@cache
def _reading_screen() -> Select[Any]:
    columns = _chats().c
    return core_select(columns.screen_message).where(columns.id == bindparam("chat"))


@cache
def _setting_screen() -> Update:
    columns = _chats().c
    return update(_chats()).where(columns.id == bindparam("chat")).values(screen_message=bindparam("message"))


def _chats() -> Table:
    return SQLModel.metadata.tables[str(Chat.__tablename__)]


def block(tools: Tools, chat_id: int, because: str) -> None:
    """The chat cannot be written to: stop its reminders."""
    with tools.store.writing() as session:
        found = find(session, chat_id)
        if found is None:
            return
        found[0].blocked_at = found[0].blocked_at or tools.clock.now()
        for row in session.exec(select(Reminder).where(col(Reminder.runner_id) == found[1].id)):
            row.due_at, row.token, row.off_because = None, None, because


def delete(tools: Tools, chat_id: int) -> bool:
    """Delete a runner with everything that hangs on them; False when there was nobody.

    Their questions go as well, but for those that nothing answered and those that were judged: these are the
    operator's, and name nobody.
    """
    with tools.store.writing() as session:
        found = find(session, chat_id)
        if found is None:
            return False
        session.execute(
            remove(AskedQuestion).where(
                col(AskedQuestion.runner_id) == found[1].id, col(AskedQuestion.topic).is_not(None)
            )
        )
        session.execute(
            update(Broadcast)
            .where(col(Broadcast.screen_chat) == chat_id)
            .values(screen_chat=None, screen_message=None)
        )
        session.delete(found[1])  # the database deletes the rest with it
        return True
