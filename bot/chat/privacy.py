"""/privacy, /export and /delete: what is stored, all of it as files, and the end of it."""

from __future__ import annotations

from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Reply
from bot.services import privacy as data
from bot.services import runners


async def privacy(desk: Desk, _event: Event) -> Replies:
    """Answer /privacy."""
    keyboard = ((desk.button("export-now", "d:export"), desk.button("delete-ask", "d:ask")),)
    return Reply(desk.say("privacy"), keyboard=keyboard)


async def export(desk: Desk, event: Event) -> Replies:
    """Answer /export."""
    made = await desk.call(data.export, event.chat_id)
    return Reply(desk.say("export", plan=made.has_plan), document=(data.EXPORT_NAME, made.content))


async def delete(desk: Desk, _event: Event) -> Replies:
    """Answer /delete: ask first, and once more after that."""
    keyboard = (
        (desk.button("delete-really", "d:sure"), desk.button("delete-not", "d:not")),
        (desk.button("export-first", "d:export"),),
    )
    return Reply(desk.say("delete"), keyboard=keyboard)


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `d:ask`, `d:sure`, `d:really`, `d:not` and `d:export`."""
    match event.args:
        case ("ask",):
            return await delete(desk, event)
        case ("sure",):
            keyboard = ((desk.button("delete-for-good", "d:really"), desk.button("delete-not", "d:not")),)
            return Reply(desk.say("delete-sure"), keyboard=keyboard)
        case ("really",):
            await desk.call(runners.delete, event.chat_id)
            return Reply(desk.say("deleted"))
        case ("export",):
            return await export(desk, event)
        case ("not",):
            return Reply(desk.say("not-deleted"), keyboard=((desk.button("show-today", "t:show"),),))
        case _:
            return desk.toast("old-button")


FEATURE = Feature(commands={"privacy": privacy, "export": export, "delete": delete}, buttons={"d": tap})
