"""The database's shape: brought up to date by Alembic, and checked against the tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from bot.store import tables
from bot.store.database import Store, StoreError
from bot.store.scrubbing import scrub
from bot.store.sealing import SealError

if TYPE_CHECKING:
    from alembic.config import Config


class UnknownRevision(Exception):
    """There is no migration of a number: the database comes from another version."""


_SEALED = "0004"
MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(store: Store, revision: str = "head") -> None:
    """Bring the database to a revision, the newest by default.

    Raises:
        StoreError: a migration failed.
    """
    try:
        # Alembic is loaded only when there is something to do: it costs a third of a second and 10 MB.
        before = current(store)
        if revision == "head" and before == newest():
            return
        if before is not None and before <= _SEALED <= (newest() if revision == "head" else revision):
            # A database stays at this revision until what lay open before is wiped: broken off, it is done next time.
            _run(store, _SEALED, down=False)
            scrub(store)
        _run(store, revision, down=False)
    except SQLAlchemyError as error:
        raise StoreError(
            f"The database {store.url.render_as_string(hide_password=True)} could not be brought up to date; "
            "nothing was changed. Is its directory writable and the file a database of this bot?"
        ) from error
    except SealError as error:
        raise StoreError(
            f"The database could not be brought up to date; nothing was changed. {error}"
        ) from error
    except UnknownRevision as error:
        raise StoreError(
            f"The database {store.url.render_as_string(hide_password=True)} was made by a newer version of this "
            "bot; nothing was changed. Install that version, or restore a copy from before."
        ) from error


def downgrade(store: Store, revision: str) -> None:
    """Take the database back to an older revision (`base`: empty)."""
    _run(store, revision, down=True)


def current(store: Store) -> str | None:
    """Return the revision that the database is at, None for one that is new."""
    with store.engine.connect() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str | None:
    """Return the revision that a connection's database is at, None for one that is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def newest() -> str:
    """Return the newest revision: migrations are numbered, and their files begin with the number."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def drift(store: Store, *, strangers: bool = True) -> list[str]:
    """Return how the database differs from the tables; empty when they agree.

    `strangers`: tables of somebody else's, a replication tool's say, are differences, too.
    """
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with store.engine.connect() as connection:
        wanted = None if strangers else _is_ours
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": wanted}
        )
        return [str(difference) for difference in compare_metadata(context, tables.Runner.metadata)]


def _is_ours(_thing: object, _name: str | None, kind: str, reflected: bool, compared: object) -> bool:
    return not (kind == "table" and reflected and compared is None)


def config() -> Config:
    """Return Alembic's configuration for this package's migrations."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return made


def bring(connection: Connection, revision: str) -> None:
    """Bring a database to a revision, up or down from where it is, in the connection's own transaction.

    Raises:
        UnknownRevision: there is no such migration.
        SQLAlchemyError: a migration failed.
    """
    before = revision_of(connection)
    if before != revision:
        _migrate(connection, revision, down=before is not None and revision < before)


def _run(store: Store, revision: str, *, down: bool) -> None:
    with store.engine.execution_options(writes=True).begin() as connection:
        _migrate(connection, revision, down=down)


def _migrate(connection: Connection, revision: str, *, down: bool) -> None:
    from alembic import command
    from alembic.util import CommandError

    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))  # a big table takes as long as it takes
    made = config()
    made.attributes["connection"] = connection
    try:
        (command.downgrade if down else command.upgrade)(made, revision)
    except CommandError as error:
        raise UnknownRevision(str(error)) from error
