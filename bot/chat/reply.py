"""What a feature answers with: a text, its buttons, a toast. Nothing here knows Telegram's classes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.pictures.motion import Loop

CALLBACK_BYTES = 64
CAPTION_CHARACTERS = 1024  # after parsing (core.telegram.org/bots/api#sendphoto)


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: its label and the data that a tap sends (at most 64 bytes)."""

    label: str
    data: str


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing above a text: `svg` makes it, which takes a moment; `loop` lets it move, which takes some seconds.

    `loop_key` is the loop's key (`bot.pictures.shelf.key_of_loop`), for which it need not be drawn each time.
    """

    svg: Callable[[], str]
    loop: Callable[[], Loop] | None = None
    loop_key: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One message, or the change of the one whose button was tapped.

    `text` is Telegram HTML; None leaves the message as it is. `toast` is shown over the chat and `alert` makes it
    stay until it is closed. `fresh` sends a new message even after a tap. `location` is the label of a button below the
    text field that shares the place; `location_done` takes that button away. `keep_keyboard` leaves the last
    screen's buttons where they are. `document` is a file's name and content: it goes as a message of its own, with the
    text (at most 1,024 characters) as its caption, and leaves the screen as it is. `picture` is shown above the text;
    where it cannot be drawn, or the text is longer than a caption, the text comes alone. A text without a picture goes
    below one as a new message; with `replaces_picture` it takes the place of that message, which goes. `alone` is the
    longer text for when the picture is not there to say its part.
    """

    text: str | None = None
    keyboard: Keyboard = ()
    toast: str | None = None
    alert: bool = False
    fresh: bool = False
    silent: bool = False
    location: str | None = None
    location_done: bool = False
    keep_keyboard: bool = False
    document: tuple[str, bytes] | None = None
    picture: Picture | None = None
    replaces_picture: bool = False
    alone: str | None = None


def data(*parts: object) -> str:
    """Return callback data from its parts.

    Raises:
        ValueError: it is longer than Telegram takes.
    """
    text = ":".join(str(part) for part in parts)
    if len(text.encode()) > CALLBACK_BYTES:
        raise ValueError(f"callback data of {len(text.encode())} bytes: {text}")
    return text
