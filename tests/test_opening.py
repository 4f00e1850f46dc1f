"""Opening the database with its keys: made where that is safe, and a clear refusal everywhere else."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from bot.failures import StartError
from bot.opening import open_store
from bot.settings import Settings
from bot.store import migrate
from bot.store.database import Store, StoreError
from bot.store.key_file import KeyFile
from bot.store.migrate import downgrade
from bot.store.resealing import sealed_with
from bot.store.sealing import fingerprint_of, new_key
from bot.store.tables import Runner
from tests.conftest import Make
from tests.databases import Cluster

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def put_robin(settings: Settings) -> None:
    store = open_store(settings)
    with store.writing() as session:
        session.add(Runner(created_at=AT, name="Robin"))
    store.close()


def names(settings: Settings) -> list[str]:
    store = open_store(settings)
    with store.reading() as session:
        found = list(session.exec(select(Runner.name)))
    store.close()
    return found


def digest(settings: Settings) -> dict[str, str]:
    """Return what the files of the data directory hold."""
    folder = settings.data_dir
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("*"))
        if path.is_file()
    }


def test_the_first_start_makes_a_key_file_beside_the_sqlite_file(make: Make) -> None:
    settings = make()
    put_robin(settings)
    assert settings.key_file == settings.data_dir / "keys"
    assert settings.key_file.stat().st_mode & 0o777 == 0o600
    before = settings.key_file.read_text()
    assert names(settings) == ["Robin"], "and the next one uses it"
    assert settings.key_file.read_text() == before


def test_the_key_file_can_be_elsewhere(make: Make, tmp_path: Path) -> None:
    settings = make(data_keys_file=str(tmp_path / "far" / "away"))
    put_robin(settings)
    assert (tmp_path / "far" / "away").stat().st_mode & 0o777 == 0o600
    assert not (settings.data_dir / "keys").exists()
    assert names(settings) == ["Robin"]


def test_with_keys_in_the_environment_no_file_is_made_and_none_is_read(make: Make) -> None:
    key = new_key()
    put_robin(make(data_keys=key))
    assert not make().key_file.exists()
    KeyFile(make().key_file).make()
    assert names(make(data_keys=key)) == ["Robin"]


def test_a_lost_key_file_is_told_and_nothing_is_written(make: Make) -> None:
    settings = make()
    put_robin(settings)
    settings.key_file.unlink()
    before = digest(settings)
    with pytest.raises(StoreError, match="is sealed, and its keys are not there") as raised:
        open_store(settings)
    assert str(settings.key_file) in str(raised.value)
    assert "\n" not in str(raised.value)
    assert digest(settings) == before
    assert not settings.key_file.exists(), "no new key is made over what the old one has sealed"


@pytest.mark.parametrize("up_to_date", [True, False])
def test_a_wrong_key_is_told_at_once_and_nothing_is_written(make: Make, up_to_date: bool) -> None:
    key, wrong = new_key(), new_key()
    put_robin(make(data_keys=key))
    before = digest(make())
    with pytest.raises(StoreError, match="sealed with a key that is not among those") as raised:
        open_store(make(data_keys=wrong), up_to_date=up_to_date)
    assert fingerprint_of(key) in str(raised.value)
    assert key not in str(raised.value)
    assert wrong not in str(raised.value)
    assert digest(make()) == before
    assert names(make(data_keys=f"{wrong},{key}")) == ["Robin"], "beside the right one it does no harm"


def test_once_a_newer_key_was_there_the_older_one_alone_is_refused(make: Make) -> None:
    old, new = new_key(), new_key()
    put_robin(make(data_keys=old))
    put_robin(make(data_keys=f"{new},{old}"))
    for alone in (old, new):
        with pytest.raises(StoreError, match="not among those"):
            open_store(make(data_keys=alone))
    assert names(make(data_keys=f"{old},{new}")) == ["Robin", "Robin"], "in whatever order"


def test_a_server_without_keys_is_refused_with_the_command_that_makes_one(
    make: Make, postgres: Cluster
) -> None:
    name = postgres.empty()
    settings = make(database_url=postgres.url(name))
    with pytest.raises(StartError, match="set DATA_KEYS to what `stridesmith keys new` prints") as raised:
        open_store(settings)
    assert "\n" not in str(raised.value)
    assert not settings.key_file.exists()
    put_robin(make(database_url=postgres.url(name), data_keys=new_key()))
    with pytest.raises(StoreError, match="its keys are not there"):
        open_store(settings)
    postgres.drop(name)


def test_a_server_with_a_key_file_is_opened(make: Make, postgres: Cluster) -> None:
    name = postgres.empty()
    settings = make(database_url=postgres.url(name))
    KeyFile(settings.key_file).make()
    put_robin(settings)
    assert names(settings) == ["Robin"]
    postgres.drop(name)


def test_a_spoilt_key_file_is_told_and_left_alone(make: Make) -> None:
    settings = make()
    put_robin(settings)
    settings.key_file.write_text("hunter2hunter2\n")
    before = digest(settings)
    with pytest.raises(StartError, match="line 1 is none") as raised:
        open_store(settings)
    assert "hunter2" not in str(raised.value)
    assert digest(settings) == before


def test_an_older_database_is_sealed_with_a_key_that_is_made_then(make: Make) -> None:
    settings = make()
    put_robin(settings)
    store = open_store(settings)
    downgrade(store, "0003")
    store.close()
    settings.key_file.unlink()
    assert names(settings) == ["Robin"]
    store = open_store(settings)
    assert store.keys is not None
    assert sealed_with(store) == {store.keys.newest}
    store.close()


@pytest.mark.usefixtures("untidy")
def test_nothing_that_lay_open_before_is_left_in_the_file(make: Make) -> None:
    settings = make()
    lay_open(settings)
    open_store(settings).close()
    assert b"Robin" not in _bytes(settings)


@pytest.mark.usefixtures("untidy")
def test_wiping_that_was_broken_off_is_done_at_the_next_start(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make()
    lay_open(settings)

    def broken_off(_store: Store) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(migrate, "scrub", broken_off)
        with pytest.raises(KeyboardInterrupt):
            open_store(settings)
    assert b"Robin" in _bytes(settings)
    assert names(settings) == ["Robin"] * 20
    assert b"Robin" not in _bytes(settings)


def lay_open(settings: Settings) -> None:
    """Make a database of before anything was sealed, with rows in it."""
    for _ in range(20):
        put_robin(settings)
    store = open_store(settings)
    downgrade(store, "0003")
    store.close()
    assert b"Robin" in _bytes(settings)


def _bytes(settings: Settings) -> bytes:
    return b"".join(path.read_bytes() for path in settings.data_dir.glob("*.sqlite3*"))


def test_looking_only_makes_no_key(make: Make) -> None:
    settings = make()
    open_store(settings, up_to_date=False).close()
    assert not settings.key_file.exists()


def test_a_process_hears_of_a_new_key_in_the_file_while_it_runs(make: Make) -> None:
    settings = make()
    put_robin(settings)
    running = open_store(settings)
    key = new_key()
    KeyFile(settings.key_file).put_in_front(key)
    put_robin(settings)
    with running.reading() as session:
        assert list(session.exec(select(Runner.name))) == ["Robin", "Robin"]
    running.close()
