"""The statements behind a runner's day, each put together once: that takes longer than to run it.

They run for every look at a day. All but those for whole rows go without the ORM, which is most of what a small query
costs. `runners` is a list of ids.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Executable, Select, Table, bindparam, func
from sqlalchemy import select as core_select
from sqlalchemy.orm import defer
from sqlmodel import SQLModel, col, select

from bot.store.tables import (
    ExerciseLog,
    NextRunCheck,
    Pause,
    PlannedSession,
    Race,
    RunWeek,
    SessionLog,
    SessionState,
    SingleRunWeek,
)

OPEN = [SessionState.PLANNED, SessionState.STARTED]


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


def _runners() -> BindParameter[Any]:
    return bindparam("runners", expanding=True)


@cache
def near() -> Executable:
    """Return the statement for planned sessions from `first` to `last`, without their steps."""
    return (
        select(PlannedSession)
        .options(defer(PlannedSession.steps))  # type: ignore[arg-type]  # it is mapped
        .where(
            col(PlannedSession.runner_id).in_(_runners()),
            col(PlannedSession.day) >= bindparam("first"),
            col(PlannedSession.day) <= bindparam("last"),
        )
    )


@cache
def ahead() -> Select[Any]:
    """Return the statement for runner, day, kind and phase of what is still open after `first`, the next first."""
    columns = _table(PlannedSession).c
    return (
        core_select(columns.runner_id, columns.day, columns.kind, columns.phase)
        .where(
            columns.runner_id.in_(_runners()),
            columns.day > bindparam("first"),
            columns.state.in_(OPEN),
        )
        .order_by(columns.day)
    )


@cache
def undone() -> Select[Any]:
    """Return the statement for runner and first day of what is planned and not begun."""
    columns = _table(PlannedSession).c
    return (
        core_select(columns.runner_id, func.min(columns.day))
        .where(columns.runner_id.in_(_runners()), columns.state == SessionState.PLANNED)
        .group_by(columns.runner_id)
    )


@cache
def races() -> Select[Any]:
    """Return the statement for runner and day of the races from `first` on."""
    columns = _table(Race).c
    return (
        core_select(columns.runner_id, columns.day)
        .where(columns.runner_id.in_(_runners()), columns.day >= bindparam("first"))
        .order_by(columns.day)
    )


@cache
def weeks() -> Select[Any]:
    """Return the statement for runner, Monday and kinds of the usual weeks."""
    columns = _table(RunWeek).c
    return (
        core_select(columns.runner_id, columns.monday, columns.kinds)
        .where(columns.runner_id.in_(_runners()))
        .order_by(columns.monday)
    )


@cache
def singles() -> Select[Any]:
    """Return the statement for runner, Monday and kinds of single weeks, what the runner told before a calendar."""
    columns = _table(SingleRunWeek).c
    return (
        core_select(columns.runner_id, columns.monday, columns.kinds)
        .where(
            columns.runner_id.in_(_runners()),
            columns.monday >= bindparam("first"),
            columns.monday <= bindparam("last"),
        )
        .order_by(columns.imported)
    )


@cache
def pauses() -> Executable:
    """Return the statement for all pauses in the order in which they were told."""
    return (
        select(Pause).where(col(Pause.runner_id).in_(_runners())).order_by(col(Pause.told_at), col(Pause.id))
    )


@cache
def lately() -> Select[Any]:
    """Return the statement for runner, day and exercise of what was logged from `first` to before `last`."""
    logs, entries = _table(SessionLog), _table(ExerciseLog)
    return (
        core_select(logs.c.runner_id, logs.c.day, entries.c.exercise)
        .join(entries, entries.c.log_id == logs.c.id)
        .where(
            logs.c.runner_id.in_(_runners()), logs.c.day >= bindparam("first"), logs.c.day < bindparam("last")
        )
        .order_by(logs.c.day, entries.c.step)
    )


@cache
def firsts() -> Select[Any]:
    """Return the statement for runner and day of the first session that was ended."""
    columns = _table(SessionLog).c
    return (
        core_select(columns.runner_id, func.min(columns.day))
        .where(columns.runner_id.in_(_runners()), columns.finished_at.is_not(None))
        .group_by(columns.runner_id)
    )


@cache
def ended() -> Select[Any]:
    """Return the statement for day and kind of one runner's sessions that were ended before `day`, the last first."""
    columns = _table(SessionLog).c
    return (
        core_select(columns.day, columns.kind)
        .where(
            columns.runner_id == bindparam("runner"),
            columns.finished_at.is_not(None),
            columns.day < bindparam("day"),
        )
        .order_by(columns.day.desc())
        .limit(20)
    )


@cache
def ended_since() -> Select[Any]:
    """Return the statement for runner, day and kind of the sessions that were ended, from `first` on."""
    columns = _table(SessionLog).c
    return core_select(columns.runner_id, columns.day, columns.kind).where(
        columns.runner_id.in_(_runners()), columns.finished_at.is_not(None), columns.day >= bindparam("first")
    )


@cache
def checked_since() -> Select[Any]:
    """Return the statement for runner and day of the sessions whose check was answered, from `first` on."""
    columns = _table(NextRunCheck).c
    return core_select(columns.runner_id, columns.day).where(
        columns.runner_id.in_(_runners()), columns.answered_at.is_not(None), columns.day >= bindparam("first")
    )


@cache
def uncleared() -> Executable:
    """Return the statement for answered checks that are not cleared, the newest first."""
    return (
        select(NextRunCheck)
        .where(
            col(NextRunCheck.runner_id).in_(_runners()),
            col(NextRunCheck.answered_at).is_not(None),
            col(NextRunCheck.cleared_on).is_(None),
        )
        .order_by(col(NextRunCheck.day).desc())
    )
