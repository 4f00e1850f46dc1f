"""Sealed columns: nothing of what they hold can be read in the database, and nobody compares them there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import JSON, String, text
from sqlalchemy.exc import StatementError
from sqlmodel import SQLModel, col, select

from bot.coach.next_run import Place, Where
from bot.coach.pauses import PauseReason
from bot.coach.words import Distance
from bot.store.columns import Sealed, UtcDateTime, Word
from bot.store.database import Store
from bot.store.sealing import KeyRing, SealError, new_key
from bot.store.tables import AskedQuestion, Chat, InboxUpdate, NextRunCheck, Pause, Race, Runner
from tests.databases import KEYS

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DAY = AT.date()

# Text that lies open, and why it may. Whoever adds a column decides here.
OPEN = {
    # How the reminder is found, and what it needs to be sent at the right time.
    "runner.zone", "reminder.zone", "reminder.token", "reminder.off_because",
    # What is trained with and when: settings and figures, nothing about the person.
    "runner.equipment", "pause.things", "run_week.kinds", "single_run_week.kinds", "planned_session.rules",
    "exercise_log.exercise", "plan_change.what",
    # A fingerprint already.
    "chat.draft_seen",
    "runner.feed_digest", "sealing_key.fingerprint",
    # The operator's, or the bot's own.
    "broadcast.text", "broadcast_delivery.outcome", "sent_picture.digest", "sent_picture.file_id", "tally.name",
    "chat_claim.holder", "asked_question.zone",
}  # fmt: skip


def raw(store: Store, query: str) -> Any:
    """Return what the database itself holds."""
    with store.reading() as session:
        return session.connection().execute(text(query)).one()


def test_every_text_column_is_sealed_or_may_lie_open_for_a_reason() -> None:
    lies_open = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if not isinstance(column.type, Sealed | Word | UtcDateTime)
        and isinstance(getattr(column.type, "impl", column.type), String | JSON)
    }
    assert lies_open == OPEN


def test_no_row_can_hold_coordinates() -> None:
    names = {column.name for table in SQLModel.metadata.sorted_tables for column in table.columns}
    assert not {name for name in names if "latitude" in name or "longitude" in name or "location" in name}


def test_a_runners_name_and_complaints_are_sealed_and_come_back(store: Store) -> None:
    with store.writing() as session:
        session.add(Runner(created_at=AT, name="Zoë", complaints=["achilles", "knee"], figure="tall-dark"))
    found = raw(store, "SELECT name, complaints, figure FROM runner")
    assert all(value.startswith(f"{KEYS.newest}:") for value in found)
    with store.reading() as session:
        runner = session.exec(select(Runner)).one()
        assert (runner.name, runner.complaints, runner.figure) == ("Zoë", ["achilles", "knee"], "tall-dark")


def test_that_nothing_hurts_is_nobodys_business_either(store: Store) -> None:
    with store.writing() as session:
        session.add(Runner(created_at=AT, complaints=[]))
    assert raw(store, "SELECT complaints FROM runner")[0].startswith(f"{KEYS.newest}:")


def test_what_is_empty_or_unknown_stays_as_it_is(store: Store) -> None:
    with store.writing() as session:
        session.add(Runner(id=7, created_at=AT))
        session.flush()
        session.add(Chat(id=7, runner_id=7))
    assert tuple(raw(store, "SELECT name, complaints FROM runner")) == ("", None)
    assert tuple(raw(store, "SELECT draft, awaiting FROM chat")) == ("{}", None)
    with store.reading() as session:
        chat = session.get(Chat, 7)
        assert chat is not None
        assert (chat.draft, chat.awaiting) == ({}, None)


def test_words_and_switches_are_sealed_and_come_back_as_they_were(store: Store) -> None:
    with store.writing() as session:
        session.add(Runner(id=7, created_at=AT))
        session.flush()
        session.add(Pause(runner_id=7, reason=PauseReason.INJURY, first=DAY, told_at=AT))
        session.add(
            NextRunCheck(
                runner_id=7, day=DAY, ran_easily=False, felt=Where.JOINT, sharp=True, place=next(iter(Place))
            )
        )
    sealed = (
        *raw(store, "SELECT reason FROM pause"),
        *raw(store, "SELECT ran_easily, felt, sharp, place FROM next_run_check"),
    )
    assert all(value.startswith(f"{KEYS.newest}:") for value in sealed)
    with store.reading() as session:
        assert session.exec(select(Pause)).one().reason is PauseReason.INJURY
        check = session.exec(select(NextRunCheck)).one()
        assert (check.ran_easily, check.stride_normal, check.sharp) == (False, None, True)
        assert check.felt is Where.JOINT
        assert check.place is next(iter(Place))


def test_a_value_changes_in_the_row_only_when_it_changes(store: Store) -> None:
    with store.writing() as session:
        session.add(Runner(id=7, created_at=AT, name="Robin"))
    before = raw(store, "SELECT name FROM runner")
    with store.writing() as session:
        runner = session.get(Runner, 7)
        assert runner is not None
        runner.name = "Robin"
    assert raw(store, "SELECT name FROM runner") == before


@pytest.mark.parametrize(
    "compare",
    [
        lambda: col(Race.name) == "Berlin",
        lambda: col(Race.name) != "Berlin",
        lambda: col(Race.name).in_(["Berlin"]),
        lambda: col(Race.name).like("B%"),
        lambda: col(Race.name).contains("B"),
        lambda: col(Race.name) < "B",
        lambda: col(Race.name).desc(),
        lambda: col(AskedQuestion.topics) == ["knee"],
        lambda: col(Pause.reason) == PauseReason.INJURY,
    ],
)
def test_nobody_compares_or_sorts_by_a_sealed_column(compare: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="neither compared nor sorted"):
        compare()


def test_whether_there_is_anything_can_be_asked(store: Store) -> None:
    with store.writing() as session:
        session.add(InboxUpdate(update_id=1, received_at=AT, payload="words"))
        session.add(InboxUpdate(update_id=2, received_at=AT))
    with store.reading() as session:
        full = session.exec(select(InboxUpdate.update_id).where(col(InboxUpdate.payload).is_not(None))).all()
    assert full == [1]


def test_without_keys_nothing_is_written_or_read(store: Store) -> None:
    with store.writing() as session:
        session.add(Runner(id=7, created_at=AT, name="Robin"))
    bare = Store(store.url.render_as_string(hide_password=False), None)
    try:
        with pytest.raises(StatementError, match="opened without keys"), bare.writing() as session:
            session.add(Runner(created_at=AT, name="Kim"))
        with bare.reading() as session, pytest.raises(SealError, match="opened without keys"):
            session.get(Runner, 7)
    finally:
        bare.close()


def test_two_stores_of_one_process_have_their_own_keys(store: Store) -> None:
    other = Store(store.url.render_as_string(hide_password=False), KeyRing([new_key()]))
    try:
        with other.writing() as session:
            session.add(
                Race(runner_id=_runner(store), day=date(2027, 4, 4), distance=Distance.HALF, name="Berlin")
            )
        with other.reading() as session:
            assert session.exec(select(Race)).one().name == "Berlin"
        with store.reading() as session, pytest.raises(SealError, match="not among the keys"):
            session.exec(select(Race)).one()
    finally:
        other.close()


def _runner(store: Store) -> int:
    with store.writing() as session:
        session.add(Runner(id=7, created_at=AT))
    return 7
