"""What only somebody who means harm sends: forged deliveries, unasked updates, replays, connections half said."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from bot.chat.pace import AT_ONCE
from bot.services.inbox import KEEP_NUMBERS
from bot.services.tools import Tools
from bot.store.tables import Runner
from bot.web import webhook
from bot.web.webhook import SECRET_HEADER
from tests.databases import only_sqlite
from tests.services.people import settle
from tests.web.hall import CHAT, METRICS_KEY, SECRET, Hall, message

BOSS = 990_990
ROBIN = {"id": CHAT, "is_bot": False, "first_name": "Robin"}
PRIVATE = {"id": CHAT, "type": "private", "first_name": "Robin"}
GROUP = {"id": -100_500, "type": "supergroup", "title": "Sunday runners"}
CHANNEL = {"id": -100_600, "type": "channel", "title": "News"}
DATE = 1_795_000_000


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return what was logged of trouble."""
    return lambda: [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]


def inbox_of(tools: Tools) -> list[tuple[int, bool]]:
    """Return the numbers that are known, and whether each is handled."""
    table = SQLModel.metadata.tables["inbox_update"]
    with tools.store.reading() as session:
        rows = session.execute(select(table.c.update_id, table.c.handled_at).order_by(table.c.update_id))
        return [(number, at is not None) for number, at in rows]


def runners_of(tools: Tools) -> int:
    with tools.store.reading() as session:
        return len(session.exec(select(Runner.id)).all())


async def deliver(hall: Hall, *updates: dict[str, Any]) -> None:
    """Deliver updates and let them be handled."""
    for update in updates:
        assert await hall.post(update) == 200
    await hall.settled()


# --- forged deliveries -------------------------------------------------------------------------------------------


@only_sqlite
async def test_the_right_secret_with_the_wrong_method_or_kind_is_refused(hall: Hall) -> None:
    headers = {SECRET_HEADER: SECRET}
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        async with hall.http.request(method, f"{hall.url}/telegram", headers=headers) as response:
            assert response.status == 405, method
    for path in ("/telegram/", "/Telegram", "//telegram", "/telegram/x", "/", "/webhook"):
        async with hall.http.post(hall.url + path, headers=headers, json=message(hall.number())) as response:
            assert response.status == 404, path
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/json",
    ):
        assert await hall.post(message(hall.number()), **{"Content-Type": kind}) == 415, kind
    assert inbox_of(hall.tools) == []
    assert (
        await hall.post(message(hall.number()), **{"Content-Type": "application/json; charset=UTF-8"}) == 200
    )


@only_sqlite
async def test_a_secret_that_is_said_elsewhere_or_twice_opens_nothing(hall: Hall) -> None:
    url = f"{hall.url}/telegram"
    ways: list[tuple[str, list[tuple[str, str]]]] = [
        (f"{url}?secret_token={SECRET}", []),
        (url, [("Authorization", f"Bearer {SECRET}")]),
        (url, [("Cookie", f"{SECRET_HEADER}={SECRET}")]),
        (url, [(SECRET_HEADER, "wrong"), (SECRET_HEADER, SECRET)]),
        (url, [(SECRET_HEADER, f"{SECRET}, {SECRET}")]),
    ]
    for address, headers in ways:
        async with hall.http.post(address, headers=headers, json=message(hall.number())) as response:
            assert response.status == 403, headers
    assert inbox_of(hall.tools) == []


