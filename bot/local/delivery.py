"""Deliveries to a webhook: side by side for different chats, one after the other within a chat, until it says 200."""

from __future__ import annotations

import asyncio
from collections import deque

import aiohttp

from bot.local.state import State
from bot.local.wire import Json, dumps

FIRST_RETRY, LONGEST_RETRY = 0.2, 5.0
"""Seconds between deliveries to a webhook that does not answer well: doubled from the one up to the other."""
ANSWER_SECONDS = 60.0


class Deliveries:
    """Posts the updates of the state for as long as it has a webhook, at most `max_connections` at once."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._news = asyncio.Event()
        self._run: asyncio.Task[None] | None = None
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._queues: dict[int, deque[int]] = {}
        self._sorted = 0
        state.on_update.append(self._news.set)

    def start(self) -> None:
        """Begin if there is a webhook and nobody delivers yet."""
        self.wake()
        if self._state.bot.webhook is not None and (self._run is None or self._run.done()):
            self._run = asyncio.create_task(self._deliver())

    def wake(self) -> None:
        """Look at the state again: the webhook is another one, or gone."""
        self._news.set()

    async def stop(self) -> None:
        """End at once."""
        if self._run is not None:
            self._run.cancel()
            await asyncio.gather(self._run, return_exceptions=True)

    async def _deliver(self) -> None:
        self._queues, self._sorted = {}, 0
        try:
            async with aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS), connector=aiohttp.TCPConnector(limit=0)
            ) as session:
                while (hook := self._state.bot.webhook) is not None:
                    self._news.clear()
                    self._sort()
                    for chat in [chat for chat in self._queues if chat not in self._lanes]:
                        if len(self._lanes) < hook["max_connections"]:
                            self._lanes[chat] = asyncio.create_task(self._lane(session, chat))
                    await self._news.wait()
        finally:
            lanes = list(self._lanes.values())
            for lane in lanes:
                lane.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)
            self._lanes.clear()

    def _sort(self) -> None:
        """Put new updates into their chats' queues."""
        new = []
        for number in reversed(self._state.updates):
            if number <= self._sorted:
                break
            new.append(number)
        for number in reversed(new):
            self._queues.setdefault(_chat_of(self._state.updates[number]), deque()).append(number)
            self._sorted = number

    async def _lane(self, session: aiohttp.ClientSession, chat: int) -> None:
        """Deliver what waits in a chat."""
        queue, pause = self._queues[chat], FIRST_RETRY
        while queue and (hook := self._state.bot.webhook) is not None:
            update = self._state.updates.get(queue[0])
            problem = None if update is None else await self._post(session, hook, update)
            if problem is None:
                self._state.forget_update(queue.popleft())
                pause = FIRST_RETRY
                continue
            hook |= {"last_error_date": self._state.now_seconds(), "last_error_message": problem}
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY)
        if not queue:
            del self._queues[chat]
        del self._lanes[chat]
        self._news.set()  # there is room for another chat

    @staticmethod
    async def _post(session: aiohttp.ClientSession, hook: Json, update: Json) -> str | None:
        """Deliver one update; returns what went wrong, or None."""
        headers = {"Content-Type": "application/json"}
        if hook["secret"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook["secret"]
        try:
            async with session.post(hook["url"], data=dumps(update).encode(), headers=headers) as response:
                if 200 <= response.status < 300:
                    return None
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            return f"Connection failed: {type(error).__name__}"


def _chat_of(update: Json) -> int:
    """Return whose order an update belongs to."""
    (content,) = (value for key, value in update.items() if key != "update_id")
    about: Json = content.get("message", content)
    chat = about.get("chat") or content["from"]
    return int(chat["id"])
