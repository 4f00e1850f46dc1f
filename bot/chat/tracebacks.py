"""What is written down of an exception: where it happened and its kind; of its text only what cannot be a runner's.

Many exceptions repeat what they could not read: `int("my left knee")` does, and PostgreSQL shows the whole row that it
refused. So a text is left out unless its kind speaks of the program, the machine or the way to Telegram.
"""

from __future__ import annotations

import re
import traceback

# Texts about types, names and states of the program.
_OF_THE_PROGRAM = (ArithmeticError, AttributeError, ImportError, NameError, TypeError)
# Texts that may quote a value; what stands in quotes is left out.
_DRIVERS = frozenset({"psycopg", "sqlite3"})
_QUOTING_ROOMS = _DRIVERS | {"aiohttp", "bot", "sqlalchemy", "telegram"}
# To the last closing quote, as a value may have some of its own; one that is never closed reaches to the end.
_QUOTED = re.compile(
    r"\"(?:.*\"|.*)|(?<!\w)'(?:.*'(?!\w)|.*)|“(?:.*”|.*)|‘(?:.*’|.*)|«(?:.*»|.*)|`(?:.*`|.*)", re.DOTALL
)
_LONGEST = 300
_MOST_CAUSES = 10
_CAUSED = "\nThe above exception was the direct cause of the following exception:\n"
_MEANWHILE = "\nDuring handling of the above exception, another exception occurred:\n"


def written_down(error: BaseException) -> str:
    """Return an exception's traceback and those of its causes, the first cause first, as Python shows them."""
    parts = [_block(error)]
    seen = {id(error)}
    while len(seen) < _MOST_CAUSES:
        cause, link = error.__cause__, _CAUSED
        if cause is None and not error.__suppress_context__:
            cause, link = error.__context__, _MEANWHILE
        if cause is None or id(cause) in seen:
            break
        parts += [link, _block(cause)]
        seen.add(id(cause))
        error = cause
    return "\n".join(reversed(parts))


def one_line(error: BaseException) -> str:
    """Return an exception's kind, with its text where that is about no runner."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    text = _text(error)
    return f"{name}: {text}" if text else name


def unquoted(text: str) -> str:
    """Return a text without what stands in quotes."""
    return _QUOTED.sub("…", text)


def _block(error: BaseException) -> str:
    lines = ["Traceback (most recent call last):", *traceback.format_tb(error.__traceback__)]
    lines.append(one_line(error))
    if isinstance(error, BaseExceptionGroup):
        lines += [f"  + {one_line(each)}" for each in error.exceptions]
    return "\n".join(line.rstrip("\n") for line in lines)


def _text(error: BaseException) -> str:
    if isinstance(error, OSError):
        return f"[Errno {error.errno}] {error.strerror}" if error.errno is not None else ""
    if isinstance(error, _OF_THE_PROGRAM):
        return _first_line(str(error))
    room = _room(error)
    if room == "sqlalchemy" and "orig" in vars(error) and _room(error.orig) not in _DRIVERS:  # type: ignore[attr-defined]
        return ""  # not the database's own words, but those of whatever could not be made fit for it
    if isinstance(error, RuntimeError) or room in _QUOTING_ROOMS:
        return _first_line(unquoted(str(error)))  # cut first, a quote would lose its end
    return ""


def _room(error: object) -> str:
    return type(error).__module__.partition(".")[0]


def _first_line(text: str) -> str:
    return text.partition("\n")[0][:_LONGEST]
