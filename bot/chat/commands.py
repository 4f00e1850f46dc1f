"""The list of commands: it makes the menu, /help and the README's table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command with the line that explains it; `menu` puts it into Telegram's menu, `hidden` shows it nowhere."""

    name: str
    does: str
    menu: bool = True
    hidden: bool = False


ALL_COMMANDS = (
    Command("start", "Begin, or carry on"),
    Command("today", "Today's run and session"),
    Command("week", "This week and next"),
    Command("plan", "Why each day is as it is", menu=False),
    Command("log", "Log or correct a session"),
    Command("season", "The phases up to your race"),
    Command("progress", "What you have kept up, and your lifts"),
    Command("move", "Move the next session"),
    Command("pause", "Ill, away, or no time"),
    Command("runs", "Change your running week"),
    Command("race", "Set or cancel your race"),
    Command("calendar", "Your plan in your calendar"),
    Command("ask", "Ask me anything about strength"),
    Command("settings", "Change your answers"),
    Command("help", "What I can do"),
    Command("exercise", "How an exercise is done", menu=False),
    Command("privacy", "What is stored about you", menu=False),
    Command("export", "All your data as files", menu=False),
    Command("delete", "Delete everything about you", menu=False),
    Command("cancel", "Leave an open question", menu=False),
    Command("admin", "For operators", menu=False, hidden=True),
)
COMMANDS = tuple(command for command in ALL_COMMANDS if not command.hidden)
MENU = tuple(command for command in COMMANDS if command.menu)
