"""Measures what is understood over labelled files: questions, signs and actions, each by what it should have been."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.understanding.door import Context, Meaning, Understanding
from bot.understanding.questions import Zone

LABELLED_ON = date(2026, 11, 20)
"""The day as of which the labelled actions are written."""

_FEW = 40


class RowError(ValueError):
    """A line that is no labelled message; the text names the file and the line."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    of: int
    hits: int

    @property
    def rate(self) -> float:
        """Return the share between 0 and 1; 0 of nothing is 0."""
        return round(self.hits / self.of, 4) if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Confusion:
    """What should have been understood, what was, and how often."""

    wanted: str
    got: str
    times: int


@dataclass(frozen=True, slots=True)
class Report:
    """How the labelled messages fared; shares are of all messages of their kind."""

    messages: int
    right_first: Share
    right_in_three: Share
    zones: Mapping[str, int]
    answered_directly: Share
    direct_right: Share
    near_answered: Share
    near_held: Share
    far_answered: Share
    signs_found: Share
    signs_level: Share
    false_alarms: Share
    actions_right: Share
    slots_right: Share
    p50_ms: float
    p95_ms: float
    confusions: tuple[Confusion, ...]

    def plain(self) -> dict[str, Any]:
        """Return everything ready for JSON, shares with their rate."""
        found: dict[str, Any] = {}
        for name, value in asdict(self).items():
            told = getattr(self, name)
            found[name] = value | {"rate": told.rate} if isinstance(told, Share) else value
        return found


def read_rows(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Read JSON lines with `q`, and `kind` with `expect` and `level`, or `action` with `slots`.

    Raises RowError for a line that is none of these, OSError for a file that cannot be read.
    """
    rows: list[dict[str, Any]] = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError:
                raise RowError(f"{path}:{number}: this is not JSON") from None
            labelled = isinstance(row, dict) and isinstance(row.get("q"), str)
            if not labelled or ("kind" not in row and "action" not in row):
                raise RowError(f"{path}:{number}: a message needs `q`, and `kind` or `action`")
            rows.append(row)
    return rows


def evaluate(
    understanding: Understanding, rows: Iterable[Mapping[str, Any]], clock: Clock, today: date = LABELLED_ON
) -> Report:
    """Return how the rows of `read_rows` fare; the clock only times them."""
    context = Context(today)
    seen: list[tuple[Mapping[str, Any], Meaning]] = []
    took: list[float] = []
    for row in rows:
        began = clock.now()
        meaning = understanding.understand(row["q"], context)
        took.append((clock.now() - began).total_seconds() * 1000)
        seen.append((row, meaning))
    asked = [(row, meaning) for row, meaning in seen if "action" not in row]
    inside = [pair for pair in asked if pair[0].get("expect")]
    signs = [pair for pair in asked if pair[0]["kind"] == "red"]
    near = [m.answer.zone for row, m in asked if row["kind"] == "near" and not row.get("expect")]
    far = [m.answer.zone for row, m in asked if row["kind"] == "far" and not row.get("expect")]
    direct = [_first(row, m) for row, m in inside if m.answer.zone is Zone.DIRECT]
    wishes = [pair for pair in seen if "action" in pair[0]]
    named = [(row, m) for row, m in wishes if m.action is not None and m.action.name == row["action"]]
    took.sort()
    return Report(
        messages=len(seen),
        right_first=_share(_first(row, m) for row, m in inside),
        right_in_three=_share(any(t.id in row["expect"] for t in m.answer.topics) for row, m in inside),
        zones=dict(Counter(str(m.answer.zone) for _, m in asked if m.triage is None)),
        answered_directly=Share(len(inside), len(direct)),
        direct_right=_share(direct),
        near_answered=_share(zone is Zone.DIRECT for zone in near),
        near_held=_share(zone in (Zone.REDIRECT, Zone.NONE) for zone in near),
        far_answered=_share(zone is Zone.DIRECT for zone in far),
        signs_found=_share(m.triage is not None for _, m in signs),
        signs_level=_share(m.triage is not None and m.triage.level == row["level"] for row, m in signs),
        false_alarms=_share(m.triage is not None for row, m in seen if row.get("kind") != "red"),
        actions_right=Share(len(wishes), len(named)),
        slots_right=Share(
            len(wishes),
            sum(m.action is not None and m.action.slots.said() == row.get("slots", {}) for row, m in named),
        ),
        p50_ms=_at(took, 0.5),
        p95_ms=_at(took, 0.95),
        confusions=_confusions(seen),
    )


def _first(row: Mapping[str, Any], meaning: Meaning) -> bool:
    topics = meaning.answer.topics
    return bool(topics) and topics[0].id in row["expect"]


def _share(flags: Iterable[bool]) -> Share:
    told = list(flags)
    return Share(len(told), sum(told))


def _at(took: Sequence[float], part: float) -> float:
    return round(took[min(len(took) - 1, int(len(took) * part))], 2) if took else 0.0


def _confusions(seen: Iterable[tuple[Mapping[str, Any], Meaning]]) -> tuple[Confusion, ...]:
    """Return what was taken for what, the most frequent first."""
    found: Counter[tuple[str, str]] = Counter()
    for row, meaning in seen:
        wanted, got = _told(row, meaning)
        if wanted != got:
            found[wanted, got] += 1
    ordered = sorted(found.items(), key=lambda each: (-each[1], each[0]))[:_FEW]
    return tuple(Confusion(wanted, got, times) for (wanted, got), times in ordered)


def _told(row: Mapping[str, Any], meaning: Meaning) -> tuple[str, str]:
    triage, topics = meaning.triage, meaning.answer.topics
    if "action" in row:
        return f"action {row['action']}", f"action {meaning.action.name if meaning.action else 'none'}"
    if row["kind"] == "red":
        level = f"sign {row['level']}"
        return level, f"sign {triage.level}" if triage else "sign none"
    if triage is not None:
        return "no sign", f"sign {triage.flag}"
    if row.get("expect"):
        first = topics[0].id if topics else "nothing"
        return (first, first) if _first(row, meaning) else (row["expect"][0], first)
    if meaning.answer.zone is Zone.DIRECT:
        return f"out of scope ({row['kind']})", topics[0].id
    return "", ""
