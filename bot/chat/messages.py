"""The bot's words: templates and labels of one language, rendered with what users typed escaped."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from copy import copy
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    pass_context,
)
from jinja2.runtime import Context

from bot.coach.units import shown
from bot.coach.words import Unit
from bot.library.problems import ContentError, Problem
from bot.services.styles import Style

LONGEST_TEXT = 4096
_PLATE_SLIP = 0.01
_SUFFIX = ".html.j2"
_BLANKS = re.compile(r"\n{3,}")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


class Messages:
    """The templates of `content/messages/<language>/` and the labels in its `labels.yaml`.

    Loads and times are written in one place, by the filters `load` and `clock` and the methods of the same names,
    in the style of the runner who reads: `styled` returns the words for one. So no template can forget it.
    """

    def __init__(self, folder: Path, compiled: Path | None = None) -> None:
        """Compile every template, so that a broken one is found at the start.

        `compiled` is a folder in which the work is kept for the next start; it takes a third of a second.

        Raises:
            ContentError: the folder, its labels or a template cannot be used.
        """
        self._labels = _labels(folder)
        self._style = Style()
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,  # it would look at the files again for every text
            bytecode_cache=None if compiled is None else _cache(compiled),
        )
        self._environment.filters.update(
            day=self.day,
            short_day=self.short_day,
            short_date=self.short_date,
            first_sentence=first_sentence,
            weekday=self.weekday,
            label=self.label,
            number=number,
            clock=_clock,
            load=_load,
        )
        self.names = frozenset(
            path.name.removesuffix(_SUFFIX)
            for path in folder.glob(f"*{_SUFFIX}")
            if not path.name.startswith("_")
        )
        self._compile(folder)

    def _compile(self, folder: Path) -> None:
        problems = []
        for path in sorted(folder.glob(f"*{_SUFFIX}")):
            try:
                self._environment.get_template(path.name)
            except TemplateError as error:
                line = getattr(error, "lineno", None) or 1
                problems.append(Problem(PurePosixPath(folder.name, path.name), line, str(error.message)))
        if problems:
            raise ContentError(tuple(problems))

    def styled(self, style: Style) -> Messages:
        """Return the same words in the style of one runner."""
        other = copy(self)
        other._style = style
        return other

    def render(self, name: str, /, **facts: Any) -> str:
        """Return a template's text as Telegram HTML.

        Raises:
            KeyError: there is no such template.
        """
        try:
            template = self._environment.get_template(name + _SUFFIX)
        except TemplateNotFound as error:
            raise KeyError(name) from error
        return _BLANKS.sub("\n\n", template.render(**facts, style=self._style)).strip()

    def clock(self, at: time | datetime) -> str:
        """Return a wall time as 18:05, or as 6:05 pm."""
        return clock(at, self._style)

    def load(self, kg: float) -> str:
        """Return a load (in kg) as the runner reads it."""
        return load(kg, self._style)

    @property
    def style(self) -> Style:
        """How the reader of these words reads numbers."""
        return self._style

    def has(self, name: str) -> bool:
        """Tell whether there is a template of a name."""
        return name in self.names

    def label(self, key: object, *facts: object) -> str:
        """Return a label by its key, with facts put in for {0}, {1} …

        Raises:
            KeyError: there is no such label.
        """
        return self._labels[str(key)].format(*facts)

    def weekday(self, day: date | int) -> str:
        """Return a weekday's name."""
        return self.label(f"weekday-{day if isinstance(day, int) else day.weekday()}")

    def short_day(self, day: date | int) -> str:
        """Return a weekday's short name."""
        return self.label(f"weekday-short-{day if isinstance(day, int) else day.weekday()}")

    def day(self, day: date) -> str:
        """Return a date in words, as in "Tuesday 24 November"."""
        return self.label("date", self.weekday(day), day.day, self.label(f"month-{day.month}"))

    def short_date(self, day: date) -> str:
        """Return a day of a month in short, as in "24 Nov"."""
        return self.label("day-month", day.day, self.label(f"month-short-{day.month}"))


def _cache(folder: Path) -> BytecodeCache | None:
    """Return a cache in a folder, None where nothing can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def first_sentence(text: str) -> str:
    """Return the first sentence of a reason: where there is little room, the rest is a tap away."""
    return _SENTENCE_ENDS.split(text, maxsplit=1)[0]


def number(value: float) -> str:
    """Return a number without needless decimals."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def clock(at: time | datetime, style: Style) -> str:
    """Return a wall time as 18:05, or as 6:05 pm."""
    if not style.half_day_clock:
        return f"{at:%H:%M}"
    return f"{(at.hour - 1) % 12 + 1}:{at:%M} {'am' if at.hour < 12 else 'pm'}"


def load(kg: float, style: Style) -> str:
    """Return a load as it is read: kilograms that no plate has (16 kg in pounds and back) to a tenth."""
    whole_plates = abs(4 * kg - round(4 * kg)) < _PLATE_SLIP
    return shown(kg if whole_plates or style.unit is Unit.LB else round(kg, 1), style.unit)


@pass_context
def _clock(context: Context, at: time | datetime) -> str:
    return clock(at, context["style"])


@pass_context
def _load(context: Context, kg: float) -> str:
    return load(kg, context["style"])


def _labels(folder: Path) -> Mapping[str, str]:
    path = folder / "labels.yaml"
    where = PurePosixPath(folder.name, "labels.yaml")
    try:
        labels = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ContentError((Problem(where, 1, "the labels are missing"),)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise ContentError((Problem(where, line, "this is not YAML that can be read"),)) from error
    if not isinstance(labels, dict) or not all(isinstance(text, str) for text in labels.values()):
        raise ContentError((Problem(where, 1, "labels are lines of `key: text`"),))
    return {str(key): text for key, text in labels.items()}
