"""Columns that refuse what would be read back wrongly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from bot.coach.words import Level, Mode
from bot.store.database import Store
from bot.store.tables import InboxUpdate, Runner
from tests.databases import only_sqlite

AT = datetime(2026, 11, 20, 9, 30, 15, 123456, tzinfo=UTC)


def kept(store: Store, received_at: datetime) -> datetime:
    """Return an instant as it is read back by another connection."""
    with store.writing() as session:
        session.add(InboxUpdate(update_id=1, received_at=received_at))
    store.close()
    with store.reading() as session:
        row = session.get(InboxUpdate, 1)
        assert row is not None
        return row.received_at


def test_an_instant_comes_back_aware_and_in_utc(store: Store) -> None:
    back = kept(store, AT)
    assert back == AT
    assert back.utcoffset() == timedelta(0)


def test_an_instant_of_another_zone_is_the_same_instant(store: Store) -> None:
    back = kept(store, AT.astimezone(timezone(timedelta(hours=-7))))
    assert back == AT
    assert back.tzinfo is UTC


@only_sqlite
def test_where_there_are_no_zones_it_is_kept_in_utc(store: Store) -> None:
    kept(store, AT.astimezone(timezone(timedelta(hours=-7))))
    with store.reading() as session:
        raw = session.connection().execute(text("SELECT received_at FROM inbox_update")).scalar_one()
    assert raw == "2026-11-20 09:30:15.123456"


def test_a_naive_instant_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="an instant needs its zone"), store.writing() as session:
        session.add(InboxUpdate(update_id=1, received_at=AT.replace(tzinfo=None)))
    with store.reading() as session:
        assert session.get(InboxUpdate, 1) is None


def test_no_instant_stays_none(store: Store) -> None:
    with store.writing() as session:
        session.add(InboxUpdate(update_id=1, received_at=AT, handled_at=None))
    with store.reading() as session:
        row = session.get(InboxUpdate, 1)
        assert row is not None
        assert row.handled_at is None


def test_words_are_kept_as_text_and_come_back_as_members(store: Store) -> None:
    with store.writing() as session:
        session.add(Runner(created_at=AT, level=Level.SOME, mode=Mode.SPREAD))
    with store.reading() as session:
        assert session.connection().execute(text("SELECT level, mode FROM runner")).one() == (
            "some",
            "spread",
        )
        runner = session.get(Runner, 1)
        assert runner is not None
        assert runner.level is Level.SOME
        assert runner.mode is Mode.SPREAD


def test_a_word_that_is_none_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="'expert' is not a valid Level"), store.writing() as session:
        session.add(Runner(created_at=AT, level="expert"))  # type: ignore[arg-type]


def test_a_word_that_was_written_by_hand_is_not_read_as_something_else(store: Store) -> None:
    with store.writing() as session:
        session.add(Runner(created_at=AT))
    with store.writing() as session:
        session.connection().execute(text("UPDATE runner SET level = 'expert'"))
    with store.reading() as session, pytest.raises(ValueError, match="expert"):
        session.get(Runner, 1)
