"""What an operator looks at on the command line: the questions that were not answered well, and the counters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.clock import SystemClock
from bot.failures import StartError
from bot.hearing import understanding_of
from bot.library import load_library
from bot.library.drafting import id_from, write_draft
from bot.opening import open_store
from bot.services import asked
from bot.services import stats as counters
from bot.services.tools import Tools
from bot.settings import Settings

SHOWN = 30
WORDINGS_SHOWN = 3


def questions(settings: Settings, *, as_json: bool) -> None:
    """Print the questions that the content failed, those asked most often first.

    Raises:
        ContentError, StartError, StoreError: see `_tools`.
    """
    tools = _tools(settings)
    with closing(tools.store):
        groups = asked.groups(tools)
    if as_json:
        print(json.dumps([_plain(asdict(group)) for group in groups], ensure_ascii=False))  # noqa: T201
        return
    console = Console(highlight=False, soft_wrap=True)
    if not groups:
        console.print("No question is open: everything that was asked was answered, and nobody complained.")
        return
    for group in groups[:SHOWN]:
        nearest = f"; nearest: {', '.join(group.topics)}" if group.topics else ""
        console.print(f"[bold]{group.id}[/]  {group.times} ×, {', '.join(group.reasons)}{nearest}")
        for wording in group.wordings[:WORDINGS_SHOWN]:
            console.print(f"    {escape(wording.text)}")
    if len(groups) > SHOWN:
        console.print(f"… and {len(groups) - SHOWN} more; --json prints them all.")
    console.print("`stridesmith questions draft ID` makes a draft of an entry, `… settle ID` puts one away.")


def draft(settings: Settings, number: int, name: str | None) -> Path:
    """Write a draft of an entry from a question and those like it, put them away, and return the file.

    Raises:
        StartError: there is no such question, or the draft cannot be written.
        ContentError, StoreError: see `_tools`.
    """
    tools = _tools(settings)
    with closing(tools.store):
        group = _group(tools, number)
        wordings = [each.text for each in group.wordings]
        related = [topic for topic in group.topics if topic in tools.library.answers]
        today = tools.clock.now().date()
        try:
            path = write_draft(settings.content_dir, name or id_from(wordings[0]), wordings, related, today)
        except FileExistsError as error:
            raise StartError(f"{error} Choose another name with --id.") from error
        except ValueError as error:
            raise StartError(f"{error}.") from error
        except OSError as error:
            raise StartError(f"The draft cannot be written: {error.strerror}.") from error
        asked.settle(tools, group.ids)
    return path


def settle(settings: Settings, number: int) -> int:
    """Put a question and those like it away; return how many.

    Raises:
        StartError: there is no such question.
        ContentError, StoreError: see `_tools`.
    """
    tools = _tools(settings)
    with closing(tools.store):
        return asked.settle(tools, _group(tools, number).ids)


def stats(settings: Settings, *, as_json: bool) -> None:
    """Print how many runners there are, what became of the reminders, and what waits.

    Raises:
        ContentError, StartError, StoreError: see `_tools`.
    """
    tools = _tools(settings)
    with closing(tools.store):
        view = counters.view(tools)
    if as_json:
        print(json.dumps(_plain(asdict(view)), ensure_ascii=False))  # noqa: T201
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"{view.runners} runners: {view.planned} with a plan, {view.active} trained in the last four weeks, "
        f"{view.blocked} cannot be written to."
    )
    waits = "none" if view.oldest_due is None else f"the oldest for {view.oldest_due.total_seconds():.0f} s"
    upcoming = "-" if view.next_due is None else view.next_due.isoformat(timespec="minutes")
    console.print(f"Reminders due now: {view.due} ({waits}); the next one: {upcoming}.")
    console.print(f"Messages not handled yet: {view.updates_waiting}. Open questions: {view.questions}.")
    table = Table("reminders", f"{view.day} (UTC)", "seven days", box=None)
    for name in sorted({*view.today, *view.week}):
        table.add_row(name, str(view.today.get(name, 0)), str(view.week.get(name, 0)))
    console.print(table)


def _group(tools: Tools, number: int) -> asked.Group:
    group = asked.group_of(tools, number)
    if group is None:
        raise StartError(f"No open question has the id {number}: `stridesmith questions` lists them.")
    return group


def _tools(settings: Settings) -> Tools:
    """Return the services' tools.

    Raises:
        ContentError: the content has problems.
        StartError, StoreError: see `open_store`.
    """
    library = load_library(settings.content_dir)
    return Tools(open_store(settings), SystemClock(), library, understanding_of(settings, library))


def _plain(value: Any) -> Any:
    """Return JSON's form of a view."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, date) else value
