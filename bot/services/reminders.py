"""The reminders' rows: when the next one falls, who takes it, what became of it.

One row a runner and kind; the claim moves `due_at` on, so that a row whose sender died comes up again by itself.
Transactions that change a row lock it first, and after the chat and the sessions: otherwise PostgreSQL would let a
claim slip in between reading and writing, or two transactions wait for each other.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import func, or_, update
from sqlmodel import Session, col, select

from bot.services import plans, runners
from bot.services.reminder_rows import plan_next, row_of
from bot.services.schedule import zone_of
from bot.services.tools import Refusal, Tools
from bot.store.tables import Chat, Reminder, ReminderKind, Runner, SessionLog, SessionState, stored_id

BATCH = 60
LEASE = timedelta(seconds=120)  # much longer than a batch takes at 25 messages a second
TOO_LATE = timedelta(hours=2)
LATE = timedelta(minutes=15)
MOST_ATTEMPTS = 4
SNOOZE_APART = timedelta(minutes=30)  # a put-off reminder this close to the next daily one is dropped
MOST_SNOOZE = timedelta(hours=16)
UNDER_WAY = timedelta(hours=6)  # a session that was begun longer ago was left without a word


class Nothing(StrEnum):
    """Why a claimed reminder is not sent."""

    TOO_LATE = "too-late"
    TOO_OFTEN = "too-often"
    NOT_NEEDED = "not-needed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A reminder that this process has taken to send until `until`; `attempts` counts this one."""

    id: int
    runner_id: int
    chat_id: int
    kind: ReminderKind
    day: date
    remind_at: datetime
    token: str
    attempts: int
    until: datetime


@dataclass(frozen=True, slots=True)
class ReminderView:
    """What a reminder says; `at` is the wall time it was meant for.

    `repeated` means that an earlier try may have arrived.
    """

    day: plans.DayView
    at: time
    late: bool
    snoozed: bool
    repeated: bool
    silent: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """What is left to do after a send: messages whose buttons are to go.

    `marked` is False when the claim was lost meanwhile: the runner changed the time, or the lease ran out.
    """

    marked: bool
    clear: tuple[int, ...] = ()


def schedule(session: Session, tools: Tools, chat: Chat, runner: Runner) -> None:
    """Set the runner's next daily reminder from their zone and time; a send in flight loses its claim.

    Nothing changes when neither the zone nor the time did, so that one that is due right now still comes.
    """
    at = runner.reminder_time
    row = row_of(session, stored_id(runner), ReminderKind.DAILY)
    if at is None or runner.onboarded_at is None:
        if row is not None:
            row.due_at, row.token, row.off_because = None, None, "no time"
        return
    zone, name = zone_of(runner.zone), runner.zone or "UTC"
    if row is None:
        row = Reminder(
            runner_id=stored_id(runner),
            chat_id=chat.id,
            kind=ReminderKind.DAILY,
            zone=name,
            local_time=at,
            local_day=tools.today(runner.zone),
            remind_at=tools.clock.now(),
        )
        session.add(row)
    elif row.due_at is not None and (row.zone, row.local_time, row.chat_id) == (name, at, chat.id):
        return
    row.chat_id, row.zone, row.local_time = chat.id, name, at
    row.token, row.off_because = None, None
    plan_next(row, zone, tools.clock.now())
    _drop_snooze_near(session, runner, row.remind_at)


def resume(session: Session, tools: Tools, chat: Chat, runner: Runner) -> None:
    """The runner writes again after the chat could not be reached: remind again."""
    row = row_of(session, stored_id(runner), ReminderKind.DAILY)
    if chat.blocked_at is not None or (row is not None and row.due_at is None):
        chat.blocked_at = None
        schedule(session, tools, chat, runner)


def unblocked(tools: Tools, chat_id: int) -> None:
    """The runner let the bot write again: remind again."""
    with tools.store.writing() as session:
        found = runners.find(session, chat_id)
        if found is not None:
            resume(session, tools, *found)


