"""Everything that is no text and no button: other media, groups, edited messages, being blocked and unblocked."""

from __future__ import annotations

from bot.chat.desk import Desk, Event, Replies
from bot.chat.reply import Reply
from bot.services import reminders, runners


async def voice(desk: Desk, _event: Event) -> Replies:
    """Answer a voice message."""
    return Reply(desk.say("media-voice"))


async def picture(desk: Desk, _event: Event) -> Replies:
    """Answer a photo or a film without words."""
    return Reply(desk.say("media-picture"))


async def sticker(desk: Desk, _event: Event) -> Replies:
    """Answer a sticker or a moving picture."""
    return Reply(desk.say("media-sticker"))


async def other_media(desk: Desk, _event: Event) -> Replies:
    """Answer contacts, polls, dice and whatever else there is."""
    return Reply(desk.say("other-media"))


async def unknown_command(desk: Desk, _event: Event) -> Replies:
    """Answer a command that there is none of."""
    return Reply(desk.say("unknown-command"))


async def edited(desk: Desk, _event: Event) -> Replies:
    """Answer an edited message: what was understood before is not taken back by it."""
    return Reply(desk.say("edited"))


async def group(desk: Desk, _event: Event) -> Replies:
    """Answer a command in a group: health talk belongs into a private chat."""
    return Reply(desk.say("group"))


async def blocked(desk: Desk, event: Event) -> Replies:
    """The runner blocked the bot: stop writing."""
    await desk.call(runners.block, event.chat_id, "blocked")
    return None


async def unblocked(desk: Desk, event: Event) -> Replies:
    """The runner lets the bot write again: remind again, without a word."""
    await desk.call(reminders.unblocked, event.chat_id)
    return None
