"""The other end of the bot's process: starts it, tells it the time, kills it."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.process import Shell
from tests.weighing import memory

START_SECONDS = 120.0


class Gone(Exception):
    """The process ended while it was to do something."""


class OrderFailed(Exception):
    """The process could not do what it was to do; its log says where."""


class FarBot:
    """One process after the other, each with the bot in it."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._numbers = itertools.count(1)
        self.up = False
        self.starts = 0

    @property
    def log(self) -> Path:
        """Where all of them log."""
        return self._shell.cwd / "log.txt"

    async def start(self, at: datetime) -> None:
        """Start a process at an instant, and the bot in it."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.soaking.child",
                at.isoformat(),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                cwd=self._shell.cwd,
                env=self._shell.environment,
            )
        self.starts += 1
        self._reading = asyncio.create_task(self._read(self._process))
        async with asyncio.timeout(START_SECONDS):
            await self.order("up")
        self.up = True

    async def order(self, what: str, **facts: object) -> dict[str, Any]:
        """Let the process do something and wait until it is done.

        Raises:
            Gone: it ended before that.
            OrderFailed: it could not do it.
        """
        assert self._process is not None
        assert self._process.stdin is not None
        number = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        self._process.stdin.write(json.dumps({"id": number, "do": what, **facts}).encode() + b"\n")
        return await answer

    async def down(self) -> None:
        """Stop the bot, but not the process."""
        self.up = False
        await self.order("down")

    async def back(self) -> None:
        """Start a stopped bot anew in the same process."""
        await self.order("up")
        self.up = True

    async def kill(self) -> None:
        """End the process as if the power had gone."""
        if self._process is not None:
            self._process.kill()
            await self._end()

    async def stop(self) -> None:
        """Let the process end by itself."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            await self._end()

    async def _end(self) -> None:
        assert self._process is not None
        await self._process.wait()
        if self._reading is not None:
            await self._reading
        self._process, self._reading, self.up = None, None, False

    @property
    def megabytes(self) -> float:
        """The memory that the process holds (resident, MB)."""
        assert self._process is not None
        return memory(self._process.pid)

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            answer = json.loads(line)
            waiting = self._waiting.pop(answer["id"], None)
            if waiting is None or waiting.done():
                continue
            if "error" in answer:
                waiting.set_exception(OrderFailed(answer["error"]))
            else:
                waiting.set_result(answer)
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(Gone(f"the bot's process ended; see {self.log}"))
        self._waiting.clear()