def claim(tools: Tools, limit: int = BATCH, lease: timedelta = LEASE) -> list[Claimed]:
    """Take what is due, the longest due first.

    No other process sends it for as long as the lease; after a crash of this one, another takes it then.
    """
    now, token = tools.clock.now(), secrets.token_hex(8)
    due = (
        select(Reminder.id)
        .where(col(Reminder.due_at) <= now)
        .order_by(col(Reminder.due_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = (
        update(Reminder)
        .where(col(Reminder.id).in_(select(due.c.id)))
        .values(due_at=now + lease, token=token, attempts=col(Reminder.attempts) + 1)
        .returning(Reminder)
    )
    with tools.store.writing() as session:
        rows = session.scalars(taken, execution_options={"synchronize_session": False}).all()
        return [_claimed(row, token, now + lease) for row in sorted(rows, key=lambda row: row.remind_at)]


def compose(tools: Tools, claimed: Claimed) -> ReminderView | Nothing:
    """Return what to send for a claimed reminder, or why nothing is sent (it is finished then).

    Nothing is sent when it is more than two hours late or its day is over, when it was tried too often, when the
    day's session is begun or behind the runner already, or when it is a rest day whose cards they switched off.
    """
    with tools.store.writing() as session:
        row = session.get(Reminder, claimed.id)
        found = runners.find(session, claimed.chat_id)
        if row is None or row.token != claimed.token or found is None:
            return Nothing.LOST
        view = _view(session, tools, claimed, *found)
        if isinstance(view, Nothing):
            _finish(session, tools, claimed, None)
        return view


def sent(tools: Tools, claimed: Claimed, message_id: int | None) -> Sent:
    """Note that a reminder was sent, or may have been (no message id).

    The message becomes the chat's present screen, unless a session is under way or a question is open there.
    """
    with tools.store.writing() as session:
        chat = session.exec(
            select(Chat).where(col(Chat.runner_id) == claimed.runner_id).with_for_update()
        ).first()
        before = session.exec(select(Reminder.last_message).where(col(Reminder.id) == claimed.id)).first()
        marked = _finish(session, tools, claimed, message_id)
        if chat is None or message_id is None:
            return Sent(marked)
        present = chat.screen_message
        old = {before, present}
        if _busy(session, tools, chat):
            old.discard(present)
        else:
            chat.screen_message = message_id
        return Sent(marked, tuple(sorted(each for each in old if each is not None and each != message_id)))


def put_back(tools: Tools, claimed: Sequence[Claimed], after: timedelta, *, tried: bool = False) -> None:
    """Look again after a while; the try is counted only when it may have arrived (`tried`)."""
    due_at = tools.clock.now() + after
    with tools.store.writing() as session:
        for each in sorted(claimed, key=lambda each: each.id):
            session.execute(
                update(Reminder)
                .where(col(Reminder.id) == each.id, col(Reminder.token) == each.token)
                .values(due_at=due_at, token=None, attempts=each.attempts - (0 if tried else 1))
            )


def moved_chat(tools: Tools, old: int, new: int) -> None:
    """A group became a supergroup: its chat has a new id."""
    with tools.store.writing() as session:
        if session.get(Chat, new) is None:  # else the bot was begun anew there already
            session.execute(update(Chat).where(col(Chat.id) == old).values(id=new))
        session.execute(update(Reminder).where(col(Reminder.chat_id) == old).values(chat_id=new))


def snooze(tools: Tools, chat_id: int, day: date, minutes: int) -> datetime:
    """Remind once more of a day's session after some minutes; return when, in the runner's wall time.

    Raises:
        Refusal: `day-over` when the day is not today any more, `nothing-to-do` when its session is done or
            there is none, `past-midnight` when the day is over by then, `next-is-near` when the next daily
            reminder comes about then anyway.
        ValueError: not a minute at least.
    """
    if minutes < 1:
        raise ValueError("a reminder is put off by a minute at least")
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        now, zone = tools.clock.now(), zone_of(runner.zone)
        if day != tools.today(runner.zone):
            raise Refusal("day-over", day=day)
        view = plans.day_view(session, tools, runner, day)
        if view.session is None or not view.session.open:
            raise Refusal("nothing-to-do", day=day)
        at = now + min(timedelta(minutes=minutes), MOST_SNOOZE)
        local = at.astimezone(zone)
        if local.date() != day:
            raise Refusal("past-midnight", day=day, at=local)
        daily = row_of(session, stored_id(runner), ReminderKind.DAILY)
        if daily is not None and daily.due_at is not None and abs(daily.remind_at - at) < SNOOZE_APART:
            raise Refusal("next-is-near", at=daily.remind_at.astimezone(zone))
        row = row_of(session, stored_id(runner), ReminderKind.SNOOZE)
        if row is None:
            row = Reminder(
                runner_id=stored_id(runner),
                chat_id=chat.id,
                kind=ReminderKind.SNOOZE,
                zone=zone.key,
                local_time=time(0),
                local_day=day,
                remind_at=at,
            )
            session.add(row)
        row.chat_id, row.zone, row.local_day = chat.id, zone.key, day
        row.local_time = local.time().replace(microsecond=0)
        row.remind_at = row.due_at = at
        row.token, row.attempts, row.off_because = None, 0, None
        return local


def next_due(tools: Tools) -> datetime | None:
    """Return the instant at which the next reminder of anybody is due, None when none is."""
    with tools.store.reading() as session:
        return session.exec(select(func.min(Reminder.due_at))).one()


def count_open(tools: Tools) -> int:
    """Return how many reminders are due now, or taken and not finished."""
    with tools.store.reading() as session:
        return session.exec(
            select(func.count())
            .select_from(Reminder)
            .where(
                col(Reminder.due_at).is_not(None),
                or_(col(Reminder.due_at) <= tools.clock.now(), col(Reminder.token).is_not(None)),
            )
        ).one()


def _view(
    session: Session, tools: Tools, claimed: Claimed, chat: Chat, runner: Runner
) -> ReminderView | Nothing:
    late = tools.clock.now() - claimed.remind_at
    if claimed.attempts > MOST_ATTEMPTS:
        return Nothing.TOO_OFTEN
    if late > TOO_LATE or claimed.day < tools.today(runner.zone):
        return Nothing.TOO_LATE
    if chat.blocked_at is not None:
        return Nothing.NOT_NEEDED
    plans.roll(session, tools, runner)
    day = plans.day_view(session, tools, runner, claimed.day)
    needed = runner.rest_day_cards if day.session is None else day.session.state is SessionState.PLANNED
    if not needed or (claimed.kind is ReminderKind.SNOOZE and day.session is None):
        return Nothing.NOT_NEEDED
    return ReminderView(
        day=day,
        at=claimed.remind_at.astimezone(zone_of(runner.zone)).time(),
        late=late > LATE,
        snoozed=claimed.kind is ReminderKind.SNOOZE,
        repeated=claimed.attempts > 1,
        silent=day.session is None or claimed.attempts > 1,
    )


def _finish(session: Session, tools: Tools, claimed: Claimed, message_id: int | None) -> bool:
    row = session.exec(
        select(Reminder)
        .where(col(Reminder.id) == claimed.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        return False
    marked = row.token == claimed.token
    if not marked and (message_id is None or row.kind is ReminderKind.SNOOZE):
        return False
    row.last_message = row.last_message if message_id is None else message_id
    row.last_day = max(row.last_day or claimed.day, claimed.day)
    if marked:
        row.token, row.attempts = None, 0
    if row.kind is ReminderKind.SNOOZE:
        row.due_at = None
        return True
    # A lost claim leaves the new time alone, but what was sent was sent: not the same day once more.
    if row.due_at is not None and (marked or row.local_day <= row.last_day):
        row.token = None
        # What was not sent may be days old, after an outage: then today's may still be in time.
        since = tools.clock.now() - (TOO_LATE if message_id is None else timedelta(0))
        plan_next(row, zone_of(row.zone), since)
    snoozed = row_of(session, row.runner_id, ReminderKind.SNOOZE)
    if (
        snoozed is not None and snoozed.local_day < claimed.day
    ):  # a new day's reminder ends the old day's snooze
        snoozed.due_at, snoozed.token = None, None
    return marked


def _drop_snooze_near(session: Session, runner: Runner, daily: datetime) -> None:
    row = row_of(session, stored_id(runner), ReminderKind.SNOOZE)
    if row is not None and row.due_at is not None and abs(row.remind_at - daily) < SNOOZE_APART:
        row.due_at, row.token = None, None


def _busy(session: Session, tools: Tools, chat: Chat) -> bool:
    """Tell whether the buttons on the chat's screen are still needed: a question is open, a session under way."""
    if chat.awaiting is not None:
        return True
    begun = session.exec(
        select(SessionLog.id).where(
            col(SessionLog.runner_id) == chat.runner_id,
            col(SessionLog.finished_at).is_(None),
            col(SessionLog.started_at) > tools.clock.now() - UNDER_WAY,
        )
    ).first()
    return begun is not None


def _claimed(row: Reminder, token: str, until: datetime) -> Claimed:
    if row.id is None:
        raise ValueError("a claimed row comes from the database")
    return Claimed(
        id=row.id,
        runner_id=row.runner_id,
        chat_id=row.chat_id,
        kind=row.kind,
        day=row.local_day,
        remind_at=row.remind_at,
        token=token,
        attempts=row.attempts,
        until=until,
    )
