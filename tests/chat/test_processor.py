"""Order within a chat, and chats side by side: measured by what began and ended, never by the time it took."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from telegram import CallbackQuery, Chat, Message, Update, User

from bot.chat.processor import CHATS_AT_ONCE, ChatOrderProcessor
from tests.conftest import START


def update(number: int, chat: int) -> Update:
    message = Message(number, START, Chat(chat, Chat.PRIVATE), text=str(number))
    return Update(number, message=message)


class Floor:
    """Notes which updates are being handled, and lets each of them end when the test says so."""

    def __init__(self, processor: ChatOrderProcessor) -> None:
        self.processor = processor
        self.began: list[tuple[int, int]] = []
        self.ended: list[tuple[int, int]] = []
        self.tasks: list[asyncio.Task[None]] = []
        self._gates: dict[tuple[int, int], asyncio.Event] = {}

    @property
    def inside(self) -> set[tuple[int, int]]:
        """What is being handled now, as (chat, number)."""
        return set(self.began) - set(self.ended)

    def take(self, chat: int, *numbers: int) -> None:
        """Hand updates over, in this order."""
        for number in numbers:
            self._gates[chat, number] = asyncio.Event()
            process = self.processor.process_update(update(number, chat), self._handle(chat, number))
            self.tasks.append(asyncio.create_task(process))

    async def _handle(self, chat: int, number: int) -> None:
        self.began.append((chat, number))
        await self._gates[chat, number].wait()
        self.ended.append((chat, number))

    async def let(self, *those: tuple[int, int]) -> None:
        """Let updates end, and whatever can begin now begin."""
        for each in those:
            self._gates[each].set()
        await calm()

    async def finish(self) -> None:
        """Let everything end."""
        for gate in self._gates.values():
            gate.set()
        await asyncio.gather(*self.tasks)


async def calm() -> None:
    """Let every task run until it waits for something that is not there."""
    for _ in range(50):
        await asyncio.sleep(0)


@pytest.fixture
async def floor() -> AsyncIterator[Floor]:
    floor = Floor(ChatOrderProcessor())
    yield floor
    await floor.finish()


async def test_updates_of_a_chat_are_handled_one_after_the_other_in_their_order(floor: Floor) -> None:
    floor.take(1, *range(5))
    for number in range(5):
        await calm()
        assert floor.inside == {(1, number)}
        await floor.let((1, number))
    assert floor.ended == floor.began == [(1, number) for number in range(5)]


async def test_a_long_one_is_not_overtaken_although_the_later_ones_could_end(floor: Floor) -> None:
    floor.take(1, 0, 1, 2)
    await floor.let((1, 2), (1, 1))
    assert floor.began == [(1, 0)]
    await floor.let((1, 0))
    assert floor.ended == [(1, 0), (1, 1), (1, 2)]


async def test_thirty_two_chats_go_side_by_side_and_the_next_one_waits(floor: Floor) -> None:
    for chat in range(CHATS_AT_ONCE + 2):
        floor.take(chat, 0)
    await calm()
    assert floor.inside == {(chat, 0) for chat in range(32)}
    await floor.let((5, 0))
    assert (32, 0) in floor.inside
    assert (33, 0) not in floor.inside
    await floor.let((32, 0))
    assert (33, 0) in floor.inside


async def test_a_flooding_chat_starves_nobody(floor: Floor) -> None:
    """More updates of one chat than there are places: each other chat is in at once, the flood has one place."""
    floor.take(1, *range(500))
    for chat in range(2, 2 + CHATS_AT_ONCE - 1):
        floor.take(chat, 0)
    await calm()
    assert floor.inside == {(chat, 0) for chat in range(1, 33)}
    await floor.let((2, 0))
    floor.take(99, 0)
    await calm()
    assert (99, 0) in floor.inside, "the free place is not taken by the flood"
    assert len([each for each in floor.began if each[0] == 1]) == 1


async def test_a_handler_that_fails_gives_turn_and_place_back() -> None:
    processor = ChatOrderProcessor(chats_at_once=1)

    async def fail() -> None:
        raise RuntimeError("as it happens")

    with pytest.raises(RuntimeError, match="as it happens"):
        await processor.process_update(update(1, 1), fail())
    floor = Floor(processor)
    floor.take(1, 2)
    floor.take(2, 3)
    await floor.finish()
    assert floor.ended == [(1, 2), (2, 3)]


async def test_one_that_is_cancelled_while_it_waits_lets_the_next_one_in(floor: Floor) -> None:
    floor.take(1, 0, 1, 2)
    await calm()
    floor.tasks[1].cancel()
    await floor.let((1, 0))
    assert floor.inside == {(1, 2)}
    with pytest.raises(asyncio.CancelledError):
        await floor.tasks.pop(1)


async def test_who_asked_is_told_after_each_update_in_the_chats_order_before_the_next_begins() -> None:
    happened: list[str] = []

    async def after(update: Update) -> None:
        await asyncio.sleep(0)
        happened.append(f"after {update.update_id}")

    def handling(number: int) -> Callable[[], Awaitable[None]]:
        async def handle() -> None:
            happened.append(f"handle {number}")

        return handle

    processor = ChatOrderProcessor(after=after)
    await asyncio.gather(
        *(processor.process_update(update(number, 7), handling(number)()) for number in range(3))
    )
    assert happened == [f"{what} {number}" for number in range(3) for what in ("handle", "after")]


async def test_what_failed_is_not_told_as_handled() -> None:
    told: list[int] = []

    async def after(update: Update) -> None:
        told.append(update.update_id)

    async def fail() -> None:
        raise RuntimeError("as it happens")

    processor = ChatOrderProcessor(after=after)
    with pytest.raises(RuntimeError):
        await processor.process_update(update(1, 1), fail())
    assert told == []


async def test_taps_and_messages_of_a_chat_share_one_order(floor: Floor) -> None:
    floor.take(1, 0)
    user = User(1, "Robin", is_bot=False)
    query = CallbackQuery("q", user, "i", message=Message(5, START, Chat(1, Chat.PRIVATE)), data="t:show")
    reached: list[str] = []

    async def tapped() -> None:
        reached.append("tap")

    tap = asyncio.create_task(floor.processor.process_update(Update(9, callback_query=query), tapped()))
    await calm()
    assert reached == []
    await floor.let((1, 0))
    await tap
    assert reached == ["tap"]


async def test_nothing_is_kept_of_chats_that_are_quiet(floor: Floor) -> None:
    for chat in range(100):
        floor.take(chat, 0, 1)
    await floor.finish()
    assert len(floor.processor._turns) == 0
