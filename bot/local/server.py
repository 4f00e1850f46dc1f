"""The loopback server: the Bot API, the control calls and the page on one port of 127.0.0.1."""

from __future__ import annotations

import asyncio
import hmac
import inspect
import re
from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.clock import MovableClock
from bot.local.calls import CallLog
from bot.local.control import Control
from bot.local.editing import Editing
from bot.local.events import Hub
from bot.local.faults import HTML_500, HTML_502, Fault, Faults, Limits
from bot.local.feed import Feed
from bot.local.journal import Journal
from bot.local.profile import Profile
from bot.local.sending import Sending
from bot.local.state import State
from bot.local.switches import NextReminder, Switches
from bot.local.wire import MAX_BODY, BotError, Json, Params, answer, read_params, refusal

DEFAULT_TOKEN = "4200000001:local-chat-token-without-any-secret"  # noqa: S105 - it opens nothing
"""In a token's form, and worth nothing: this server accepts no one from outside the machine."""

PAGE = Path(__file__).parent / "page"
_GRACE_SECONDS = 0.1
_LOOPBACK = ("127.0.0.1", "localhost")
_HOST = re.compile(r"(127\.0\.0\.1|localhost)(:[0-9]{1,5})?", re.IGNORECASE)
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
}


class LocalTelegram:
    """A Telegram on this machine. Use each object once: construct, `start`, `stop`.

    With a `store` the constructor takes up chats, waiting updates and the clock's offset from that file.
    `next_reminder` may be set later; it serves the clock control.
    """

    def __init__(
        self,
        clock: MovableClock,
        *,
        token: str = DEFAULT_TOKEN,
        store: Path | None = None,
        next_reminder: NextReminder | None = None,
        bot_name: str = "Stridesmith",
    ) -> None:
        bot_id = token.partition(":")[0]
        if not bot_id.isdecimal():
            raise ValueError("a bot's token is its number, a colon and a secret")
        self.token = token
        self.next_reminder = next_reminder
        self._journal = Journal(store)
        self._hub = Hub()
        self._faults, self._limits, self._calls = Faults(), Limits(), CallLog()
        self._state = State(self._journal, clock, self._hub, bot_id=int(bot_id), bot_name=bot_name)
        self._feed = Feed(self._state)
        parts = (self._feed, Profile(self._state), Sending(self._state), Editing(self._state))
        self._methods: dict[str, Callable[[Params], object]] = {}
        for part in parts:
            self._methods |= part.methods()
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._closing = asyncio.Event()
        self._back: asyncio.Task[None] | None = None
        self._port = 0

    # --- life

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen. Raises OSError if the port is taken, ValueError for any host but this machine."""
        if host not in _LOOPBACK:
            raise ValueError("the local chat listens on 127.0.0.1 only")
        runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", port)
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner, self._site = runner, site
        self._port = int(runner.addresses[0][1])
        self._feed.start()

    async def stop(self) -> None:
        """Stop listening; long polls, deliveries and event streams end at once."""
        self._closing.set()
        self._hub.close()
        await self._feed.stop()
        if self._back is not None:
            self._back.cancel()
            await asyncio.gather(self._back, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        self._state.close()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    @property
    def page_url(self) -> str:
        """The chat page's address."""
        return f"http://127.0.0.1:{self._port}/"

    @property
    def api_url(self) -> str:
        """The Bot API's address as python-telegram-bot's `base_url` wants it."""
        return f"{self.page_url}bot"

    @property
    def file_url(self) -> str:
        """The downloads' address as python-telegram-bot's `base_file_url` wants it."""
        return f"{self.page_url}file/bot"

    @property
    def waiting_updates(self) -> int:
        """How many updates the bot has not confirmed yet."""
        return len(self._state.updates)

    @property
    def calls(self) -> list[Json]:
        """The log of the bot's calls, as GET /local/calls shows it."""
        return self._calls.since()

    # --- routes

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[_guard], client_max_size=MAX_BODY)
        switches = Switches(self, self._state, self._hub, self._faults, self._limits, self._calls)
        application.add_routes(
            [
                web.get("/", _page),
                web.get("/page/{name}", _page),
                *Control(self._state).routes(),
                *switches.routes(),
                web.get("/file/bot{token}/{path:.+}", self._download),
                web.route("*", "/bot{token}/{method}", self._bot_call),
            ]
        )
        return application

    def _is_ours(self, request: web.Request) -> bool:
        return hmac.compare_digest(request.match_info["token"].encode(), self.token.encode())

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if not self._is_ours(request):
            return refusal(BotError(401, "Unauthorized"))
        for file in self._state.files.values():
            content = self._journal.content(file.file_id) if file.path == request.match_info["path"] else None
            if content is not None:
                return web.Response(body=content, content_type="application/octet-stream")
        return refusal(BotError(404, "Not Found"))

    # --- the bot's calls

    async def _bot_call(self, request: web.Request) -> web.StreamResponse:
        if not self._is_ours(request):
            return refusal(BotError(401, "Unauthorized"))
        try:
            params = await read_params(request)
        except BotError as error:
            return refusal(error)
        name = request.match_info["method"]
        chat = self._chat_of(params)
        call = self._calls.begin(name, chat, params, self._state.clock.now().isoformat())
        fault = self._faults.pick(name, chat)
        if fault is not None:
            call["fault"] = fault.kind
        try:
            trouble = None if fault is None else await self._trouble(fault, request, call)
            if trouble is not None:
                return trouble
            result = await self._perform(name.lower(), params, chat)
        except BotError as error:
            self._calls.refused(call, error)
            return refusal(error)
        self._calls.performed(call, result)
        if fault is not None and fault.kind == "slow":
            await self._pause(fault.seconds)
        if fault is not None and fault.kind == "drop-after":
            return _dropped(request)
        return answer(result)

    async def _perform(self, name: str, params: Params, chat: int | None) -> object:
        method = self._methods.get(name)
        if method is None:
            raise BotError(404, "Not Found")
        self._limits.check(name, chat, asyncio.get_running_loop().time())
        result = method(params)
        return await result if inspect.isawaitable(result) else result

    def _chat_of(self, params: Params) -> int | None:
        """Return the chat a call is about; a tap's answer is about the tap's chat."""
        query = self._state.queries.get(str(params.values.get("callback_query_id", "")))
        if query is not None:
            return query.chat
        try:
            return int(params.values["chat_id"])
        except (KeyError, TypeError, ValueError):
            return None

    async def _trouble(self, fault: Fault, request: web.Request, call: Json) -> web.StreamResponse | None:
        """Do what a fault does before delivery; None to go on. Raises the JSON refusals."""
        error = fault.error()
        if error is not None:
            raise error
        if fault.kind == "slow-before":
            await self._pause(fault.seconds)
            return None
        if fault.kind == "drop":
            self._calls.refused(call, BotError(0, "connection closed before delivery"))
            return _dropped(request)
        pages = {"500-html": (500, HTML_500), "502": (502, HTML_502)}
        if fault.kind in pages:
            status, text = pages[fault.kind]
            self._calls.refused(call, BotError(status, "an HTML page"))
            return web.Response(status=status, text=text, content_type="text/html")
        return None

    async def _pause(self, seconds: float) -> None:
        """Wait, but not beyond the end of the server."""
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return

    def refuse(self, seconds: float) -> None:
        """Stop listening for a while: new connections are refused, those that are open are closed."""
        if self._back is None or self._back.done():
            self._back = asyncio.get_running_loop().create_task(self._away(seconds))

    async def _away(self, seconds: float) -> None:
        if self._runner is None or self._site is None or self._runner.server is None:
            return
        await self._site.stop()
        # All of it: a connection that is only told to close may keep a bot waiting that has it in its pool.
        await self._runner.server.shutdown(_GRACE_SECONDS)
        await self._pause(seconds)
        if not self._closing.is_set():
            self._site = web.TCPSite(self._runner, "127.0.0.1", self._port)
            await self._site.start()


def _dropped(request: web.Request) -> web.Response:
    """Close the connection under the answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a foreign web page could send here: other host names (DNS rebinding), other origins."""
    host = request.headers.get("Host", "")
    origin = request.headers.get("Origin")
    cross = request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"} and request.path != "/"
    if (
        not _HOST.fullmatch(host)
        or (origin is not None and origin.lower() != f"http://{host}".lower())
        or cross
    ):
        return web.json_response({"error": "Only this machine's own page may ask."}, status=403)
    response = await handler(request)
    if not response.prepared:
        response.headers["X-Content-Type-Options"] = "nosniff"
    return response


async def _page(request: web.Request) -> web.Response:
    """Return a file of the page."""
    path = PAGE / request.match_info.get("name", "index.html")
    if path.parent != PAGE or path.suffix not in _TYPES or not path.is_file():
        return web.Response(status=404, text="Not found")
    return web.Response(
        body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8", headers=_PAGE_HEADERS
    )
