"""What an operator does with the database, by the real commands and beside the real bot."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from bot import databases, keeping
from bot.failures import sentence_of
from bot.opening import open_store
from bot.settings import Settings
from bot.store import engines
from bot.store.backups import troubles
from bot.store.database import StoreError
from bot.store.sealing import new_key
from bot.store.tables import InboxUpdate
from tests.conftest import Make
from tests.databases import KEY, Cluster
from tests.operated import Operated, operated
from tests.process import Shell, bytecode_folder, query

TALKER, OTHERS = 1001, range(2001, 2021)
PAGE, FIRST_HEADER = 4096, 100
WEEK, NEXT = "tue intervals, thu tempo, sun long", "regularly"


@pytest.fixture
def shell(tmp_path: Path, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A directory of its own."""
    return Shell(tmp_path, bytecode_folder(pytestconfig, tmp_path_factory))


def numbers(printed: str) -> dict[str, int]:
    """Return the rows by table from what a command has printed."""
    lines = [line.split() for line in printed.splitlines()]
    return {words[0]: int(words[1]) for words in lines if len(words) in (2, 3) and words[1].isdecimal()}


async def tap(bot: Operated, data: str) -> None:
    """Tap a button of the talker's newest message that has any."""
    async with bot.http.get(f"{bot.local.page_url}local/chats/{TALKER}/messages?after=0") as response:
        messages = (await response.json())["messages"]
    number = [each["message_id"] for each in messages if each.get("reply_markup")][-1]
    url = f"{bot.local.page_url}local/chats/{TALKER}/press"
    async with bot.http.post(url, json={"message_id": number, "data": data}) as response:
        assert response.status == 200


async def test_a_bot_is_backed_up_moved_and_restored_and_the_talk_goes_on(
    shell: Shell, tmp_path: Path, postgres: Cluster
) -> None:
    name = postgres.empty()
    url = postgres.url(name)
    async with operated(shell) as bot:
        process = bot.start("run")
        await bot.say(TALKER, "/start")
        await bot.answered(TALKER, 2)

        # A backup while newcomers arrive: whoever is in it is in it wholly.
        arriving = [asyncio.create_task(bot.say(chat, "/start")) for chat in OTHERS]
        printed = await bot.do("backup", "busy.sqlite3")
        await asyncio.gather(*arriving)
        for chat in OTHERS:
            await bot.answered(chat, 2)
        assert "The keys of the data" in printed
        held = numbers(printed)
        assert 1 <= held["runner"] == held["chat"] <= 1 + len(OTHERS)
        with closing(sqlite3.connect(tmp_path / "busy.sqlite3")) as connection:
            assert troubles(connection) == []

        await bot.say(TALKER, WEEK)
        await bot.answered(TALKER, 3)
        await bot.stop(process)
        printed = await bot.do("db", "copy", "data/stridesmith.sqlite3", url)
        assert numbers(printed)["runner"] == 1 + len(OTHERS)
        again = await asyncio.to_thread(bot.shell.run, "db", "copy", "data/stridesmith.sqlite3", url)
        assert again.returncode == 2
        assert again.stderr.startswith(
            "Nothing was copied, and the target is as it was: the target is not empty"
        )

        # The talk goes on there, in the middle of a question.
        process = bot.start("run", DATABASE_URL=url)
        before = bot.shown(TALKER)
        await tap(bot, "q:runs:ok")
        printed = await bot.do("backup", "moved.sqlite3", DATABASE_URL=url)
        assert numbers(printed)["runner"] == 1 + len(OTHERS)
        await bot.shows(TALKER, before)
        await bot.say(OTHERS[0], "/help")
        await bot.answered(OTHERS[0], 3)
        await bot.stop(process)
        printed = await bot.do("backup", "last.sqlite3", DATABASE_URL=url)

        # And once more from the backup, in another place.
        arrived = await bot.do("restore", "last.sqlite3", "--data-dir", "elsewhere")
        assert numbers(arrived) == numbers(printed)
        assert "The keys that it is sealed with are here" in arrived
        keyless = await bot.do("restore", "last.sqlite3", "--data-dir", "other", DATA_KEYS=new_key())
        assert "put the keys of that time back" in keyless
        assert "agree" in await bot.do("db", "check", "--data-dir", "elsewhere")
        process = bot.start("run", "--data-dir", "elsewhere")
        before = bot.shown(TALKER)
        await bot.say(TALKER, NEXT)
        await bot.shows(TALKER, before)
        await bot.stop(process)
        bot.check()
    assert query(tmp_path / "elsewhere" / "stridesmith.sqlite3", "SELECT level FROM runner WHERE id = 1") == [
        ("regular",)
    ]
    postgres.drop(name)


