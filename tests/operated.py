"""Real processes of the bot beside a loopback Telegram, started and stopped as an operator does."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import aiohttp

from bot.clock import MovableClock
from bot.local import DEFAULT_TOKEN, LocalTelegram
from tests.phone import until
from tests.process import Shell

STOP_SECONDS = 10.0
_PATIENCE_SECONDS = 60


@dataclass
class Operated:
    """The Telegram that stays, and the processes that come and go."""

    local: LocalTelegram
    http: aiohttp.ClientSession
    shell: Shell
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    ends_with: ClassVar[frozenset[int]] = frozenset({0})

    @property
    def log(self) -> str:
        """What all processes have said."""
        path = self.shell.cwd / "log.txt"
        return path.read_text() if path.is_file() else ""

    def start(self, *words: str, **settings: str | Path) -> subprocess.Popen[bytes]:
        """Start a command that goes on until it is stopped."""
        shell = self.shell.with_settings(**settings)
        return self._begin([*shell.command, *words], shell)

    def _begin(self, command: Sequence[str | Path], shell: Shell) -> subprocess.Popen[bytes]:
        with (self.shell.cwd / "log.txt").open("ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=shell.cwd,
                env=shell.environment,
            )
        self.running.append(process)
        return process

    async def stop(self, process: subprocess.Popen[bytes]) -> float:
        """Ask a process to end as every platform does; return how many seconds it took."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        process.send_signal(signal.SIGTERM)
        status = await asyncio.to_thread(process.wait, _PATIENCE_SECONDS)
        assert status in self.ends_with, self.log
        self.running.remove(process)
        return loop.time() - began

    async def do(self, *words: str, **settings: str | Path) -> str:
        """Run a command to its end; return what it said."""
        done = await asyncio.to_thread(self.shell.with_settings(**settings).run, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    async def say(self, chat: int, text: str) -> None:
        """Type, without waiting for an answer."""
        url = f"{self.local.page_url}local/chats/{chat}/text"
        async with self.http.post(url, json={"text": text}) as response:
            assert response.status == 200

    async def answered(self, chat: int, times: int) -> str:
        """Wait until a chat has so many messages; return the last one."""
        await until(lambda: self._alive() and len(self.sent(chat)) >= times, f"{self.log}\nno answer")
        assert len(self.sent(chat)) == times, self.sent(chat)
        return self.sent(chat)[-1]

    def sent(self, chat: int) -> list[str]:
        """Return the texts that were sent to a chat."""
        return [
            call["params"]["text"]
            for call in self.local.calls
            if call["method"] == "sendMessage" and call["chat"] == chat and call["delivered"]
        ]

    def shown(self, chat: int) -> int:
        """Return how often something was put on a chat's screen, as a new message or in place of an old one."""
        return sum(
            call["method"] in ("sendMessage", "editMessageText")
            and call["chat"] == chat
            and call["delivered"]
            for call in self.local.calls
        )

    async def shows(self, chat: int, more_than: int) -> None:
        """Wait until something more is on a chat's screen."""
        await until(lambda: self._alive() and self.shown(chat) > more_than, f"{self.log}\nno answer")

    def hold(self, method: str, kind: str, seconds: float = 3000, chat: int | None = None) -> None:
        """Hold the bot's next call of a method."""
        order = {"kind": kind, "method": method, "seconds": seconds, "count": 1}
        self.local._faults.add(order if chat is None else order | {"chat": chat})

    async def held(self) -> None:
        """Wait until a call is held."""
        await until(lambda: any(call.get("fault") for call in self.local.calls), "no call was held")

    def check(self) -> None:
        """See that nothing failed."""
        for word in ("Traceback", "ERROR", "CRITICAL"):
            assert word not in self.log, self.log

    def _alive(self) -> bool:
        for process in self.running:
            assert process.poll() is None, self.log
        return True


@asynccontextmanager
async def beside_telegram(shell: Shell) -> AsyncIterator[tuple[LocalTelegram, aiohttp.ClientSession, Shell]]:
    """Run a loopback Telegram; with it come what speaks to it, and the shell for processes that do."""
    local = LocalTelegram(MovableClock())
    await local.start()
    try:
        async with aiohttp.ClientSession() as http:
            yield (
                local,
                http,
                shell.with_settings(
                    BOT_TOKEN=DEFAULT_TOKEN,
                    TELEGRAM_API_URL=local.page_url.rstrip("/"),
                    DATA_DIR="data",
                    SENDS_PER_SECOND="1000",
                ),
            )
    finally:
        await local.stop()


@asynccontextmanager
async def operated(shell: Shell) -> AsyncIterator[Operated]:
    """Build it up and take it down."""
    async with beside_telegram(shell) as beside:
        made = Operated(*beside)
        try:
            yield made
        finally:
            for process in made.running:
                process.kill()
                process.wait()
