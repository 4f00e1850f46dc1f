"""Keeps the bot's token out of every log line."""

from __future__ import annotations

import logging
import re
from urllib.parse import quote

# The form of a token inside a URL or a text; the bot's own one is added as it is.
_TOKEN = re.compile(r"\b\d{3,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
HIDDEN = "<token>"


class RedactingFormatter(logging.Formatter):
    """Formats a record and then takes tokens out of the result: out of its text, its arguments and its traceback."""

    def __init__(self, token: str = "") -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without tokens."""
        return redact(super().format(record), self._token)


def redact(text: str, token: str = "") -> str:
    """Return a text without anything that is or looks like a bot's token."""
    if token:
        text = text.replace(token, HIDDEN).replace(quote(token, safe=""), HIDDEN)
    return _TOKEN.sub(HIDDEN, text)


def set_up_logging(level: str, token: str = "") -> None:
    """Log to standard error, redacted; the libraries' chatter only from warnings on."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(token))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("httpx", "httpcore", "aiohttp", "apscheduler", "telegram", "alembic", "asyncio", "tzlocal"):
        logging.getLogger(name).setLevel(logging.WARNING)
