"""Sealing anew: every row with the newest key, while others write; and a database knows which keys it needs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot.store import resealing
from bot.store.database import Store, StoreError
from bot.store.resealing import check_keys, note_key, reseal, sealed_columns, sealed_with
from bot.store.scrubbing import scrub
from bot.store.sealing import KeyRing, fingerprint_of
from bot.store.tables import InboxUpdate, Runner
from tests.databases import KEY, KEYS, key_of, only_sqlite
from tests.store import rows

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NEW = key_of("new")
PATIENCE = 30.0


@pytest.fixture
def grown(store: Store) -> Store:
    """A database with rows in every table, sealed with the tests' key."""
    with store.engine.execution_options(writes=True).begin() as connection:
        rows.fill(connection, "0004")
        connection.execute(text("DELETE FROM sealing_key"))
    note_key(store)
    return store


@pytest.fixture
def both(grown: Store) -> Iterator[Store]:
    """The same database with a new key in front."""
    yield from _opened(grown, [NEW, KEY])


def _opened(store: Store, keys: list[str]) -> Iterator[Store]:
    other = Store(store.url.render_as_string(hide_password=False), KeyRing(keys))
    yield other
    other.close()


def stored(store: Store) -> list[str]:
    """Return every sealed value as it is stored."""
    with store.reading() as session:
        return [
            value
            for table, columns in sealed_columns().items()
            for column in columns
            for (value,) in session.connection().execute(text(f'SELECT "{column.name}" FROM "{table.name}"'))
            if value
        ]


def held(store: Store) -> dict[str, list[Any]]:
    """Return what the sealed columns say."""
    with store.reading() as session:
        return {
            f"{table.name}.{column.name}": sorted(session.execute(select(column)).scalars(), key=repr)
            for table, columns in sealed_columns().items()
            for column in columns
        }


def test_every_sealed_column_of_every_table_is_sealed_anew(grown: Store, both: Store) -> None:
    assert len(sealed_columns()) == 10
    check_keys(both)
    done = reseal(both)
    assert done == rows.MANY * len(sealed_columns()) - 2, "in two of the rows there is nothing"
    assert stored(both)
    assert all(value.startswith(f"{fingerprint_of(NEW)}:") for value in stored(both))
    assert sealed_with(both) == {fingerprint_of(NEW)}


def test_what_is_said_stays_the_same_and_the_new_key_is_enough(both: Store) -> None:
    words = rows_said(both)
    reseal(both)
    for alone in _opened(both, [NEW]):
        check_keys(alone)
        assert rows_said(alone) == words


def rows_said(store: Store) -> list[str]:
    keys = store.keys
    assert keys is not None
    return sorted(keys.open(value) for value in stored(store))


def test_the_old_key_alone_is_refused_before_anything_is_read(grown: Store, both: Store) -> None:
    reseal(both)
    with pytest.raises(StoreError, match="nothing was read or changed") as raised:
        check_keys(grown)
    assert fingerprint_of(NEW) in str(raised.value)
    assert "\n" not in str(raised.value)
    assert not any(key in str(raised.value) for key in (KEY, NEW))


def test_a_second_time_there_is_nothing_to_do(both: Store) -> None:
    reseal(both)
    before = stored(both)
    assert reseal(both) == 0
    assert stored(both) == before


def test_what_is_empty_stays_empty(both: Store) -> None:
    with both.writing() as session:
        session.execute(text("UPDATE chat SET draft = '{}'"))
        session.execute(text("UPDATE runner SET name = ''"))
    reseal(both)
    with both.reading() as session:
        assert session.execute(text("SELECT DISTINCT draft FROM chat")).all() == [("{}",)]
        assert session.execute(text("SELECT DISTINCT name FROM runner")).all() == [("",)]


def test_one_that_was_broken_off_goes_on_where_it_was(both: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resealing, "ROWS_AT_ONCE", 1)
    anew, done = KeyRing.reseal, count()

    def broken_off(self: KeyRing, sealed: str) -> str:
        if next(done) == 20:
            raise KeyboardInterrupt
        return anew(self, sealed)

    monkeypatch.setattr(KeyRing, "reseal", broken_off)
    with pytest.raises(KeyboardInterrupt):
        reseal(both)
    assert sealed_with(both) == {KEYS.newest, fingerprint_of(NEW)}, "both keys are needed"
    old = sum(value.startswith(KEYS.newest) for value in stored(both))
    assert 0 < old < len(stored(both))
    before = rows_said(both)
    reseal(both)
    assert rows_said(both) == before
    assert sealed_with(both) == {fingerprint_of(NEW)}


