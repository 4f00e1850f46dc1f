"""Where the turns are played: the bot with its real HTTP to a loopback Telegram, and the chats of some runners.

What the runners do is put straight into the loopback Telegram's state, as its control calls would: only what lies
between the bot and its API goes over HTTP.
"""

from __future__ import annotations

import asyncio
import base64
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.chat.pace import Pacer
from bot.local.control import Control, ControlError, _text
from bot.local.state import Chat
from bot.local.wire import BotError, Json, Upload
from bot.services import broadcasts, reminders
from tests.conftest import Stage
from tests.phone import Message, buttons
from tests.play.acts import Act

FIRST_CHAT = 2001
PATIENCE_SECONDS = 60.0
KEPT_MESSAGES = 300
_NAMES = ("Robin", "Kim", "Alex <b>", "Sam & Co", "Jo", "", "Max 🏃", "Lee {{x}}", "Pat", "Ute", "Ida", "Bo")
_WATCH = "SELECT 1 FROM inbox_update WHERE handled_at IS NULL AND payload IS NOT NULL LIMIT 1"


@dataclass
class Posted:
    """What one runner did in a turn: which taps wait for their answer, how many messages for theirs."""

    taps: list[str] = field(default_factory=list)
    messages: int = 0
    blocked: bool = False


