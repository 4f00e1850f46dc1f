"""`stridesmith evaluate` and `calibrate`: how well messages are understood, and learning from labelled ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.clock import SystemClock
from bot.failures import StartError
from bot.hearing import sentences_of, whole_understanding
from bot.library import load_library
from bot.settings import Settings
from bot.understanding.calibrate import Labelled, learn, write_thresholds
from bot.understanding.evaluate import RowError, Share, evaluate, read_rows


def measure(settings: Settings, paths: Sequence[Path], *, as_json: bool) -> None:
    """Print how the labelled messages of the files fare.

    Raises:
        StartError: a file cannot be read or holds something else.
        ContentError: the content has problems.
    """
    rows = _rows(paths)
    understanding = whole_understanding(settings, load_library(settings.content_dir))
    report = evaluate(understanding, rows, SystemClock())
    if as_json:
        print(json.dumps(report.plain(), ensure_ascii=False))  # noqa: T201
        return
    console = Console(soft_wrap=True, highlight=False)
    table = Table("what", "share", "of", box=None)
    for name, value in ((each.name, getattr(report, each.name)) for each in fields(report)):
        if isinstance(value, Share) and value.of:
            table.add_row(name.replace("_", " "), f"{value.rate:.3f}", f"{value.hits} of {value.of}")
    console.print(table)
    console.print("zones: " + ", ".join(f"{zone} {times}" for zone, times in sorted(report.zones.items())))
    console.print(f"{report.messages} messages, p50 {report.p50_ms} ms, p95 {report.p95_ms} ms")
    for confusion in report.confusions:
        console.print(f"{confusion.times} × {confusion.wanted} → {confusion.got}")


def calibrate(settings: Settings, paths: Sequence[Path]) -> None:
    """Learn the weights and thresholds from labelled questions and write them into the content.

    Raises:
        StartError: a file cannot be read, or holds nothing to learn from.
        ContentError: the content has problems.
    """
    rows = [row for row in _rows(paths) if "kind" in row and row["kind"] != "red"]
    labelled = [Labelled(row["q"], tuple(row.get("expect", ()))) for row in rows]
    if not any(each.expect for each in labelled):
        raise StartError("There is no question with its topic (`expect`) to learn from.")
    library = load_library(settings.content_dir)
    learned = learn(library, labelled, sentences_of(settings))
    write_thresholds(settings.content_dir, learned)
    console = Console(soft_wrap=True, highlight=False)
    console.print(
        f"Learned from {len(labelled)} questions: answer from {learned.direct}, offer from {learned.choose}, "
        f"lead {learned.lead}. Written to {settings.content_dir / 'thresholds.yaml'}."
    )


def _rows(paths: Sequence[Path]) -> list[dict[str, Any]]:
    try:
        return read_rows(paths)
    except RowError as error:
        raise StartError(str(error)) from error
    except OSError as error:
        raise StartError(f"{error.filename} cannot be read: {error.strerror}.") from error
