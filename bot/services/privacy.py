"""Everything that is stored about one runner: found by the tables' own keys, and given out whole."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from sqlalchemy import Table, or_
from sqlalchemy import select as pick
from sqlmodel import Session, SQLModel

from bot.services import runners
from bot.services.calendar.file import FILE_NAME, plan_file
from bot.services.tools import Refusal, Tools
from bot.store.tables import Runner, stored_id

EXPORT_NAME = "stridesmith-data.zip"
_ABOUT = "Everything that is stored about you, table by table. Days are yours, instants are in UTC."
_SESSIONS = ("id", "day", "kind", "started_at", "finished_at", "rpe", "pain", "pain_note")
_EXERCISES = (
    *("day", "log_id", "step", "exercise", "sets", "reps", "seconds", "left", "right", "kg", "rpe"),
    *("per_side", "deload", "logged_at"),
)

Rows = list[dict[str, Any]]


def stored(session: Session, runner_id: int) -> dict[str, Rows]:
    """Return every row about a runner, by table: their own, and all that a key ties to those.

    The keys are followed as the tables declare them, so that a new table is in by itself.
    """
    found: dict[str, Rows] = {}
    for table in SQLModel.metadata.sorted_tables:  # what others point at comes first
        if table.name == Runner.__tablename__:
            found[table.name] = _rows(session, table, table.c.id == runner_id)
            continue
        ties = [key for key in table.foreign_keys if key.column.table.name in found]
        if ties:
            mine = [
                key.parent.in_([row[key.column.name] for row in found[key.column.table.name]]) for key in ties
            ]
            found[table.name] = _rows(session, table, or_(*mine))
    return found


@dataclass(frozen=True, slots=True)
class Export:
    """A zip file, and whether the plan is in it: before the first plan there is none."""

    content: bytes
    has_plan: bool


def export(tools: Tools, chat_id: int) -> Export:
    """Return a zip of all that is stored: every row as JSON, the logs as CSV, the plan as a calendar.

    Raises:
        Refusal: `not-started` when nothing is stored.
    """
    with tools.store.writing() as session:  # the plan is brought forward for the calendar
        found = runners.find(session, chat_id)
        if found is None:
            raise Refusal("not-started")
        _, runner = found
        plan = None if runner.onboarded_at is None else plan_file(session, tools, runner)
        session.flush()
        tables = stored(session, stored_id(runner))
    now = tools.clock.now()
    everything = {"about": _ABOUT, "made_at": now, "tables": tables}
    files = {
        "data.json": json.dumps(everything, ensure_ascii=False, indent=1, default=_plain),
        "sessions.csv": _table(_SESSIONS, tables["session_log"]),
        "exercises.csv": _table(_EXERCISES, _with_days(tables["exercise_log"], tables["session_log"])),
    }
    if plan is not None:
        files[FILE_NAME] = plan.decode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, now.timetuple()[:6]), text, zipfile.ZIP_DEFLATED)
    return Export(packed.getvalue(), has_plan=plan is not None)


def _rows(session: Session, table: Table, where: Any) -> Rows:
    rows = session.connection().execute(pick(table).where(where).order_by(*table.primary_key))
    return [dict(row) for row in rows.mappings()]


def _with_days(exercises: Rows, sessions: Rows) -> Iterable[Mapping[str, Any]]:
    days = {row["id"]: row["day"] for row in sessions}
    return ({**row, "day": days.get(row["log_id"])} for row in exercises)


def _table(columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """Return a cell; typed words that a spreadsheet would run as a formula are made plain by an apostrophe."""
    if value is None:
        return ""
    plain = _plain(value) if not isinstance(value, str | int | float) else value
    return f"'{plain}" if isinstance(plain, str) and plain[:1] in ("=", "+", "-", "@", "\t", "\r") else plain


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be exported")
