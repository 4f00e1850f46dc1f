"""/help."""

from __future__ import annotations

from bot.chat.commands import COMMANDS, Group
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Reply


async def help_(desk: Desk, _event: Event) -> Replies:
    """Answer /help: the commands, a line for each group of them."""
    groups = {group: [each for each in COMMANDS if each.group is group] for group in Group}
    return Reply(desk.say("help", groups=groups))


FEATURE = Feature(commands={"help": help_})
