"""What a whole batch of claimed reminders says, found out together: a few queries for all of them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlmodel import Session, col, select

from bot.services import planning, styles
from bot.services.day_facts import DayFacts, facts_for
from bot.services.due_checks import due_checks
from bot.services.pause_rows import asks_back, covering_among, view_of
from bot.services.plan_views import day_of
from bot.services.reminder_notes import finish_all
from bot.services.reminder_views import TOO_LATE, Claimed, Nothing, ReminderView
from bot.services.schedule import zone_of
from bot.services.tools import Tools
from bot.store.tables import Chat, Pause, Reminder, ReminderKind, Runner, SessionState

log = logging.getLogger(__name__)

LATE = timedelta(minutes=15)
MOST_ATTEMPTS = 8

Found = dict[int, ReminderView | Nothing]
"""By the reminder's id."""


def compose_all(tools: Tools, claimed: Sequence[Claimed]) -> list[ReminderView | Nothing]:
    """Return what to send for each claimed reminder, or why nothing is sent (it is finished then).

    Nothing is sent when it is more than two hours late or its day is over, when it was tried too often, when the
    day's session is begun or behind the runner already, when it is a rest day whose cards they switched off, or in a
    pause, but for the question how they are.
    One that cannot be composed is left to its lease, so that it does not take the others with it.
    """
    found: Found = {}
    with tools.store.reading() as session:
        runners = _runners(session, tools, claimed, found)
        behind = planning.behind(session, tools, [runners[id_] for id_ in sorted(runners)])
    _roll(tools, behind, claimed, found)
    with tools.store.reading() as session:
        left = [each for each in claimed if each.id not in found]
        facts = facts_for(session, tools.library, [(runners[each.runner_id], each.day) for each in left])
        checks = due_checks(session, facts)
    for each, its in zip(left, facts, strict=True):
        found[each.id] = _view(tools, each, its, check_due=(each.runner_id, each.day) in checks)
    over = [each for each in claimed if found[each.id] in _OVER]
    if over:
        with tools.store.writing() as session:
            finish_all(session, tools, [(each, None) for each in over])
    return [found[each.id] for each in claimed]


_OVER = (Nothing.TOO_LATE, Nothing.TOO_OFTEN, Nothing.NOT_NEEDED)


def _runners(session: Session, tools: Tools, claimed: Iterable[Claimed], found: Found) -> dict[int, Runner]:
    """Return the runners that may be written to, by id; of the other reminders, put down why not."""
    claimed = list(claimed)
    tokens = dict(
        session.exec(
            select(col(Reminder.id), col(Reminder.token)).where(
                col(Reminder.id).in_([each.id for each in claimed])
            )
        ).all()
    )
    chats = {
        chat: (blocked_at, runner)
        for chat, blocked_at, runner in session.exec(
            select(col(Chat.id), col(Chat.blocked_at), Runner)
            .join(Runner)
            .where(col(Chat.id).in_([each.chat_id for each in claimed]))
        )
    }
    runners = {}
    for each in claimed:
        if each.chat_id not in chats or tokens.get(each.id) != each.token:
            found[each.id] = Nothing.LOST
            continue
        blocked_at, runner = chats[each.chat_id]
        if each.attempts > MOST_ATTEMPTS:
            found[each.id] = Nothing.TOO_OFTEN
        elif tools.clock.now() - each.remind_at > TOO_LATE or each.day < tools.today(runner.zone):
            found[each.id] = Nothing.TOO_LATE
        elif blocked_at is not None:
            found[each.id] = Nothing.NOT_NEEDED
        else:
            runners[each.runner_id] = runner
    return runners


def _roll(tools: Tools, behind: Iterable[Runner], claimed: Sequence[Claimed], found: Found) -> None:
    """Bring the plans forward that are behind, each in a transaction of its own."""
    for runner in behind:
        try:
            with tools.store.writing() as session:
                present = session.get(Runner, runner.id)
                if present is not None:
                    planning.roll(session, tools, present)
        except Exception:
            for each in claimed:
                if each.runner_id == runner.id:
                    log.exception("The plan behind reminder %s could not be brought forward", each.id)
                    found.setdefault(each.id, Nothing.FAILED)


def _view(tools: Tools, claimed: Claimed, facts: DayFacts, *, check_due: bool) -> ReminderView | Nothing:
    runner = facts.runner
    pause = next((each for each in covering_among(facts.pauses, claimed.day) if not each.trains), None)
    training = facts.row is not None
    if not _needed(claimed, facts, pause):
        return Nothing.NOT_NEEDED
    try:
        day = day_of(tools, facts)
    except Exception:
        log.exception("Reminder %s could not be composed; it comes again after its lease", claimed.id)
        return Nothing.FAILED
    return ReminderView(
        day=day,
        at=claimed.remind_at.astimezone(zone_of(runner.zone)).time(),
        eve=claimed.day > tools.today(runner.zone),
        late=tools.clock.now() - claimed.remind_at > LATE,
        snoozed=claimed.kind is ReminderKind.SNOOZE,
        repeated=claimed.attempts > 1,
        silent=not training or claimed.attempts > 1,
        style=styles.of_runner(runner),
        check_due=check_due and claimed.day == tools.today(runner.zone),
        asks_after=None if pause is None else view_of(pause),
    )


def _needed(claimed: Claimed, facts: DayFacts, pause: Pause | None) -> bool:
    """Whether a day has something to say; a pause is silent but for one question a week."""
    snoozed = claimed.kind is ReminderKind.SNOOZE
    if pause is not None:
        return facts.row is None and not snoozed and asks_back(pause, claimed.day)
    if facts.row is None:
        return facts.runner.rest_day_cards and not snoozed
    return facts.row.state is SessionState.PLANNED
