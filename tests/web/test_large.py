"""Updates with too much of everything: each is answered, and none harms anybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.chat.pace import WINDOW
from tests.databases import only_sqlite
from tests.services.people import settle
from tests.web.hall import CHAT, Hall, message
from tests.web.test_abuse import COMMAND, DATE, OTHERS, PLAIN, PRIVATE, ROBIN, deliver, quiet

__all__ = ["quiet"]

LONG = "ab 🏃 \u202e" * 5_000
HUGE: dict[str, dict[str, Any]] = {
    "a text": {"text": "how sore is normal " * 5000},
    "a command": {
        "text": "/ask " + "why " * 30_000,
        **COMMAND,
        "entities": [{"type": "bot_command", "offset": 0, "length": 4}],
    },
    "a deep link": {"text": "/start " + "a" * 100_000, **COMMAND},
    "entities": {"text": "/start", "entities": [{"type": "bot_command", "offset": 0, "length": 6}] * 3000},
    "entities beyond the text": {
        "text": "/start",
        "entities": [{"type": "bot_command", "offset": 9, "length": 2**40}],
    },
    "a caption": {
        "text": None,
        "caption": LONG,
        "photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}],
    },
    "a name": {
        "from": {**ROBIN, "first_name": LONG, "last_name": LONG, "username": "x" * 50_000},
        "text": "/start",
        **COMMAND,
    },
    "a contact": {"text": None, "contact": {"phone_number": "1" * 9000, "first_name": LONG, "vcard": LONG}},
    "a location": {"text": None, "location": {"latitude": 1e308, "longitude": -1e308}},
    "a location of nowhere": {"text": None, "location": {"latitude": 91, "longitude": 181}},
    "a venue": {
        "text": None,
        "venue": {"location": {"latitude": 5, "longitude": 5}, "title": LONG, "address": LONG},
    },
    "a poll": {
        "text": None,
        "poll": {
            **OTHERS["poll"],
            "question": LONG,
            "options": [{"persistent_id": "1", "text": "x" * 900, "voter_count": 0}] * 50,
        },
    },
    "a file's name": {
        "text": None,
        "document": {"file_id": "a", "file_unique_id": "b", "file_name": "../" * 9000 + "x.pdf"},
    },
    "a file's size": {
        "text": None,
        "document": {"file_id": "a", "file_unique_id": "b", "file_name": "x.ics", "file_size": 2**60},
    },
    "a dice": {"text": None, "dice": {"emoji": "🎲", "value": 2**60}},
    "a reply": {"text": "/start", **COMMAND, "reply_to_message": PLAIN | {"chat": PRIVATE, "text": LONG}},
}


@only_sqlite
async def test_whatever_is_too_large_is_answered_and_harms_nothing(
    hall: Hall, quiet: Callable[[], list[str]]
) -> None:
    settle(hall.tools, CHAT)
    hall.local._state.open_chat(CHAT)
    for name, content in HUGE.items():
        hall.clock.advance(WINDOW)
        before = len(hall.local.calls)
        update = message(hall.number())
        update["message"] = {
            key: value for key, value in (update["message"] | content).items() if value is not None
        }
        if "entities" not in content:
            update["message"].pop("entities")
        await deliver(hall, update)
        answered = {call["method"] for call in hall.local.calls[before:] if call["ok"]}
        assert answered & {"sendMessage", "editMessageText"}, name
        assert quiet() == [], name


DATA = (
    "t:" + "x" * 500_000,
    "c:in:page:" + "9" * 100_000,
    "l:" + ":" * 100_000,
    "\u202e\x00\ud800" * 30,
    "👍" * 5000,
)


@only_sqlite
async def test_a_button_of_any_length_and_of_any_message_is_answered(
    hall: Hall, quiet: Callable[[], list[str]]
) -> None:
    settle(hall.tools, CHAT)
    hall.local._state.open_chat(CHAT)
    old = {"chat": PRIVATE, "message_id": 3, "date": 0}  # one that Telegram does not show any more
    newest = {"chat": PRIVATE, "message_id": 2**31 - 1, "date": DATE, "text": "x"}
    for data in DATA:
        for where in (old, newest, None):
            hall.clock.advance(WINDOW)
            number = hall.number()
            query = {"id": str(number), "from": ROBIN, "chat_instance": "x", "data": data}
            await deliver(
                hall, {"update_id": number, "callback_query": query | ({"message": where} if where else {})}
            )
            asked = [call["params"] for call in hall.local.calls if call["method"] == "answerCallbackQuery"]
            assert asked[-1]["callback_query_id"] == str(number)
    assert quiet() == []
