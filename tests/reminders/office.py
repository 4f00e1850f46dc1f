"""A dispatcher and its Telegram: the loopback Bot API, ordered faults, and what arrived where."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from telegram import Bot
from telegram.request import RequestData

from bot.chat.desk import Desk
from bot.chat.http import AiohttpRequest
from bot.chat.messages import Messages
from bot.chat.reply import Button, Reply
from bot.chat.sending import Budget
from bot.local import DEFAULT_TOKEN, LocalTelegram
from bot.reminders.dispatch import Dispatcher
from bot.services.reminders import ReminderView
from bot.services.tools import Tools

Message = dict[str, Any]
PLENTY = 10_000.0  # messages a second: no test waits for the budget


class Door(AiohttpRequest):
    """A way to the Bot API that can be held shut; `inside` counts the sends that wait at it."""

    def __init__(self, read_seconds: float = 25.0) -> None:
        super().__init__(read_seconds=read_seconds)
        self.open = asyncio.Event()
        self.open.set()
        self.inside = 0

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        if url.endswith("/sendMessage"):
            self.inside += 1
        await self.open.wait()
        return await super().do_request(url, method, request_data, *args, **kwargs)


class Office:
    """The loopback Telegram and as many dispatchers as a test wants."""

    def __init__(
        self, local: LocalTelegram, http: aiohttp.ClientSession, tools: Tools, messages: Messages
    ) -> None:
        self.local = local
        self.tools = tools
        self._http = http
        self._messages = messages
        self._doors: list[Door] = []

    async def dispatcher(self, *, tools: Tools | None = None, read_seconds: float = 25.0) -> Dispatcher:
        """Return another process's dispatcher."""
        return (await self.with_door(tools=tools, read_seconds=read_seconds))[0]

    async def with_door(
        self, *, tools: Tools | None = None, read_seconds: float = 25.0
    ) -> tuple[Dispatcher, Door]:
        """Return a dispatcher and the door that its messages leave by."""
        door = Door(read_seconds)
        return await self.with_own_door(door, tools=tools), door

    async def with_own_door(self, door: Door, *, tools: Tools | None = None) -> Dispatcher:
        """Return a dispatcher whose messages leave by a door of the caller's."""
        await door.initialize()
        self._doors.append(door)
        bot = Bot(DEFAULT_TOKEN, base_url=self.local.api_url, request=door, get_updates_request=Door())
        desk = Desk(tools or self.tools, self._messages, Budget(PLENTY, chat_seconds=0))
        return Dispatcher(bot, desk, budget=desk.budget, render=plain)

    async def close(self) -> None:
        """Close every door."""
        for door in self._doors:
            await door.shutdown()

    async def open_chat(self, chat_id: int) -> None:
        """Let the bot write to a chat."""
        about = {"id": chat_id} | ({"type": "supergroup", "title": "Club"} if chat_id < 0 else {})
        await self._post("chats", about)

    async def fault(self, kind: str, **order: object) -> None:
        """Order trouble for the sends."""
        await self._post("faults", {"kind": kind, "method": "sendMessage", **order})

    async def messages(self, chat_id: int) -> list[Message]:
        """Return what arrived in a chat; `silent` is added to each message."""
        async with self._http.get(f"{self.local.page_url}local/chats/{chat_id}/messages") as response:
            answer = await response.json()
        return [each | {"silent": each["message_id"] in answer["silent"]} for each in answer["messages"]]

    async def texts(self, chat_id: int) -> list[str]:
        """Return the texts that arrived in a chat."""
        return [each["text"] for each in await self.messages(chat_id)]

    async def _post(self, path: str, body: dict[str, object]) -> None:
        async with self._http.post(f"{self.local.page_url}local/{path}", json=body) as response:
            assert response.status == 200, await response.text()


def plain(_desk: Desk, view: ReminderView) -> Reply:
    """A rendering that tells just what matters here."""
    said = f"{view.day.day} late={view.late} repeated={view.repeated}"
    return Reply(said, keyboard=((Button("Start", "t:show"),),), silent=view.silent)


@asynccontextmanager
async def opened(tools: Tools, messages: Messages, local: LocalTelegram) -> AsyncIterator[Office]:
    """Run a loopback Telegram for as long as the block lasts."""
    await local.start()
    async with aiohttp.ClientSession() as http:
        office = Office(local, http, tools, messages)
        try:
            yield office
        finally:
            await office.close()
            await local.stop()
