"""The web server: every route, started and stopped."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from aiohttp import web
from aiohttp.typedefs import Handler
from telegram import Bot

from bot.chat.shared_inbox import SharedInbox
from bot.services.tools import Tools
from bot.web import feed, webhook
from bot.web.addresses import Addresses
from bot.web.connections import Connections
from bot.web.guard import QuietLogger, guarded
from bot.web.health import Health
from bot.web.metrics import Metrics
from bot.web.reading import LARGEST_BODY

# How long requests that are being answered may take when the server stops.
STOP_SECONDS = 2.0
READ_SECONDS = 20.0


class CannotListen(Exception):
    """The address or port cannot be listened at; the text says why."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where the server listens (port 0: any), and how many proxies stand before it."""

    host: str
    port: int
    proxies: int


class Server:
    """Construct, `start`, let `health.ready` be true, `stop`; once."""

    def __init__(
        self, tools: Tools, inbox: SharedInbox, bot: Bot | None, where: Where, secret: str, metrics_key: str
    ) -> None:
        self.health = Health(tools)
        self._metrics = Metrics(tools, inbox, metrics_key)
        self._webhook = webhook.Webhook(secret, inbox.receive, bot)
        self._feed = feed.CalendarFeed(tools, Addresses(tools.clock, where.proxies))
        self._where = where
        self._runner: web.AppRunner | None = None
        self._connections: Connections | None = None
        self._listening: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port it listens at."""
        sockets = () if self._listening is None else self._listening.sockets
        return int(sockets[0].getsockname()[1]) if sockets else 0

    async def start(self) -> None:
        """Listen.

        Raises:
            CannotListen: the port is taken, or the address is not this machine's.
        """
        logging.getLogger().addHandler(self._metrics.handler)
        quiet = cast(logging.Logger, QuietLogger(logging.getLogger("bot.web.http")))
        runner = web.AppRunner(
            self._application(),
            access_log=None,
            logger=quiet,
            auto_decompress=False,  # nobody who has something to say here packs it
            shutdown_timeout=STOP_SECONDS,
        )
        self._runner = runner
        await runner.setup()
        self._connections = Connections(cast(Callable[[], asyncio.Protocol], runner.server))
        loop = asyncio.get_running_loop()
        try:
            self._listening = await loop.create_server(self._connections, self._where.host, self._where.port)
        except OSError as error:
            why = "it is taken" if error.errno == errno.EADDRINUSE else error.strerror
            raise CannotListen(f"{self._where.host}, port {self._where.port}: {why}") from error

    async def stop(self) -> None:
        """Take no more requests, and let those that are being answered end."""
        self.health.ready = False
        if self._listening is not None:
            self._listening.close()
        if self._runner is not None:
            await self._runner.cleanup()
        logging.getLogger().removeHandler(self._metrics.handler)

    def _application(self) -> web.Application:
        application = web.Application(
            middlewares=[self._watched, guarded(self._metrics.count)], client_max_size=LARGEST_BODY
        )
        application.add_routes(
            [
                web.post(webhook.PATH, self._take, name="webhook"),
                web.get("/health", self.health.alive, name="health"),
                web.get("/ready", self.health.readiness, name="ready"),
                web.get("/metrics", self._metrics.get, name="metrics"),
                web.get(feed.PATH, self._feed.get, name="calendar"),
            ]
        )
        return application

    @web.middleware
    async def _watched(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let a connection take its time while its request is answered."""
        transport, connections = request.transport, self._connections
        if connections is None:
            return await handler(request)
        connections.began(transport)
        try:
            return await handler(request)
        finally:
            connections.ended(transport)

    async def _take(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(READ_SECONDS):
                return await self._webhook.take(request)
        except TimeoutError:
            return web.Response(status=503)
