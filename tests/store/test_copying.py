"""A grown bot moves from one database to another: everything, or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.store import copying, portable
from bot.store.copying import CopyError, copy
from bot.store.database import Store
from bot.store.engines import read_only
from bot.store.migrate import current, downgrade, drift, newest, upgrade
from bot.store.tables import Runner
from tests.databases import KEYS, only_sqlite
from tests.store.grown import CROWD, contents, grow, run

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def target(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty database of the other kind, which knows no keys."""
    if database.startswith("sqlite"):
        server = request.getfixturevalue("postgres")
        name = server.empty()
        with closing(Store(server.url(name), None)) as store:
            yield store
        server.drop(name)
    else:
        with closing(Store(f"sqlite:///{tmp_path / 'target.sqlite3'}", None)) as store:
            yield store


def test_everything_arrives_as_it_was(store: Store, target: Store) -> None:
    before = grow(store)
    seen: list[tuple[str, int, int]] = []
    copied = copy(store.engine, target, lambda *how_far: seen.append(how_far))
    assert contents(target) == before
    assert contents(store) == before
    assert {each.table: each.rows for each in copied} == {name: len(found) for name, found in before.items()}
    assert min(each.rows for each in copied) > 0
    assert {each.rows for each in copied if each.table in ("runner", "reminder")} == {CROWD + 3}
    assert seen[-1] == ("", *[sum(each.rows for each in copied)] * 2)
    assert drift(target) == []
    assert current(target) == newest()


def test_the_next_runner_gets_a_number_of_their_own(store: Store, target: Store) -> None:
    grow(store)
    copy(store.engine, target)
    with closing(Store(target.url.render_as_string(hide_password=False), KEYS)) as moved:
        with moved.reading() as session:
            highest = max(
                number for (number,) in session.connection().exec_driver_sql("SELECT id FROM runner")
            )
        with moved.writing() as session:
            session.add(newcomer := Runner(created_at=AT))
        assert newcomer.id == highest + 1


def test_it_is_one_instant_whoever_writes_meanwhile(store: Store, target: Store) -> None:
    before = grow(store)

    def write(_table: str, done: int, _total: int) -> None:
        if done:
            run(store, "UPDATE runner SET wish = 3", "DELETE FROM exercise_log")

    copy(store.engine, target, write)
    assert contents(store) != before
    assert contents(target) == before


def test_a_target_that_was_brought_up_to_date_before_is_empty_all_the_same(
    store: Store, target: Store
) -> None:
    """Platforms run `db upgrade` before anything else; and whoever opens a database notes its key."""
    upgrade(target)
    run(target, "INSERT INTO sealing_key VALUES ('01234567')")
    before = grow(store)
    copy(store.engine, target)
    assert contents(target) == before


def test_one_of_an_older_revision_arrives_as_such_and_is_brought_up_to_date_there(
    store: Store, target: Store
) -> None:
    grow(store)
    downgrade(store, "0002")
    upgrade(target)
    copy(store.engine, target)
    assert current(target) == "0002"
    assert contents(target) == contents(store)
    with closing(Store(target.url.render_as_string(hide_password=False), KEYS)) as moved:
        upgrade(moved)
        assert drift(moved) == []


# --- what does not work ------------------------------------------------------------------------------------------


def refused(store: Store, target: Store) -> str:
    """Return the one sentence with which a copy is refused; the target is as empty as before."""
    before = contents(target)
    with pytest.raises(CopyError) as raised:
        copy(store.engine, target)
    assert contents(target) == before
    said = str(raised.value)
    assert said.startswith("Nothing was copied")
    assert "\n" not in said
    return said


def test_a_target_in_which_there_is_something_is_refused(store: Store, target: Store) -> None:
    grow(store)
    upgrade(target)
    run(target, "INSERT INTO tally VALUES ('2026-11-20', 'sent', 1)")
    assert "not empty, there is something in the table “tally”" in refused(store, target)
    run(target, "DELETE FROM tally")
    copy(store.engine, target)


