"""Several processes share the inbox: updates know their chat, and a chat is claimed by who handles it.

Revision: 0003
Follows: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("inbox_update", sa.Column("chat_id", sa.BigInteger(), server_default="0", nullable=False))
    op.create_index(
        "ix_inbox_update_waiting",
        "inbox_update",
        ["chat_id", "update_id"],
        unique=False,
        sqlite_where=sa.text("handled_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.create_table(
        "chat_claim",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id"),
    )
    op.create_index(op.f("ix_chat_claim_holder"), "chat_claim", ["holder"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_chat_claim_holder"), "chat_claim")
    op.drop_table("chat_claim")
    op.drop_index("ix_inbox_update_waiting", "inbox_update")
    op.drop_column("inbox_update", "chat_id")
