"""Forwarded messages: answered like a question, never obeyed and never taken for the runner's own words."""

from __future__ import annotations

from bot.chat import ask, start, text
from bot.chat.desk import Desk, Event, Replies
from bot.chat.reply import Keyboard, Reply
from bot.services import overheard, talk
from bot.services.answers import ChooseView


async def forwarded(desk: Desk, event: Event) -> Replies:
    """Answer a forwarded message."""
    heard = await desk.call(overheard.hear, event.chat_id, event.text[: text.LONGEST_HEARD])
    if isinstance(heard, talk.RedFlagView):
        return text.red_flag(desk, heard)
    if isinstance(heard.reply, ChooseView) and heard.reply.sure_of_none:
        keyboard: Keyboard = ((desk.button("show-today", "t:show"),),)
        replies = [Reply(desk.say("forwarded"), keyboard=() if heard.open else keyboard)]
    else:
        replies = [ask.replied(desk, heard.reply)]
    if heard.open is not None:
        replies += start.ask(desk, heard.open, note="and-back")
    return replies
