"""What every feature has at hand, and what it is told about the message it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.chat.messages import Messages
from bot.chat.reply import Button, Reply
from bot.chat.sending import Budget
from bot.services.tools import Tools

P = ParamSpec("P")
T = TypeVar("T")


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


@dataclass(frozen=True, slots=True)
class Desk:
    """The services, the words, and the budget of messages that may leave."""

    tools: Tools
    messages: Messages
    budget: Budget
    operators: frozenset[int] = field(default_factory=frozenset)

    async def call(self, service: Callable[Concatenate[Tools, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a service in a thread, so that the database never holds up the chats."""
        return await asyncio.to_thread(service, self.tools, *args, **kwargs)

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
