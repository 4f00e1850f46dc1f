"""The loopback Telegram as a process of its own: `python -m tests.telegram --chats 500 --deliveries FILE`.

It prints its address, and writes a line for each message that reaches a chat: the chat, the message's number, whether
it was silent, and the instant (the machine's monotonic seconds). It ends when its standard input is closed.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bot.clock import MovableClock
from bot.local import LocalTelegram
from tests.addressed import addressed
from tests.crowd import FIRST_CHAT


async def serve(chats: int, deliveries: Path, answer_ms: float) -> None:
    """Run until standard input is closed."""
    local = LocalTelegram(MovableClock())
    await local.start()
    for number in range(chats):
        local._state.open_chat(FIRST_CHAT + number)
    if answer_ms:  # delivered at once and answered late: whoever is killed meanwhile does not know of it
        local._faults.add({"kind": "slow", "method": "sendMessage", "seconds": answer_ms / 1000})
    with deliveries.open("w", buffering=1) as out:
        _write_down(local, out)
        print(local.page_url, flush=True)
        await asyncio.to_thread(sys.stdin.read)
    await local.stop()


def _write_down(local: LocalTelegram, out: IO[str]) -> None:
    send = local._methods["sendmessage"]

    def sent(params: Any) -> Any:
        message: Any = send(params)
        chat, number = message["chat"]["id"], message["message_id"]
        silent = (chat, number) in local._state.silent
        out.write(f"{chat} {number} {int(silent)} {time.monotonic():.4f}\n")
        return message

    local._methods["sendmessage"] = sent


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that reached a chat, at an instant of the machine's monotonic clock (seconds)."""

    chat: int
    message: int
    silent: bool
    at: float


@dataclass
class Telegram:
    """A loopback Telegram that runs, seen from outside."""

    url: str
    process: subprocess.Popen[str]
    path: Path
    _read: int = 0
    _lines: int = 0

    def count(self) -> int:
        """Return how many messages have arrived by now."""
        with self.path.open("rb") as file:
            file.seek(self._read)
            new = file.read()
        whole = new.rfind(b"\n") + 1
        self._read += whole
        self._lines += new[:whole].count(b"\n")
        return self._lines

    def deliveries(self) -> dict[int, list[Delivery]]:
        """Return what arrived, by chat."""
        found: dict[int, list[Delivery]] = defaultdict(list)
        for line in self.path.read_text().splitlines():
            chat, message, silent, at = line.split()
            found[int(chat)].append(Delivery(int(chat), int(message), silent == "1", float(at)))
        return found


@contextmanager
def telegram(folder: Path, chats: int, *, answer_ms: float = 0.0) -> Iterator[Telegram]:
    """Run a loopback Telegram in a process of its own for as long as the block lasts."""
    path = folder / "deliveries.txt"
    options = [f"--chats={chats}", f"--deliveries={path}", f"--answer-ms={answer_ms}"]
    with addressed("tests.telegram", *options) as (url, process):
        yield Telegram(url, process, path)


def main() -> None:
    """Serve as the options say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, required=True)
    parser.add_argument("--deliveries", type=Path, required=True)
    parser.add_argument("--answer-ms", type=float, default=0.0)
    chosen = parser.parse_args()
    asyncio.run(serve(chosen.chats, chosen.deliveries, chosen.answer_ms))


if __name__ == "__main__":
    main()
