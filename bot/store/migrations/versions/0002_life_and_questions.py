"""Life, questions and the operator: pauses, benchmarks, single weeks, answers that were judged, counters.

Revision: 0002
Follows: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "broadcast",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sent_picture",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("file_id", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("digest", "bot_id"),
    )
    op.create_table(
        "tally",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "name"),
    )
    op.create_table(
        "asked_question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("runner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=16), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=True),
        sa.Column("verdict", sa.String(length=32), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["runner_id"], ["runner.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_asked_question_asked_at"), "asked_question", ["asked_at"], unique=False)
    op.create_index(op.f("ix_asked_question_runner_id"), "asked_question", ["runner_id"], unique=False)

    op.create_table(
        "benchmark_result",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("runner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("benchmark", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["runner_id"], ["runner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("runner_id", "benchmark", "day"),
    )
    op.create_index(op.f("ix_benchmark_result_runner_id"), "benchmark_result", ["runner_id"], unique=False)

    op.create_table(
        "broadcast_delivery",
        sa.Column("broadcast_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("runner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["runner_id"], ["runner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("broadcast_id", "runner_id"),
    )
    op.create_index(
        op.f("ix_broadcast_delivery_runner_id"), "broadcast_delivery", ["runner_id"], unique=False
    )

    op.create_table(
        "day_off",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("runner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["runner_id"], ["runner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("runner_id", "day"),
    )
    op.create_index(op.f("ix_day_off_runner_id"), "day_off", ["runner_id"], unique=False)

    op.create_table(
        "next_run_check",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("runner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ran_easily", sa.Boolean(), nullable=True),
        sa.Column("stride_normal", sa.Boolean(), nullable=True),
        sa.Column("felt", sa.String(length=32), nullable=True),
        sa.Column("sharp", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["runner_id"], ["runner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("runner_id", "day"),
    )
    op.create_index(op.f("ix_next_run_check_runner_id"), "next_run_check", ["runner_id"], unique=False)

    op.create_table(
        "pause",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("runner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("trains", sa.Boolean(), nullable=False),
        sa.Column("things", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["runner_id"], ["runner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_pause_runner_id"), "pause", ["runner_id"], unique=False)

    op.create_table(
        "plan_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("runner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["runner_id"], ["runner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_plan_change_runner_id"), "plan_change", ["runner_id"], unique=False)

    op.create_table(
        "single_run_week",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("runner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["runner_id"], ["runner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("runner_id", "monday", "imported"),
    )
    op.create_index(op.f("ix_single_run_week_runner_id"), "single_run_week", ["runner_id"], unique=False)

    op.execute(
        sa.text(
            "INSERT INTO asked_question (asked_at, text, zone, topics, topic) "
            "SELECT asked_at, text, 'none', '[]', nearest FROM unanswered_question"
        )
    )
    op.drop_table("unanswered_question")
    op.add_column("exercise_log", sa.Column("left", sa.Integer(), nullable=True))
    op.add_column("exercise_log", sa.Column("right", sa.Integer(), nullable=True))
    op.add_column("exercise_log", sa.Column("rpe", sa.Float(), nullable=True))

    op.add_column("planned_session", sa.Column("skip_reason", sa.String(length=32), nullable=True))
    op.add_column("planned_session", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))

    op.add_column("race", sa.Column("name", sa.String(length=128), nullable=False, server_default=""))

    op.add_column("reminder", sa.Column("days_ahead", sa.Integer(), nullable=False, server_default="0"))

    op.add_column("runner", sa.Column("reminders", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column(
        "runner", sa.Column("evening_before", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("runner", sa.Column("unit", sa.String(length=32), nullable=False, server_default="kg"))
    op.add_column(
        "runner", sa.Column("half_day_clock", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("runner", sa.Column("figure", sa.String(length=32), nullable=False, server_default=""))
    op.add_column("runner", sa.Column("ask_about_sign_on", sa.Date(), nullable=True))
    op.add_column("runner", sa.Column("learned_on", sa.Date(), nullable=True))
    op.add_column("runner", sa.Column("block_start", sa.Date(), nullable=True))
    op.add_column("runner", sa.Column("feed_digest", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_runner_feed_digest"), "runner", ["feed_digest"], unique=True)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_runner_feed_digest"), "runner")
    op.drop_column("runner", "feed_digest")
    op.drop_column("runner", "block_start")
    op.drop_column("runner", "learned_on")
    op.drop_column("runner", "ask_about_sign_on")
    op.drop_column("runner", "figure")
    op.drop_column("runner", "half_day_clock")
    op.drop_column("runner", "unit")
    op.drop_column("runner", "evening_before")
    op.drop_column("runner", "reminders")

    op.drop_column("reminder", "days_ahead")

    op.drop_column("race", "name")

    op.drop_column("planned_session", "changed_at")
    op.drop_column("planned_session", "skip_reason")

    op.drop_column("exercise_log", "rpe")
    op.drop_column("exercise_log", "right")
    op.drop_column("exercise_log", "left")

    op.create_table(
        "unanswered_question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("nearest", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(
        sa.text(
            "INSERT INTO unanswered_question (asked_at, text, nearest) "
            "SELECT asked_at, text, topic FROM asked_question WHERE zone = 'none'"
        )
    )
    op.drop_index(op.f("ix_single_run_week_runner_id"), "single_run_week")

    op.drop_table("single_run_week")
    op.drop_index(op.f("ix_plan_change_runner_id"), "plan_change")

    op.drop_table("plan_change")
    op.drop_index(op.f("ix_pause_runner_id"), "pause")

    op.drop_table("pause")
    op.drop_index(op.f("ix_next_run_check_runner_id"), "next_run_check")

    op.drop_table("next_run_check")
    op.drop_index(op.f("ix_day_off_runner_id"), "day_off")

    op.drop_table("day_off")
    op.drop_index(op.f("ix_broadcast_delivery_runner_id"), "broadcast_delivery")

    op.drop_table("broadcast_delivery")
    op.drop_index(op.f("ix_benchmark_result_runner_id"), "benchmark_result")

    op.drop_table("benchmark_result")
    op.drop_index(op.f("ix_asked_question_runner_id"), "asked_question")
    op.drop_index(op.f("ix_asked_question_asked_at"), "asked_question")

    op.drop_table("asked_question")
    op.drop_table("tally")
    op.drop_table("sent_picture")
    op.drop_table("broadcast")
