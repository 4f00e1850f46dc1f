"""`stridesmith try` as a process of its own, and a browser that looks at its page."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Page, Request, Response, async_playwright, expect

from bot.settings import PROJECT_FOLDER, Settings

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
Scheme = Literal["dark", "light"]
PATIENCE_SECONDS = 40.0
# Long for a page, because the bot answers behind it and two tests may share a slow machine.
PATIENCE_MS = 30_000


@dataclass(frozen=True, slots=True)
class Look:
    """What the stranger looks at the page with: size in px, schemes of colours, a finger or a mouse."""

    name: str
    width: int
    height: int
    schemes: tuple[Scheme, ...]
    touch: bool


PHONE = Look("phone", 390, 844, ("dark", "light"), touch=True)
WIDE = Look("wide", 1280, 800, ("light",), touch=False)
LOOKS = (PHONE, WIDE)


class Trial:
    """One `stridesmith try`; `url` is the first line that it prints."""

    def __init__(self, process: asyncio.subprocess.Process, url: str) -> None:
        self._process = process
        self._said = ""
        self.url = url

    @property
    def port(self) -> int:
        """The page's port."""
        return urlsplit(self.url).port or 0

    async def kill(self) -> None:
        """End it as a power cut would, if it runs.

        Raises:
            AssertionError: it had ended by itself, or written to standard error: nothing here is worth a warning.
        """
        status, said = await self._end(signal.SIGKILL)
        # Who moves the clock over days does so past their messages.
        said = "".join(line for line in said.splitlines(keepends=True) if not line.endswith(": too-late\n"))
        assert status in {0, -signal.SIGKILL}, f"it ended by itself with {status}:\n{said}"
        assert not said, said

    async def stop(self) -> tuple[int, str]:
        """End it as Ctrl+C would; return the exit status and what it wrote to standard error."""
        return await self._end(signal.SIGINT)

    async def _end(self, how: signal.Signals) -> tuple[int, str]:
        if self._process.returncode is None:
            self._process.send_signal(how)
        async with asyncio.timeout(PATIENCE_SECONDS):
            _, said = await self._process.communicate()
        if said:
            self._said += said.decode()
        return await self._process.wait(), self._said


async def begin(data_dir: Path, port: int | None = None, **settings: str) -> Trial:
    """Start `stridesmith try` as the README says, with these settings and none of the machine's own."""
    command = [sys.executable, "-m", "bot", "try", "--no-browser", "--data-dir", str(data_dir)]
    if port is not None:
        command += ["--port", str(port)]
    own = {name.upper() for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name.upper() not in own}
    process = await asyncio.create_subprocess_exec(
        *command,
        # A folder without an .env; the project is found by its path.
        cwd=data_dir,
        # Sentence vectors, where they are installed, would take their time in every new folder.
        env=environment
        | {"SEMANTIC": "off"}
        | settings
        | {"PYTHONPATH": str(PROJECT_FOLDER), "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_SECONDS):
        first_line = (await process.stdout.readline()).decode().strip()
    if not first_line.startswith("http://127.0.0.1:"):
        _, complaint = await process.communicate()
        raise AssertionError(f"the first line is no address: {first_line!r}\n{complaint.decode()}")
    return Trial(process, first_line)


@asynccontextmanager
async def trial(data_dir: Path, port: int | None = None, **settings: str) -> AsyncIterator[Trial]:
    """Run `stridesmith try` for as long as the block lasts."""
    running = await begin(data_dir, port, **settings)
    try:
        yield running
    finally:
        await running.kill()


@asynccontextmanager
async def chromium_browser(path: str) -> AsyncIterator[Browser]:
    """A headless browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        expect.set_options(timeout=PATIENCE_MS)
        try:
            yield browser
        finally:
            expect.set_options(timeout=None)
            await browser.close()


@dataclass
class Watch:
    """Writes down everything that should not happen behind a page."""

    host: str
    problems: list[str] = field(default_factory=list)
    requests: int = 0
    _away: bool = False

    def follow(self, page: Page) -> None:
        """Watch a page's console and network."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    @contextmanager
    def server_away(self) -> Iterator[None]:
        """Until the end of the block requests may fail: the server is not there."""
        self._away = True
        try:
            yield
        finally:
            self._away = False

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not self._away:
            self.problems.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        self.requests += 1
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.problems.append(f"asked another host: {request.url}")

    def _failed(self, request: Request) -> None:
        # A reload ends the stream of events; that is no failure.
        ended = request.url.endswith("/local/events") and request.failure == "net::ERR_ABORTED"
        if not ended and not self._away:
            self.problems.append(f"failed: {request.method} {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"{response.status}: {response.request.method} {response.url}")


async def new_page(browser: Browser, look: Look, host: str) -> tuple[Page, Watch]:
    """Open an empty page as a device shows it; all that it asks for is watched."""
    context = await browser.new_context(
        viewport={"width": look.width, "height": look.height},
        has_touch=look.touch,
        locale="en-GB",
        timezone_id="Europe/Berlin",
    )
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    watch = Watch(host)
    watch.follow(page)
    return page, watch
