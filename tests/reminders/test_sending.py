"""The budget of the token, and what became of a send."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat.http import NotSent
from bot.chat.sending import Budget, Fate, NotNow, Outcome, classify

T = TypeVar("T")


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer whenever there is nothing to do."""

    def __init__(self) -> None:
        self.now = 0.0
        loop = self

        class Selector(selectors.DefaultSelector):
            def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
                loop.now += timeout or 0.0
                return super().select(0)

        super().__init__(Selector())

    def time(self) -> float:
        return self.now


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(coroutine)


class Desk:
    """Writes down what leaves and when."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.left: list[tuple[str, float]] = []
        self.refused: list[float] = []

    async def reply(self, name: str, chat: int = 0, error: TelegramError | None = None) -> None:
        async with self.budget.reply(chat):
            self._leave(name)
            if error is not None:
                raise error

    async def reminder(self, name: str, chat: int, error: TelegramError | None = None) -> None:
        try:
            async with self.budget.reminder(chat):
                self._leave(name)
                if error is not None:
                    raise error
        except NotNow as answer:
            self.refused.append(answer.wait_seconds)

    async def tidy(self, name: str) -> None:
        async with self.budget.tidying():
            self._leave(name)

    def _leave(self, name: str) -> None:
        self.left.append((name, round(asyncio.get_running_loop().time(), 3)))

    @property
    def order(self) -> str:
        return "".join(name for name, _ in self.left)


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


def test_messages_leave_evenly() -> None:
    async def scene() -> Desk:
        desk = Desk(Budget(10))
        await asyncio.gather(*(desk.reply("r", chat) for chat in range(5)))
        return desk

    assert [at for _, at in run(scene()).left] == [0.0, 0.1, 0.2, 0.3, 0.4]


def test_one_that_is_alone_does_not_wait() -> None:
    async def scene() -> Desk:
        desk = Desk(Budget(1))
        await desk.reply("a")
        await asyncio.sleep(7)
        await desk.reply("b")
        return desk

    assert run(scene()).left == [("a", 0.0), ("b", 7.0)]


def test_replies_go_before_reminders() -> None:
    async def scene() -> Desk:
        desk = Desk(Budget(10))
        await asyncio.gather(
            *(desk.reminder("m", chat) for chat in range(3)),
            *(desk.reply("R", 100 + chat) for chat in range(3)),
        )
        return desk

    assert run(scene()).order == "RRRmmm"


def test_a_reminder_waits_until_its_chat_is_quiet_and_lets_the_others_pass() -> None:
    async def scene() -> Desk:
        desk = Desk(Budget(10))
        await desk.reply("R", 1)
        await asyncio.gather(
            desk.reminder("a", 1), desk.reminder("b", 2), desk.reminder("c", 1), desk.tidy("t")
        )
        return desk

    assert run(scene()).left == [("R", 0.0), ("b", 0.1), ("t", 0.2), ("a", 1.0), ("c", 2.0)]


def test_a_flood_pauses_replies_and_sends_reminders_back() -> None:
    async def scene() -> Desk:
        desk = Desk(Budget(10))
        flood = RetryAfter(timedelta(seconds=30))
        waiting = asyncio.gather(
            desk.reply("R", 1, flood), desk.reply("S", 2), *(desk.reminder("m", 10 + n) for n in range(2)),
            return_exceptions=True,
        )  # fmt: skip
        assert (await waiting)[0] is flood
        assert desk.budget.paused_seconds == 0
        await desk.reminder("m", 3)
        return desk

    desk = run(scene())
    assert [(name, at) for name, at in desk.left if name != "m"] == [("R", 0.0), ("S", 30.0)]
    assert desk.refused == [30.0, 30.0]
    assert desk.order == "RSm"


def test_a_reminder_that_comes_in_a_pause_is_sent_back_with_what_is_left_of_it() -> None:
    async def scene() -> Desk:
        desk = Desk(Budget(10))
        await asyncio.gather(desk.reminder("m", 1, RetryAfter(20)), return_exceptions=True)
        await asyncio.sleep(5)
        await desk.reminder("n", 2)
        return desk

    desk = run(scene())
    assert desk.refused == [15.0]
    assert desk.order == "m"


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    async def scene() -> float:
        budget = Budget(10)
        budget.pause(30)
        budget.pause(3)
        return budget.paused_seconds

    assert run(scene()) == 30


def test_closed_to_reminders_it_still_lets_replies_out() -> None:
    async def scene() -> Desk:
        desk = Desk(Budget(1))
        await desk.reply("R", 1)
        waiting = asyncio.gather(*(desk.reminder("m", 5 + number) for number in range(3)))
        await asyncio.sleep(0)
        desk.budget.close_reminders()
        await waiting
        await desk.reminder("m", 9)
        await desk.reply("S", 1)
        return desk

    desk = run(scene())
    assert desk.order == "RS"
    assert desk.refused == [0.0, 0.0, 0.0, 0.0]


def test_who_gave_up_waiting_costs_no_turn() -> None:
    async def scene() -> Desk:
        desk = Desk(Budget(1))
        await desk.reply("a")
        gone = asyncio.ensure_future(desk.reply("b"))
        after = asyncio.ensure_future(desk.reply("c"))
        await asyncio.sleep(0.5)
        gone.cancel()
        await after
        return desk

    assert run(scene()).left == [("a", 0.0), ("c", 1.0)]


@pytest.mark.parametrize("rate", [0, -1.0])
def test_a_budget_of_nothing_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="leave"):
        Budget(rate)


def caused(error: TelegramError, name: str) -> TelegramError:
    error.__cause__ = type(name, (Exception,), {})()
    return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Outcome(Fate.BLOCKED)),
        (Forbidden("Forbidden: user is deactivated"), Outcome(Fate.BLOCKED)),
        (ChatMigrated(-100123), Outcome(Fate.MOVED, new_chat=-100123)),
        (NotSent("no connection"), Outcome(Fate.NOT_SENT)),
        (InvalidToken("Unauthorized"), Outcome(Fate.NOT_SENT)),
        (caused(TimedOut(), "ConnectTimeout"), Outcome(Fate.NOT_SENT)),
        (caused(TimedOut(), "PoolTimeout"), Outcome(Fate.NOT_SENT)),
        (caused(NetworkError("httpx.ConnectError"), "ConnectError"), Outcome(Fate.NOT_SENT)),
        (caused(TimedOut(), "ReadTimeout"), Outcome(Fate.UNKNOWN)),
        (TimedOut(), Outcome(Fate.UNKNOWN)),
        (NetworkError("Bad Gateway"), Outcome(Fate.UNKNOWN)),
        (NetworkError("Internal Server Error (500)"), Outcome(Fate.UNKNOWN)),
        (TelegramError("Invalid server response"), Outcome(Fate.UNKNOWN)),
        (BadRequest("Chat not found"), Outcome(Fate.GONE)),
        (BadRequest("Bad Request: PEER_ID_INVALID"), Outcome(Fate.GONE)),
        (BadRequest("Can't parse entities"), Outcome(Fate.REFUSED)),
    ],
)
def test_the_table_of_outcomes(error: TelegramError, outcome: Outcome) -> None:
    assert classify(error) == outcome


@pytest.mark.parametrize("setting", ["true", "false"])
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_a_flood_says_how_long_in_either_form(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", setting)
    assert classify(RetryAfter(41)) == Outcome(Fate.WAIT, wait_seconds=41)
    assert classify(RetryAfter(timedelta(seconds=1.5))) == Outcome(Fate.WAIT, wait_seconds=1.5)
