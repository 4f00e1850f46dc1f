"""The webhook: what is Telegram's is stored before it is confirmed, handled once and in order; all else is refused."""

from __future__ import annotations

import gzip
import json
import logging
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot.app import LISTENS_TO
from bot.local import DEFAULT_TOKEN
from bot.store.tables import InboxUpdate
from bot.web.reading import LARGEST_BODY
from bot.web.webhook import SECRET_HEADER, secret_from
from tests.databases import only_sqlite
from tests.phone import until
from tests.web.hall import SECRET, Hall, message


def stored(hall: Hall) -> list[tuple[Any, ...]]:
    """Return what the inbox knows."""
    with hall.tools.store.reading() as session:
        rows = session.exec(select(InboxUpdate.update_id, InboxUpdate.payload))
        return [tuple(row) for row in rows]


async def test_a_conversation_goes_through_the_webhook_and_nothing_is_polled(hall: Hall) -> None:
    phone = hall.phone()
    assert "?" in await phone.say("/start")
    assert len(hall.sent()) == 2
    methods = [call["method"] for call in hall.local.calls]
    assert "getUpdates" not in methods
    (order,) = [call["params"] for call in hall.local.calls if call["method"] == "setWebhook"]
    assert order["url"] == f"{hall.url}/telegram"
    assert order["secret_token"] == SECRET
    assert order["allowed_updates"] == LISTENS_TO
    assert order.get("drop_pending_updates") in (None, False, "false")


async def test_a_web_process_does_not_remind(hall: Hall) -> None:
    assert hall.processes[0].bot.clockwork._scheduler is None


async def test_an_update_is_in_the_inbox_when_its_delivery_is_confirmed(hall: Hall) -> None:
    hall.processes[0].bot.processor.close()  # nothing is handled
    number = hall.number()
    assert await hall.post(message(number, "my very words")) == 200
    ((kept, payload),) = stored(hall)
    assert kept == number
    assert json.loads(payload)["message"]["text"] == "my very words"


async def test_what_the_database_does_not_take_is_not_confirmed_and_comes_again(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    with hall.tools.store.writing() as session:
        session.connection().execute(text("ALTER TABLE inbox_update RENAME TO away"))
    assert await hall.post(message(hall.number(), "my very words")) == 503
    with hall.tools.store.writing() as session:
        session.connection().execute(text("ALTER TABLE away RENAME TO inbox_update"))
    assert stored(hall) == []
    assert "could not be kept" in caplog.text
    assert "my very words" not in caplog.text
    await hall.phone().say("/start")  # the loopback Telegram goes on by itself
    assert len(hall.sent()) == 2


# --- who is not Telegram -----------------------------------------------------------------------------------------


WRONG = (
    "",
    "wrong",
    SECRET[:-1],
    SECRET + "x",
    SECRET.upper(),
    "ünïcödé",
    DEFAULT_TOKEN,
    f"{SECRET} {SECRET}",
)


@only_sqlite
async def test_a_delivery_without_the_secret_is_refused(hall: Hall) -> None:
    for given in WRONG:
        assert await hall.post(message(hall.number()), **{SECRET_HEADER: given}) == 403, given
    async with hall.http.post(f"{hall.url}/telegram", json=message(hall.number())) as response:
        assert (response.status, await response.read()) == (403, b"")
    assert stored(hall) == []
    assert hall.sent() == []


def test_the_secret_made_of_the_token_is_one_that_telegram_takes_and_does_not_show_it() -> None:
    made = secret_from(DEFAULT_TOKEN)
    assert made == secret_from(DEFAULT_TOKEN)
    assert made != secret_from(DEFAULT_TOKEN + "x")
    assert made.isalnum()
    assert len(made) == 64
    assert DEFAULT_TOKEN.partition(":")[0] not in made


HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"update_id=5",
    "half": b'{"update_id": 5, "message": {',
    "an array": b"[1, 2]",
    "a number": b"5",
    "null": b"null",
    "deep arrays": b'{"update_id": 5, "message": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"update_id": 5, "message": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}",
    "deeper than anything of Telegram's": b'{"update_id": 5, "message": ' + b"[" * 65 + b"]" * 65 + b"}",
    "not a number": b'{"update_id": NaN}',
    "infinity": b'{"update_id": 5, "message": {"date": Infinity}}',
    "no UTF-8": b'{"update_id": 5, "message": {"text": "\xff\xfe"}}',
    "no id": b"{}",
    "an id in words": b'{"update_id": "5"}',
    "a true id": b'{"update_id": true}',
    "a broken id": b'{"update_id": 5.5}',
    "a negative id": b'{"update_id": -5}',
    "an id too large": b'{"update_id": 9223372036854775808}',
    "an endless id": b'{"update_id": ' + b"9" * 5000 + b"}",
    "packed": gzip.compress(json.dumps(message(5)).encode()),
}


