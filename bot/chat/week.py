"""/week and /plan: seven days at a glance, and why each stands as it does."""

from __future__ import annotations

from bot.chat import cards
from bot.chat.days import packed, unpacked
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.chat.today import rest_row
from bot.services import plans


async def week(desk: Desk, event: Event) -> Replies:
    """Answer /week."""
    return await _show(desk, event, 0)


async def plan(desk: Desk, event: Event) -> Replies:
    """Answer /plan: the week with the reasons."""
    return await _details(desk, event, 0)


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `w:<weeks on>`, `w:plan:<weeks on>` and `w:why:<day>`."""
    match event.args:
        case ("0" | "1" as weeks,):
            return await _show(desk, event, int(weeks))
        case ("plan", "0" | "1" as weeks):
            return await _details(desk, event, int(weeks))
        case ("why", text) if (day := unpacked(text)) is not None:
            why = await desk.call(plans.why, event.chat_id, day)
            back = (desk.button("back-to-week", "w:0"),)
            return Reply(desk.say("why", why=why), keyboard=(*rest_row(desk, why.rest), back))
        case _:
            return desk.toast("old-button")


def week_lines(
    desk: Desk, view: plans.WeekView, *, only_ahead: bool = False, only_sessions: bool = False
) -> str:
    """Return a week's lines, of all seven days, of those that are not over yet or of those that have a session."""
    return desk.say("_week_lines", week=view, only_ahead=only_ahead, only_sessions=only_sessions)


async def _show(desk: Desk, event: Event, weeks_on: int) -> Replies:
    view = await desk.call(plans.week_of, event.chat_id, weeks_on)
    other = desk.button("next-week", "w:1") if weeks_on == 0 else desk.button("this-week", "w:0")
    keyboard: Keyboard = (
        (desk.button("plan-details", data("w", "plan", weeks_on)), other),
        (
            desk.button("show-today", "t:show"),
            desk.button("change-run", data("r", "week", weeks_on)),
            desk.button("change-pause" if view.pauses else "take-pause", "p"),
        ),
        *rest_row(desk, view.rest),
    )
    today = None
    if view.is_this_week and desk.shelf is not None:  # what the picture says of today
        today = await desk.call(plans.today, event.chat_id)
    return Reply(
        desk.say("week", week=view, lines=week_lines(desk, view, only_sessions=True)),
        keyboard=keyboard,
        picture=cards.of_week(desk.messages, view, today),
        alone=desk.say("week", week=view, lines=week_lines(desk, view)),
    )


async def _details(desk: Desk, event: Event, weeks_on: int) -> Replies:
    view = await desk.call(plans.week_of, event.chat_id, weeks_on)
    free = [line for line in view.days if line.kind is None and not line.is_past]
    say = desk.messages
    buttons = [
        Button(say.label("why-not-day", say.short_day(line.day)), data("w", "why", packed(line.day)))
        for line in free
    ]
    rows = tuple(tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3))
    back: tuple[Button, ...] = (desk.button("back-to-week", data("w", weeks_on)),)
    return Reply(desk.say("plan", week=view), keyboard=(*rows, *rest_row(desk, view.rest), back))


FEATURE = Feature(commands={"week": week, "plan": plan}, buttons={"w": tap})