def test_a_database_of_somebody_else_is_neither_written_nor_copied(store: Store, target: Store) -> None:
    run(target, "CREATE TABLE theirs (id INTEGER)")
    assert "“theirs”" in refused(store, target)
    with pytest.raises(CopyError, match="no data of this bot"):
        copy(target.engine, store)


def test_a_database_of_a_newer_version_is_left_alone(store: Store, target: Store) -> None:
    run(store, "UPDATE alembic_version SET version_num = '9999'")
    assert "comes from a newer version" in refused(store, target)


def test_a_table_that_is_not_as_it_should_be_is_named(store: Store, target: Store) -> None:
    run(store, "ALTER TABLE race ADD COLUMN shoes TEXT")
    assert "“race” is not as revision" in refused(store, target)
    run(store, "DROP TABLE race")
    assert "no table “race”" in refused(store, target)


def test_what_another_tool_keeps_there_is_left_behind(store: Store, target: Store) -> None:
    run(store, "CREATE TABLE _replication (id INTEGER)")
    before = grow(store)
    copy(store.engine, target)
    assert contents(target) == {name: found for name, found in before.items() if name != "_replication"}


@only_sqlite
@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("INSERT INTO chat (id, runner_id, draft) VALUES (5, 77, '{}')", "chat"),  # nobody's
        ("UPDATE run_week SET kinds = 'no JSON'", "run_week"),
        ("UPDATE race SET name = 'a' || char(0)", "race"),
    ],
)
def test_what_the_target_does_not_take_leaves_it_empty(
    store: Store, target: Store, statement: str, table: str
) -> None:
    grow(store)
    with closing(sqlite3.connect(str(store.url.database))) as other:
        other.execute("PRAGMA foreign_keys=OFF")
        other.execute(statement)
        other.commit()
    said = refused(store, target)
    assert f"the table “{table}” failed" in said
    assert "77" not in said


@pytest.mark.parametrize("kind", ["missing", "twice", "changed"])
def test_what_arrives_otherwise_is_noticed(
    store: Store, target: Store, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    grow(store)
    real = portable.write

    def write(connection: Any, shape: portable.Shape, rows: Any) -> None:
        first, *others = rows
        if shape.table == "tally":
            amount = [name for name, _ in shape.columns].index("amount")
            changed = (*first[:amount], first[amount] + 1, *first[amount + 1 :])
            others = {"missing": others, "twice": [*others[:1], first], "changed": [changed, *others]}[kind]
            return real(connection, shape, others)
        return real(connection, shape, [first, *others])

    monkeypatch.setattr(copying.portable, "write", write)
    assert "“tally” did not arrive as it was (3 rows" in refused(store, target)


@only_sqlite
def test_an_instant_that_was_written_by_hand_is_the_same_instant(store: Store, target: Store) -> None:
    run(store, "INSERT INTO inbox_update (update_id, received_at) VALUES (1, '2026-11-20 09:30:15')")
    copy(store.engine, target)
    with target.reading() as session:
        (row,) = session.connection().exec_driver_sql("SELECT received_at FROM inbox_update").all()
    assert row[0] == datetime(2026, 11, 20, 9, 30, 15, tzinfo=UTC)


@only_sqlite
def test_a_file_that_is_only_read_is_not_made(tmp_path: Path, target: Store) -> None:
    with pytest.raises(CopyError, match="opening the two databases failed"):
        copy(read_only(tmp_path / "nothing.sqlite3"), target)
    assert not (tmp_path / "nothing.sqlite3").exists()


def test_a_checksum_tells_rows_and_not_their_order() -> None:
    one, other = (1, "a", None), (2, "a", 0.5)
    assert portable.checksum([one, other]) == portable.checksum([other, one])
    assert portable.checksum([one, one])[1] != portable.checksum([other, other])[1]
    assert portable.checksum([one])[1] != portable.checksum([one, one, one])[1]
    assert portable.checksum([]) == (0, "0" * 32)
