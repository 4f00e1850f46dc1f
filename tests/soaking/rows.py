"""What the judge and the phones look up in the bot's database: settings, pauses, days; never when a reminder is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, text
from sqlalchemy import select as pick
from sqlmodel import col, select

from bot.services.pause_rows import asks_back
from bot.store.database import Store
from bot.store.tables import Chat, Pause, PlannedSession, Reminder, ReminderKind, Runner, SessionState
from tests.soaking.wall import Wishes


@dataclass(frozen=True, slots=True)
class Told:
    """What a runner has told the bot so far, as far as reminders go."""

    runner_id: int
    wishes: Wishes
    cards: bool
    awaiting: str | None
    ready: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a runner: what became of its session (None: there is none), whether it is paused, and asked about."""

    state: SessionState | None
    paused: bool
    asked: bool

    @property
    def training(self) -> bool:
        """Whether a session waits on it."""
        return self.state is not None and not self.paused

    def needed(self, *, cards: bool) -> bool:
        """Whether the day's reminder is to be sent."""
        if self.paused:
            return self.asked
        return cards if self.state is None else self.state is SessionState.PLANNED


def told(store: Store, chats: Iterable[int]) -> dict[int, Told]:
    """Return what runners have told, by chat; those who are not known are left out."""
    query = (
        pick(
            *map(col, (Chat.id, Chat.runner_id, Chat.awaiting, Runner.zone, Runner.reminder_time)),
            *map(col, (Runner.evening_before, Runner.reminders, Runner.rest_day_cards, Runner.onboarded_at)),
        )
        .join_from(Chat, Runner)
        .where(col(Chat.id).in_(list(chats)))
    )
    with store.reading() as session:
        return {
            row[0]: Told(
                runner_id=row[1],
                wishes=Wishes(row[3] or "UTC", row[4], int(row[5]), row[6] and row[8] is not None),
                cards=row[7],
                awaiting=row[2],
                ready=row[8] is not None,
            )
            for row in session.execute(query)
        }


def days(store: Store, wanted: Iterable[tuple[int, date]]) -> dict[tuple[int, date], Day]:
    """Return how days stand, by runner and day."""
    wanted = set(wanted)
    runners = [runner for runner, _ in wanted]
    with store.reading() as session:
        planned = pick(*map(col, (PlannedSession.runner_id, PlannedSession.day, PlannedSession.state))).where(
            col(PlannedSession.runner_id).in_(runners),
            col(PlannedSession.day).in_([day for _, day in wanted]),
        )
        states = {(row[0], row[1]): row[2] for row in session.execute(planned)}
        pauses: dict[int, list[Pause]] = {}
        for pause in session.exec(select(Pause).where(col(Pause.runner_id).in_(runners))):
            pauses.setdefault(pause.runner_id, []).append(pause)
    found = {}
    for runner, day in wanted:
        holding = [
            each
            for each in pauses.get(runner, ())
            if not each.trains and each.first <= day and (each.last is None or day <= each.last)
        ]
        asked = any(asks_back(each, day) for each in holding)
        found[runner, day] = Day(states.get((runner, day)), bool(holding), asked)
    return found


def snoozes(store: Store) -> dict[int, tuple[date, datetime]]:
    """Return what was put off, by chat: the day it is about, and until when."""
    query = pick(*map(col, (Reminder.chat_id, Reminder.local_day, Reminder.remind_at))).where(
        col(Reminder.kind) == ReminderKind.SNOOZE, col(Reminder.due_at).is_not(None)
    )
    with store.reading() as session:
        return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def next_look(store: Store) -> datetime | None:
    """Return when the bot will look at a reminder next: that is where the clock goes, not what is judged by."""
    with store.reading() as session:
        return session.exec(select(func.min(Reminder.due_at))).one()


def waiting(store: Store) -> int:
    """Return how many updates are kept and not handled."""
    with store.engine.connect() as connection:
        query = "SELECT count(*) FROM inbox_update WHERE handled_at IS NULL OR payload IS NOT NULL"
        return int(connection.execute(text(query)).scalar_one())
