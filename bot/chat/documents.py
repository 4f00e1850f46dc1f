"""Files that a runner sends: a calendar is read for runs, anything else gets a sentence."""

from __future__ import annotations

import logging

from telegram.error import TelegramError

from bot.chat import calendar, forwarded, text
from bot.chat.desk import Desk, Event, Incoming, Replies
from bot.chat.reply import Keyboard, Reply
from bot.services.calendar import feed, imports
from bot.services.calendar.reading import MOST_BYTES, NotRead

log = logging.getLogger(__name__)

_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})


async def document(desk: Desk, event: Event) -> Replies:
    """Answer a file; one that is no calendar but comes with words is answered by its words."""
    file = event.document
    if file is None:
        return None
    if not is_calendar(file):
        if event.text:
            return await (forwarded.forwarded if event.forwarded else text.text)(desk, event)
        return Reply(desk.say("media-file"))
    await desk.call(feed.view, event.chat_id)  # whoever has no plan yet is told so before anything is fetched
    if file.size > MOST_BYTES:
        return _not_read(desk, NotRead("too-large"))
    try:
        content = await file.fetch()
    except TelegramError as error:  # its text may hold the file's address, and in it the token
        log.warning("A file could not be fetched: %s", type(error).__name__)
        return _not_read(desk, NotRead("not-fetched"))
    try:
        return calendar.found(desk, await desk.call(imports.find, event.chat_id, content))
    except NotRead as problem:
        return _not_read(desk, problem)


def is_calendar(file: Incoming) -> bool:
    """Tell whether a file says that it is a calendar."""
    return file.name.lower().endswith((".ics", ".ical", ".ifb", ".vcs")) or file.mime in _TYPES


def _not_read(desk: Desk, problem: NotRead) -> Reply:
    keyboard: Keyboard = ((desk.button("calendar-back", "c:home"),),)
    text_ = desk.say("calendar-not-read", reason=problem.reason, plan=problem.plan)
    return Reply(text_, keyboard=keyboard)
