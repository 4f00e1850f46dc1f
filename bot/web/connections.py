"""How long a connection may say nothing of use, and how many there may be: enough for everybody who has a request.

aiohttp waits for a request's head for as long as it takes. So whoever opens connections and leaves them half said
(or sends heads without an end) would take up every place: here their time and their room end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from bot.web.reading import LARGEST_BODY

HEAD_SECONDS = 10.0
BETWEEN_SECONDS = 75.0  # between two requests of a connection that is kept
# Far more than Telegram, a platform's router and a monitor need, and fewer than a process may open.
MOST = 400
_MOST_UNREAD = LARGEST_BODY + 64 * 1024


@dataclass(slots=True)
class _Wait:
    """For a request: until when, and what has come of it."""

    timer: asyncio.TimerHandle
    unread: int = 0


class Connections:
    """Makes the connections of a server, and ends those from which no request comes."""

    def __init__(self, serve: Callable[[], asyncio.Protocol], most: int = MOST) -> None:
        self._serve, self._most = serve, most
        self._waiting: dict[asyncio.BaseTransport, _Wait] = {}
        self._busy: set[asyncio.BaseTransport] = set()

    def __len__(self) -> int:
        """Return how many connections are open."""
        return len(self._waiting) + len(self._busy)

    def __call__(self) -> asyncio.Protocol:
        """Return the protocol of a new connection."""
        return _Connection(self, self._serve())

    def opened(self, transport: asyncio.BaseTransport) -> None:
        """Note a new connection; where there are too many, the one that has waited for longest ends."""
        if len(self) >= self._most:
            oldest = next(iter(self._waiting), transport)
            self._end(oldest)
        if not transport.is_closing():
            self._wait(transport, HEAD_SECONDS)

    def came(self, transport: asyncio.BaseTransport, amount: int) -> bool:
        """Note how many bytes came; False, and the end, where they are too many to be a request."""
        wait = self._waiting.get(transport)
        if wait is None:
            return True  # the body of one that is being answered: its reader counts
        wait.unread += amount
        if wait.unread <= _MOST_UNREAD:
            return True
        self._end(transport)
        return False

    def began(self, transport: asyncio.BaseTransport | None) -> None:
        """Note that a request came: it may take what time it needs."""
        wait = None if transport is None else self._waiting.pop(transport, None)
        if transport is not None and wait is not None:
            wait.timer.cancel()
            self._busy.add(transport)

    def ended(self, transport: asyncio.BaseTransport | None) -> None:
        """Note that a request is answered: the next one may come, or the end."""
        if transport is not None and transport in self._busy:
            self._busy.discard(transport)
            self._wait(transport, BETWEEN_SECONDS)

    def closed(self, transport: asyncio.BaseTransport) -> None:
        """Note that a connection is gone."""
        self._busy.discard(transport)
        wait = self._waiting.pop(transport, None)
        if wait is not None:
            wait.timer.cancel()

    def _wait(self, transport: asyncio.BaseTransport, seconds: float) -> None:
        timer = asyncio.get_running_loop().call_later(seconds, self._end, transport)
        self._waiting[transport] = _Wait(timer)

    def _end(self, transport: asyncio.BaseTransport) -> None:
        self.closed(transport)
        cast(asyncio.Transport, transport).abort()


class _Connection(asyncio.Protocol):
    """aiohttp's own protocol, and a look at what comes before it."""

    def __init__(self, all_: Connections, inner: asyncio.Protocol) -> None:
        self._all, self._inner = all_, inner
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._inner.connection_made(transport)
        self._all.opened(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None:
            self._all.closed(self._transport)
        self._inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._transport is not None and self._all.came(self._transport, len(data)):
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()
