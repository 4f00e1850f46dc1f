"""Keeps what is secret and what is somebody's own out of every log line."""

from __future__ import annotations

import contextlib
import copy
import logging
import re
import sys
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, TextIO
from urllib.parse import quote

from bot.chat.tracebacks import one_line, unquoted, written_down

# The form of a token inside a URL or a text; the bot's own one is added as it is.
_TOKEN = re.compile(r"\b\d{3,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
# 32 random bytes as they are written here: a key for the data, the secret of a calendar link.
_KEY = re.compile(
    r"(?<![\w-])(?=[\w-]*[0-9])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[A-Za-z0-9_-]{43}=?(?![\w=-])", re.ASCII
)
_PASSWORD = re.compile(r"(://[^\s:/@]*:)[^\s/]+@")
HIDDEN = "<token>"
HIDDEN_KEY = "<key>"
_HIDDEN_PASSWORD = r"\1<password>@"  # noqa: S105 - what stands in its place
_LONGEST = 500
OURS = "bot"

log = logging.getLogger(__name__)


class RedactingFormatter(logging.Formatter):
    """Formats a record without secrets, without the texts of unknown exceptions, and without other people's arguments.

    What a library hands to its log may be all that somebody wrote (PTB logs a delivery that it cannot read as a
    whole): of its records the first line is kept, and of their arguments the numbers and the kinds of exceptions.
    """

    def __init__(self, *secrets: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the lines of its exception."""
        record = copy.copy(record)
        record.exc_text = None  # another handler may have left the whole text there
        if is_ours(record):
            record.args = _each(record.args, _unless_an_error)
        else:
            record.msg, record.args = _of_a_library(record), ()
        return redact(super().format(record), *self._secrets)

    def formatException(  # noqa: N802 - the name is logging's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """Return where it happened and what kind of exception it was."""
        return "" if ei[1] is None else written_down(ei[1])


def redact(text: str, *secrets: str) -> str:
    """Return a text without the secrets, and without anything that looks like a token, a key or a password."""
    for secret in filter(None, secrets):
        text = text.replace(secret, HIDDEN).replace(quote(secret, safe=""), HIDDEN)
    return _PASSWORD.sub(_HIDDEN_PASSWORD, _KEY.sub(HIDDEN_KEY, _TOKEN.sub(HIDDEN, text)))


def is_ours(record: logging.LogRecord) -> bool:
    """Tell whether a record is the bot's own and not a library's."""
    return record.name.partition(".")[0] == OURS


def is_written(record: logging.LogRecord) -> bool:
    """Tell whether a record is written at all: a library's only from warnings on, however chatty the bot is set."""
    return is_ours(record) or record.levelno >= logging.WARNING


def set_up_logging(level: str, *secrets: str) -> None:
    """Log to standard error, redacted; `level` is the bot's own, libraries are never asked for less than warnings."""
    handler = _Handler()
    handler.setFormatter(RedactingFormatter(*secrets))
    handler.addFilter(is_written)
    root = logging.WARNING if level in ("DEBUG", "INFO") else level
    logging.basicConfig(level=root, handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(level)
    sys.excepthook = _ended


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to standard error."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        """Say that a line is missing; Python would print what it was to be made of."""
        with contextlib.suppress(OSError, ValueError):
            self.stream.write(f"A line of {record.name} could not be written\n")


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write down what ends the process as everything else is written down."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        log.critical("The process ends by a fault", exc_info=error)


class _Told(str):
    """What is told of an exception, the same for `%s` and `%r`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class _Hidden:
    """Stands for an argument, whatever it is formatted as."""

    def __repr__(self) -> str:
        return "…"


def _of_a_library(record: logging.LogRecord) -> str:
    if not record.args:
        return _start(unquoted(str(record.msg)))  # cut first, a quote would lose its end
    template = _start(str(record.msg))
    try:
        return str(template % _each(record.args, _shown))
    except (KeyError, TypeError, ValueError):  # a number was wanted, or the lines below the first one
        return template


def _start(text: str) -> str:
    return text.partition("\n")[0][:_LONGEST]


def _each(args: Any, show: Callable[[object], object]) -> Any:
    """Return a record's arguments, which have names or are in a row, as they may be shown."""
    if isinstance(args, Mapping):
        return {key: show(value) for key, value in args.items()}
    return tuple(map(show, args or ()))


def _unless_an_error(value: object) -> object:
    """Return an argument of our own as it is, and of an exception what may be written down."""
    return _Told(one_line(value)) if isinstance(value, BaseException) else value


def _shown(value: object) -> object:
    if isinstance(value, BaseException):
        return _Told(one_line(value))
    return value if isinstance(value, int | float) else _Hidden()
