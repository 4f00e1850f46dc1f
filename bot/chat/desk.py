"""What every feature has at hand, and what it is told about the message it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from bot.chat.messages import Messages
from bot.chat.outage import Outage
from bot.chat.reply import Button, Picture, Reply
from bot.chat.sending import Budget
from bot.services.styles import Style, style_of
from bot.services.tools import Tools

if TYPE_CHECKING:
    from bot.pictures.shelf import Shelf

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that was sent to the bot; `size` in bytes, as Telegram has it (0: it does not say). `fetch` gets it."""

    name: str
    mime: str
    size: int
    fetch: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Event:
    """One message or tap: who, what, and the number by which Telegram knows it."""

    chat_id: int
    update_id: int
    name: str = ""
    text: str = ""
    args: tuple[str, ...] = ()
    location: tuple[float, float] | None = None
    message_id: int | None = None
    tapped: bool = False
    pictured: bool = False
    document: Incoming | None = None
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """The services, the words, the budget of messages that may leave, and the shelf of drawn pictures (None: none).

    `replaced` has by chat the picture that went last and the message that came in its place, as far as this process
    knows. `filming` is held while a film is made: that takes seconds, so it is done one by one.
    """

    tools: Tools
    messages: Messages
    budget: Budget
    operators: frozenset[int] = field(default_factory=frozenset)
    public_url: str = ""
    shelf: Shelf | None = None
    exercises: Callable[[str, str], Picture | None] | None = None
    movements: Callable[[str, str], Picture | None] | None = None
    outage: Outage = field(default_factory=Outage, compare=False)
    replaced: dict[int, tuple[int, int]] = field(default_factory=dict, compare=False)
    filming: asyncio.Lock = field(default_factory=asyncio.Lock, compare=False)

    async def call(self, service: Callable[Concatenate[Tools, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a service in a thread, so that the database never holds up the chats; wait for one that is away.

        Where the connection breaks the service is called again, and the call before may have been written already: each
        has to bear that. What an update changes is marked with its number; the rest is no worse for being done twice.
        """
        return await self.outage.through(lambda: asyncio.to_thread(service, self.tools, *args, **kwargs))

    async def for_chat(self, chat_id: int) -> Desk:
        """Return this desk with the words in the style of a chat's runner."""
        return self.styled(await self.call(style_of, chat_id))

    def styled(self, style: Style) -> Desk:
        """Return this desk with the words in a style."""
        return replace(self, messages=self.messages.styled(style))

    def exercise(self, id_: str) -> Picture | None:
        """Return the picture of an exercise, None where there is none."""
        return None if self.exercises is None else self.exercises(id_, self.messages.style.figure)

    async def movement(self, id_: str) -> Picture | None:
        """Return the picture of an exercise that moves, None where there is none."""
        if self.movements is None:
            return None
        return await asyncio.to_thread(self.movements, id_, self.messages.style.figure)

    def button(self, key: str, data: str, *facts: object) -> Button:
        """Return a button with a label by its key."""
        return Button(self.messages.label(key, *facts), data)

    def say(self, template: str, /, **facts: Any) -> str:
        """Return a template's text."""
        return self.messages.render(template, **facts)

    def toast(self, key: str, *facts: object, alert: bool = False) -> Reply:
        """Return a reply that only shows a toast."""
        return Reply(toast=self.messages.label(key, *facts), alert=alert)


Replies = Reply | Sequence[Reply] | None
Handler = Callable[[Desk, Event], Awaitable[Replies]]


@dataclass(frozen=True, slots=True)
class Feature:
    """A room's part of the chat: the commands and the buttons (by the first part of their data) it answers."""

    commands: dict[str, Handler] = field(default_factory=dict)
    buttons: dict[str, Handler] = field(default_factory=dict)
