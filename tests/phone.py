"""A runner's phone in the tests: types, taps and reads over HTTP, as the chat page does."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

Message = dict[str, Any]
_TEXTS = frozenset(
    {"sendMessage", "editMessageText", "sendPhoto", "sendAnimation", "editMessageMedia", "editMessageCaption"}
)
_PATIENCE_SECONDS = 30.0
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


@dataclass
class Phone:
    """One chat with the bot; `settled` waits until the bot has nothing left to do."""

    http: aiohttp.ClientSession
    page_url: str
    settled: Callable[[], Awaitable[None]]
    chat_id: int = 1001
    name: str = "Robin"
    seen: list[Message] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    """What the bot called in this chat since the last thing that this phone did."""
    _seen_calls: int = 0
    _last_text: str = ""

    async def say(self, text: str) -> str:
        """Type a message; return the bot's last text."""
        await self._post("text", {"text": text})
        return self._last_text

    async def tap(self, label: str, *, message: Message | None = None) -> str:
        """Tap the first button whose label contains the words; return the bot's last text."""
        where = message or await self.keyboard_message()
        found = next((button for button in buttons(where) if label.lower() in button["text"].lower()), None)
        assert found is not None, f"no button “{label}” among {[each['text'] for each in buttons(where)]}"
        await self.press(where["message_id"], found["callback_data"])
        return self._last_text

    async def press(self, message_id: int, data: str) -> None:
        """Send the tap of a button by its data."""
        await self._post("press", {"message_id": message_id, "data": data})

    async def send(self, what: str, body: dict[str, Any]) -> str:
        """Do one of the other things that a phone can send; return the bot's last text."""
        await self._post(what, body)
        return self._last_text

    async def share(self, latitude: float, longitude: float) -> str:
        """Share a location (degrees); return the bot's last text."""
        return await self.send("location", {"latitude": latitude, "longitude": longitude})

    async def photo(self, caption: str = "") -> str:
        """Send a photo; return the bot's last text."""
        content = base64.b64encode(_PIXEL).decode()
        return await self.send("photo", {"caption": caption, "file_name": "a.png", "content_base64": content})

    async def correct(self, text: str) -> str:
        """Edit the message that was typed last; return the bot's last text."""
        mine = [each for each in await self.messages() if not each["from"]["is_bot"] and "text" in each]
        return await self.send("edit", {"message_id": mine[-1]["message_id"], "text": text})

    @property
    def replies(self) -> list[str]:
        """The texts that came in answer to the last thing that this phone did, sent or edited."""
        return [_said(call) for call in self.calls if _is_text(call)]

    @property
    def sent(self) -> list[str]:
        """Those of the replies that are new messages."""
        return [
            _said(call)
            for call in self.calls
            if _is_text(call) and call["method"] in ("sendMessage", "sendPhoto")
        ]

    @property
    def files(self) -> list[str]:
        """The names of the files that came in answer to the last thing that this phone did."""
        return [
            str(call["result"]["document"]["file_name"])
            for call in self.calls
            if call["delivered"] and call["method"] == "sendDocument"
        ]

    @property
    def toast(self) -> str:
        """What popped up over the chat in answer to the last tap, "" for nothing."""
        said = [
            call["params"].get("text", "") for call in self.calls if call["method"] == "answerCallbackQuery"
        ]
        return str(said[-1]) if said else ""

    @property
    def answered_taps(self) -> int:
        """How many taps were answered since the last thing that this phone did."""
        return sum(call["method"] == "answerCallbackQuery" and bool(call["ok"]) for call in self.calls)

    async def keyboard(self) -> dict[str, Any] | None:
        """Return the reply keyboard that stands over the input, None for none."""
        async with self.http.get(f"{self.page_url}local/chats/{self.chat_id}/messages?after=0") as response:
            shown: dict[str, Any] | None = (await response.json())["keyboard"]
        return shown

    async def messages(self) -> list[Message]:
        """Return the whole chat as it stands now, oldest first."""
        async with self.http.get(f"{self.page_url}local/chats/{self.chat_id}/messages?after=0") as response:
            self.seen = (await response.json())["messages"]
        return self.seen

    async def from_bot(self) -> list[Message]:
        """Return the bot's messages, oldest first."""
        return [each for each in await self.messages() if each["from"]["is_bot"]]

    async def last(self) -> str:
        """Return the text of the bot's message that was sent or edited last."""
        await self.settled()
        await self._catch_up()
        return self._last_text

    async def keyboard_message(self) -> Message:
        """Return the newest message that has buttons."""
        with_buttons = [each for each in await self.from_bot() if buttons(each)]
        assert with_buttons, "there is no message with buttons"
        return with_buttons[-1]

    async def labels(self) -> list[str]:
        """Return the labels of the present buttons."""
        return [button["text"] for button in buttons(await self.keyboard_message())]

    async def _post(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        url = f"{self.page_url}local/chats/{self.chat_id}/{what}"
        await self._catch_up()
        async with self.http.post(url, json=body) as response:
            assert response.status == 200, await response.text()
            answer: dict[str, Any] = await response.json()
        await self.settled()
        self.calls = await self._catch_up()
        return answer

    async def _catch_up(self) -> list[dict[str, Any]]:
        """Return the bot's calls in this chat that this phone has not looked at yet."""
        url = f"{self.page_url}local/calls?after={self._seen_calls}&chat={self.chat_id}"
        async with self.http.get(url) as response:
            calls: list[dict[str, Any]] = (await response.json())["calls"]
        for call in calls:
            self._seen_calls = call["id"]
            if _is_text(call):
                self._last_text = _said(call)
        return calls


def _is_text(call: dict[str, Any]) -> bool:
    """Whether a call put a text on the screen."""
    return bool(call["delivered"]) and call["method"] in _TEXTS


def _said(call: dict[str, Any]) -> str:
    """The text that a call put on the screen, alone or below a picture."""
    return str(call["result"].get("text") or call["result"].get("caption", ""))


def buttons(message: Message) -> list[dict[str, str]]:
    """Return a message's inline buttons, row after row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


async def until(true: Callable[[], Awaitable[bool]] | Callable[[], bool], what: str) -> None:
    """Wait until something real (a process, a socket) has happened.

    Raises:
        AssertionError: it did not, for half a minute.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE_SECONDS
    while True:
        result = true()
        if asyncio.iscoroutine(result) or isinstance(result, Awaitable):
            result = await result
        if result:
            return
        assert loop.time() < deadline, f"waited in vain: {what}"
        await asyncio.sleep(0.005)


def words(text: str) -> str:
    """Return a text in small letters with single blanks, for comparing what is said and not how it is laid out."""
    return re.sub(r"\s+", " ", text).strip().lower()
