"""A Telegram that costs next to nothing, as a process: `python -m tests.bench_telegram` prints its address.

The loopback Bot API of `bot/local` checks every call as Telegram would, which takes longer than what is measured here.
This one takes all calls for good, hands out the updates that it is given, and counts. It ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

import aiohttp
from aiohttp import web

from tests.addressed import addressed

Json = dict[str, Any]
ANSWERS = ("sendmessage", "sendphoto", "editmessagetext", "editmessagemedia", "editmessagecaption")
MOST_AT_ONCE = 100
LANES = 40
_ME = {"id": 4200000001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
_PHOTO = [{"file_id": "photo", "file_unique_id": "photo", "width": 800, "height": 600, "file_size": 1000}]


@dataclass
class Stand:
    """Updates that wait, the messages' numbers, and what was called when (seconds of the machine's clock)."""

    delay: float = 0.0
    updates: deque[Json] = field(default_factory=deque)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    offset: int = 0
    polls: int = 0
    hook: Json | None = None
    numbers: Counter[int] = field(default_factory=Counter)
    keyboards: dict[int, tuple[int, Any]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    last: float = 0.0
    lanes: set[asyncio.Task[None]] = field(default_factory=set)

    # --- the Bot API

    async def call(self, method: str, params: Mapping[str, Any]) -> Any:
        """Do what a call asks for, as far as anybody can tell."""
        if method == "getupdates":
            return await self._poll(int(params.get("offset") or 0), float(params.get("timeout") or 0))
        if method == "getme":
            return _ME
        if method == "setwebhook":
            self.hook = {"url": params["url"], "secret": params.get("secret_token")}
            return True
        self.calls[method] += 1
        if self.delay:
            await asyncio.sleep(self.delay)
        self.last = time.monotonic()
        return self._message(method, params) if method in ANSWERS else True

    async def _poll(self, offset: int, seconds: float) -> list[Json]:
        while self.updates and self.updates[0]["update_id"] < offset:
            self.updates.popleft()
        self.polls += 1
        if not self.updates and seconds:
            self.news.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self.news.wait()
        return [self.updates[at] for at in range(min(MOST_AT_ONCE, len(self.updates)))]

    def _message(self, method: str, params: Mapping[str, Any]) -> Json:
        chat = int(params["chat_id"])
        if method.startswith("send"):
            self.numbers[chat] += 1
            number = self.numbers[chat]
        else:
            number = int(params["message_id"])
        message = {
            "message_id": number,
            "date": 1_795_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "Robin"},
            "from": _ME,
        }
        markup = params.get("reply_markup")
        if markup:
            message["reply_markup"] = json.loads(markup) if isinstance(markup, str) else markup
            self.keyboards[chat] = (number, message["reply_markup"])
        if method in ("sendphoto", "editmessagemedia"):
            return message | {"photo": _PHOTO}
        return message | {"text": params.get("text", "")}

    # --- deliveries

    def take(self, updates: Sequence[Json]) -> None:
        """Hand out updates from now on: to whoever polls, or to the webhook."""
        if self.hook is None:
            self.updates.extend(updates)
            self.news.set()
            return
        lanes: dict[int, list[Json]] = defaultdict(list)
        for update in updates:
            lanes[_chat_of(update) % LANES].append(update)
        for lane in lanes.values():
            task = asyncio.create_task(self._deliver(lane, self.hook))
            self.lanes.add(task)
            task.add_done_callback(self.lanes.discard)

    @staticmethod
    async def _deliver(updates: Sequence[Json], hook: Json) -> None:
        headers = {"Content-Type": "application/json"}
        if hook["secret"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = str(hook["secret"])
        async with aiohttp.ClientSession(headers=headers) as session:
            for update in updates:
                async with session.post(hook["url"], data=json.dumps(update)) as response:
                    response.raise_for_status()

    # --- the control

    def figures(self) -> Json:
        """Return what was counted."""
        return {
            "calls": dict(self.calls),
            "answers": sum(self.calls[method] for method in ANSWERS),
            "last": self.last,
            "listens": bool(self.polls or self.hook),
        }


def _chat_of(update: Json) -> int:
    about = update.get("message") or update["callback_query"]["message"]
    return int(about["chat"]["id"])


async def serve() -> None:
    """Run until standard input is closed."""
    stand = Stand()

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        head, _, method = request.path.rpartition("/")
        if head == "/bench":
            body = await request.json() if request.can_read_body else {}
            if method == "updates":
                stand.take(body["updates"])
            elif method == "keyboards":
                return web.json_response(stand.keyboards)
            elif method == "reset":
                stand.delay = body["delay"]
                stand.calls.clear()
            return web.json_response(stand.figures())
        json_body = request.content_type == "application/json"
        params = await request.json() if json_body else await request.post()
        result = await stand.call(method.lower(), params)
        return web.json_response({"ok": True, "result": result})

    runner = web.ServerRunner(web.Server(handle), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


@dataclass
class Bench:
    """The process, seen from outside."""

    url: str

    def ask(self, what: str, **body: Any) -> Json:
        """Call the control."""
        data = json.dumps(body).encode() if body else None
        request = Request(f"{self.url}/bench/{what}", data, {"Content-Type": "application/json"})
        with urlopen(request, timeout=30) as response:
            answer: Json = json.load(response)
        return answer

    def wait(self, true: Callable[[Json], bool], patience: float, alive: Callable[[], bool]) -> Json:
        """Wait until the figures satisfy something, and return them.

        Raises:
            RuntimeError: they do not in time, or the bot has ended.
        """
        deadline = time.monotonic() + patience
        while not true(figures := self.ask("figures")):
            if time.monotonic() > deadline or not alive():
                raise RuntimeError(f"the bot does not get through: {figures}")
            time.sleep(0.05)
        return figures


@contextmanager
def bench_telegram() -> Iterator[Bench]:
    """Run it for as long as the block lasts."""
    with addressed("tests.bench_telegram") as (url, _):
        yield Bench(url)


if __name__ == "__main__":
    asyncio.run(serve())
