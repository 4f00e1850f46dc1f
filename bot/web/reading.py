"""From the body of a request to an update, whatever somebody has put into it."""

from __future__ import annotations

import json
from typing import Any

from telegram import Bot, Chat, Update

from bot.chat.processor import key_of

LARGEST_BODY = 1024 * 1024
DEEPEST = 64  # Telegram's own have a dozen levels; whoever reads it next may have less of the stack left
_LARGEST_NUMBER = 2**63 - 1
_REPLACED = "\ufffd"


class Unreadable(Exception):
    """What came is no update, and was not sent by Telegram."""


def read_json(body: bytes) -> dict[str, Any]:
    """Return an update's object, free of what no database takes: halves of surrogate pairs, and null characters.

    Raises:
        Unreadable: it is no JSON object with an update's number, or too deep to be one.
    """
    try:
        data: object = json.loads(body.decode(), parse_constant=_no_constant)
        if not isinstance(data, dict):
            raise Unreadable
        data = {key: _cleaned(value, DEEPEST) for key, value in data.items()}
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not is_number(data.get("update_id")):
        raise Unreadable
    return data


def read_update(data: dict[str, Any], bot: Bot | None) -> Update | None:
    """Return an update, None for one that cannot be understood: another kind of message than this version knows."""
    try:
        update = Update.de_json(data, bot)
        key = key_of(update)
    except (AttributeError, KeyError, OSError, OverflowError, RecursionError, TypeError, ValueError):
        return None
    message = update.effective_message
    nowhere = message is not None and not isinstance(message.chat, Chat)
    return None if nowhere or not _is_id(key) else update


def is_number(value: object) -> bool:
    """Tell whether something is a whole number that a database takes."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_NUMBER


def _is_id(value: object) -> bool:
    """Tell whether something can be a chat's id: those of groups are negative."""
    return is_number(
        -value if isinstance(value, int) and not isinstance(value, bool) and value < 0 else value
    )


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _cleaned(value: Any, room: int) -> Any:
    """Return a value with proper text only; `room` is how many levels there may be in it."""
    if isinstance(value, str):
        if value.isascii() and "\0" not in value:
            return value
        return value.replace("\0", _REPLACED).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict | list) and not room:
        raise Unreadable
    if isinstance(value, dict):
        return {_cleaned(key, 0): _cleaned(each, room - 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each, room - 1) for each in value]
    return value
