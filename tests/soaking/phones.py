"""The runners' telephones: what is typed and tapped goes straight into the loopback Telegram, wherever the bot runs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from bot.local import LocalTelegram
from bot.local.wire import Json
from bot.services.tools import Tools
from tests.conftest import Stage
from tests.phone import buttons
from tests.play.scene import FIRST_CHAT, Scene

KEPT = 12


class Phones(Scene):
    """The chats of all runners; see `Scene.post`."""

    def __init__(self, local: LocalTelegram, many: int) -> None:
        self._stage: Any = SimpleNamespace(local=local)  # of the stage, posting needs Telegram alone
        self.stage, self.many = cast(Stage, self._stage), many
        self.local = local
        self.chats = [
            local._state.open_chat(FIRST_CHAT + who, first_name=f"Runner {who}") for who in range(many)
        ]

    def close(self) -> None:
        """There is nothing of its own to close."""

    def lend(self, tools: Tools) -> None:
        """Hand over what plans are looked at with."""
        self._stage.tools = tools

    @property
    def ids(self) -> range:
        """The chats' ids."""
        return range(FIRST_CHAT, FIRST_CHAT + self.many)

    def shut(self, chat_id: int, *, blocked: bool, told: bool) -> None:
        """Block the bot in a chat or let it in again; Telegram does not always tell of a block."""
        chat = self.chats[chat_id - FIRST_CHAT]
        if told:
            self._block(chat, blocked=blocked)
        else:
            chat.blocked = blocked

    def shown(self, chat_id: int) -> list[str]:
        """Return what the newest message with buttons offers."""
        found = self.keyboards(chat_id - FIRST_CHAT)
        return [each["callback_data"] for each in buttons(found[0])] if found else []

    def take_calls(self) -> list[Json]:
        """Return the calls since this was asked last, and forget them."""
        log = self.local._calls._calls
        calls = list(log)
        log.clear()
        return calls

    @property
    def unanswered(self) -> bool:
        """Whether a call has not been carried out yet."""
        return any(call["ok"] is None for call in self.local._calls._calls)

    @property
    def stuck(self) -> list[int]:
        """The calls that were carried out and whose answer is held back."""
        calls = self.local._calls._calls
        return [call["id"] for call in calls if call.get("fault") == "slow" and call["ok"]]

    def tidy(self) -> None:
        """Forget the oldest messages of each chat, as nobody scrolls back that far, and what a chat no longer shows."""
        state = self.local._state
        for chat, messages in state.messages.items():
            for number in list(messages)[:-KEPT]:
                state.remove_message(chat, number)
        for query in list(state.queries):
            state.take_query(query)
        self.local._faults._faults = [
            each for each in self.local._faults._faults if each.count is None or each.hits < each.count
        ]
