"""A word to everybody: who gets it, once, and how it goes on after a crash."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.clock import MovableClock
from bot.services import broadcasts, runners
from bot.services.broadcasts import LEASE, LONGEST_TEXT, Delivery, Outcome, Progress
from bot.services.tools import Tools
from bot.store.tables import BroadcastDelivery, Chat
from tests.services.people import settle

CHATS = range(8001, 8006)
TEXT = "The gym is closed on Monday."


def under_way(tools: Tools, chats: range = CHATS) -> int:
    """Let runners be there and a broadcast be confirmed; return its number."""
    for chat_id in chats:
        settle(tools, chat_id)
    number = broadcasts.draft(tools, TEXT).id
    view = broadcasts.confirm(tools, number)
    assert view is not None
    assert (view.progress, view.left) == (Progress.ON_ITS_WAY, len(chats))
    return number


def outcomes(tools: Tools) -> list[str]:
    with tools.store.reading() as session:
        return sorted(row.outcome for row in session.exec(select(BroadcastDelivery)))


def all_sent(tools: Tools, taken: list[Delivery]) -> None:
    for delivery in taken:
        broadcasts.note(tools, delivery, Outcome.SENT)


def test_nothing_leaves_before_it_is_confirmed(tools: Tools) -> None:
    settle(tools, 8001)
    draft = broadcasts.draft(tools, f"  {TEXT}\n")
    assert (draft.progress, draft.text, draft.left) == (Progress.DRAFT, TEXT, 1)
    assert broadcasts.claim(tools) == []
    assert broadcasts.finish(tools) is None
    assert broadcasts.show(tools) is None


def test_the_same_text_of_a_moment_ago_is_one_draft(tools: Tools, clock: MovableClock) -> None:
    first = broadcasts.draft(tools, TEXT).id
    assert broadcasts.draft(tools, TEXT).id == first
    clock.advance(timedelta(minutes=11))
    assert broadcasts.draft(tools, TEXT).id != first


@pytest.mark.parametrize("text", ["", "  \n", "x" * (LONGEST_TEXT + 1)])
def test_no_text_and_too_much_of_it(tools: Tools, text: str) -> None:
    with pytest.raises(ValueError, match="characters"):
        broadcasts.draft(tools, text)


def test_everybody_gets_it_once(tools: Tools) -> None:
    number = under_way(tools)
    taken = broadcasts.claim(tools, limit=3)
    assert broadcasts.finish(tools) is None
    taken += broadcasts.claim(tools, limit=3)
    assert broadcasts.claim(tools) == []
    assert sorted(each.chat_id for each in taken) == list(CHATS)
    assert {each.text for each in taken} == {TEXT}
    assert broadcasts.finish(tools) is None  # sends are in flight
    all_sent(tools, taken)
    done = broadcasts.finish(tools)
    assert done is not None
    assert (done.id, done.progress, done.sent, done.left) == (number, Progress.FINISHED, 5, 0)
    assert broadcasts.finish(tools) is None


def test_who_cannot_be_written_to_or_came_later_is_left_out(tools: Tools, clock: MovableClock) -> None:
    for chat_id in CHATS:
        settle(tools, chat_id)
    runners.block(tools, 8001, "blocked")
    number = broadcasts.draft(tools, TEXT).id
    broadcasts.confirm(tools, number)
    clock.advance(timedelta(seconds=1))
    settle(tools, 8009)
    assert [each.chat_id for each in broadcasts.claim(tools)] == [8002, 8003, 8004, 8005]


def test_a_crash_between_send_and_note_repeats_once_and_no_more(tools: Tools, clock: MovableClock) -> None:
    under_way(tools, range(8001, 8002))
    (first,) = broadcasts.claim(tools)
    assert broadcasts.claim(tools) == []  # it may be in flight elsewhere
    clock.advance(LEASE + timedelta(seconds=1))
    (again,) = broadcasts.claim(tools)
    assert (first.tries, again.tries) == (1, 2)
    broadcasts.note(
        tools, first, Outcome.SENT
    )  # the first process wakes up: the claim is not its own any more
    assert outcomes(tools) == [again.claim]
    clock.advance(LEASE + timedelta(seconds=1))
    assert broadcasts.claim(tools) == []
    done = broadcasts.finish(tools)
    assert done is not None
    assert (done.sent, done.unsure) == (0, 1)


def test_what_was_not_sent_comes_again_and_does_not_count(tools: Tools, clock: MovableClock) -> None:
    under_way(tools, range(8001, 8002))
    for _ in range(5):
        (taken,) = broadcasts.claim(tools)
        assert taken.tries == 1
        broadcasts.put_back(tools, [taken])
    broadcasts.claim(tools)
    clock.advance(LEASE + timedelta(seconds=1))
    for _ in range(3):
        (again,) = broadcasts.claim(tools)
        assert again.tries == 2
        broadcasts.put_back(tools, [again])


def test_who_blocks_the_bot_meanwhile_is_not_tried_again(tools: Tools, clock: MovableClock) -> None:
    under_way(tools, range(8001, 8002))
    broadcasts.claim(tools)
    runners.block(tools, 8001, "blocked")
    clock.advance(LEASE + timedelta(seconds=1))
    assert broadcasts.claim(tools) == []
    assert outcomes(tools) == [Outcome.BLOCKED]


def test_stopping_keeps_what_was_reached(tools: Tools) -> None:
    number = under_way(tools)
    all_sent(tools, broadcasts.claim(tools, limit=2))
    view = broadcasts.stop(tools, number)
    assert view is not None
    assert (view.progress, view.sent, view.left) == (Progress.STOPPED, 2, 3)
    assert broadcasts.claim(tools) == []
    again = broadcasts.confirm(tools, number)
    assert again is not None
    assert again.progress is Progress.STOPPED


def test_a_draft_is_thrown_away_for_good(tools: Tools) -> None:
    number = broadcasts.draft(tools, TEXT).id
    assert broadcasts.stop(tools, number) is None
    assert broadcasts.confirm(tools, number) is None
    assert broadcasts.show(tools, number) is None
    assert broadcasts.stop(tools, number) is None


def test_confirming_twice_is_confirming_once(tools: Tools, clock: MovableClock) -> None:
    number = under_way(tools)
    clock.advance(timedelta(hours=1))
    settle(tools, 8009)
    view = broadcasts.confirm(tools, number)
    assert view is not None
    assert view.left == len(CHATS)


def test_one_broadcast_after_the_other(tools: Tools) -> None:
    first = under_way(tools, range(8001, 8002))
    second = broadcasts.draft(tools, "And another thing.").id
    broadcasts.confirm(tools, second)
    (taken,) = broadcasts.claim(tools)
    assert taken.broadcast_id == first
    all_sent(tools, [taken])
    broadcasts.finish(tools)
    assert [each.broadcast_id for each in broadcasts.claim(tools)] == [second]
    latest = broadcasts.show(tools)
    assert latest is not None
    assert latest.id == second


def test_who_is_deleted_meanwhile_leaves_nothing(tools: Tools) -> None:
    under_way(tools)
    taken = broadcasts.claim(tools)
    runners.delete(tools, 8001)
    all_sent(tools, taken)
    assert outcomes(tools) == [Outcome.SENT] * 4
    with tools.store.reading() as session:
        assert session.get(Chat, 8001) is None
    assert broadcasts.finish(tools) is not None
