"""Which keys a database is sealed with, and sealing it anew with the newest one while the bot goes on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, Table, Text, and_, bindparam, delete, func, inspect, or_, select, text, update
from sqlalchemy import column as bare_column
from sqlalchemy import table as bare_table
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from bot.store.columns import EMPTY, Sealed
from bot.store.database import Store, StoreError
from bot.store.sealing import KeyRing, SealError
from bot.store.tables import SealingKey

ROWS_AT_ONCE = 200  # about twenty milliseconds: others wait for so long at most


def sealed_with(store: Store) -> frozenset[str]:
    """Return the fingerprints of the keys that the database needs; none where nothing is sealed yet."""
    with store.engine.connect() as connection:
        if not inspect(connection).has_table(str(SealingKey.__tablename__)):
            return frozenset()
        return frozenset(connection.execute(select(_keys().c.fingerprint)).scalars())


def check_keys(store: Store) -> None:
    """See that every key is there that the database is sealed with, before anything is read or written.

    Raises:
        StoreError: one is not.
    """
    missing = sealed_with(store) - set(() if store.keys is None else store.keys.fingerprints)
    if missing:
        raise StoreError(
            f"The database {store.url.render_as_string(hide_password=True)} is sealed with a key that is not among "
            f"those of DATA_KEYS or the key file (its fingerprint: {', '.join(sorted(missing))}); nothing was read or "
            "changed. Put that key back: without it nobody can open what it sealed."
        )


def locked(store: Store) -> dict[str, int]:
    """Return by table how many rows are sealed with a key that is not here.

    `check_keys` does not know of them: a process that was forgotten at a change of keys has written them since.
    """
    found = {}
    with store.reading() as session:
        for table, columns in sealed_columns().items():
            raw = _raw(table, columns)
            others = _not_by(raw, columns, () if store.keys is None else store.keys.fingerprints)
            number = session.execute(select(func.count()).select_from(raw).where(others)).scalar_one()
            if number:
                found[table.name] = number
    return found


def note_key(store: Store) -> None:
    """Note that the database needs the newest key from now on."""
    if store.keys is None or store.keys.newest in sealed_with(store):
        return
    try:
        with store.writing() as session:
            known = session.get(SealingKey, store.keys.newest, with_for_update=True)
            if known is None:
                session.add(SealingKey(fingerprint=store.keys.newest))
    except IntegrityError:  # another process that starts at this moment has noted it
        if store.keys.newest not in sealed_with(store):
            raise


def sealed_columns() -> dict[Table, list[Column[Any]]]:
    """Return the sealed columns by table."""
    found = {
        table: [column for column in table.columns if isinstance(column.type, Sealed)]
        for table in SQLModel.metadata.sorted_tables
    }
    return {table: columns for table, columns in found.items() if columns}


def reseal(store: Store) -> int:
    """Seal everything with the newest key, some rows at a time; return how many rows had an older one.

    One that was broken off goes on where it was: rows of the newest key are not touched. Afterwards the database needs
    no other key.

    Raises:
        StoreError: there are no keys, a row cannot be opened, or the keys were changed meanwhile.
    """
    keys = store.keys
    if keys is None:
        raise StoreError("There are no keys to seal with.")
    note_key(store)
    newest, done = keys.newest, 0
    try:
        for table, columns in sealed_columns().items():
            done += _table(store, keys, table, columns)
        # Whoever sealed with an older key before this began has written by the time that a table is locked.
        for table, columns in sealed_columns().items():
            done += _leftovers(store, keys, table, columns)
    except SealError as error:
        raise StoreError(f"{error} The rows before it are sealed with the newest key.") from error
    _forget_others(store, newest)
    return done


def _table(store: Store, keys: KeyRing, table: Table, columns: list[Column[Any]]) -> int:
    """Seal the rows that are there now: who writes faster than this reads would never let it end."""
    (key,) = table.primary_key.columns
    with store.reading() as session:
        end = session.execute(select(func.max(key))).scalar()
    done, last = 0, None
    while end is not None:
        with store.writing() as session:
            count, last = _batch(session, keys, table, columns, last, end)
        if last is None:
            break
        done += count
    return done


def _leftovers(store: Store, keys: KeyRing, table: Table, columns: list[Column[Any]]) -> int:
    """Seal what was written meanwhile. One table a transaction, so that nobody waits for us in a circle."""
    done, last = 0, None
    with store.writing() as session:
        if store.engine.dialect.name == "postgresql":
            session.execute(text(f'LOCK TABLE "{table.name}" IN SHARE ROW EXCLUSIVE MODE'))
        while True:
            count, last = _batch(session, keys, table, columns, last)
            if last is None:
                return done
            done += count


def _batch(
    session: Session, keys: KeyRing, table: Table, columns: list[Column[Any]], last: Any, end: Any = None
) -> tuple[int, Any]:
    """Seal some rows after `last` and up to `end`; return how many and the last one's key, None without any."""
    (key,) = table.primary_key.columns
    raw = _raw(table, columns)
    query = select(raw.c[key.name], *(raw.c[column.name] for column in columns)).where(
        _not_by(raw, columns, (keys.newest,))
    )
    if last is not None:
        query = query.where(raw.c[key.name] > last)
    if end is not None:
        query = query.where(raw.c[key.name] <= end)
    rows = session.execute(query.order_by(raw.c[key.name]).limit(ROWS_AT_ONCE).with_for_update()).all()
    if not rows:
        return 0, None
    names = [column.name for column in columns]
    values = [
        {"row": row[0]}
        | {f"new_{name}": _anew(keys, sealed) for name, sealed in zip(names, row[1:], strict=True)}
        for row in rows
    ]
    change = update(raw).where(raw.c[key.name] == bindparam("row"))
    session.connection().execute(change.values({name: bindparam(f"new_{name}") for name in names}), values)
    return len(rows), rows[-1][0]


def _anew(keys: KeyRing, sealed: str | None) -> str | None:
    return sealed if sealed is None or sealed in EMPTY else keys.reseal(sealed)


def _not_by(raw: Any, columns: list[Column[Any]], keys: Collection[str]) -> Any:
    """Say which rows hold something that none of these keys has sealed, by their fingerprints."""
    return or_(
        *(
            and_(raw.c[column.name].not_in(EMPTY), *(raw.c[column.name].not_like(f"{key}:%") for key in keys))
            for column in columns
        )
    )


def _raw(table: Table, columns: list[Column[Any]]) -> Any:
    """Return a table without the columns' own types: what is stored, as it is."""
    (key,) = table.primary_key.columns
    return bare_table(
        table.name, bare_column(key.name, key.type), *(bare_column(each.name, Text()) for each in columns)
    )


def _forget_others(store: Store, newest: str) -> None:
    with store.writing() as session:
        left = 0
        for table, columns in sealed_columns().items():
            raw = _raw(table, columns)
            left += session.execute(
                select(func.count()).select_from(raw).where(_not_by(raw, columns, (newest,)))
            ).scalar_one()
        if left or store.keys is None or store.keys.newest != newest:
            raise StoreError("The keys were changed while everything was sealed anew: do it once more.")
        session.execute(delete(_keys()).where(_keys().c.fingerprint != newest))


def _keys() -> Table:
    return SQLModel.metadata.tables[str(SealingKey.__tablename__)]
