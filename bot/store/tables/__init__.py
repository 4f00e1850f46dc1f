"""The tables: one class each, instants in UTC, days as the runner's local dates."""

from __future__ import annotations

from bot.store.tables.life import DayOff, Pause, PlanChange
from bot.store.tables.messages import (
    AskedQuestion,
    Broadcast,
    BroadcastDelivery,
    ChatClaim,
    InboxUpdate,
    Reminder,
    ReminderKind,
    SentPicture,
    Tally,
    Verdict,
)
from bot.store.tables.runner import Chat, Race, Runner, RunWeek, SingleRunWeek, stored_id
from bot.store.tables.training import (
    BenchmarkResult,
    ExerciseLog,
    NextRunCheck,
    PlannedSession,
    SessionLog,
    SessionState,
)

__all__ = [
    "AskedQuestion",
    "BenchmarkResult",
    "Broadcast",
    "BroadcastDelivery",
    "Chat",
    "ChatClaim",
    "DayOff",
    "ExerciseLog",
    "InboxUpdate",
    "NextRunCheck",
    "Pause",
    "PlanChange",
    "PlannedSession",
    "Race",
    "Reminder",
    "ReminderKind",
    "RunWeek",
    "Runner",
    "SentPicture",
    "SessionLog",
    "SessionState",
    "SingleRunWeek",
    "Tally",
    "Verdict",
    "stored_id",
]