def test_a_row_that_cannot_be_opened_is_told_and_the_old_key_stays_needed(both: Store) -> None:
    with both.writing() as session:
        session.execute(text("UPDATE session_log SET pain_note = 'my knee'"))
    with pytest.raises(StoreError, match="lies open") as raised:
        reseal(both)
    assert "my knee" not in str(raised.value)
    assert KEYS.newest in sealed_with(both)


def test_others_write_meanwhile_with_either_key_and_nothing_is_lost(
    grown: Store, both: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that has not heard of the new key goes on with the old one while the tables are gone through."""
    monkeypatch.setattr(resealing, "ROWS_AT_ONCE", 5)
    written: list[int] = []
    begun, told = threading.Event(), threading.Event()

    def write(number: int) -> None:
        writer = both if told.is_set() else grown
        with writer.writing() as session:
            session.add(InboxUpdate(update_id=number, received_at=AT, payload=f"said {number}"))
            session.execute(
                text("UPDATE runner SET name = :name WHERE id = 1"), {"name": writer_seal(writer, number)}
            )
        written.append(number)
        begun.set()

    def write_on(stop: threading.Event) -> None:
        numbers = count(1000)
        while not stop.is_set():
            write(next(numbers))

    stop = threading.Event()
    thread = threading.Thread(target=write_on, args=(stop,))
    thread.start()
    try:
        assert begun.wait(PATIENCE)
        keys = both.keys
        assert keys is not None
        for table, columns in sealed_columns().items():  # what `reseal` does first, under fire
            resealing._table(both, keys, table, columns)
        told.set()
        before = len(written)
        reseal(both)
    finally:
        stop.set()
        thread.join(PATIENCE)
    assert before > 0
    # One that was begun with the old key may have ended after all was gone through; nothing else.
    reseal(both)
    assert all(value.startswith(f"{fingerprint_of(NEW)}:") for value in stored(both))
    for alone in _opened(both, [NEW]):
        with alone.reading() as session:
            said = {row.update_id: row.payload for row in session.exec(select(InboxUpdate))}
            assert [said[number] for number in written] == [f"said {number}" for number in written]
            assert session.exec(select(Runner.name).where(Runner.id == 1)).one() == f"Robin {written[-1]}"


def writer_seal(store: Store, number: int) -> str:
    assert store.keys is not None
    return store.keys.seal(f"Robin {number}")


def test_keys_that_change_meanwhile_are_told(grown: Store) -> None:
    told = [[NEW, KEY]]
    other = Store(
        grown.url.render_as_string(hide_password=False), KeyRing([KEY], lambda: told.pop() if told else None)
    )
    with other.writing() as session:
        session.execute(text("UPDATE chat SET draft = '{}'"))
    try:
        assert reseal(other) == 0, "nothing is sealed with another key than the ring's newest"
        with other.writing() as session:
            session.add(Runner(created_at=AT, name="Robin"))  # the ring looks, and takes the new key
        assert reseal(other) > 0
        assert sealed_with(other) == {fingerprint_of(NEW)}
    finally:
        other.close()


def test_a_key_that_comes_in_the_middle_is_told_and_the_next_time_it_is_done(grown: Store) -> None:
    """It comes with the first value that is sealed anew, and from then on the ring's newest is another one."""
    newer = key_of("newer")
    looks = iter([None, [newer, NEW, KEY]])
    url = grown.url.render_as_string(hide_password=False)
    with closing(Store(url, KeyRing([NEW, KEY], lambda: next(looks, None)))) as other:
        with pytest.raises(StoreError, match="do it once more"):
            reseal(other)
        assert sealed_with(other) >= {KEYS.newest, fingerprint_of(NEW)}, "all of them are needed until then"
        reseal(other)
        assert sealed_with(other) == {fingerprint_of(newer)}
        assert all(value.startswith(f"{fingerprint_of(newer)}:") for value in stored(other))


def test_a_new_key_is_noted_once(both: Store) -> None:
    note_key(both)
    note_key(both)
    assert sealed_with(both) == {KEYS.newest, fingerprint_of(NEW)}


def test_without_keys_nothing_can_be_sealed_anew(store: Store) -> None:
    bare = Store(store.url.render_as_string(hide_password=False), None)
    with pytest.raises(StoreError, match="no keys"):
        reseal(bare)
    bare.close()


@only_sqlite
@pytest.mark.usefixtures("untidy")
def test_nothing_that_the_old_key_opens_is_left_in_the_file(grown: Store, both: Store, database: str) -> None:
    folder = Path(str(grown.url.database)).parent
    assert KEYS.newest.encode() in _bytes(folder)
    reseal(both)
    scrub(both)
    assert f"{KEYS.newest}:".encode() not in _bytes(folder)
    assert f"{fingerprint_of(NEW)}:".encode() in _bytes(folder)


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("*.sqlite3*"))
