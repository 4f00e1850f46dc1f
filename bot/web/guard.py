"""What every answer carries, and what is written down about a request: its kind and its answer, nothing of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.services.away import is_away

log = logging.getLogger(__name__)

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Server": "Stridesmith",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
NO_ROUTE = "none"

Count = Callable[[str, int], None]
"""Told the name of a request's route and the status of its answer."""


class QuietLogger(logging.LoggerAdapter[logging.Logger]):
    """The server's own log without its arguments, which are addresses."""

    def log(self, level: int, msg: object, *args: object, **kwargs: Any) -> None:  # noqa: ARG002
        """Log what kind of trouble it was."""
        error = kwargs.get("exc_info")
        kind = type(error).__name__ if isinstance(error, BaseException) else ""
        self.logger.log(min(level, logging.INFO), "A request could not be read or answered %s", kind)


def guarded(count: Count) -> Middleware:
    """Return the middleware that answers what fails, and counts."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        name = request.match_info.route.name or NO_ROUTE
        try:
            response = await handler(request)
        except web.HTTPException as refusal:
            response = web.Response(status=refusal.status)
            if "Allow" in refusal.headers:
                response.headers["Allow"] = refusal.headers["Allow"]
        except Exception as error:
            if is_away(error):  # told elsewhere, and once
                response = web.Response(status=503)
            else:
                log.exception("A web request failed (%s)", name)
                response = web.Response(status=500)
        for key, value in HEADERS.items():
            response.headers.setdefault(key, value)
        level = logging.DEBUG if response.status < 400 else logging.INFO
        log.log(
            level, "%s %s: %s", request.method if request.method in _METHODS else "?", name, response.status
        )
        count(name, response.status)
        return response

    return guard


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
