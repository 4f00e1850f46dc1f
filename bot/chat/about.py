"""/help, /privacy and /delete."""

from __future__ import annotations

from bot.chat.commands import COMMANDS
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Reply
from bot.services import runners


async def help_(desk: Desk, _event: Event) -> Replies:
    """Answer /help."""
    return Reply(desk.say("help", commands=COMMANDS))


async def privacy(desk: Desk, _event: Event) -> Replies:
    """Answer /privacy."""
    return Reply(desk.say("privacy"), keyboard=((desk.button("delete-ask", "d:ask"),),))


async def delete(desk: Desk, _event: Event) -> Replies:
    """Answer /delete: ask first."""
    keyboard = ((desk.button("delete-really", "d:really"), desk.button("delete-not", "d:not")),)
    return Reply(desk.say("delete"), keyboard=keyboard)


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `d:ask`, `d:really` and `d:not`."""
    match event.args:
        case ("ask",):
            return await delete(desk, event)
        case ("really",):
            await desk.call(runners.delete, event.chat_id)
            return Reply(desk.say("deleted"))
        case _:
            return Reply(desk.say("not-deleted"))


FEATURE = Feature(commands={"help": help_, "privacy": privacy, "delete": delete}, buttons={"d": tap})
