"""Learns from labelled questions what counts, and when to answer, to offer and to own up; never by hand."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.library import AnswerKind, Library, Thresholds
from bot.understanding.questions import (
    FEATURES,
    PLAIN,
    SIGNS,
    TOP,
    Questions,
    Scored,
    View,
    Zone,
    signs,
    softmax,
    squash,
)
from bot.understanding.semantic import Sentences, join, with_sentences

# What an outcome is worth to the runner: a wrong answer with a straight face costs many times what a right one
# gives over three buttons with the right one among them, and owning up is right for what lies outside and a small
# loss for what lies inside.
_DIRECT_RIGHT, _DIRECT_WRONG = 1.0, -6.0
_CHOICE_RIGHT, _CHOICE_WRONG = 0.7, -0.4
_NONE_INSIDE = -0.5
_REDIRECT_WRONG = -1.0
_OUTSIDE = {Zone.DIRECT: -6.0, Zone.CHOOSE: -1.5, Zone.REDIRECT: 0.7, Zone.NONE: 0.5}
_STEP = 0.01

_ROUNDS = 80
_PACE = 6.0
_KEEP_SMALL = 0.002
_START = {
    **{"nearest": 3.0, "next": 5.0, "whole": 3.0, "share": 2.0, "bayes": 6.0, "same": 5.0, "pairs": 0.0},
    **{"meaning": 5.0, "middle": 5.0},
}


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


def learn(library: Library, labelled: Sequence[Labelled], sentences: Sentences | None = None) -> Thresholds:
    """Return the weights, and then the thresholds, that serve the labelled questions best.

    Those for sentence vectors stand beside the plain ones; without such vectors they stay as they are.
    """
    semantic = _learn(library, labelled, sentences) if sentences else with_sentences(library.thresholds)
    plain = _learn(library, labelled, None)
    return join(plain, semantic) if semantic != library.thresholds else plain


def _learn(library: Library, labelled: Sequence[Labelled], sentences: Sentences | None) -> Thresholds:
    answers, vocabulary = library.answers.values(), library.vocabulary
    bare = Questions(answers, vocabulary, Thresholds(), sentences)
    seen = [(each, bare.views(each.text)) for each in labelled]
    weights = learn_weights([(each.expect, views) for each, views in seen if each.expect])
    surety = learn_surety(library, seen, weights)
    learned = replace(
        Thresholds(),
        weights={
            name: weight for name, weight in zip(FEATURES, weights, strict=True) if sentences or name in PLAIN
        },
        surety=dict(zip(SIGNS, surety, strict=True)),
    )
    weighed = Questions(answers, vocabulary, learned, sentences)
    limits = calibrate(weighed, labelled)
    return replace(learned, direct=limits.direct, choose=limits.choose, lead=limits.lead)


def learn_weights(seen: Sequence[tuple[tuple[str, ...], Sequence[View]]]) -> list[float]:
    """Return what each view of an entry counts: the weights under which the right entries are likeliest."""
    weights = [_START[name] for name in FEATURES]
    useful = [(expect, views) for expect, views in seen if any(view.id in expect for view in views)]
    for _ in range(_ROUNDS if useful else 0):
        slope = [0.0] * len(weights)
        for expect, views in useful:
            sums = [sum(w * x for w, x in zip(weights, view.features, strict=True)) for view in views]
            chances = softmax(sums)
            right = sum(chance for chance, view in zip(chances, views, strict=True) if view.id in expect)
            for chance, view in zip(chances, views, strict=True):
                off = chance - (chance / max(right, 1e-9) if view.id in expect else 0.0)
                if abs(off) > 1e-4:
                    for n, value in enumerate(view.features):
                        slope[n] += off * value
        weights = [
            max(0.0, w - _PACE * (s / len(useful) + _KEEP_SMALL * (w - _START[name])))
            for name, w, s in zip(FEATURES, weights, slope, strict=True)
        ]
    return [round(weight, 3) for weight in weights]


def learn_surety(
    library: Library, seen: Sequence[tuple[Labelled, Sequence[View]]], weights: Sequence[float]
) -> list[float]:
    """Return what tells that the first of a ranking is right, by logistic regression."""
    rows: list[tuple[tuple[float, ...], float]] = []
    for each, views in seen:
        if not views:
            continue
        chances = softmax([sum(w * x for w, x in zip(weights, v.features, strict=True)) for v in views])
        first = max(range(len(views)), key=lambda n: chances[n])
        id = views[first].id
        # a redirect is the right place for what is outside
        elsewhere = library.answers[id].kind is not AnswerKind.ANSWER
        fits = id in each.expect if each.expect else elsewhere
        rows.append((signs(views[first], chances[first]), float(fits)))
    found = [0.0] * len(SIGNS)
    for _ in range(600 if rows else 0):
        slope = [0.0] * len(SIGNS)
        for values, right in rows:
            off = squash(sum(w * x for w, x in zip(found, values, strict=True))) - right
            for n, value in enumerate(values):
                slope[n] += off * value
        found = [w - 2.0 * (s / len(rows) + 0.0005 * w) for w, s in zip(found, slope, strict=True)]
    return [round(weight, 3) for weight in found]


def calibrate(questions: Questions, labelled: Sequence[Labelled]) -> Thresholds:
    """Return the thresholds that serve the labelled questions best; of equals, the most careful ones."""
    ranked = [(each, questions.rank(each.text)[: TOP + 1]) for each in labelled]
    best, chosen = -math.inf, Thresholds()
    for lead in (0.0, 0.1, 0.2, 0.4):
        for direct in range(100, 30, -2):
            for choose in range(min(direct, 60), 4, -2):
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
    lines = [
        "# Written by `stridesmith calibrate`; run it again after changes to the answers or the vocabulary.",
        f"direct: {thresholds.direct}",
        f"choose: {thresholds.choose}",
        f"lead: {thresholds.lead}",
    ]
    for name, table in (("weights", thresholds.weights), ("surety", thresholds.surety)):
        if table:
            lines += [f"{name}:", *(f"  {key}: {value}" for key, value in table.items())]
    (folder / "thresholds.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _share(flags: Sequence[bool]) -> float:
    return round(sum(flags) / len(flags), 3) if flags else 0.0


def _worth(questions: Questions, each: Labelled, ranked: list[Scored], limits: Thresholds) -> float:
    zone = questions.zone(ranked, limits)
    if not each.expect:
        return _OUTSIDE[zone]
    if zone is Zone.NONE:
        return _NONE_INSIDE
    if zone is Zone.REDIRECT:
        return _DIRECT_RIGHT if ranked[0].id in each.expect else _REDIRECT_WRONG
    if zone is Zone.DIRECT:
        return _DIRECT_RIGHT if ranked[0].id in each.expect else _DIRECT_WRONG
    right = any(scored.id in each.expect for scored in ranked[:TOP])
    return _CHOICE_RIGHT if right else _CHOICE_WRONG
