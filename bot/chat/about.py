"""/help."""

from __future__ import annotations

from bot.chat.commands import COMMANDS
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Reply


async def help_(desk: Desk, _event: Event) -> Replies:
    """Answer /help."""
    return Reply(desk.say("help", commands=COMMANDS))


FEATURE = Feature(commands={"help": help_})
