"""/log: what was done, by words or by buttons, shown back before it counts."""

from __future__ import annotations

from bot.chat.days import unpacked
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.log_screens import day_screen, screen
from bot.chat.reply import Reply
from bot.services import logs


async def log(desk: Desk, event: Event) -> Replies:
    """Answer /log, alone or with what was done behind it."""
    if event.text:
        view = await desk.call(logs.hear, event.chat_id, event.text, event.update_id)
        return Reply(desk.say("log-unread")) if view is None else screen(desk, view)
    return screen(desk, await desk.call(logs.open_, event.chat_id, event.update_id))


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `l`, `l:days:<page>`, `l:day:<day>`, `l:asked:<day>`, `l:rpe:<n>`, `l:save`, `l:fix` and `l:leave`."""
    chat, update = event.chat_id, event.update_id
    match event.args:
        case ():
            return screen(desk, await desk.call(logs.open_, chat, update))
        case ("show",):
            return screen(desk, await desk.call(logs.shown, chat))
        case ("days", page) if page.isdecimal():
            return day_screen(desk, await desk.call(logs.days, chat), int(page))
        case ("day", text) if (day := unpacked(text)) is not None:
            return screen(desk, await desk.call(logs.choose, chat, day, update))
        case ("asked", text) if (day := unpacked(text)) is not None:
            return screen(desk, await desk.call(logs.as_asked, chat, day, update))
        case ("rpe", rpe) if rpe.isdecimal():
            return screen(desk, await desk.call(logs.effort, chat, float(rpe), update))
        case ("save",):
            return screen(desk, await desk.call(logs.save, chat, update))
        case ("fix",):
            return screen(desk, await desk.call(logs.fix, chat, update))
        case ("leave",):
            left = await desk.call(logs.leave, chat)
            return desk.toast("old-button") if left is None else screen(desk, left)
        case _:
            return desk.toast("old-button")


FEATURE = Feature(commands={"log": log}, buttons={"l": tap})