@only_sqlite
async def test_what_is_no_update_is_refused_and_not_stored(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    for name, body in HOSTILE.items():
        assert await hall.post(body) == 400, name
    assert await hall.post(HOSTILE["packed"], **{"Content-Encoding": "gzip"}) == 400
    assert stored(hall) == []
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@only_sqlite
async def test_a_body_of_more_than_a_megabyte_is_refused(hall: Hall) -> None:
    assert await hall.post(b'{"update_id": 5, "x": "' + b"x" * LARGEST_BODY + b'"}') == 413
    assert stored(hall) == []
    assert await hall.post(message(hall.number())) == 200


ODD: dict[str, dict[str, Any]] = {
    "a message in words": {"message": "hello"},
    "a message as a list": {"message": [1]},
    "no chat": {"message": {"message_id": 1, "date": 1}},
    "a chat in words": message(1, chat="1001"),
    "a chat too large": message(1, chat=2**70),
    "a chat of lists": message(1, chat=[1001]),
    "a true chat": message(1, chat=True),
    "a date beyond all time": message(1, date=2**62),
    "a date in words": message(1, date="now"),
    "a tap without anybody": {"callback_query": {"id": "1", "data": "t:show"}},
}


@only_sqlite
async def test_an_update_that_cannot_be_understood_is_dropped_and_holds_nobody_up(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    for name, content in ODD.items():
        caplog.clear()
        assert await hall.post(content | {"update_id": hall.number()}) == 200, name
        assert stored(hall) == [], name
        assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == [
            "An update could not be read and is dropped"
        ], name
    await hall.phone().say("/start")
    assert len(hall.sent()) == 2


HOSTILE_WORDS = (
    "how sore is normal\ud83d",
    "\udc00\ud800 nul \x00 nul",
    "\x00",
    "\u202eti si eros woh\u202c \u200b\u200d\ufeff",
    "h" + "\u0301" * 1500 + "ow sore?",
    "\U0001f3f4" + "\U000e0067" * 300,
    "<b>&amp;</b> {{ 7 * 7 }} {% raw %}",
    "'; DROP TABLE runner; --",
)


async def test_hostile_text_is_answered_like_any_other(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    hall.local._state.open_chat(1001)
    for said in ("/start", *HOSTILE_WORDS):
        before = len(hall.local.calls)
        update = message(hall.number(), said)
        update["message"]["from"]["first_name"] = said[:60]
        assert await hall.post(update) == 200
        await hall.settled()
        methods = {call["method"] for call in hall.local.calls[before:] if call["ok"]}
        assert methods & {"sendMessage", "editMessageText"}, ascii(said)
        troubles = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
        assert troubles == [], ascii(said)


# --- once and in order -------------------------------------------------------------------------------------------


async def test_a_replayed_update_is_confirmed_and_does_nothing(hall: Hall) -> None:
    hall.local._state.open_chat(1001)
    update = message(hall.number())
    for _ in range(3):
        assert await hall.post(update) == 200
        await hall.settled()
    assert len(hall.sent()) == 2
    assert (hall.inbox().received, hall.inbox().repeated) == (1, 2)


async def test_messages_of_a_chat_are_handled_in_their_order_and_nothing_is_kept_of_it(hall: Hall) -> None:
    hall.local._state.open_chat(1001)
    numbers = [hall.number() for _ in range(12)]
    for number in numbers:
        assert (
            await hall.post(message(number, f"/start {number}" if number == numbers[0] else "/help")) == 200
        )
    await until(lambda: hall.inbox().finished == len(numbers), "not all were handled")
    sent = hall.sent()
    assert len(sent) == len(numbers) + 1, (
        "the welcome, the first question, and the help as often as it was asked for"
    )
    assert len(set(sent[2:])) == 1
    assert sent[0] != sent[2]
    assert len(hall.inbox()._turns) == 0
    assert hall.inbox()._in_hand == {}
