"""From every revision up and down again with rows in all tables: what both shapes can hold is there afterwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from bot.store import portable
from bot.store.backups import troubles
from bot.store.database import Store
from bot.store.migrate import MIGRATIONS, current, downgrade, drift, newest, upgrade
from tests.databases import KINDS
from tests.store import rows

REVISIONS = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
# The keys of these count anew on the way: nothing points at them.
_RENUMBERED = ("asked_question", "unanswered_question")
Held = dict[str, list[dict[str, Any]]]


def filled(store: Store, revision: str) -> Held:
    """Bring a database to a revision and put rows into all tables; return them."""
    upgrade(store, revision)
    with store.engine.execution_options(writes=True).begin() as connection:
        rows.fill(connection, revision)
    return held(store)


def held(store: Store) -> Held:
    with store.engine.begin() as connection:
        found = rows.held(connection)
    for table in _RENUMBERED:
        for number, row in enumerate(found.get(table, [])):
            row["id"] = number
    return found


def check_sound(store: Store) -> None:
    """See that nothing hangs in the air."""
    if store.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(store.url.database))) as connection:
            assert troubles(connection) == []


def test_all_revisions_are_tried() -> None:
    assert REVISIONS[0] == "0001"
    assert REVISIONS[-1] == newest()
    assert KINDS == ("sqlite", "postgresql")


@pytest.mark.parametrize("revision", REVISIONS)
def test_rows_of_a_revision_survive_the_way_up_and_back(bare: Store, revision: str) -> None:
    before = filled(bare, revision)
    assert all(len(found) == rows.MANY for found in before.values())
    upgrade(bare)
    assert drift(bare) == []
    check_sound(bare)
    up, kept = rows.common(before, held(bare))
    assert kept == up
    downgrade(bare, revision)
    assert current(bare) == revision
    check_sound(bare)
    assert held(bare) == before


@pytest.mark.parametrize("revision", [each for each in REVISIONS if each >= "0004"])
def test_code_of_a_revision_goes_on_with_the_newest_database(bare: Store, revision: str) -> None:
    """While a new version takes over, the processes of the one before write rows as they know them."""
    upgrade(bare, revision)
    with bare.engine.begin() as connection:
        known = portable.shapes(connection)
    upgrade(bare)
    with bare.engine.execution_options(writes=True).begin() as connection:
        portable.settle(connection)
        for shape in known:
            if not portable.count(connection, shape.table):
                portable.write(connection, shape, rows.rows_of(connection, shape, revision))
    assert drift(bare) == []
    check_sound(bare)


@pytest.mark.parametrize("revision", REVISIONS)
def test_rows_of_today_survive_the_way_down_and_up_again(bare: Store, revision: str) -> None:
    before = filled(bare, newest())
    downgrade(bare, revision)
    older = held(bare)
    check_sound(bare)
    there, kept = rows.common(before, older)
    assert kept == there
    upgrade(bare)
    assert drift(bare) == []
    check_sound(bare)
    back, again = rows.common(older, held(bare))
    assert again == back


def test_each_step_up_with_rows_of_its_own_and_all_the_way_down(bare: Store) -> None:
    for revision in REVISIONS:
        before = filled(bare, revision)
        assert all(before.values())
    for revision in reversed(REVISIONS[:-1]):
        downgrade(bare, revision)
        there, kept = rows.common(before, held(bare))
        assert kept == there
    downgrade(bare, "base")
    assert held(bare) == {}
    upgrade(bare)
    assert drift(bare) == []
