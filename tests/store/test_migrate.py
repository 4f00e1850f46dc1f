"""The tables and the migrations: one shape, reached from anywhere, and left again."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import inspect, text

from bot.store.database import Store, StoreError
from bot.store.migrate import current, downgrade, drift, newest, upgrade
from bot.store.tables import Runner


def tables_of(store: Store) -> set[str]:
    return set(inspect(store.engine).get_table_names())


def shape_of(store: Store) -> list[tuple[object, ...]]:
    """Return everything that the database itself says about its tables and indexes."""
    statement = (
        "SELECT name, sql FROM sqlite_master ORDER BY name"
        if store.engine.dialect.name == "sqlite"
        else "SELECT oid::text, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def change(store: Store, *statements: str) -> None:
    with store.writing() as session:
        for statement in statements:
            session.connection().execute(text(statement))


def test_migrations_make_exactly_the_tables(bare: Store) -> None:
    upgrade(bare)
    assert drift(bare) == []
    assert tables_of(bare) == set(Runner.metadata.tables) | {"alembic_version"}


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("ALTER TABLE runner ADD COLUMN shoes TEXT", "shoes"),
        ("DROP INDEX ix_reminder_due_at", "ix_reminder_due_at"),
        ("DROP TABLE exercise_log", "exercise_log"),
        ("CREATE TABLE stranger (id INTEGER)", "stranger"),
    ],
)
def test_drift_names_what_differs(store: Store, statement: str, names: str) -> None:
    change(store, statement)
    differences = drift(store)
    assert differences
    assert any(names in difference for difference in differences)


def test_somebody_elses_table_is_a_difference_only_where_it_is_asked_for(store: Store) -> None:
    change(store, "CREATE TABLE stranger (id INTEGER)")
    assert drift(store, strangers=False) == []
    change(store, "DROP TABLE exercise_log", "ALTER TABLE runner ADD COLUMN shoes TEXT")
    found = drift(store, strangers=False)
    assert any("'add_table', Table('exercise_log'" in each for each in found)
    assert any("shoes" in each for each in found)
    assert not any("stranger" in each for each in found)


def test_upgrade_twice_changes_nothing_the_second_time(bare: Store) -> None:
    upgrade(bare)
    before = shape_of(bare)
    upgrade(bare)
    assert shape_of(bare) == before
    assert current(bare) == newest()


def test_down_to_nothing_and_up_again(bare: Store) -> None:
    upgrade(bare)
    downgrade(bare, "base")
    assert tables_of(bare) == {"alembic_version"}
    assert current(bare) is None
    upgrade(bare)
    assert drift(bare) == []


def test_a_failing_migration_changes_nothing_and_says_so(bare: Store) -> None:
    change(bare, "CREATE TABLE session_log (id INTEGER)")  # stands in the way of the migration's own
    with pytest.raises(StoreError, match="could not be brought up to date; nothing was changed"):
        upgrade(bare)
    assert tables_of(bare) - {"alembic_version"} == {"session_log"}
    assert current(bare) is None


def test_a_database_of_a_newer_version_is_left_alone(store: Store) -> None:
    change(store, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="made by a newer version"):
        upgrade(store)
    assert current(store) == "9999"


def test_migrations_leave_the_loggers_alone(bare: Store) -> None:
    """Alembic's usual template configures logging from a file and with that switches off every logger there is."""
    mine = logging.getLogger("bot.somewhere")
    handlers = list(logging.getLogger().handlers)
    upgrade(bare)
    assert not mine.disabled
    assert logging.getLogger().handlers == handlers
