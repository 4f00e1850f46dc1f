"""The inbox that processes share: each update once, each chat in order, whoever stores, dies or comes late."""

from __future__ import annotations

import queue
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot.clock import MovableClock
from bot.services import shared_inbox
from bot.services.inbox import NotKept
from bot.services.shared_inbox import LEASE, abandoned, give_back, handled, receive, renew, take_over
from bot.services.tools import Tools
from bot.store.tables import ChatClaim
from tests.databases import KEYS

A, B = "a" * 16, "b" * 16
SECOND = timedelta(seconds=1)


def numbers(waiting: list[shared_inbox.Waiting] | None) -> list[int] | None:
    return None if waiting is None else [each.update_id for each in waiting]


def claims(tools: Tools) -> dict[int, str]:
    with tools.store.reading() as session:
        return {claim.chat_id: claim.holder for claim in session.exec(select(ChatClaim))}


def test_who_stores_first_has_the_chat_and_the_other_leaves_its_updates_to_it(tools: Tools) -> None:
    assert numbers(receive(tools, A, 1, "one", 7)) == [1]
    assert numbers(receive(tools, B, 2, "two", 7)) == []
    assert numbers(receive(tools, B, 3, "three", 8)) == [3], "another chat is free"
    assert claims(tools) == {7: A, 8: B}
    assert numbers(handled(tools, A, 1, 7, last=True)) == [2]
    assert numbers(handled(tools, A, 2, 7, last=True)) == []
    assert claims(tools) == {8: B}
    assert numbers(receive(tools, B, 4, "four", 7)) == [4]


def test_a_known_number_is_stored_once_before_and_after_it_is_handled(tools: Tools) -> None:
    assert numbers(receive(tools, A, 1, "one", 7)) == [1]
    assert receive(tools, B, 1, "one", 7) is None
    handled(tools, A, 1, 7, last=True)
    assert receive(tools, A, 1, "one", 7) is None
    assert claims(tools) == {}


def test_what_waits_comes_in_order_with_its_words(tools: Tools) -> None:
    for number in (5, 3, 4):
        receive(tools, A, number, f"said {number}", 7)
    waiting = take_over(tools, A, 7)
    assert [(each.update_id, each.payload) for each in waiting] == [
        (3, "said 3"),
        (4, "said 4"),
        (5, "said 5"),
    ]


def test_while_more_is_in_hand_nothing_is_looked_for(tools: Tools) -> None:
    receive(tools, A, 1, "one", 7)
    receive(tools, A, 2, "two", 7)
    assert handled(tools, A, 1, 7, last=False) == []
    assert claims(tools) == {7: A}


def test_the_chats_of_a_dead_process_are_taken_over_after_its_lease(
    tools: Tools, clock: MovableClock
) -> None:
    for number, chat in ((1, 7), (2, 8), (3, 7)):
        receive(tools, A, number, "…", chat)
    clock.advance(LEASE - SECOND)
    assert abandoned(tools) == []
    assert take_over(tools, B, 7) == []
    clock.advance(SECOND)
    assert sorted(abandoned(tools)) == [7, 8]
    assert numbers(take_over(tools, B, 7)) == [1, 3]
    assert abandoned(tools) == [8]
    # It was not dead after all: what it finishes is put away, and the chat stays with the other.
    assert handled(tools, A, 3, 7, last=True) == []
    assert claims(tools)[7] == B
    assert numbers(handled(tools, B, 1, 7, last=True)) == []


def test_a_process_that_is_still_at_it_keeps_its_chats(tools: Tools, clock: MovableClock) -> None:
    receive(tools, A, 1, "one", 7)
    receive(tools, B, 2, "two", 8)
    for _ in range(5):
        clock.advance(LEASE - SECOND)
        assert renew(tools, A) == 1
    assert abandoned(tools) == [8]


def test_what_is_given_back_is_there_for_others_at_once(tools: Tools) -> None:
    receive(tools, A, 1, "one", 7)
    receive(tools, B, 2, "two", 8)
    give_back(tools, A)
    assert claims(tools) == {8: B}
    assert abandoned(tools) == [7]
    assert numbers(take_over(tools, B, 7)) == [1]


def test_a_chat_in_which_nothing_waits_any_more_is_not_kept(tools: Tools) -> None:
    assert take_over(tools, A, 7) == []
    assert claims(tools) == {}


def test_what_an_older_version_left_belongs_to_nobodys_chat_and_is_found(tools: Tools) -> None:
    with tools.store.writing() as session:
        session.connection().execute(
            text("INSERT INTO inbox_update (update_id, received_at, payload) VALUES (1, :now, :old)"),
            {"old": KEYS.seal("old"), "now": str(tools.clock.now().replace(tzinfo=None))},
        )
    assert abandoned(tools) == [0]
    assert numbers(take_over(tools, A, 0)) == [1]


def test_a_database_that_fails_is_told_as_such(tools: Tools) -> None:
    with tools.store.writing() as session:
        session.connection().execute(text("ALTER TABLE inbox_update RENAME TO away"))
    with pytest.raises(NotKept):
        receive(tools, A, 1, "one", 7)
    with pytest.raises(NotKept):
        abandoned(tools)
    with pytest.raises(NotKept):
        handled(tools, A, 1, 7, last=True)


class Process:
    """One process's part in one chat: a thread that handles what the process is told to, one after the other."""

    def __init__(self, tools: Tools, name: str, chat: int, done: list[int]) -> None:
        self._tools, self._name, self._chat, self._done = tools, name, chat, done
        self._turn = threading.Lock()
        self._in_hand: set[int] = set()
        self._queue: queue.Queue[int | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def deliver(self, number: int) -> None:
        with self._turn:
            waiting = receive(self._tools, self._name, number, "…", self._chat)
            assert waiting is not None
            self._take(waiting)

    def end(self) -> None:
        self._queue.put(None)
        self._thread.join(timeout=60)

    def _take(self, waiting: list[shared_inbox.Waiting]) -> None:
        for each in waiting:
            if each.update_id not in self._in_hand:
                self._in_hand.add(each.update_id)
                self._queue.put(each.update_id)

    def _work(self) -> None:
        while (number := self._queue.get()) is not None:
            self._done.append(number)
            with self._turn:
                last = self._in_hand <= {number}
                more = handled(self._tools, self._name, number, self._chat, last=last)
                self._in_hand.discard(number)
                self._take(more)


def test_three_processes_at_once_handle_each_update_once_and_in_order(tools: Tools) -> None:
    """Each chat's updates arrive one after the other, at any of three processes, as fast as they are confirmed."""
    chats, count = range(4), 15
    done: dict[int, list[int]] = {chat: [] for chat in chats}

    def talk(chat: int) -> None:
        chance = random.Random(chat)
        processes = [Process(tools, f"{name}{chat}", chat, done[chat]) for name in "xyz"]
        for index in range(count):
            chance.choice(processes).deliver(chat * 1000 + index)
        while len(done[chat]) < count or chat in claims(tools):
            assert not abandoned(tools), "an update was left lying"
        for process in processes:
            process.end()

    with ThreadPoolExecutor(len(chats)) as telegram:
        for future in [telegram.submit(talk, chat) for chat in chats]:
            future.result(timeout=60)
    assert done == {chat: [chat * 1000 + index for index in range(count)] for chat in chats}
    assert claims(tools) == {}
