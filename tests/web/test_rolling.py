"""Real processes are replaced under traffic, and stopped with work in hand: in time, losing and doubling nothing."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import time, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from sqlmodel import select

from bot.clock import SystemClock
from bot.library import Library
from bot.services.tools import Tools
from bot.store.database import Store
from bot.store.migrate import upgrade
from bot.store.tables import Reminder
from bot.understanding.door import Understanding
from bot.web.webhook import SECRET_HEADER
from tests.databases import KEYS, database, only_postgresql, only_sqlite
from tests.operated import STOP_SECONDS, Operated, operated
from tests.phone import until
from tests.process import Shell, bytecode_folder
from tests.services.people import settle
from tests.web.hall import free_port

__all__ = ["database"]

CHATS = range(3000, 3024)
PACE_SECONDS = 2.0
CHAT = 1001
LOOK_SECONDS = 0.1


@pytest.fixture
def shell(
    tmp_path: Path, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, database: str
) -> Shell:
    """A directory of its own, and the database of the test."""
    made = Shell(tmp_path, bytecode_folder(pytestconfig, tmp_path_factory))
    return made.with_settings(DATABASE_URL=database)


class Door:
    """What a platform has before its processes: it passes deliveries on, in turn, to those that are ready."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http
        self._turn: Iterator[int] = itertools.count()
        self.ports: list[int] = []
        self.refused = 0

    async def take(self, request: web.Request) -> web.Response:
        """Pass a delivery on; 502 where the process has just gone."""
        if self.ports:
            port = self.ports[next(self._turn) % len(self.ports)]
            try:
                async with self._http.post(
                    f"http://127.0.0.1:{port}{request.path}",
                    data=await request.read(),
                    headers={name: request.headers[name] for name in ("Content-Type", SECRET_HEADER)},
                ) as response:
                    return web.Response(status=response.status)
            except aiohttp.ClientError:
                pass
        self.refused += 1
        return web.Response(status=502)


@asynccontextmanager
async def door(http: aiohttp.ClientSession) -> AsyncIterator[tuple[Door, str]]:
    """Open a platform's door; return it with its address."""
    made = Door(http)
    application = web.Application()
    application.router.add_post("/{path:.*}", made.take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield made, f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


async def ready(bot: Operated, port: int) -> None:
    """Wait until a process says that it can work."""

    async def asked() -> bool:
        await asyncio.sleep(LOOK_SECONDS)  # the process needs the processor more than this does
        try:
            async with bot.http.get(f"http://127.0.0.1:{port}/ready") as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False

    await until(asked, f"{bot.log}\nnot ready")


@only_postgresql
async def test_two_processes_are_replaced_one_after_the_other_under_traffic(shell: Shell) -> None:
    async with operated(shell) as bot, door(bot.http) as (entrance, address):

        async def opened() -> tuple[subprocess.Popen[bytes], int]:
            port = free_port()
            process = bot.start(
                "web", PUBLIC_URL=address, PORT=str(port), BIND_ADDRESS="127.0.0.1", WEBHOOK_SECRET="known"
            )
            await ready(bot, port)
            entrance.ports.append(port)
            return process, port

        old = [await opened()]
        old.append(await opened())
        await until(lambda: bot.local._state.bot.webhook is not None, "nobody listens")
        stop = asyncio.Event()
        said = dict.fromkeys(CHATS, 0)

        async def chatter(chat: int) -> None:
            while not stop.is_set():
                await bot.say(chat, "/help")
                said[chat] += 1
                await asyncio.sleep(PACE_SECONDS)
                # Some wait for their answer, others do not.
                await until(lambda: len(bot.sent(chat)) >= said[chat] - chat % 2, f"{chat} waits in vain")

        talking = [asyncio.create_task(chatter(chat)) for chat in CHATS]
        for process, port in old:
            await opened()
            # SIGTERM first and out of the door later, as it happens: some deliveries find nobody.
            assert await bot.stop(process) < STOP_SECONDS
            entrance.ports.remove(port)
        stop.set()
        await asyncio.gather(*talking)
        for chat in CHATS:
            await bot.answered(chat, said[chat])
        assert min(said.values()) >= 2
        assert len({message for chat in CHATS for message in bot.sent(chat)}) == 1, "all got the same help"
        for process in list(bot.running):
            assert await bot.stop(process) < STOP_SECONDS
        bot.check()


@only_sqlite
async def test_run_stops_in_time_with_an_answer_in_hand_and_gives_it_at_the_next_start(shell: Shell) -> None:
    async with operated(shell) as bot:
        process = bot.start("run")
        bot.hold("sendMessage", "slow-before", chat=CHAT)
        await bot.say(CHAT, "/start")
        await bot.held()
        assert await bot.stop(process) < STOP_SECONDS
        assert bot.sent(CHAT) == []
        bot.local._faults.clear()
        process = bot.start("run")
        await bot.answered(CHAT, 2)
        assert await bot.stop(process) < STOP_SECONDS
        bot.check()


@only_postgresql
async def test_web_stops_in_time_with_an_answer_in_hand_that_another_process_gives(shell: Shell) -> None:
    async with operated(shell) as bot:
        settings = {"BIND_ADDRESS": "127.0.0.1", "WEBHOOK_SECRET": "known"}
        first, second = free_port(), free_port()
        bot.hold("sendMessage", "slow-before", chat=CHAT)
        process = bot.start("web", PUBLIC_URL=f"http://127.0.0.1:{first}", PORT=str(first), **settings)
        await until(lambda: bot.local._state.bot.webhook is not None, "nobody listens")
        await bot.say(CHAT, "/start")
        await bot.held()
        bot.local._faults.clear()
        assert await bot.stop(process) < STOP_SECONDS
        assert bot.sent(CHAT) == []
        process = bot.start("web", PUBLIC_URL=f"http://127.0.0.1:{second}", PORT=str(second), **settings)
        await bot.answered(CHAT, 2)
        assert await bot.stop(process) < STOP_SECONDS
        bot.check()


@only_postgresql
async def test_clock_stops_in_time_with_reminders_on_their_way_and_sends_none_of_them_twice(
    shell: Shell, database: str, library: Library, understanding: Understanding
) -> None:
    store = Store(database, KEYS)
    upgrade(store)
    tools = Tools(store, SystemClock(), library, understanding)
    for chat in CHATS:
        settle(tools, chat, at=time(7))
    with store.writing() as session:
        for row in session.exec(select(Reminder)):
            row.remind_at = row.due_at = tools.clock.now() - timedelta(minutes=1)
            row.local_day = tools.today("UTC")
    store.close()
    async with operated(shell) as bot:
        for chat in CHATS:
            bot.local._state.open_chat(chat)
            bot.local._faults.add(
                {"kind": "slow", "method": "sendMessage", "seconds": 0.3, "count": 1, "chat": chat}
            )
        process = bot.start("clock")
        await bot.held()
        assert await bot.stop(process) < STOP_SECONDS
        arrived = [len(bot.sent(chat)) for chat in CHATS]
        assert max(arrived) == 1
        process = bot.start("clock")
        for chat in CHATS:
            await bot.answered(chat, 1)
        assert await bot.stop(process) < STOP_SECONDS
        bot.check()
