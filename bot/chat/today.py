"""/today: the run, the session and their order; start it, shorten it, move it, skip it, be reminded later."""

from __future__ import annotations

from datetime import date

from bot.chat import session
from bot.chat.days import packed, unpacked
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.coach.words import Variant
from bot.services import plans, reminders, sessions

SNOOZES = (20, 60, 180)


async def today(desk: Desk, event: Event) -> Replies:
    """Answer /today."""
    day = await desk.call(plans.today, event.chat_id)
    return Reply(desk.say("today", day=day), keyboard=day_keyboard(desk, day))


async def move_next(desk: Desk, event: Event) -> Replies:
    """Answer /move: offer days for today's session, else for the next one."""
    day = await desk.call(plans.today, event.chat_id)
    if day.session is not None and day.session.open:
        return await _offer_days(desk, event, day.day)
    if day.next_day is None:
        return Reply(desk.say("nothing-to-move"))
    return await _offer_days(desk, event, day.next_day)


async def skip_next(desk: Desk, event: Event) -> Replies:
    """Answer a typed wish to leave today's session out."""
    day = await desk.call(plans.today, event.chat_id)
    if day.session is None or not day.session.open:
        return Reply(desk.say("today", day=day), keyboard=day_keyboard(desk, day))
    return _confirm_skip(desk, day.day)


async def snooze_today(desk: Desk, event: Event) -> Replies:
    """Answer a typed wish to be reminded later."""
    day = await desk.call(plans.today, event.chat_id)
    if day.session is None or not day.session.open:
        return Reply(desk.say("today", day=day), keyboard=day_keyboard(desk, day))
    return _offer_snooze(desk, day.day)


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer a button of a day: `t:<what>:<day>…`."""
    what = event.args[0] if event.args else ""
    if what == "show":
        return await today(desk, event)
    day = unpacked(event.args[1]) if len(event.args) > 1 else None
    if day is None:
        return desk.toast("old-button")
    rest = event.args[2:]
    match what, rest:
        case "go", (variant,) if variant in set(Variant):
            view = await desk.call(sessions.start, event.chat_id, day, Variant(variant))
            return session.screen(desk, view)
        case "move", ():
            return await _offer_days(desk, event, day)
        case "to", (target,) if (to := unpacked(target)) is not None:
            moved = await desk.call(plans.move, event.chat_id, day, to, event.update_id)
            keyboard = ((desk.button("show-today", "t:show"), desk.button("show-week", "w:0")),)
            return Reply(desk.say("moved", moved=moved), keyboard=keyboard)
        case "skip", ():
            return _confirm_skip(desk, day)
        case "skipped", ():
            skipped = await desk.call(plans.skip, event.chat_id, day, event.update_id)
            return Reply(desk.say("skipped", day=skipped), keyboard=((desk.button("show-week", "w:0"),),))
        case "snooze", ():
            return _offer_snooze(desk, day)
        case "wake", (minutes,) if minutes.isdigit():
            at = await desk.call(reminders.snooze, event.chat_id, day, int(minutes))
            return Reply(desk.say("snoozed", at=at), keyboard=((desk.button("show-today", "t:show"),),))
        case _:
            return desk.toast("old-button")


def day_keyboard(desk: Desk, day: plans.DayView) -> Keyboard:
    """Return the buttons that suit a day."""
    week = desk.button("show-week", "w:0")
    if day.session is None:
        return ((week, desk.button("why-today", data("w", "why", packed(day.day)))),)
    if not day.session.open:
        return ((week,),)
    on, minutes = packed(day.day), day.session.minutes
    if day.session.state.value == "started":
        return ((desk.button("go-on", data("s", "show", on)),), (week,))
    rows: Keyboard = (
        (desk.button("start-session", data("t", "go", on, Variant.FULL), minutes[Variant.FULL]),),
        (
            desk.button("short-session", data("t", "go", on, Variant.SHORT), minutes[Variant.SHORT]),
            desk.button("minimum-session", data("t", "go", on, Variant.MINIMUM), minutes[Variant.MINIMUM]),
        ),
        (
            desk.button("move", data("t", "move", on)),
            desk.button("skip-session", data("t", "skip", on)),
            week,
        ),
    )
    return rows if day.is_today else rows[2:]


async def _offer_days(desk: Desk, event: Event, day: date) -> Replies:
    view = await desk.call(plans.where_to, event.chat_id, day)
    say = desk.messages
    days = [
        Button(
            say.label("move-to", say.short_day(to), to.day, say.label(f"run-{run.value}")),
            data("t", "to", packed(day), packed(to)),
        )
        for to, run in view.days
    ]
    rows = tuple(tuple(days[start : start + 2]) for start in range(0, len(days), 2))
    back = (desk.button("back", "t:show"), desk.button("skip-session", data("t", "skip", packed(day))))
    return Reply(desk.say("move", move=view), keyboard=(*rows, back))


def _confirm_skip(desk: Desk, day: date) -> Reply:
    keyboard: Keyboard = (
        (desk.button("minimum-instead", data("t", "go", packed(day), Variant.MINIMUM)),),
        (
            desk.button("skip-really", data("t", "skipped", packed(day))),
            desk.button("move", data("t", "move", packed(day))),
        ),
        (desk.button("back", "t:show"),),
    )
    return Reply(desk.say("skip", day=day), keyboard=keyboard)


def _offer_snooze(desk: Desk, day: date) -> Reply:
    times = tuple(
        desk.button(f"snooze-{minutes}", data("t", "wake", packed(day), minutes)) for minutes in SNOOZES
    )
    return Reply(desk.say("snooze"), keyboard=(times, (desk.button("back", "t:show"),)))


FEATURE = Feature(commands={"today": today, "move": move_next}, buttons={"t": tap})
