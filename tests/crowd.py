"""Many runners at once, put straight into the tables, all to be reminded at one instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, literal, select, text, true
from sqlmodel import SQLModel

from bot.coach.words import Level, Order, Phase, RunKind, SessionKind
from bot.services.schedule import local_now
from bot.store.database import Store
from bot.store.tables import Chat, PlannedSession, Reminder, ReminderKind, Runner, RunWeek

FIRST_CHAT = 1_000_001
_AT_ONCE = 5_000
_E, _R = RunKind.EASY, RunKind.REST
_WEEK = [kind.value for kind in (_R, RunKind.INTERVALS, _R, _E, _R, _E, RunKind.LONG)]
_FAR = date(2199, 12, 31)  # nobody plans for this crowd
_NOON = 12


def zone_at_noon(now: datetime) -> str:
    """Return a zone in which it is about noon, so that the day does not change under a test."""
    ahead = _NOON - now.astimezone(UTC).hour
    return (
        "Etc/GMT" if ahead == 0 else f"Etc/GMT{-ahead:+d}"
    )  # the sign of these names is the other way round


def crowd(
    store: Store,
    many: int,
    due: datetime,
    *,
    first: int = 0,
    zone: str | None = None,
    days_planned: bool = True,
) -> list[int]:
    """Put in runners who are reminded at an instant (aware); return their chats' ids.

    With `days_planned` every one has a session on the day, so that a first reminder rings and only a repeated one is
    silent.
    """
    zone = zone or zone_at_noon(due)
    due_local = local_now(due, zone)
    day = due_local.date()
    for begin in range(first, first + many, _AT_ONCE):
        numbers = range(begin, min(begin + _AT_ONCE, first + many))
        with store.writing() as session:
            for table, rows in _rows(numbers, due, due_local.time(), day, zone):
                if table is PlannedSession and not days_planned:
                    continue
                session.execute(insert(table), rows)
    _count_on(store)
    return [FIRST_CHAT + number for number in range(first, first + many)]


def multiply(store: Store, pattern: int, many: int) -> None:
    """Copy a runner of the crowd, without what is planned for them, so many times; the database does it by itself."""
    rising = select(literal(1).label("number")).cte("rising", recursive=True)
    rising = rising.union_all(select(rising.c.number + 1).where(rising.c.number < many))
    with store.writing() as session:
        for table, key, counted in (
            (Runner, "id", ("id",)),
            (Chat, "id", ("id", "runner_id")),
            (Reminder, "chat_id", ("runner_id", "chat_id")),
        ):
            columns = SQLModel.metadata.tables[str(table.__tablename__)].c
            names = [column.name for column in columns if column.name in counted or column.name != "id"]
            taken = [columns[name] + rising.c.number if name in counted else columns[name] for name in names]
            copies = select(*taken).select_from(columns[key].table).join(rising, true())
            session.execute(insert(table).from_select(names, copies.where(columns[key] == pattern)))
    _count_on(store)


def _rows(
    numbers: Sequence[int], due: datetime, at: time, day: date, zone: str
) -> Iterator[tuple[type[SQLModel], list[dict[str, Any]]]]:
    chats = [FIRST_CHAT + number for number in numbers]
    runner = Runner(
        created_at=due - timedelta(days=30),
        name="Robin",
        level=Level.SOME,
        equipment=[],
        complaints=[],
        zone=zone,
        reminder_time=at,
        onboarded_at=due - timedelta(days=30),
        planned_until=_FAR,
    )
    yield Runner, _copies(runner, [{"id": chat} for chat in chats])
    yield Chat, _copies(Chat(id=0, runner_id=0), [{"id": chat, "runner_id": chat} for chat in chats])
    week = RunWeek(runner_id=0, monday=date(2020, 1, 6), kinds=_WEEK)
    yield RunWeek, _copies(week, [{"runner_id": chat} for chat in chats])
    planned = PlannedSession(
        runner_id=0,
        day=day,
        kind=SessionKind.HEAVY,
        phase=Phase.BASE,
        reason="It follows your intervals.",
        rules=[],
        run_order=Order.AFTER_RUN,
    )
    yield PlannedSession, _copies(planned, [{"runner_id": chat} for chat in chats])
    reminder = Reminder(
        runner_id=0,
        chat_id=0,
        kind=ReminderKind.DAILY,
        zone=zone,
        local_time=at,
        local_day=day,
        remind_at=due,
        due_at=due,
    )
    yield Reminder, _copies(reminder, [{"runner_id": chat, "chat_id": chat} for chat in chats])


def _copies(pattern: SQLModel, changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows like a pattern; the database counts the ids that are not given."""
    values = {name: value for name, value in pattern.model_dump().items() if name != "id"}
    return [values | change for change in changes]


def _count_on(store: Store) -> None:
    """Let PostgreSQL give the next runner an id behind those that were given here."""
    if store.engine.dialect.name == "postgresql":
        with store.writing() as session:
            session.execute(text("SELECT setval('runner_id_seq', (SELECT max(id) FROM runner))"))
