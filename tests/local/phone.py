"""Both ends of a chat over HTTP: a phone by the control calls, a bot by bare Bot API calls."""

from __future__ import annotations

import asyncio
import json
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.local import LocalTelegram

Json = dict[str, Any]


def png(width: int = 8, height: int = 6) -> bytes:
    """A grey picture of a size."""
    rows = b"".join(b"\0" + b"\x80\x80\x80" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


GIF = b"GIF89a\x10\x00\x0c\x00\x00\x00\x00;"


class Refused(AssertionError):
    """A call that was expected to succeed did not."""


class Client:
    """Speaks to one server."""

    def __init__(self, telegram: LocalTelegram, session: aiohttp.ClientSession) -> None:
        self.telegram = telegram
        self.session = session

    async def raw(
        self, method: str, _form: aiohttp.FormData | None = None, **params: object
    ) -> tuple[int, Json]:
        """Call the Bot API; returns status and answer."""
        url = f"{self.telegram.api_url}{self.telegram.token}/{method}"
        body = {"data": _form} if _form is not None else {"json": params}
        async with self.session.post(url, **body) as response:  # type: ignore[arg-type]
            return response.status, await response.json()

    async def call(self, method: str, _form: aiohttp.FormData | None = None, **params: object) -> Any:
        """Call the Bot API and return the result."""
        status, answer = await self.raw(method, _form, **params)
        if not answer["ok"]:
            raise Refused(f"{method}: {status} {answer['description']}")
        assert status == 200
        return answer["result"]

    async def refusal(
        self, method: str, _form: aiohttp.FormData | None = None, **params: object
    ) -> tuple[int, str]:
        """Call the Bot API, expect a no, return its code and description."""
        status, answer = await self.raw(method, _form, **params)
        assert answer["ok"] is False
        assert answer["error_code"] == status
        return status, answer["description"]

    async def post(self, path: str, **body: object) -> Json:
        """Make a control call."""
        async with self.session.post(f"{self.telegram.page_url}local/{path}", json=body) as response:
            answer: Json = await response.json()
            if response.status != 200:
                raise Refused(f"{response.status} {answer['error']}")
            return answer

    async def get(self, path: str) -> Json:
        """Read by a control call."""
        async with self.session.get(f"{self.telegram.page_url}local/{path}") as response:
            answer: Json = await response.json()
            if response.status != 200:
                raise Refused(f"{response.status} {answer['error']}")
            return answer

    async def say(self, text: str, chat: int = 7) -> Json:
        """Write text into a chat and return the message."""
        message: Json = (await self.post(f"chats/{chat}/text", text=text))["message"]
        return message

    async def messages(self, chat: int = 7, after: int = 0, wait: float = 0) -> list[Json]:
        """Return a chat's messages as they stand."""
        found: list[Json] = (await self.get(f"chats/{chat}/messages?after={after}&wait={wait}"))["messages"]
        return found

    @asynccontextmanager
    async def events(self) -> AsyncIterator[asyncio.Queue[Json]]:
        """Listen to the page's stream; the greeting is already taken off."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        async with self.session.get(f"{self.telegram.page_url}local/events") as response:

            async def read() -> None:
                async for line in response.content:
                    if line.startswith(b"data: "):
                        queue.put_nowait(json.loads(line[6:]))

            reader = asyncio.create_task(read())
            hello = await queue.get()
            assert hello["type"] == "hello"
            try:
                yield queue
            finally:
                reader.cancel()


async def heard(queue: asyncio.Queue[Json], kind: str) -> Json:
    """Return the next event of a kind."""
    async with asyncio.timeout(5):
        while (event := await queue.get())["type"] != kind:
            pass
    return event
