"""The rows that make a runner's plan, kept before and after a change, compared, and put back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from bot.store.tables import (
    DayOff,
    Pause,
    PlannedSession,
    Runner,
    RunWeek,
    SingleRunWeek,
)

Row = dict[str, Any]
Kept = dict[str, dict[str, Row]]
"""Rows as JSON by table and id."""

_TABLES: Mapping[str, type[SQLModel]] = {
    "planned_session": PlannedSession,
    "run_week": RunWeek,
    "single_run_week": SingleRunWeek,
    "pause": Pause,
    "day_off": DayOff,
}
_OWN_FIELDS = ("block_start",)
_OWN = "runner"
_NOT_COMPARED = frozenset({"changed_at"})


def kept(session: Session, runner: Runner, since: date) -> Kept:
    """Return the rows as they stand: sessions from a day on, and all that says how the weeks are."""
    session.flush()
    found: Kept = {_OWN: {"": {name: _json(getattr(runner, name)) for name in _OWN_FIELDS}}}
    for name, table in _TABLES.items():
        query = select(table).where(col(table.runner_id) == runner.id)  # type: ignore[attr-defined]
        if table is PlannedSession:
            query = query.where(col(PlannedSession.day) >= since)
        rows = [row.model_dump(mode="json") for row in session.exec(query)]
        found[name] = {str(row["id"]): row for row in rows}
    return found


def changed(before: Kept, after: Kept) -> tuple[Kept, Kept]:
    """Return only the rows that differ, as they were and as they are; a row of one side alone stands there alone."""
    was: Kept = {}
    now: Kept = {}
    for name in before:
        for id_ in {*before[name], *after[name]}:
            old, new = before[name].get(id_), after[name].get(id_)
            if _bare(old) == _bare(new):
                continue
            if old is not None:
                was.setdefault(name, {})[id_] = old
            if new is not None:
                now.setdefault(name, {})[id_] = new
    return was, now


def still(present: Kept, was: Kept, now: Kept) -> bool:
    """Whether everything that a change touched is as the change left it."""
    return all(
        _bare(present.get(name, {}).get(id_)) == _bare(now.get(name, {}).get(id_))
        for name in {*was, *now}
        for id_ in {*was.get(name, {}), *now.get(name, {})}
    )


def put_back(session: Session, runner: Runner, was: Kept, now: Kept, at: datetime) -> None:
    """Restore the rows that a change touched; sessions note that they changed once more, for the calendars."""
    for name, value in was.get(_OWN, {}).get("", {}).items():
        setattr(runner, name, None if value is None else date.fromisoformat(value))
    for name, table in _TABLES.items():
        old, new = was.get(name, {}), now.get(name, {})
        for id_ in new.keys() - old.keys():
            row = session.get(table, int(id_))
            if row is not None:
                session.delete(row)
        session.flush()
        # One session a day: rows that change places must not meet on the way.
        for number, id_ in enumerate(sorted(old.keys() & new.keys())):
            present = session.get(table, int(id_))
            if isinstance(present, PlannedSession) and old[id_]["day"] != new[id_]["day"]:
                present.day = date.max - timedelta(days=number)
        session.flush()
        for id_, values in old.items():
            _restore(session, table, id_, values, at)
        session.flush()


def _restore(session: Session, table: type[SQLModel], id_: str, values: Row, at: datetime) -> None:
    restored = table.model_validate(values)
    if isinstance(restored, PlannedSession):
        restored.changed_at = at
    row = session.get(table, int(id_))
    if row is None:
        session.add(restored)
    elif row.runner_id != restored.runner_id:  # type: ignore[attr-defined]
        restored.id = None
        session.add(restored)
    else:
        for name in table.model_fields:
            if name != "id":
                setattr(row, name, getattr(restored, name))


def _bare(row: Row | None) -> Row | None:
    return None if row is None else {name: row[name] for name in row if name not in _NOT_COMPARED}


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def restored_days(was: Kept, now: Kept) -> tuple[date, ...]:
    """Return the days on which a session would wait again that does not wait there now."""

    def waiting(rows: Kept) -> set[tuple[str, str]]:
        sessions = rows.get("planned_session", {})
        return {(id_, row["day"]) for id_, row in sessions.items() if row["state"] == "planned"}

    return tuple(sorted(date.fromisoformat(day) for _, day in waiting(was) - waiting(now)))


def first_day(was: Kept, now: Kept) -> date:
    """Return the first day of a session that a change touched."""
    sessions = (*was.get("planned_session", {}).values(), *now.get("planned_session", {}).values())
    return min((date.fromisoformat(row["day"]) for row in sessions), default=date.max)


__all__ = ["Kept", "changed", "first_day", "kept", "put_back", "restored_days", "still"]
