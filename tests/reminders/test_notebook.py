"""Notes of many sends in few transactions, and each sender hears of its own."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from bot.chat.desk import Desk
from bot.chat.messages import Messages
from bot.chat.sending import Budget
from bot.clock import MovableClock
from bot.reminders.notebook import Notebook
from bot.services import reminders
from bot.services.reminders import Claimed, NotNoted, Sent
from bot.services.tools import Tools
from tests.services.people import rows, settle

TOMORROW = date(2026, 11, 21)
MANY = 12


def taken(tools: Tools, clock: MovableClock) -> list[Claimed]:
    """Take the reminders of a dozen runners."""
    for number in range(MANY):
        settle(tools, 700_001 + number, sessions=[TOMORROW])
    clock.advance(timedelta(days=1))
    return reminders.claim(tools)


@pytest.fixture
def groups(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many notes each transaction had."""
    sizes: list[int] = []
    real = reminders.sent_all

    def sent_all(tools: Tools, notes: list[tuple[Claimed, int | None]]) -> list[Sent]:
        sizes.append(len(notes))
        return real(tools, notes)

    monkeypatch.setattr(reminders, "sent_all", sent_all)
    return sizes


async def test_what_ends_at_once_is_written_at_once(
    tools: Tools, messages: Messages, clock: MovableClock, groups: list[int]
) -> None:
    claimed = taken(tools, clock)
    notebook = Notebook(Desk(tools, messages, Budget(100)))
    done = await asyncio.gather(*(notebook.note(each, 10 + number) for number, each in enumerate(claimed)))
    assert done == [Sent(marked=True)] * MANY
    assert sum(groups) == MANY
    assert len(groups) == 1
    assert {each.last_message for each in rows(tools)} == {10 + number for number in range(MANY)}


async def test_one_after_the_other_each_has_its_own(
    tools: Tools, messages: Messages, clock: MovableClock, groups: list[int]
) -> None:
    notebook = Notebook(Desk(tools, messages, Budget(100)))
    for number, each in enumerate(taken(tools, clock)):
        assert (await notebook.note(each, number + 1)).marked
    assert groups == [1] * MANY


async def test_whoever_waits_hears_that_it_was_not_noted(
    tools: Tools, messages: Messages, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = taken(tools, clock)
    notebook = Notebook(Desk(tools, messages, Budget(100)))
    with monkeypatch.context() as patched:
        patched.setattr(reminders, "sent_all", refuse)
        found = await asyncio.gather(*(notebook.note(each, 1) for each in claimed), return_exceptions=True)
    assert {type(each) for each in found} == {NotNoted}
    assert (await notebook.note(claimed[0], 1)).marked


async def test_a_sender_that_gives_up_does_not_take_the_others_notes_with_it(
    tools: Tools, messages: Messages, clock: MovableClock
) -> None:
    claimed = taken(tools, clock)
    notebook = Notebook(Desk(tools, messages, Budget(100)))
    tasks = [asyncio.create_task(notebook.note(each, 1)) for each in claimed]
    await asyncio.sleep(0)
    tasks[0].cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert found[1:] == [Sent(marked=True)] * (MANY - 1)


def refuse(*_words: object) -> list[Sent]:
    raise NotNoted
