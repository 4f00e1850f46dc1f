"""Everything about a runner is exported, and nothing is left after a deletion: held against the tables themselves."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    String,
    Table,
    Time,
    TypeDecorator,
    func,
    insert,
    select,
)
from sqlmodel import SQLModel

from bot.clock import MovableClock
from bot.services import privacy, runners
from bot.services.tools import Refusal, Tools
from bot.store.columns import SealedJson, SealedWord, Word

ROBIN, KIM = 4101, 4102
# Nothing about anybody for longer than a message is handled, or not about anybody at all.
FLEETING = {"inbox_update", "chat_claim"}
NOBODYS = {*FLEETING, "sent_picture", "broadcast", "sealing_key", "tally"}
# What stays of a runner, without them: a question that is the operator's.
ANONYMOUS = {"asked_question"}


def _value(column: Column[Any], number: int) -> Any:
    """Something that a column takes, different for each row."""
    if isinstance(column.type, Word | SealedWord):
        return next(iter(column.type.words))
    if isinstance(column.type, SealedJson):
        return [f"w{number}"]
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    values: list[tuple[type, Any]] = [
        (JSON, ["a"]),
        (DateTime, datetime(2026, 11, 20, 9, tzinfo=UTC)),
        (Date, date(2026, 11, 20)),
        (Time, time(7)),
        (Boolean, True),
        (Integer, number),
        (Float, 2.5),
        (String, f"w{number}"),
    ]
    return next(value for of, value in values if isinstance(kind, of))


def fill(tools: Tools, chat_id: int) -> int:
    """Put one row into every table for a runner, by following the tables' keys; return the runner's id."""
    made: dict[str, dict[str, Any]] = {}
    with tools.store.writing() as session:
        for table in SQLModel.metadata.sorted_tables:
            row: dict[str, Any] = {}
            for column in table.columns:
                keys = list(column.foreign_keys)
                if keys:
                    row[column.name] = made[keys[0].column.table.name][keys[0].column.name]
                elif column.primary_key and column.autoincrement is not False and column.name == "id":
                    if table.name == "chat":
                        row["id"] = chat_id
                elif column.name == "chat_id":
                    row[column.name] = chat_id
                else:
                    row[column.name] = _value(column, chat_id)
            if table.name == "chat":
                row["id"] = chat_id
            stored = session.connection().execute(insert(table).values(**row).returning(*table.columns))
            made[table.name] = dict(stored.mappings().one())
    return int(made["runner"]["id"])


def _nobodys() -> list[str]:
    """The tables of nobody that a test may empty."""
    return sorted((NOBODYS - {"broadcast"}) & set(SQLModel.metadata.tables))


def counts(tools: Tools) -> dict[str, int]:
    with tools.store.reading() as session:
        return {
            table.name: session.connection().execute(select(func.count()).select_from(table)).scalar_one()
            for table in SQLModel.metadata.sorted_tables
        }


def personal() -> set[str]:
    """The tables that a key ties to a runner, near or far."""
    tied = {"runner"}
    tables: list[Table] = SQLModel.metadata.sorted_tables
    for table in tables:
        if any(key.column.table.name in tied for key in table.foreign_keys):
            tied.add(table.name)
    return tied


def test_every_table_is_somebodys_or_known_to_be_nobodys() -> None:
    everything = {table.name for table in SQLModel.metadata.sorted_tables}
    assert everything - personal() <= NOBODYS  # a new table has to be one or the other
    assert not personal() & NOBODYS
    with_chats = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if "chat" in column.name
    }
    # a broadcast knows where it was confirmed until it is over; a deletion takes that away as well
    assert with_chats <= personal() | FLEETING | {"broadcast"}


def test_the_filling_fills_every_table(tools: Tools) -> None:
    fill(tools, ROBIN)
    assert set(counts(tools).values()) == {1}


def test_every_row_about_a_runner_goes_and_nobody_elses(tools: Tools) -> None:
    kim = fill(tools, KIM)
    with tools.store.reading() as session:
        kims = privacy.stored(session, kim)
    # What is nobody's is there once already.
    with tools.store.writing() as session:
        for name in _nobodys():
            session.connection().execute(SQLModel.metadata.tables[name].delete())
    robin = fill(tools, ROBIN)
    before = counts(tools)
    assert {name for name, number in before.items() if number == 2} == personal() | {"broadcast"}

    assert runners.delete(tools, ROBIN)

    after = counts(tools)
    assert {name: before[name] - after[name] for name in personal() - ANONYMOUS} == dict.fromkeys(
        personal() - ANONYMOUS, 1
    )
    with tools.store.reading() as session:
        assert not any(privacy.stored(session, robin).values())
        assert privacy.stored(session, kim) == kims
        for table in SQLModel.metadata.sorted_tables:
            if table.name in FLEETING:
                continue
            for row in session.connection().execute(select(table)).mappings():
                assert ROBIN not in [row[key] for key in row if "chat" in key], table.name
                assert row.get("runner_id") in (None, kim), table.name
    assert not runners.delete(tools, ROBIN)


@pytest.mark.parametrize(
    ("topic", "verdict", "stays"), [("order", None, False), (None, None, True), ("order", "DOWN", True)]
)
def test_questions_lose_the_name_or_go(
    tools: Tools, topic: str | None, verdict: str | None, stays: bool
) -> None:
    runner = fill(tools, ROBIN)
    table = SQLModel.metadata.tables["asked_question"]
    from bot.store.tables import Verdict

    told = None if verdict is None else Verdict[verdict]
    # A judged question has lost its runner already.
    values = {"topic": topic, "verdict": told, "runner_id": None if verdict else runner}
    with tools.store.writing() as session:
        session.connection().execute(table.update().values(**values))
    runners.delete(tools, ROBIN)
    with tools.store.reading() as session:
        left = session.connection().execute(select(table)).mappings().all()
    assert [row["runner_id"] for row in left] == ([None] if stays else [])


def _unpacked(tools: Tools) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(privacy.export(tools, ROBIN).content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_export_has_every_row_with_every_column(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "plan_file", lambda *_: b"BEGIN:VCALENDAR")  # filled rows make no plan
    fill(tools, KIM)
    with tools.store.writing() as session:
        for name in _nobodys():
            session.connection().execute(SQLModel.metadata.tables[name].delete())
    fill(tools, ROBIN)
    told = json.loads(_unpacked(tools)["data.json"])["tables"]

    assert set(told) == personal()
    for name, rows in told.items():
        assert len(rows) == 1, name
        assert set(rows[0]) == {column.name for column in SQLModel.metadata.tables[name].columns}
        with tools.store.reading() as session:
            stored = session.connection().execute(select(SQLModel.metadata.tables[name])).mappings().all()
        mine = {key: _plain(value) for key, value in stored[-1].items()}
        assert rows[0] == mine, name
    assert told["chat"][0]["id"] == ROBIN


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime | date | time) else value


def test_logs_are_tables_and_what_was_typed_is_no_formula(
    tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "plan_file", lambda *_: b"BEGIN:VCALENDAR")
    fill(tools, ROBIN)
    with tools.store.writing() as session:
        table = SQLModel.metadata.tables["session_log"]
        session.connection().execute(table.update().values(pain_note='=HYPERLINK("x"),\nknee', rpe=-1.5))
    files = _unpacked(tools)
    (session_row,) = csv.DictReader(io.StringIO(files["sessions.csv"], newline=""))
    (exercise_row,) = csv.DictReader(io.StringIO(files["exercises.csv"], newline=""))

    assert session_row["pain_note"] == '\'=HYPERLINK("x"),\nknee'
    assert session_row["rpe"] == "-1.5"
    assert session_row["day"] == exercise_row["day"] == "2026-11-20"
    assert exercise_row["log_id"] == session_row["id"]


def test_who_has_no_plan_yet_exports_what_there_is(tools: Tools, clock: MovableClock) -> None:
    with tools.store.writing() as session:
        runners.make(session, clock, ROBIN, "Robin")
    export = privacy.export(tools, ROBIN)
    assert not export.has_plan
    assert set(_unpacked(tools)) == {"data.json", "sessions.csv", "exercises.csv"}


def test_nobody_exports_nothing(tools: Tools) -> None:
    with pytest.raises(Refusal, match="not-started"):
        privacy.export(tools, ROBIN)
