"""The shape of a question: what it shows, how it reads an answer, where it keeps it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.store.tables import Runner

Draft = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: the value that it sends, and the label by its key with the facts that go into it."""

    value: str
    label: str
    facts: tuple[object, ...] = ()
    chosen: bool = False


Rows = tuple[tuple[Choice, ...], ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that could not be read; `message` names the text that says what would be understood."""

    message: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer."""

    value: Any


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An answer that is still being put together; `problem` is what of it could not be read."""

    draft: Draft
    problem: Problem | None = None


Heard = Answer | Unfinished | Problem | None


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `read` takes what was typed (None: this is no answer to the question), `tap` a button's value; both get the
    draft, the one with the present wall time (aware), the other with today's local date. `store` saves a complete
    value in the runner's rows; `default` is what Skip stores; `present` makes a draft of what is stored, to begin
    an edit with.
    """

    id: str
    rows: Callable[[Draft, date], Rows]
    read: Callable[[str, Draft, datetime], Heard]
    tap: Callable[[str, Draft, date], Heard]
    store: Callable[[Session, Runner, Any, date], None]
    default: Any
    present: Callable[[Session, Runner, date], Draft] = lambda _session, _runner, _today: {}


def pairs(choices: Sequence[Choice]) -> Rows:
    """Return buttons in rows of two."""
    return tuple(tuple(choices[start : start + 2]) for start in range(0, len(choices), 2))


def threes(choices: Sequence[Choice]) -> Rows:
    """Return buttons in rows of three."""
    return tuple(tuple(choices[start : start + 3]) for start in range(0, len(choices), 3))
