"""`stridesmith keys new` and `keys rotate`, as an operator uses them, with the bot going on meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from bot import keeping
from bot.clock import MovableClock
from bot.failures import StartError
from bot.opening import open_store
from bot.services.tools import Tools
from bot.settings import Settings
from bot.store.database import Store, StoreError
from bot.store.resealing import sealed_with
from bot.store.sealing import fingerprint_of, is_key, new_key
from bot.store.tables import Runner
from tests.conftest import Make, staged
from tests.databases import KINDS, Cluster
from tests.process import Shell, bytecode_folder

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def put(settings: Settings, many: int) -> None:
    store = open_store(settings)
    with store.writing() as session:
        session.add_all(
            [Runner(created_at=AT, name=f"Robin {number}", complaints=["knee"]) for number in range(many)]
        )
    store.close()


def names(settings: Settings) -> list[str]:
    store = open_store(settings)
    with store.reading() as session:
        found = sorted(session.exec(select(Runner.name)))
    store.close()
    return found


def lines(settings: Settings) -> list[str]:
    return settings.key_file.read_text().splitlines()


def test_a_first_key_goes_into_a_file(make: Make) -> None:
    key, now = keeping.make_key(make())
    assert is_key(key)
    assert lines(make()) == [key]
    assert make().key_file.stat().st_mode & 0o777 == 0o600
    assert str(make().key_file) in now
    assert "Keep a copy" in now
    assert key not in now
    put(make(), 1)
    assert lines(make()) == [key], "the first start takes it"


def test_another_one_comes_in_front_and_the_database_needs_both(make: Make) -> None:
    put(make(), 1)
    (old,) = lines(make())
    key, now = keeping.make_key(make())
    assert lines(make()) == [key, old]
    assert "keys rotate" in now
    store = open_store(make(), up_to_date=False)
    assert sealed_with(store) == {fingerprint_of(key), fingerprint_of(old)}
    store.close()


def test_with_keys_in_the_environment_it_is_only_printed(make: Make) -> None:
    key, now = keeping.make_key(make(data_keys=new_key()))
    assert is_key(key)
    assert now.startswith("Put this key behind the others in DATA_KEYS"), (
        "every process has to be able to read it first"
    )
    assert "in front of the others in DATA_KEYS" in now
    assert now.count("start every process anew") == 2
    assert not make().key_file.exists()


def test_for_a_server_it_is_only_printed(make: Make) -> None:
    key, now = keeping.make_key(make(database_url="postgresql://nobody@nowhere.invalid/none"))
    assert is_key(key)
    assert now.startswith("Set DATA_KEYS to this key before the bot starts")
    assert not make().key_file.exists()


def test_no_new_key_is_made_over_a_lost_one(make: Make) -> None:
    put(make(), 1)
    make().key_file.unlink()
    with pytest.raises(StoreError, match="its keys are not there"):
        keeping.make_key(make())
    assert not make().key_file.exists()


def test_a_spoilt_file_is_left_alone(make: Make) -> None:
    make().data_dir.mkdir()
    make().key_file.write_text("hunter2hunter2\n")
    with pytest.raises(StartError, match="line 1 is none"):
        keeping.make_key(make())
    assert make().key_file.read_text() == "hunter2hunter2\n"


@pytest.mark.parametrize("kind", KINDS)
def test_rotating_says_how_many_and_the_old_key_opens_nothing_any_more(
    make: Make, kind: str, request: pytest.FixtureRequest
) -> None:
    server: Cluster | None = request.getfixturevalue("postgres") if kind == "postgresql" else None
    name = "" if server is None else server.empty()
    url = "" if server is None else server.url(name)
    old, new = new_key(), new_key()
    put(make(database_url=url, data_keys=old), 450)
    said = keeping.rotate(make(database_url=url, data_keys=f"{new},{old}"))
    assert said.startswith("450 rows were sealed anew; everything is sealed with the newest key.")
    assert "taken out of DATA_KEYS" in said
    assert len(names(make(database_url=url, data_keys=new))) == 450
    with pytest.raises(StoreError, match="not among those"):
        open_store(make(database_url=url, data_keys=old))
    again = keeping.rotate(make(database_url=url, data_keys=new))
    assert again.startswith("0 rows were sealed anew")
    assert again.endswith("There is no older key.")
    if server is not None:
        server.drop(name)


def sealed_values(settings: Settings, key: str) -> int:
    """Return how many values that a key opens are in the files, in free pages too."""
    data = b"".join(path.read_bytes() for path in settings.data_dir.glob("*.sqlite3*"))
    return data.count(f"{fingerprint_of(key)}:".encode())


@pytest.mark.usefixtures("untidy")
def test_the_file_holds_nothing_of_the_old_key_then(make: Make) -> None:
    put(make(), 300)
    (old,) = lines(make())
    keeping.make_key(make())
    keeping.rotate(make())
    assert sealed_values(make(), old) == 0
    make().key_file.write_text(lines(make())[0])
    assert len(names(make())) == 300


@pytest.mark.usefixtures("untidy")
def test_one_that_was_broken_off_before_the_wiping_is_ended_by_the_next(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(make(), 300)
    (old,) = lines(make())
    keeping.make_key(make())

    def broken_off(_store: Store) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "scrub", broken_off)
        with pytest.raises(KeyboardInterrupt):
            keeping.rotate(make())
    assert sealed_values(make(), old) > 0
    assert keeping.rotate(make()).startswith("0 rows were sealed anew")
    assert sealed_values(make(), old) == 0


def test_a_database_that_is_too_busy_to_be_wiped_is_told(make: Make) -> None:
    put(make(), 3)
    keeping.make_key(make())
    with closing(sqlite3.connect(make().data_dir / "stridesmith.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM runner").fetchall()
        said = keeping.rotate(make())
    assert said.startswith("3 rows were sealed anew")
    assert "run this command again" in said
    assert "run this command again" not in keeping.rotate(make())


async def test_rotating_while_the_bot_runs_disturbs_nobody(
    make: Make, tools: Tools, clock: MovableClock
) -> None:
    """The keys are in a file: the bot hears of the new one by itself."""
    settings = make()
    running = replace(tools, store=open_store(settings))
    async with staged(running, clock) as stage:
        phones = [stage.phone(2000 + number) for number in range(3)]
        for phone in phones:
            await phone.say("/start")
        await asyncio.to_thread(keeping.make_key, settings)

        async def talk() -> None:
            for text in (
                "intervals tue, tempo thu, long on sunday, monday off",
                "yes",
                "on and off",
                "dumbbells",
            ):
                for phone in phones:
                    await phone.say(text)

        said, _ = await asyncio.gather(asyncio.to_thread(keeping.rotate, settings), talk())
        assert "sealed anew" in said
        assert "race" in await phones[0].last()
        said = await asyncio.to_thread(keeping.rotate, settings)
        settings.key_file.write_text(lines(settings)[0] + "\n")
        assert "hurt" in await phones[1].say("none")
    alone = open_store(settings)
    with alone.reading() as session:
        assert sorted(session.exec(select(Runner.name))) == ["Runner"] * 3
    alone.close()


def test_the_commands_print_what_to_do(
    tmp_path: Path, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shell = Shell(tmp_path, bytecode_folder(pytestconfig, tmp_path_factory)).with_settings(DATA_KEYS="")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        # Not by the shell's own: it watches that no key is ever printed, and here one shall be.
        return subprocess.run(
            [*shell.command, *words],
            cwd=shell.cwd,
            env=shell.environment,
            capture_output=True,
            text=True,
            check=True,
        )

    first = run("keys", "new")
    assert is_key(first.stdout.strip())
    assert "data/keys" in first.stderr
    run("db", "upgrade")
    second = run("keys", "new")
    assert (tmp_path / "data" / "keys").read_text() == second.stdout + first.stdout
    assert "everything is sealed with the newest key" in run("keys", "rotate").stdout
