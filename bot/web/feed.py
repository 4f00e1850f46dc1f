"""The calendar feed: a runner's plan behind a link that nobody can guess."""

from __future__ import annotations

import asyncio
import hashlib
import re

from aiohttp import web

from bot.services.calendar.feed import feed
from bot.services.calendar.file import FILE_NAME
from bot.services.tools import Tools
from bot.web.addresses import Addresses

PATH = "/calendar/{file:.*}"
# Calendars ask again after this, in seconds; the plan changes once a day, and when the runner changes it.
FRESH_SECONDS = 900
_FILE = re.compile(r"([A-Za-z0-9_-]{1,128})\.ics")
_NOBODYS = "-"


class CalendarFeed:
    """Answers calendars."""

    def __init__(self, tools: Tools, addresses: Addresses) -> None:
        self._tools, self._addresses = tools, addresses

    async def get(self, request: web.Request) -> web.Response:
        """Return the plan; 404 for a link that opens none, 429 for somebody who asks too often."""
        wait = self._addresses.wait_seconds(request)
        if wait:
            return web.Response(status=429, headers={"Retry-After": str(wait)})
        match = _FILE.fullmatch(request.match_info["file"])
        # What cannot be a link is looked up all the same: the answer takes as long.
        content = await asyncio.to_thread(feed, self._tools, match[1] if match else _NOBODYS)
        if content is None:
            return web.Response(status=404)
        tag = hashlib.sha256(content).hexdigest()[:32]
        headers = {"ETag": f'"{tag}"', "Cache-Control": f"private, max-age={FRESH_SECONDS}"}
        if any(each.value in (tag, "*") for each in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        headers["Content-Disposition"] = f'inline; filename="{FILE_NAME}"'
        return web.Response(body=content, content_type="text/calendar", charset="utf-8", headers=headers)
