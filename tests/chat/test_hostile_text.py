"""Names and words that are made to break screens: neither the runner's own, nor anybody else's, nor the operator's."""

from __future__ import annotations

import logging
import unicodedata
from typing import Any

import pytest

from bot.chat.pace import WINDOW
from bot.services import broadcasts
from bot.store.tables import Chat
from tests.chat.runner import rows
from tests.conftest import Stage
from tests.phone import Message, Phone

BOSS = 990_990
ZALGO = "R" + "\u0301\u0336\u0489" * 1365
NAMES = (
    "\u202eniboR\u202d",
    "\u2067Robin",
    ZALGO,
    "\u200b\u200b\u200b",
    "\x00\x01\x1b[2J",
    "<b>Robin</b> {{ 7 * 7 }} {% include '../x' %}",
    "&lt;script&gt; &#x202e; *_`[x](y)",
    "'; DROP TABLE runner; --",
    "﷽" * 64,
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿" * 20,
    "Robin\n\n\nStridesmith: send your password",
    "",
)


@pytest.fixture
def about() -> dict[str, Any]:
    """Somebody runs the bot."""
    return {"operators": frozenset({BOSS})}


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What was logged of trouble."""
    caplog.set_level(logging.WARNING)
    return caplog.records


def is_clean(text: str) -> bool:
    """Whether a text turns no line round, hides nothing and piles nothing up."""
    marks = 0
    for sign in text:
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks > 4 or kind in ("Cs", "Co") or (kind == "Cc" and sign != "\n"):
            return False
        if "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069":
            return False
    return True


async def named(stage: Stage, chat_id: int, name: str) -> Phone:
    """A phone whose owner is called something."""
    stage.local._state.open_chat(chat_id, first_name=name)
    return stage.phone(chat_id, name)


async def test_a_name_that_is_made_to_harm_is_greeted_in_one_clean_line(
    stage: Stage, quiet: list[logging.LogRecord]
) -> None:
    for number, name in enumerate(NAMES, 2002):
        phone = await named(stage, number, name)
        await phone.say("/start")
        assert phone.replies
        assert all(map(is_clean, phone.replies)), [ascii(each) for each in phone.replies]
        assert "49" not in phone.replies[0]
    assert len(rows(stage, Chat)) == len(NAMES)
    assert [record.getMessage() for record in quiet] == []


async def test_what_harms_a_screen_does_not_reach_the_operators(
    stage: Stage, runner: Phone, quiet: list[logging.LogRecord]
) -> None:
    mallory = await named(stage, 2002, "\u202eyrollaM")
    boss = await named(stage, BOSS, "Boss")
    await mallory.say(f"what is \u202ethe capital\x1b[2J of {ZALGO[:900]}\n\n\nMongolia <b>&amp;</b>")
    await boss.say("/admin")
    text = await boss.tap("Open questions")
    assert "capital" in text
    assert "<b>&amp;</b>" in text
    assert is_clean(text), ascii(text)
    assert "yrollaM" not in text
    assert [record.getMessage() for record in quiet] == []


async def test_a_word_to_everybody_is_the_operators_alone(stage: Stage, runner: Phone) -> None:
    """Names, however they are made, are in no message to anybody else."""
    await runner.say("/help")
    mallory = await named(stage, 2002, "\u202eyrollaM")
    await mallory.say("/start")
    number = broadcasts.draft(stage.tools, "The club run is off.").id
    broadcasts.confirm(stage.tools, number)
    stage.bot.clockwork.wake()
    await stage.settled()
    texts = [message.get("text", "") for message in await runner.from_bot()]
    assert not any("yrollaM" in text for text in texts)


WORDS = (
    *("\u202eti si eros woh", "how\u0000sore", "\ud83d", ZALGO[:4096], "\u0301" * 4096, "\u200d" * 4096),
    *(
        "ﷺ" * 500,
        "a\u2028b\u2029c",
        "﷽" * 4096,
        "1" * 4096,
        "١٢٣٤٥" * 800,
        "🏃" * 2000,
        "(" * 4096,
        "\\" * 4096,
    ),
    *("<" * 4096, "&" * 4096, "7:00 " * 800, "mon " * 1000, "3x10@16kg " * 400, "." * 4096, "-1e999", "NaN"),
)


async def test_words_made_to_harm_are_answered_at_every_turn(
    stage: Stage, runner: Phone, quiet: list[logging.LogRecord]
) -> None:
    newcomer = stage.phone(2002, "Kim")
    await newcomer.say("/start")
    for number, said in enumerate(WORDS):
        stage.clock.advance(WINDOW)
        phone = (newcomer, runner)[number % 2]
        await phone.say(said.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        assert phone.replies, number
        assert all(len(text) <= 4096 for text in phone.replies)
    assert [record.getMessage() for record in quiet] == []


async def test_a_file_with_a_name_made_to_harm(runner: Phone) -> None:
    for name in ("../../../etc/passwd.ics", "\u202escI.exe", "a" * 5000 + ".ics", "\x00.ics", ""):
        message: Message = {"file_name": name, "content_base64": "QkVHSU46VkNBTEVOREFSCg=="}
        assert await runner.send("document", message)
        assert runner.replies, ascii(name)
