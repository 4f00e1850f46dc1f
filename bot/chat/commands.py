"""The list of commands: it makes the menu, /help and the README's table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """A line of /help."""

    DAY = "day"
    PLAN = "plan"
    LIFE = "life"
    ANSWERS = "answers"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Command:
    """A command with the line that explains it; `menu` puts it into Telegram's menu, `hidden` shows it nowhere.

    In /help it stands in its group's line, with `brief` behind it where its name does not say enough.
    """

    name: str
    does: str
    group: Group
    brief: str = ""
    menu: bool = True
    hidden: bool = False


ALL_COMMANDS = (
    Command("start", "Begin, or carry on", Group.DAY),
    Command("today", "Today's run and session", Group.DAY),
    Command("week", "This week and next", Group.PLAN),
    Command("plan", "Why each day is as it is", Group.PLAN, "with the reasons", menu=False),
    Command("log", "Log or correct a session", Group.DAY, "what you did"),
    Command("season", "The phases up to your race", Group.PLAN, "up to your race"),
    Command("progress", "What you have kept up, and your lifts", Group.PLAN),
    Command("move", "Move the next session", Group.DAY, "a session"),
    Command("pause", "Ill, away, or no time", Group.LIFE, "when ill or away"),
    Command("runs", "Change your running week", Group.LIFE),
    Command("race", "Set or cancel your race", Group.LIFE),
    Command("calendar", "Your plan in your calendar", Group.LIFE),
    Command("ask", "Ask me anything about strength", Group.ANSWERS, "me anything"),
    Command("settings", "Change your answers", Group.DATA),
    Command("help", "What I can do", Group.ANSWERS),
    Command("exercise", "How an exercise is done", Group.ANSWERS, "and how it is done", menu=False),
    Command("privacy", "What is stored about you", Group.DATA, menu=False),
    Command("export", "All your data as files", Group.DATA, "as files", menu=False),
    Command("delete", "Delete everything about you", Group.DATA, "everything", menu=False),
    Command("cancel", "Leave an open question", Group.ANSWERS, "an open question", menu=False),
    Command("admin", "For operators", Group.DATA, menu=False, hidden=True),
)
COMMANDS = tuple(command for command in ALL_COMMANDS if not command.hidden)
MENU = tuple(command for command in COMMANDS if command.menu)
