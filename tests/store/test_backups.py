"""A backup is whole and nobody else's, whatever the bot writes; a bad one is told before anything is changed."""

from __future__ import annotations

import random
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store import backups
from bot.store.backups import back_up, restore, troubles
from bot.store.copying import CopyError
from bot.store.database import Store, StoreError
from bot.store.migrate import drift
from bot.store.tables import Chat, InboxUpdate, Runner
from tests.databases import KEYS, only_postgresql, only_sqlite
from tests.store.grown import contents, grow, run

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
WRITERS, AT_LEAST = 3, 20


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backup goes."""
    return tmp_path / "backups" / "today.sqlite3"


@pytest.fixture(autouse=True)
def _folder(file: Path) -> None:
    file.parent.mkdir()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Store]:
    """An empty database to restore into; the way into PostgreSQL is the same as that of `copying`."""
    with closing(Store(f"sqlite:///{tmp_path / 'fresh.sqlite3'}", KEYS)) as store:
        yield store


def test_a_backup_holds_everything_and_comes_back(store: Store, file: Path, fresh: Store) -> None:
    before = grow(store)
    held = back_up(store, file)
    assert {each.table: each.rows for each in held} == {name: len(found) for name, found in before.items()}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file], "one file, with nothing beside it"
    arrived = restore(file, fresh)
    assert sorted(arrived, key=str) == sorted(held, key=str)
    assert contents(fresh) == before
    assert drift(fresh) == []


def test_a_file_that_is_there_already_is_left_as_it_was(store: Store, file: Path) -> None:
    file.write_text("mine")
    with pytest.raises(StoreError, match="is there already: nothing was overwritten"):
        back_up(store, file)
    assert file.read_text() == "mine"


def test_a_folder_that_is_not_there_is_told(store: Store, file: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        back_up(store, file.parent / "nowhere" / "today.sqlite3")


def test_a_backup_that_fails_leaves_nothing_behind(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_connection: sqlite3.Connection) -> list[str]:
        return ["row 7 missing from index"]

    monkeypatch.setattr(backups, "troubles", broken)
    with pytest.raises(StoreError, match="not sound"):
        back_up(store, file)
    assert list(file.parent.iterdir()) == []


def test_until_it_is_whole_there_is_nothing_under_its_name(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever kills it leaves a part, which looks like no backup; and what came in its place meanwhile stays."""

    def looked_at(_connection: sqlite3.Connection) -> list[str]:
        (part,) = file.parent.glob("*.part")
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
        assert not file.exists()
        file.write_text("mine")
        return []

    monkeypatch.setattr(backups, "troubles", looked_at)
    with pytest.raises(StoreError, match="is there already: nothing was overwritten"):
        back_up(store, file)
    assert file.read_text() == "mine"
    assert list(file.parent.iterdir()) == [file]


def test_a_disk_without_links_gets_its_backup(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(backups.os, "link", no_links)
    back_up(store, file)
    assert list(file.parent.iterdir()) == [file]
    with pytest.raises(StoreError, match="is there already"):
        back_up(store, file)


def test_a_name_may_have_any_letters(store: Store, file: Path, fresh: Store) -> None:
    before = grow(store)
    odd = file.with_name("what? a %41#.sqlite3")
    back_up(store, odd)
    assert list(file.parent.iterdir()) == [odd]
    restore(odd, fresh)
    assert contents(fresh) == before


@only_postgresql
def test_a_backup_that_is_not_what_was_written_is_thrown_away(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "survey", lambda _source: [])
    with pytest.raises(StoreError, match="does not hold what was written"):
        back_up(store, file)
    assert list(file.parent.iterdir()) == []


def test_during_heavy_writes_it_is_one_instant_and_nobody_waits(
    store: Store, file: Path, fresh: Store
) -> None:
    """Each transaction adds a runner with a chat and an update: one without the others was never true."""
    stop, errors, written = threading.Event(), [], [0] * WRITERS

    def write(mine: int) -> None:
        while not stop.is_set():
            number = (mine + 1) * 1_000_000 + written[mine]
            try:
                with store.writing() as session:
                    session.add(runner := Runner(created_at=AT, name="Robin"))
                    session.flush()
                    session.add(Chat(id=number, runner_id=runner.id))
                    session.add(InboxUpdate(update_id=number, received_at=AT, payload="x" * 500))
            except Exception as error:
                errors.append(error)
                raise
            written[mine] += 1

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        while min(written) < AT_LEAST:
            stop.wait(0.01)
        before = sum(written)
        held = {each.table: each.rows for each in back_up(store, file)}
        while sum(written) < before + AT_LEAST:
            stop.wait(0.01)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert errors == []
    assert before <= held["runner"] <= sum(written)
    assert held["runner"] == held["chat"] == held["inbox_update"]
    restore(file, fresh)
    with fresh.reading() as session:
        names = [name for (name,) in session.connection().exec_driver_sql("SELECT name FROM runner")]
    assert len(names) == held["runner"]


# --- the way back ------------------------------------------------------------------------------------------------


def test_a_database_in_which_there_is_something_is_not_restored_over(store: Store, file: Path) -> None:
    before = grow(store)
    back_up(store, file)
    with pytest.raises(CopyError, match="the target is not empty"):
        restore(file, store)
    assert contents(store) == before


def flip(file: Path) -> None:
    """Change some bytes in the middle, as a bad disk does."""
    content, chance = bytearray(file.read_bytes()), random.Random(5)
    for _ in range(400):
        content[chance.randrange(4096, len(content))] ^= 0xFF
    file.write_bytes(content)


def cut(file: Path) -> None:
    """Leave the end away, as a full disk does."""
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def orphan(file: Path) -> None:
    """Let a row point at nothing."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE chat SET runner_id = 424242 WHERE id = 1")
        connection.commit()


def letter(file: Path) -> None:
    """Put something else in its place."""
    file.write_text("Dear runner")


def other(file: Path) -> None:
    """Put another program's database in its place."""
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE songs (id INTEGER)")


@only_sqlite
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (flip, "is damaged; nothing was changed"),
        (cut, "is damaged; nothing was changed"),
        (orphan, "is damaged; nothing was changed"),
        (letter, "is no backup of this bot; nothing was changed"),
        (other, "there is no data of this bot"),
        (Path.unlink, "cannot be read"),
    ],
)
def test_a_file_that_is_no_good_is_told_before_anything_is_changed(
    store: Store, file: Path, fresh: Store, spoil: Callable[[Path], None], said: str
) -> None:
    grow(store)
    back_up(store, file)
    spoil(file)
    with pytest.raises(StoreError, match=said) as raised:
        restore(file, fresh)
    assert "\n" not in str(raised.value)
    assert contents(fresh) == {}


@only_sqlite
def test_troubles_of_a_file_are_named(store: Store) -> None:
    grow(store)
    with closing(sqlite3.connect(str(store.url.database))) as connection:
        assert troubles(connection) == []
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("UPDATE chat SET runner_id = 424242 WHERE id = 1")
        assert troubles(connection) == ["1 rows of chat point at nothing in runner"]
        connection.rollback()
    run(store, "DROP INDEX ix_reminder_due_at")
    with closing(sqlite3.connect(str(store.url.database))) as connection:
        assert troubles(connection) == [], "what is missing is for the comparison with the tables"
