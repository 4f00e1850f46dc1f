"""The daily reminder as a message: the session card with its dose ladder, or a quiet one of a rest day or a pause."""

from __future__ import annotations

from bot.chat import next_run, pause
from bot.chat.days import packed
from bot.chat.desk import Desk
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.chat.today import sign_row
from bot.coach.words import Variant
from bot.services.plans import SessionView
from bot.services.reminders import ReminderView

# No multiple of seven: rest days come back on the same weekday and should not meet the same tips again and again.
TIPS = 13


def render(desk: Desk, view: ReminderView) -> Reply:
    """Return the message of a reminder."""
    session = view.day.session
    if view.asks_after is not None:
        text = desk.say("reminder-pause", reminder=view, day=view.day, pause=view.asks_after)
        keyboard: Keyboard = pause.asked(desk, view.day.day, view.asks_after, eve=view.eve)
    elif session is None:
        tip = desk.messages.label(f"reminder-tip-{view.day.day.toordinal() % TIPS}")
        text = desk.say("reminder-rest", reminder=view, day=view.day, tip=tip)
        keyboard = ((desk.button("reminder-week", "w:0"),),)
    else:
        text = desk.say("reminder-session", reminder=view, day=view.day, session=session)
        keyboard = _ladder(desk, session)
    rows = (*sign_row(desk, view.day), *keyboard, *next_run.due_row(desk, view.check_due))
    return Reply(text, keyboard=rows, silent=view.silent)


def _ladder(desk: Desk, session: SessionView) -> Keyboard:
    """The session in full, the shorter versions that are shorter, and what else can be done with the day."""
    on, minutes = packed(session.day), session.minutes
    start = desk.button("reminder-start", data("t", "go", on, Variant.FULL), minutes[Variant.FULL])
    shorter: list[Button] = []
    longest = minutes[Variant.FULL]
    for variant in (Variant.SHORT, Variant.MINIMUM):
        if minutes[variant] < longest:
            longest = minutes[variant]
            shorter.append(desk.button(f"reminder-{variant.value}", data("t", "go", on, variant), longest))
    other = tuple(desk.button(f"reminder-{what}", data("t", what, on)) for what in ("move", "skip", "snooze"))
    rows = ((start,), tuple(shorter), other)
    return tuple(row for row in rows if row)