@dataclass
class Scene:
    """The bot, its chats, and what it has called since somebody looked."""

    stage: Stage
    many: int
    chats: list[Chat] = field(default_factory=list)
    pacers: Pacer = field(default_factory=Pacer)
    database: sqlite3.Connection = field(init=False)
    _seen: int = 0

    def __post_init__(self) -> None:
        path = str(self.stage.tools.store.url.database)
        self.database = sqlite3.connect(path, isolation_level=None)
        self.chats = [
            self.stage.local._state.open_chat(FIRST_CHAT + who, first_name=_NAMES[who % len(_NAMES)] or "x")
            for who in range(self.many)
        ]

    def close(self) -> None:
        """Close what the scene itself has opened."""
        self.database.close()

    # --- what happens

    def post(self, who: int, act: Act, posted: Posted) -> None:
        """Do one thing; what Telegram itself would not take is not sent."""
        chat, state = self.chats[who], self.stage.local._state
        if act.what in ("block", "unblock"):
            self._block(chat, blocked=act.what == "block")
            posted.blocked = posted.blocked or act.what == "block"
        elif chat.blocked:
            return
        elif act.what == "tap":
            query = self._tap(chat, act)
            if query is not None:
                posted.taps.append(query)
        elif act.what == "edit":
            self._edit(chat, act, posted)
        else:
            content = self._content(act)
            if content is not None:
                message = state.add_message(chat, chat.as_user(), content)
                state.add_update("message", message)
                posted.messages += 1

    def swap_last(self) -> None:
        """Let the last two updates arrive the other way round."""
        updates = self.stage.local._state.updates
        if len(updates) < 2:
            return
        first, second = list(updates)[-2:]
        one, other = updates[first], updates[second]
        updates[first] = other | {"update_id": first}
        updates[second] = one | {"update_id": second}

    async def move(self, seconds: float, *, upkeep: bool) -> bool:
        """Let time pass, and what leaves on the way; return whether a reminder fell due."""
        if seconds:
            self.stage.clock.advance(timedelta(seconds=seconds))
        due = bool(reminders.count_open(self.stage.tools))
        if due or broadcasts.waiting(self.stage.tools):
            await asyncio.sleep(0.01)  # the clock's move has to be heard first
            await self.settled(due=due)
        if upkeep:
            await self.stage.bot.clockwork._hourly()
            await self.stage.bot.clockwork._recompute()
        return due

    async def restart(self) -> None:
        """Stop the bot, whatever it has in hand, and start another one on the same database."""
        old = self.stage.bot.clockwork.wake
        await self.stage.restart()
        self.stage.clock._listeners.remove(old)
        self.pacers = Pacer()

    async def settled(self, *, due: bool = False) -> None:
        """Wait until all is handled, every call is answered, and (if asked) nothing is due."""
        local, clockwork = self.stage.local, self.stage.bot.clockwork
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while (
            local.waiting_updates
            or self.database.execute(_WATCH).fetchone() is not None
            or any(call["ok"] is None and call["method"] != "getUpdates" for call in self._new())
            or (clockwork._broadcasting is not None and not clockwork._broadcasting.done())
            or (due and reminders.count_open(self.stage.tools))
        ):
            assert asyncio.get_running_loop().time() < deadline, "the bot does not come to rest"
            await asyncio.sleep(0.002)

    # --- what can be seen

    def new_calls(self) -> list[Json]:
        """Return the calls since this was asked last."""
        found = self._new()
        self._seen = found[-1]["id"] if found else self._seen
        return found

    def keyboards(self, who: int) -> list[Message]:
        """Return the bot's messages that have buttons, the newest first."""
        messages = self.stage.local._state.messages.get(self.chats[who].id, {})
        return [each for each in reversed(messages.values()) if buttons(each)]

    def last_shown(self, who: int) -> Message | None:
        """Return the bot's newest message."""
        bot = self.stage.local._state.bot_id
        messages = self.stage.local._state.messages.get(self.chats[who].id, {})
        return next((each for each in reversed(messages.values()) if each["from"]["id"] == bot), None)

    def forget_old(self) -> None:
        """Drop the oldest messages, which nobody looks at any more."""
        for messages in self.stage.local._state.messages.values():
            for number in list(messages)[: max(0, len(messages) - KEPT_MESSAGES)]:
                del messages[number]

    def _new(self) -> list[Json]:
        found = []
        for call in reversed(self.stage.local._calls._calls):
            if call["id"] <= self._seen:
                break
            found.append(call)
        return sorted(found, key=lambda call: int(call["id"]))

    # --- the phone

    def _block(self, chat: Chat, *, blocked: bool) -> None:
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        was, now = ("member", "kicked") if blocked else ("kicked", "member")
        Control(self.stage.local._state)._membership(chat, was, now)

    def _tap(self, chat: Chat, act: Act) -> str | None:
        shown = self.keyboards(chat.id - FIRST_CHAT)
        if not shown:
            return None
        message = shown[min(act.back, len(shown) - 1)]
        labels = buttons(message)
        data = act.text
        if 0 <= act.place < len(labels) and kind(labels[act.place]["callback_data"]) == kind(act.text):
            data = labels[act.place]["callback_data"]  # played again, its numbers may be others
        query, _ = self.stage.local._state.add_query(chat, message, data, chat.as_user())
        return query

    def _edit(self, chat: Chat, act: Act, posted: Posted) -> None:
        state = self.stage.local._state
        mine = [
            each
            for each in state.messages.get(chat.id, {}).values()
            if each["from"]["id"] != state.bot_id and "text" in each
        ]
        content = self._content(act)
        if not mine or content is None:
            return
        edited = {key: value for key, value in mine[-1].items() if key not in ("text", "entities")} | content
        state.change_message(chat, edited)
        state.add_update("edited_message", edited)
        posted.messages += 1

    def _content(self, act: Act) -> Json | None:
        try:
            return self._contents[act.what](act)
        except (ControlError, BotError):  # empty, too long, no proper file: it does not leave the phone
            return None

    @property
    def _contents(self) -> dict[str, Callable[[Act], Json]]:
        def forwarded(act: Act) -> Json:
            date = self.stage.local._state.now_seconds()
            origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": date}
            return _text({"text": act.text}) | {"forward_origin": origin}

        def place(act: Act) -> Json:
            latitude, _, longitude = act.text.partition(",")
            return {"location": {"latitude": float(latitude), "longitude": float(longitude)}}

        def stored(act: Act) -> Json:
            upload = Upload(act.name, base64.b64decode(act.text))
            return self.stage.local._state.keep_file(act.what, upload).content()

        return {
            "text": lambda act: _text({"text": act.text}),
            "edit": lambda act: _text({"text": act.text}),
            "forward": forwarded,
            "location": place,
            "document": stored,
            "voice": stored,
            "contact": lambda _act: {"contact": {"phone_number": "1", "first_name": "X"}},
        }


def kind(data: str) -> str:
    """Return what a button's data has in common with its like: no numbers."""
    return "".join("0" if sign.isdecimal() else sign for sign in data)
