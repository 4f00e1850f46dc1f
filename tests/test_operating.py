"""What an operator does on the command line: open questions, counters, and a process that only reminds."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import text

from bot.clock import MovableClock, SystemClock
from bot.library import Library
from bot.local import DEFAULT_TOKEN, LocalTelegram
from bot.services import answers, stats
from bot.services.tools import Tools
from bot.settings import PROJECT_FOLDER
from bot.store.database import Store
from bot.store.migrate import upgrade
from bot.store.tables import Reminder
from bot.understanding.door import Context, Understanding
from tests.phone import until
from tests.process import Shell, bytecode_folder
from tests.services.people import settle

CHAT = 1001
ASKED = "what is the capital of Mongolia"


@pytest.fixture
def shell(tmp_path: Path, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A directory with a copy of the content, and a bot that is hosted there."""
    cwd = tmp_path / "cwd"
    cwd.mkdir()
    content = tmp_path / "content"
    shutil.copytree(PROJECT_FOLDER / "content", content)
    made = Shell(cwd, bytecode_folder(pytestconfig, tmp_path_factory))
    return made.with_settings(DATA_DIR=tmp_path, CONTENT_DIR=content)


@pytest.fixture
def hosted(tmp_path: Path, library: Library, understanding: Understanding) -> Tools:
    """The tools of the bot that the shell's commands look at, on the real clock."""
    store = Store(f"sqlite:///{tmp_path / 'stridesmith.sqlite3'}")
    upgrade(store)
    return Tools(store, SystemClock(), library, understanding)


def put(tools: Tools, text: str) -> None:
    answers.reply(
        tools, CHAT, text, tools.understanding.understand(text, Context(datetime.now(UTC).date())).answer
    )


def test_questions_are_listed_drafted_and_put_away(shell: Shell, hosted: Tools, tmp_path: Path) -> None:
    with closing(hosted.store):
        put(hosted, ASKED)
        put(hosted, "how do I knit a scarf")
    listed = shell.run("questions")
    assert listed.returncode == 0, listed.stderr
    assert ASKED in listed.stdout
    groups = json.loads(shell.run("questions", "--json").stdout)
    assert {group["wordings"][0]["text"] for group in groups} == {ASKED, "how do I knit a scarf"}

    number = next(group["id"] for group in groups if group["wordings"][0]["text"] == ASKED)
    drafted = shell.run("questions", "draft", str(number))
    assert drafted.returncode == 0, drafted.stderr
    draft = tmp_path / "content" / "drafts" / "what-capital-mongolia.md"
    assert f"- {ASKED}" in draft.read_text(encoding="utf-8")
    assert shell.run("check").returncode == 0  # a draft is no entry yet

    (other,) = json.loads(shell.run("questions", "--json").stdout)
    assert "put away" in shell.run("questions", "settle", str(other["id"])).stdout
    assert "No question is open" in shell.run("questions").stdout


@pytest.mark.parametrize("command", ["draft", "settle"])
def test_a_question_that_is_not_there_is_told(shell: Shell, command: str) -> None:
    done = shell.run("questions", command, "7")
    assert done.returncode == 2
    assert done.stderr.startswith("No open question has the id 7")


def test_a_draft_needs_a_name_that_is_free(shell: Shell, hosted: Tools) -> None:
    with closing(hosted.store):
        put(hosted, ASKED)
    taken = next((PROJECT_FOLDER / "content" / "answers").glob("*.md")).stem
    for name, why in ((taken, "already"), ("../x", "no id")):
        done = shell.run("questions", "draft", "1", "--id", name)
        assert done.returncode == 2
        assert why in done.stderr
    assert len(json.loads(shell.run("questions", "--json").stdout)) == 1


def test_counters_are_shown(shell: Shell, hosted: Tools) -> None:
    with closing(hosted.store):
        settle(hosted, CHAT)
        stats.count(hosted, {"sent": 3, "late": 1, "dropped": 0})
        stats.count(hosted, {"sent": 2})
    shown = json.loads(shell.run("stats", "--json").stdout)
    assert shown["runners"] == shown["planned"] == 1
    assert shown["week"] == {"sent": 5, "late": 1}
    told = shell.run("stats").stdout
    assert "1 runners: 1 with a plan" in " ".join(told.split())
    assert "sent" in told


async def test_a_clock_process_reminds_and_leaves_the_chats_alone(shell: Shell, hosted: Tools) -> None:
    local = LocalTelegram(MovableClock())
    await local.start()
    process = None
    try:
        with closing(hosted.store):
            settle(hosted, CHAT, at=time(7))
            with hosted.store.writing() as session:
                row = session.get(Reminder, 1)
                assert row is not None
                row.remind_at = row.due_at = hosted.clock.now() - timedelta(minutes=1)
                row.local_day = hosted.today("UTC")
        local._state.open_chat(CHAT)
        url = local.page_url.rstrip("/")
        process = shell.with_settings(BOT_TOKEN=DEFAULT_TOKEN, TELEGRAM_API_URL=url).start("clock")
        await until(
            lambda: any(call["method"] == "sendMessage" for call in local.calls), "no reminder was sent"
        )
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 15) == 0
        assert "getUpdates" not in {call["method"] for call in local.calls}
    finally:
        if process is not None:
            process.kill()
            process.communicate()
        await local.stop()
    shown = json.loads(shell.run("stats", "--json").stdout)
    assert shown["today"]["sent"] == 1
    assert shown["due"] == 0


async def test_without_its_tables_the_bot_still_stops_in_time(shell: Shell, hosted: Tools) -> None:
    local = LocalTelegram(MovableClock())
    await local.start()
    local._state.open_chat(CHAT)
    hosted.store.close()
    url = local.page_url.rstrip("/")
    process = shell.with_settings(BOT_TOKEN=DEFAULT_TOKEN, TELEGRAM_API_URL=url).start("run")
    try:
        await until(lambda: local._feed._poll is not None, "nobody polls")
        with hosted.store.engine.begin() as connection:
            connection.execute(text("DROP TABLE inbox_update"))
        async with aiohttp.ClientSession() as http:
            await http.post(f"{local.page_url}local/chats/{CHAT}/text", json={"text": "/start"})
        await until(lambda: local._feed._poll is None, "the update was not fetched")
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 10) == 0
    finally:
        process.kill()
        _, said = process.communicate()
        await local.stop()
    assert b"RuntimeError" not in said