def test_commands_that_cannot_do_it_say_so_in_one_sentence(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear runner")
    for words, said in (
        (("backup", "new.sqlite3"), "There is no database at data/stridesmith.sqlite3 yet."),
        (("restore", "letter"), "letter is no backup of this bot; nothing was changed."),
        (("db", "copy", "nothing.sqlite3", "other.sqlite3"), "There is no database at nothing.sqlite3 yet."),
        (("db", "copy", "postgresql://u:hunter2@127.0.0.1:1/x", "other.sqlite3"), "cannot be opened"),
    ):
        done = shell.run(*words)
        assert done.returncode == 2
        (line,) = done.stderr.splitlines()
        assert said in line
        assert "hunter2" not in done.stderr
    assert not (tmp_path / "new.sqlite3").exists()


def test_check_names_damage_and_rows_that_hang_in_the_air(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("db", "upgrade").returncode == 0
    assert shell.run("db", "check").stdout == "The database and the tables agree.\n"
    file = tmp_path / "data" / "stridesmith.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("INSERT INTO day_off (runner_id, day) VALUES (77, '2026-11-20')")
        connection.commit()
    done = shell.run("db", "check")
    assert (done.returncode, done.stdout) == (1, "1 rows of day_off point at nothing in runner\n")
    content = bytearray(file.read_bytes())
    content[8192:] = b"\xa7" * (len(content) - 8192)
    file.write_bytes(content)
    done = shell.run("db", "check")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("cannot be opened: its file is damaged, put it away and restore a backup.\n")


def test_whichever_page_is_damaged_it_is_said_in_one_sentence(make: Make) -> None:
    """Looked at and started: what is damaged elsewhere than where it begins to read, a start does not see."""
    settings = make(data_keys=KEY)
    open_store(settings).close()
    file = settings.data_dir / "stridesmith.sqlite3"
    whole = file.read_bytes()
    found: list[str] = []
    for page in range(len(whole) // PAGE):
        begins = page * PAGE + (FIRST_HEADER if page == 0 else 0)
        spoilt = bytearray(whole)
        spoilt[begins : (page + 1) * PAGE] = b"\xa7" * ((page + 1) * PAGE - begins)
        for attempt in (databases.check, start):
            for end in ("-wal", "-shm"):
                file.with_name(file.name + end).unlink(missing_ok=True)
            file.write_bytes(spoilt)
            found += said(attempt, settings)
    assert not any("\n" in each for each in found)
    assert any("The database could not be worked with (DatabaseError)" in each for each in found)
    assert any("its file is damaged, put it away and restore a backup" in each for each in found)
    assert any("The database file is damaged (" in each for each in found)


def said(attempt: Callable[[Settings], list[str]], settings: Settings) -> list[str]:
    """Return what a command would print."""
    try:
        return attempt(settings)
    except (StoreError, SQLAlchemyError, sqlite3.Error) as error:
        return [sentence_of(error) or f"a traceback of {error!r}\n"]


def test_rows_that_a_forgotten_process_has_sealed_with_the_old_key_are_found(make: Make) -> None:
    new = new_key()
    with closing(open_store(make(data_keys=KEY))) as forgotten:
        keeping.rotate(make(data_keys=f"{new},{KEY}"))
        with forgotten.writing() as session:
            session.add(
                InboxUpdate(update_id=5, received_at=datetime(2026, 11, 20, tzinfo=UTC), payload="Boston")
            )
    assert databases.check(make(data_keys=f"{new},{KEY}")) == []
    (line,) = databases.check(make(data_keys=new))
    assert line.startswith("inbox_update has rows that are sealed with a key that is not here (1)")
    keeping.rotate(make(data_keys=f"{new},{KEY}"))
    assert databases.check(make(data_keys=new)) == []


def start(settings: Settings) -> list[str]:
    open_store(settings).close()
    return []


def test_a_command_that_waits_in_vain_for_the_bot_says_so(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_SECONDS", 0.05)
    old = make(data_keys=KEY)
    with closing(open_store(old)) as store, store.writing() as session:
        session.connection()
        with pytest.raises(SQLAlchemyError) as raised:
            keeping.rotate(make(data_keys=f"{new_key()},{KEY}"))
    sentence = sentence_of(raised.value)
    assert sentence is not None
    assert sentence.startswith("The database could not be worked with (OperationalError). It may be busy")


def test_what_the_commands_write_is_for_nobody_else(shell: Shell, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        shell.with_settings(DATA_KEYS="").run("db", "upgrade")
    finally:
        os.umask(before)
    made = tmp_path / "data"
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in made.iterdir()} == {0o600}


def test_a_database_is_copied_without_its_address_in_the_command(shell: Shell, tmp_path: Path) -> None:
    shell.run("db", "upgrade")
    there = shell.with_settings(DATABASE_URL="sqlite:///there.sqlite3")
    done = there.run("db", "copy", "data/stridesmith.sqlite3", "-")
    assert done.returncode == 0, done.stderr
    assert there.run("db", "check").stdout == "The database and the tables agree.\n"
    done = there.run("db", "copy", "-", "what?.sqlite3")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "what?.sqlite3").is_file()
