"""PTB's way to the Bot API over aiohttp: with many chats at once it is about three times as fast as httpx."""

from __future__ import annotations

from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

READ_SECONDS = 25.0  # long, because a send that times out while reading was most likely delivered
CONNECT_SECONDS = 5.0
UPLOAD_SECONDS = 30.0
# Telegram lets a bot fetch files of 20 MB; a Bot API server of one's own, any.
LARGEST_ANSWER = 24 * 1024 * 1024


class NotSent(NetworkError):
    """The request never reached the server, so it can be repeated without sending anything twice."""


class AiohttpRequest(BaseRequest):
    """One pool of connections to the Bot API."""

    def __init__(self, connections: int = 64, read_seconds: float = READ_SECONDS) -> None:
        self._connections = connections
        self._read_seconds = read_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Return how many seconds an answer may take unless a call says otherwise."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=self._connections))

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  # aiohttp has no such limit
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  # waiting for a place is no error
    ) -> tuple[int, bytes]:
        """Send one request; see `BaseRequest.do_request`.

        Raises:
            NotSent: no connection was made.
            TimedOut: the answer did not come in time; the call may have had its effect.
            NetworkError: the connection broke, or the answer is larger than anything that is of use here; the call may
                have had its effect.
        """
        if self._session is None:
            raise RuntimeError("this request object is not initialized")
        read = _seconds(read_timeout, self._read_seconds)
        if request_data is not None and request_data.contains_files and read is not None:
            read = max(read, UPLOAD_SECONDS)
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=_seconds(connect_timeout, CONNECT_SECONDS), sock_read=read
        )
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data),
                timeout=timeout,
                headers={"User-Agent": self.USER_AGENT},
            ) as response:
                return response.status, await _whole(response)
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            raise NotSent(f"no connection: {type(error).__name__}") from error
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"the connection broke: {type(error).__name__}") from error


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for part in response.content.iter_any():
        content += part
        if len(content) > LARGEST_ANSWER:
            raise NetworkError(f"more than {LARGEST_ANSWER} bytes came")
    return bytes(content)


def _seconds(value: Any, default: float | None) -> float | None:
    if value is BaseRequest.DEFAULT_NONE:
        return default
    return None if value is None else float(value)


def _body(request_data: RequestData | None) -> aiohttp.FormData | aiohttp.JsonPayload | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        # As one JSON object: to encode a form takes longer.
        return aiohttp.JsonPayload(request_data.parameters)
    form = aiohttp.FormData(
        quote_fields=False
    )  # a file's name goes as UTF-8, and nobody would decode its %C3
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, content_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=content_type)
    return form
