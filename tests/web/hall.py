"""Web processes of a test: real servers on free ports, one database, a Telegram that delivers to the last of them."""

from __future__ import annotations

import io
import itertools
import json
import socket
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp

from bot.app import assemble
from bot.chat.desk import Desk
from bot.chat.sending import Budget
from bot.chat.shared_inbox import SharedInbox
from bot.clock import MovableClock
from bot.local import DEFAULT_TOKEN, LocalTelegram
from bot.services.health import pulse
from bot.services.tools import Tools
from bot.serving import WebProcess, make
from bot.settings import Settings
from bot.store.database import Store
from bot.web.webhook import SECRET_HEADER
from tests.conftest import messages
from tests.phone import Phone, until

METRICS_KEY = "a-key-for-the-monitor"
SECRET = "what_only_Telegram-knows"
CHAT = 1001


def free_port() -> int:
    """Return a port at which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def message(number: int, text: object = "/start", chat: object = CHAT, **others: object) -> dict[str, Any]:
    """Return an update as Telegram writes it."""
    who = {"id": chat, "first_name": "Robin", "type": "private"}
    entities = (
        [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        if isinstance(text, str) and text.startswith("/")
        else []
    )
    content = {
        "message_id": number % 1_000_000,
        "date": 1_795_000_000,
        "chat": who,
        "from": {"id": chat, "is_bot": False, "first_name": "Robin"},
        "text": text,
        "entities": entities,
    }
    return {"update_id": number, "message": content | others}


@dataclass
class Hall:
    """What a test of the web has at hand."""

    local: LocalTelegram
    http: aiohttp.ClientSession
    clock: MovableClock
    tools: Tools
    processes: list[WebProcess] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: itertools.count(5_000_000_000))

    @property
    def url(self) -> str:
        """The address of the first process."""
        return self.url_of(self.processes[0])

    @staticmethod
    def url_of(process: WebProcess) -> str:
        """The address of a process."""
        return f"http://127.0.0.1:{process.server.port}"

    def inbox(self, process: int = 0) -> SharedInbox:
        """A process's inbox."""
        inbox = self.processes[process].bot.inbox
        assert isinstance(inbox, SharedInbox)
        return inbox

    def build(self, *, metrics_key: str = METRICS_KEY, proxies: int = 1) -> WebProcess:
        """Return another process on the same database; it is not started."""
        store = Store(self.tools.store.url.render_as_string(hide_password=False))
        tools = replace(self.tools, store=store)
        desk = Desk(tools, messages(), Budget(1000, chat_seconds=0.0))
        bot = assemble(desk, DEFAULT_TOKEN, self.local.api_url.removesuffix("/bot"), shared=True)
        port = free_port()
        settings = Settings(
            _env_file=None,
            bind_address="127.0.0.1",
            port=port,
            public_url=f"http://127.0.0.1:{port}",
            proxies=proxies,
            webhook_secret=SECRET,
            metrics_key=metrics_key,
        )
        return make(settings, bot, DEFAULT_TOKEN)

    async def open(self, **how: Any) -> WebProcess:
        """Start another process."""
        process = self.build(**how)
        self.processes.append(process)
        await process.start()
        return process

    async def end(self, process: WebProcess) -> None:
        """Stop a process in good order."""
        self.processes.remove(process)
        await process.stop()

    async def close(self) -> None:
        """Stop all of them."""
        for process in list(self.processes):
            await self.end(process)

    def number(self) -> int:
        """Return a fresh update's number."""
        return int(next(self._numbers))

    async def post(self, body: bytes | dict[str, Any], *, to: int = 0, **headers: str) -> int:
        """Deliver something as Telegram would; return the status."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", SECRET_HEADER: SECRET} | headers
        url = f"{self.url_of(self.processes[to])}/telegram"
        async with self.http.post(url, data=io.BytesIO(content), headers=sent) as response:
            return response.status

    async def settled(self) -> None:
        """Wait until everything was delivered and handled."""
        await until(
            lambda: not self.local.waiting_updates and not pulse(self.tools).updates_waiting,
            "the bot is still busy",
        )

    def phone(self, chat_id: int = CHAT) -> Phone:
        """Return a runner's phone."""
        return Phone(self.http, self.local.page_url, self.settled, chat_id)

    def sent(self, chat_id: int = CHAT) -> list[str]:
        """Return the texts that were sent to a chat."""
        return [
            call["params"]["text"]
            for call in self.local.calls
            if call["method"] == "sendMessage" and call["chat"] == chat_id and call["ok"]
        ]