@only_sqlite
async def test_secrets_are_compared_in_constant_time(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(given: bytes, secret: bytes) -> bool:
        compared.append((given, secret))
        return constant(given, secret)

    constant = hmac.compare_digest
    monkeypatch.setattr(webhook.hmac, "compare_digest", compare)
    assert await hall.post(message(hall.number()), **{SECRET_HEADER: SECRET[:-1]}) == 403
    assert (SECRET[:-1].encode(), SECRET.encode()) in compared
    async with hall.http.get(f"{hall.url}/metrics", headers={"Authorization": "Bearer x"}) as response:
        assert response.status == 404
    assert (b"x", METRICS_KEY.encode()) in compared


@only_sqlite
async def test_a_secret_too_long_or_a_header_too_long_does_not_reach_anybody(hall: Hall) -> None:
    assert await hall.post(message(hall.number()), **{SECRET_HEADER: "x" * 7000}) == 403
    assert await hall.post(message(hall.number()), **{SECRET_HEADER: "x" * 9000}) == 400
    assert inbox_of(hall.tools) == []


# --- other kinds of updates ----------------------------------------------------------------------------------------

PLAIN = {"message_id": 5, "date": DATE, "text": "/start"}
COMMAND = {"entities": [{"type": "bot_command", "offset": 0, "length": 6}]}
PAYMENT = {"currency": "EUR", "total_amount": 100, "invoice_payload": "x"}
MEMBER = {"user": ROBIN, "status": "member"}
OTHERS: dict[str, dict[str, Any]] = {
    "channel_post": PLAIN | COMMAND | {"chat": CHANNEL, "sender_chat": CHANNEL},
    "edited_channel_post": PLAIN | {"chat": CHANNEL, "edit_date": DATE},
    "business_connection": {
        **{"id": "b", "user": ROBIN, "user_chat_id": CHAT, "date": DATE, "is_enabled": True},
    },
    "business_message": PLAIN | COMMAND | {"chat": PRIVATE, "from": ROBIN, "business_connection_id": "b"},
    "edited_business_message": PLAIN | {"chat": PRIVATE, "from": ROBIN, "business_connection_id": "b"},
    "deleted_business_messages": {"business_connection_id": "b", "chat": PRIVATE, "message_ids": [1, 2]},
    "inline_query": {"id": "1", "from": ROBIN, "query": "/start", "offset": ""},
    "chosen_inline_result": {"result_id": "1", "from": ROBIN, "query": "/start"},
    "shipping_query": {
        "id": "1",
        "from": ROBIN,
        "invoice_payload": "x",
        "shipping_address": dict.fromkeys(
            ("country_code", "state", "city", "street_line1", "street_line2", "post_code"), "x"
        ),
    },
    "pre_checkout_query": {"id": "1", "from": ROBIN, **PAYMENT},
    "purchased_paid_media": {"from": ROBIN, "paid_media_payload": "x"},
    "poll": {
        **{"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False},
        **{
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        },
    },
    "poll_answer": {"poll_id": "1", "user": ROBIN, "option_ids": [0], "option_persistent_ids": ["1"]},
    "chat_member": {
        **{"chat": GROUP, "from": ROBIN, "date": DATE},
        **{"old_chat_member": MEMBER, "new_chat_member": MEMBER},
    },
    "my_chat_member": {
        **{"chat": GROUP, "from": ROBIN, "date": DATE},
        **{"old_chat_member": MEMBER, "new_chat_member": MEMBER},
    },
    "chat_join_request": {"chat": GROUP, "from": ROBIN, "user_chat_id": CHAT, "date": DATE},
    "message_reaction": {
        **{"chat": PRIVATE, "user": ROBIN, "message_id": 5, "date": DATE},
        **{"old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}]},
    },
    "message_reaction_count": {"chat": CHANNEL, "message_id": 5, "date": DATE, "reactions": []},
    "removed_chat_boost": {
        **{"chat": CHANNEL, "boost_id": "x", "remove_date": DATE},
        **{"source": {"source": "premium", "user": ROBIN}},
    },
    "something_new": {"chat": PRIVATE, "from": ROBIN, "text": "/start"},
}


@only_sqlite
async def test_updates_that_the_bot_did_not_ask_for_are_put_away_without_a_word(
    hall: Hall, quiet: Callable[[], list[str]]
) -> None:
    before = len(hall.local.calls)
    await deliver(hall, *({"update_id": hall.number(), kind: content} for kind, content in OTHERS.items()))
    done = [call["method"] for call in hall.local.calls[before:]]
    assert [method for method in done if not method.startswith("setMy")] == []
    assert len(inbox_of(hall.tools)) == len(OTHERS)
    assert all(done for _, done in inbox_of(hall.tools))
    assert runners_of(hall.tools) == 0
    assert quiet() == []


@only_sqlite
async def test_in_groups_nothing_is_done_whoever_says_it(hall: Hall, quiet: Callable[[], list[str]]) -> None:
    settle(hall.tools, CHAT)
    hall.local._state.open_chat(GROUP["id"], type="supergroup", title="Sunday runners")
    tap = {"id": "7", "from": ROBIN, "chat_instance": "x", "data": "t:show"}
    await deliver(
        hall,
        message(hall.number(), "/delete", chat=CHAT)
        | {"message": {**message(1, "my knee hurts")["message"], "chat": GROUP}},
        {
            "update_id": hall.number(),
            "callback_query": tap | {"message": PLAIN | {"chat": GROUP, "from": ROBIN}},
        },
        {"update_id": hall.number(), "callback_query": tap | {"inline_message_id": "abc"}},
        {"update_id": hall.number(), "callback_query": {**tap, "data": None, "game_short_name": "chess"}},
    )
    methods = [call["method"] for call in hall.local.calls if call["method"].startswith(("send", "edit"))]
    assert methods == []
    assert quiet() == []


# --- who says it ---------------------------------------------------------------------------------------------------


def said_by(hall: Hall, text: str, **more: Any) -> dict[str, Any]:
    return message(hall.number(), text, **more)


@pytest.fixture
def operated(hall: Hall) -> Iterator[None]:
    """A bot with an operator."""
    import dataclasses

    bot = hall.processes[0].bot
    router = next(
        each.callback.__self__ if hasattr(each.callback, "__self__") else None
        for each in bot.application.handlers[0]
        if hasattr(each.callback, "__self__")
    )
    desk = router._desk
    router._desk = dataclasses.replace(desk, operators=frozenset({BOSS}))
    yield
    router._desk = desk


@only_sqlite
@pytest.mark.usefixtures("operated")
async def test_nobody_becomes_an_operator_by_what_a_message_says_of_its_sender(hall: Hall) -> None:
    hall.local._state.open_chat(CHAT)
    boss = {"id": BOSS, "is_bot": False, "first_name": "Boss"}
    origin = {"type": "user", "sender_user": boss, "date": DATE}
    await deliver(hall, said_by(hall, "/frobnicate"))
    unknown = hall.sent()[-1]
    for more in (
        {"from": boss},  # a sender who is not the chat's
        {"sender_chat": {"id": BOSS, "type": "private", "first_name": "Boss"}},
        {"via_bot": {**boss, "is_bot": True}},
        {"reply_to_message": PLAIN | {"chat": PRIVATE, "from": boss, "text": "/admin"}},
    ):
        hall.clock.advance(timedelta(minutes=1))
        await deliver(hall, said_by(hall, "/admin", **more))
        assert hall.sent()[-1] == unknown, more
    hall.clock.advance(timedelta(minutes=1))
    await deliver(
        hall, said_by(hall, "/admin", forward_origin=origin), said_by(hall, "/admin@stridesmith_other_bot")
    )
    assert not any("How it goes" in text for text in hall.sent())
    hall.local._state.open_chat(BOSS)
    await deliver(hall, message(hall.number(), "/admin", chat=BOSS))
    assert "How it goes" in hall.sent(BOSS)[-1]


# --- replayed and reordered -----------------------------------------------------------------------------------------


async def test_numbers_that_come_in_any_order_are_each_handled_once(hall: Hall) -> None:
    hall.local._state.open_chat(CHAT)
    first = hall.number()
    numbers = [first + step for step in (5, 0, 9, 5, 2, 0, 2**40, 9, 1)]
    for number in numbers:
        await deliver(hall, message(number, "/help"))
    assert inbox_of(hall.tools) == [(number, True) for number in sorted(set(numbers))]
    assert len(hall.sent()) == len(set(numbers))
    await deliver(hall, message(first + 3, "/help"))  # long before the one that was far ahead
    assert len(hall.sent()) == len(set(numbers)) + 1


@only_sqlite
async def test_a_number_is_known_for_longer_than_telegram_could_send_it_again(hall: Hall) -> None:
    hall.local._state.open_chat(CHAT)
    update = message(hall.number(), "/help")
    await deliver(hall, update)
    hall.clock.advance(KEEP_NUMBERS - timedelta(minutes=1))
    await deliver(hall, update)
    assert len(hall.sent()) == 1
    assert timedelta(days=7) < KEEP_NUMBERS


@only_sqlite
async def test_a_replay_with_other_words_changes_nothing(hall: Hall) -> None:
    hall.local._state.open_chat(CHAT)
    number = hall.number()
    await deliver(hall, message(number, "/help"))
    await deliver(hall, message(number, "/start"), message(number, "/start", chat=2002))
    assert len(hall.sent()) == 1
    assert hall.sent(2002) == []
    assert runners_of(hall.tools) == 0


# --- a flood --------------------------------------------------------------------------------------------------------


@only_sqlite
async def test_a_flood_over_the_webhook_gets_one_sentence(hall: Hall) -> None:
    hall.local._state.open_chat(CHAT)
    date = int(hall.clock.now().timestamp())
    for _ in range(AT_ONCE + 10):
        assert await hall.post(message(hall.number(), "nonsense 123", date=date)) == 200
    await hall.settled()
    assert sum("a lot at once" in text for text in hall.sent()) == 1
    assert "a lot at once" in hall.sent()[-1]
    assert len(hall.sent()) < AT_ONCE + 5  # and not one for each of them
