"""The list of commands: it makes the menu, /help and the README's table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command with the line that explains it; `menu` puts it into Telegram's menu."""

    name: str
    does: str
    menu: bool = True


COMMANDS = (
    Command("start", "Begin, or carry on"),
    Command("today", "Today's run and session"),
    Command("week", "This week and next"),
    Command("plan", "Why each day is as it is"),
    Command("move", "Move the next session"),
    Command("runs", "Change your running week"),
    Command("race", "Set or cancel your race"),
    Command("ask", "Ask me anything about strength"),
    Command("settings", "Change your answers"),
    Command("help", "What I can do"),
    Command("privacy", "What is stored about you", menu=False),
    Command("delete", "Delete everything about you", menu=False),
    Command("cancel", "Leave an open question", menu=False),
)
MENU = tuple(command for command in COMMANDS if command.menu)
