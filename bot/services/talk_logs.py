"""Typed words that belong to a log, to the check on the next run, or to a benchmark that is open."""

from __future__ import annotations

import re

from bot.services import benchmarking, logs, next_run, runners
from bot.services.logs.draft import LOG
from bot.services.tools import Tools
from bot.store.tables import Chat
from bot.understanding.actions import Action

View = logs.View | next_run.View | benchmarking.View

_BOOK = re.compile(
    r"^\W*(?:please )?(?:show|correct|change|edit|fix|amend|delete|remove|open)\b.{0,24}\b(?:logs?|logged)\b"
    r"|^\W*my logs?\W*$",
    re.IGNORECASE,
)
_BENCHMARKS = re.compile(
    r"^\W*(?:show |my |do |the )*(?:benchmarks?|strength tests?|test day)\W*$", re.IGNORECASE
)
_CHECK = re.compile(
    r"\b(?:next[- ]run|run) check\b|\bhow (?:my|the) legs? (?:ran|felt)\b"
    r"|\blegs? (?:felt|feel|were|are|ran)\b.{0,30}\brun\b|\brun\b.{0,30}\blegs? (?:felt|feel|were|are)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(r"^\W*(?:log|logged|done|did|finished|completed)\b", re.IGNORECASE)
_SAVE = frozenset(
    {"save", "save it", "yes", "yep", "yeah", "ok", "right", "correct", "that's right", "confirm"}
)
_LEAVE = frozenset({"no", "cancel", "leave it", "stop", "back", "never mind", "nevermind"})


def shown(tools: Tools, chat_id: int, chat: Chat) -> View | None:
    """Return what words led to that were heard already and whose reply may be missing."""
    if chat.awaiting == "log" or (chat.awaiting is None and "saved" in chat.draft):
        return logs.shown(tools, chat_id)
    return None


def plain(tools: Tools, chat_id: int, text: str, action: Action | None, update_id: int) -> View | None:
    """Return what words lead to that are about a log whatever else is going on: sets of an exercise, a correction."""
    if _BOOK.search(text):
        return logs.book(tools, chat_id)
    slots = None if action is None or action.name != "log" else action.slots
    named = slots is not None and (
        slots.correct is not None or sum(each.exercise is not None for each in slots.sets) > 0
    )
    return logs.hear(tools, chat_id, text, update_id) if named else None


def open_talk(
    tools: Tools, chat_id: int, text: str, action: Action | None, update_id: int, awaiting: str | None
) -> View | None:
    """Return what words lead to while a log, a check or a benchmark is open, or that wish for one of them."""
    answered = (
        None if awaiting is None else _awaited(tools, chat_id, text, action, update_id, awaiting == LOG)
    )
    if answered is not None:
        return answered
    if _BENCHMARKS.search(text):
        return benchmarking.view(tools, chat_id)
    if _CHECK.search(text) and next_run.standing(tools, chat_id).due is not None:
        return next_run.open_(tools, chat_id, update_id)
    if action is None and _TOLD.search(text) and "?" not in text:
        return logs.hear(tools, chat_id, text, update_id)
    if action is not None and action.name == "log":
        return logs.hear(tools, chat_id, text, update_id) or logs.open_(tools, chat_id, update_id)
    return None


def _awaited(
    tools: Tools, chat_id: int, text: str, action: Action | None, update_id: int, a_log: bool
) -> View | None:
    """Return what words lead to that may be what is waited for."""
    if a_log:
        said = text.strip(" .!").lower()
        if said in _LEAVE:
            return logs.leave(tools, chat_id)
        view = logs.shown(tools, chat_id)
        if said in _SAVE and isinstance(view, logs.DraftView) and view.lifts:
            return logs.save(tools, chat_id, update_id)
        if said in _SAVE and isinstance(view, logs.FixView):
            return logs.fix(tools, chat_id, update_id)
        heard = None if "?" in text or _means_else(action) else logs.hear(tools, chat_id, text, update_id)
        if heard is not None:
            return heard
    return next_run.hear(tools, chat_id, text, update_id) or benchmarking.hear(
        tools, chat_id, text, update_id
    )


def leave(tools: Tools, chat_id: int) -> bool:
    """Leave a log, a check or a benchmark that is open; False when none is."""
    with tools.store.writing() as session:
        found = runners.find(session, chat_id)
        awaiting = None if found is None else found[0].awaiting
        if found is None or awaiting is None or awaiting.partition(":")[0] not in ("log", "check", "bench"):
            return False
        found[0].awaiting, found[0].draft = None, {}
        return True


def _means_else(action: Action | None) -> bool:
    return action is not None and action.sure and action.name not in ("log", "complaint")
