"""The operating guide, from its first command to its last: real processes, and a runner who writes."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.clock import MovableClock
from bot.local import DEFAULT_TOKEN, LocalTelegram
from bot.settings import PROJECT_FOLDER
from tests.databases import Cluster
from tests.guide.machine import Block, Machine, blocks, commit, origin
from tests.phone import until
from tests.process import bytecode_folder
from tests.web.hall import free_port

GUIDE = PROJECT_FOLDER / "docs" / "operating.md"
RUNNER = 2000


@pytest.fixture
async def telegram() -> AsyncIterator[LocalTelegram]:
    local = LocalTelegram(MovableClock())
    await local.start()
    yield local
    await local.stop()


@pytest.fixture
def machine(
    tmp_path: Path,
    telegram: LocalTelegram,
    postgres: Cluster,
    pytestconfig: pytest.Config,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Machine]:
    code = tmp_path / "code"
    code.mkdir()
    origin(code)
    port = free_port()
    empty = postgres.empty()
    made = Machine(
        tmp_path,
        bytecode_folder(pytestconfig, tmp_path_factory),
        {
            "REPOSITORY": str(code),
            "the token from @BotFather": DEFAULT_TOKEN,
            "your own id": str(RUNNER),
            "postgresql://USER:PASSWORD@HOST/NAME": postgres.url(empty).replace("+psycopg", ""),
            "https://coach.example.org": f"http://127.0.0.1:{port}",
        },
        {"TELEGRAM_API_URL": telegram.page_url.rstrip("/"), "PORT": str(port), "SEMANTIC": "off"},
    )
    yield made
    made.stop()
    postgres.drop(empty)


class Talk:
    """A runner who writes now and then, and is answered."""

    def __init__(self, telegram: LocalTelegram) -> None:
        self._telegram = telegram

    def _sent(self) -> int:
        calls = self._telegram.calls
        return sum(call["method"] == "sendMessage" and call["chat"] == RUNNER for call in calls)

    async def say(self, text: str) -> None:
        """Type, and wait until the bot has answered."""
        before = self._sent()
        url = f"{self._telegram.page_url}local/chats/{RUNNER}/text"
        async with aiohttp.ClientSession() as http, http.post(url, json={"text": text}) as response:
            assert response.status == 200
        await until(lambda: self._sent() > before, f"no answer to “{text}”")


def by_heading() -> dict[str, list[Block]]:
    found = defaultdict(list)
    for block in blocks(GUIDE.read_text(encoding="utf-8")):
        found[block.heading].append(block)
    return dict(found)


@pytest.mark.timeout(300)
async def test_the_guide_can_be_followed_word_by_word(machine: Machine, telegram: LocalTelegram) -> None:
    parts, talk = by_heading(), Talk(telegram)

    async def follow(heading: str) -> str:
        printed = ""
        for block in parts.pop(heading):
            if block.kind == "ini":
                machine.write(block.text)
            else:
                run = {"sh": machine.type, "crontab": machine.by_night}[block.kind]
                printed += await asyncio.to_thread(run, block.text)
        return printed

    printed = await follow("A server of your own")
    assert "up to date" in printed
    await talk.say("/start")
    assert (machine.app / "data" / "stridesmith.sqlite3").is_file()

    key = (await follow("A platform with a Procfile")).strip()
    assert len(key) == 44
    await follow("Keys")
    await talk.say("tue intervals, thu tempo, sun long")
    await follow("Backup")
    assert len(list((machine.home / "backups").glob("nightly-*.sqlite3"))) == 1
    await talk.say("/help")
    code = machine.root / "code" / "CHANGELOG.md"
    code.write_text(code.read_text(encoding="utf-8") + "\n- More.\n", encoding="utf-8")
    commit(code.parent, "More")
    await follow("Upgrade")
    assert (machine.app / "CHANGELOG.md").read_text(encoding="utf-8").endswith("- More.\n")
    await talk.say("/help")
    await follow("Moving to PostgreSQL")
    await talk.say("/help")
    await follow("Several processes")
    await talk.say("/help")
    assert "runners" in await follow("Watching")
    assert not parts
    for unit in ("run", "web", "clock"):
        for word in ("Traceback", "ERROR", "SIGKILL"):
            assert word not in machine.log(f"stridesmith@{unit}")
