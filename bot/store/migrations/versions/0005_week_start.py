"""The week may begin on Sunday, and the message in which a broadcast was confirmed is told how it ended.

Revision: 0005
Follows: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "runner", sa.Column("sunday_first", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("broadcast", sa.Column("screen_chat", sa.BigInteger(), nullable=True))
    op.add_column("broadcast", sa.Column("screen_message", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("broadcast", "screen_message")
    op.drop_column("broadcast", "screen_chat")
    op.drop_column("runner", "sunday_first")
