"""Links into the chat (`t.me/<bot>?start=<payload>`): /start with a word about where to begin."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.chat import ask, calendar, settings, start, text, today, week
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Reply
from bot.services import answers, onboarding

ASK = "ask_"

# Where a payload leads once there is a plan; one that is not known leads where /start alone does.
PLACES: dict[str, Callable[[Desk, Event], Awaitable[Replies]]] = {
    "today": today.today,
    "week": week.week,
    "session": text.start_session,
    "calendar": calendar.calendar,
    "settings": settings.settings,
}


async def linked(desk: Desk, event: Event) -> Replies:
    """Answer /start, alone or from a link."""
    payload = event.args[0] if event.args else ""
    if payload.startswith(ASK):
        return await _answer(desk, event, payload.removeprefix(ASK))
    place = PLACES.get(payload)
    if place is None:
        return await start.start(desk, event)
    # /start also lets the bot write again, and asks whoever has no plan yet.
    asked = await desk.call(onboarding.start, event.chat_id, event.name, event.update_id)
    return await place(desk, event) if asked is None else await start.start(desk, event)


async def _answer(desk: Desk, event: Event, topic: str) -> Replies:
    """Show an entry; a newcomer reads it first and is then asked the first question."""
    asked = await desk.call(onboarding.start, event.chat_id, event.name, event.update_id)
    answer = await desk.call(answers.show, event.chat_id, topic)
    if answer is None:
        return await start.start(desk, replace(event, args=()))
    shown = ask.replied(desk, answer)
    if asked is None:
        return shown
    return [replace(shown, keyboard=()), *_listed(await start.start(desk, event))]


def _listed(replies: Replies) -> list[Reply]:
    if replies is None:
        return []
    return [replies] if isinstance(replies, Reply) else list(replies)


FEATURE = Feature(commands={"start": linked})
