"""The tables: one class each, instants in UTC, days as the runner's local dates.

What is sealed (see `bot.store.columns`): names, everything that was typed, what hurts and where, why somebody pauses or
skips, the plan's reasons and built sessions, begun answers, the questions' topics, the way back from a change, and
which figure somebody likes to see. No query compares, sorts or groups by any of it; the columns refuse what they can.

What lies open, and why: chat numbers and keys, by which rows are found; days, instants, time zone and reminder time,
which the reminders need; runs, exercises, loads, effort and tests, which are summed up and compared; settings; the
operator's own messages. A calendar link is a digest. Coordinates are in no table.
"""

from __future__ import annotations

from bot.store.tables.keys import SealingKey
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
    "SealingKey",
    "SentPicture",
    "SessionLog",
    "SessionState",
    "SingleRunWeek",
    "Tally",
    "Verdict",
    "stored_id",
]
