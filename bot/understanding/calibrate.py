"""Sets the thresholds between answering, offering and owning up from labelled questions, never by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.library import Thresholds
from bot.understanding.questions import TOP, Questions, Scored, Zone

# What an outcome is worth to the runner: a wrong answer with a straight face costs twice what a right one
# gives, three buttons with the right one among them are nearly as good as the answer, and owning up is right for
# what lies outside and a small loss for what lies inside.
_DIRECT_RIGHT, _DIRECT_WRONG = 1.0, -2.0
_CHOICE_RIGHT, _CHOICE_WRONG = 0.7, -0.4
_NONE_INSIDE = -0.5
_OUTSIDE = {Zone.DIRECT: -2.0, Zone.CHOOSE: -0.5, Zone.REDIRECT: 0.7, Zone.NONE: 0.5}
_STEP = 0.01


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message with the topics that answer it, best first; none for what is out of scope."""

    text: str
    expect: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """How a set of labelled questions fares: shares between 0 and 1."""

    inside: int
    outside: int
    right_first: float
    right_in_three: float
    direct: float
    direct_right: float
    outside_direct: float
    outside_held: float


def read_labelled(lines: Iterable[str]) -> list[Labelled]:
    """Read JSON lines with `q`, `kind` and `expect`; red flags are left out, for they never get this far."""
    found: list[Labelled] = []
    for line in lines:
        if line.strip():
            row = json.loads(line)
            if row["kind"] != "red":
                found.append(Labelled(row["q"], tuple(row["expect"])))
    return found


def calibrate(questions: Questions, labelled: Sequence[Labelled]) -> Thresholds:
    """Return the thresholds that serve the labelled questions best; of equals, the most careful ones."""
    ranked = [(each, questions.rank(each.text)) for each in labelled]
    best, chosen = float("-inf"), Thresholds()
    for lead in (0.0, 0.02, 0.04, 0.06, 0.08):
        for direct in range(90, 20, -2):
            for choose in range(min(direct, 60), 16, -2):
                limits = Thresholds(round(direct * _STEP, 2), round(choose * _STEP, 2), lead)
                worth = sum(_worth(questions, each, ranking, limits) for each, ranking in ranked)
                if worth > best:
                    best, chosen = worth, limits
    return chosen


def measure(questions: Questions, labelled: Sequence[Labelled]) -> Measured:
    """Return how the questions fare with the thresholds of the content."""
    inside = [(each, questions.ask(each.text)) for each in labelled if each.expect]
    outside = [questions.ask(each.text) for each in labelled if not each.expect]
    firsts = [bool(a.topics) and a.topics[0].id in e.expect for e, a in inside]
    threes = [any(topic.id in e.expect for topic in a.topics) for e, a in inside]
    direct = [right for right, (_, a) in zip(firsts, inside, strict=True) if a.zone is Zone.DIRECT]
    return Measured(
        inside=len(inside),
        outside=len(outside),
        right_first=_share(firsts),
        right_in_three=_share(threes),
        direct=len(direct) / max(1, len(inside)),
        direct_right=_share(direct),
        outside_direct=_share([a.zone is Zone.DIRECT for a in outside]),
        outside_held=_share([a.zone in (Zone.REDIRECT, Zone.NONE) for a in outside]),
    )


def write_thresholds(folder: Path, thresholds: Thresholds) -> None:
    """Write `thresholds.yaml` of a content folder."""
    text = (
        "# Written by the calibration over labelled questions; run it again after changes to the answers.\n"
        f"direct: {thresholds.direct}\nchoose: {thresholds.choose}\nlead: {thresholds.lead}\n"
    )
    (folder / "thresholds.yaml").write_text(text, encoding="utf-8")


def _share(flags: Sequence[bool]) -> float:
    return round(sum(flags) / len(flags), 3) if flags else 0.0


def _worth(questions: Questions, each: Labelled, ranked: list[Scored], limits: Thresholds) -> float:
    zone = questions.zone(ranked, limits)
    if not each.expect:
        return _OUTSIDE[zone]
    if zone is Zone.NONE:
        return _NONE_INSIDE
    if zone is Zone.DIRECT or zone is Zone.REDIRECT:
        return _DIRECT_RIGHT if ranked[0].id in each.expect else _DIRECT_WRONG
    right = any(scored.id in each.expect for scored in ranked[:TOP])
    return _CHOICE_RIGHT if right else _CHOICE_WRONG
