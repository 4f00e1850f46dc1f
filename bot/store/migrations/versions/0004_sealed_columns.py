"""What is written about people is sealed, and the database notes which keys it needs.

What stood there open is sealed (and opened again on the way back) some rows at a time.

Revision: 0004
Follows: 0003
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.columns import as_json, keys_of, open_text, seal_text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROWS_AT_ONCE = 500
_JSON = sa.JSON(none_as_null=True)

# The columns by table: as they were before, and what stands in a row that has nothing (None: it may be NULL).
_COLUMNS: Mapping[str, Mapping[str, tuple[Any, str | None]]] = {
    "runner": {
        "name": (sa.String(128), ""),
        "complaints": (_JSON, None),
        "figure": (sa.String(32), ""),
    },
    "race": {"name": (sa.String(128), "")},
    "chat": {"awaiting": (sa.String(64), None), "draft": (_JSON, "{}")},
    "inbox_update": {"payload": (sa.Text(), None)},
    "asked_question": {
        "text": (sa.Text(), ""),
        "topics": (_JSON, "[]"),
        "topic": (sa.String(64), None),
    },
    "pause": {"reason": (sa.String(32), "")},
    "plan_change": {"before": (_JSON, "{}")},
    "planned_session": {
        "reason": (sa.Text(), ""),
        "steps": (_JSON, None),
        "skip_reason": (sa.String(32), None),
    },
    "session_log": {"pain": (sa.String(32), None), "pain_note": (sa.Text(), None)},
    "next_run_check": {
        "ran_easily": (sa.Boolean(), None),
        "stride_normal": (sa.Boolean(), None),
        "felt": (sa.String(32), None),
        "sharp": (sa.Boolean(), "false"),
        "place": (sa.String(32), None),
    },
}
_KEYS = {"inbox_update": "update_id"}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "sealing_key",
        sa.Column("fingerprint", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint"),
    )
    dialect = op.get_bind().dialect

    def sealed(value: Any, old: Any) -> str:
        return seal_text(keys_of(dialect), value if isinstance(old, sa.String) else as_json(value))

    for table, columns in _COLUMNS.items():
        for name, (_, empty) in columns.items():
            # Nothing is the empty text on this side, whatever it was before: each row gets its own below.
            default = None if empty is None else ""
            op.add_column(
                table, sa.Column(_new(name), sa.Text(), nullable=empty is None, server_default=default)
            )
        _fill(
            table,
            {name: old for name, (old, _) in columns.items()},
            {_new(name): sa.Text() for name in columns},
            sealed,
        )
        _swap(table)
    op.add_column("chat", sa.Column("draft_seen", sa.String(length=64), nullable=True))
    op.add_column("chat", sa.Column("draft_seen_on", sa.Date(), nullable=True))
    if _holds_something():
        keys = sa.table("sealing_key", sa.column("fingerprint"))
        op.execute(keys.insert().values(fingerprint=keys_of(dialect).newest))


def downgrade() -> None:
    """Take back."""
    op.drop_column("chat", "draft_seen_on")
    op.drop_column("chat", "draft_seen")
    dialect = op.get_bind().dialect

    def opened(value: str, old: Any) -> Any:
        text = open_text(keys_of(dialect), value)
        if isinstance(old, sa.String):
            return text if old.length is None else text[: old.length]
        return json.loads(text)

    for table, columns in _COLUMNS.items():
        for name, (old, empty) in columns.items():
            op.add_column(table, sa.Column(_new(name), old, nullable=empty is None, server_default=empty))
        _fill(
            table,
            {name: sa.Text() for name in columns},
            {_new(name): old for name, (old, _) in columns.items()},
            opened,
        )
        _swap(table)
    op.drop_table("sealing_key")


def _new(name: str) -> str:
    return f"{name}_new"


def _fill(
    table: str, source: Mapping[str, Any], target: Mapping[str, Any], change: Callable[[Any, Any], Any]
) -> None:
    """Write the changed values of one set of columns into another, in the same order."""
    connection, key = op.get_bind(), _KEYS.get(table, "id")
    rows = sa.table(
        table,
        sa.column(key, sa.BigInteger()),
        *(sa.column(name, kind) for name, kind in {**source, **target}.items()),
    )
    kinds = [_COLUMNS[table][name][0] for name in source]
    query = (
        sa.select(rows.c[key], *(rows.c[name] for name in source)).order_by(rows.c[key]).limit(_ROWS_AT_ONCE)
    )
    update = (
        rows.update()
        .where(rows.c[key] == sa.bindparam("row"))
        .values({name: sa.bindparam(f"to_{name}", type_=kind) for name, kind in target.items()})
    )
    found = connection.execute(query).all()
    while found:
        connection.execute(
            update,
            [
                {"row": row[0]}
                | {
                    f"to_{name}": None if value is None else change(value, kind)
                    for name, value, kind in zip(target, row[1:], kinds, strict=True)
                }
                for row in found
            ],
        )
        found = connection.execute(query.where(rows.c[key] > found[-1][0])).all()


def _swap(table: str) -> None:
    """Let the new columns take the place of the old ones; SQLite cannot change a column where it stands."""
    for name in _COLUMNS[table]:
        op.drop_column(table, name)
        op.execute(sa.text(f'ALTER TABLE "{table}" RENAME COLUMN "{_new(name)}" TO "{name}"'))


def _holds_something() -> bool:
    connection = op.get_bind()
    return any(
        connection.execute(sa.select(sa.literal(1)).select_from(sa.table(table)).limit(1)).first() is not None
        for table in _COLUMNS
    )
