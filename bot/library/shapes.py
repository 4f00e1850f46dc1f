"""How each content file must look: pydantic models that name every key, so that a misspelt one is refused."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.coach.session import Part
from bot.coach.words import (
    Complaint,
    Equipment,
    Level,
    Measure,
    Pattern,
    Phase,
    SessionKind,
    Urgency,
    Variant,
)
from bot.library.objects import (
    AnswerKind,
    Certainty,
    Muscle,
    PersonalRule,
    SourceKind,
    WordPattern,
    parse_pattern,
)

_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def _kebab(text: str) -> str:
    if not _KEBAB.match(text):
        raise ValueError("an id is lower-case letters and digits joined by single hyphens")
    return text


def _one_line(text: str) -> str:
    if "\n" in text.strip():
        raise ValueError("this must be a single line")
    if "**" in text:
        raise ValueError("bold type is not possible here: the stars would be shown")
    return text.strip()


def _rising(pair: tuple[int, int]) -> tuple[int, int]:
    if not 0 <= pair[0] <= pair[1]:
        raise ValueError("a range is written [low, high] with low no greater than high")
    return pair


def _spelled_pattern(value: Any) -> Any:
    return {"all": value} if isinstance(value, str) else value


Slot = Literal[
    "day", "until", "time", "minutes", "place", "complaint", "rpe", "lifts", "race", "runs",
    "exercise", "reason", "setting", "format",
]  # fmt: skip
Id = Annotated[str, AfterValidator(_kebab)]
Line = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_one_line)]
ShortLine = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_one_line)]
Cue = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_one_line)]
Prose = Annotated[str, Field(min_length=1)]
Range = Annotated[tuple[int, int], AfterValidator(_rising)]


class Shape(BaseModel):
    """The base of all: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceShape(Shape):
    """One work in `sources.yaml`, to be found by its DOI, its address or its page."""

    id: Id
    authors: Line
    title: Line
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    kind: SourceKind
    doi: Annotated[str, Field(pattern=r"^10\.\d{4,}/\S+$")] | None = None
    url: Annotated[str, Field(pattern=r"^https://\S+$")] | None = None
    page: Line | None = None


class CitationShape(Shape):
    """A source and what it says about the matter."""

    id: Id
    note: Line


class AnswerShape(Shape):
    """The front matter of a file in `answers/`."""

    question: Line
    kind: AnswerKind = AnswerKind.ANSWER
    group: Id | None = None
    phrasings: Annotated[list[Line], Field(min_length=1)]
    sources: list[CitationShape] = []
    certainty: Certainty | None = None
    related: list[Id] = []
    exercises: list[Id] = []
    reviewed: date
    personal: PersonalRule | None = None

    @model_validator(mode="after")
    def _answers_are_sourced(self) -> AnswerShape:
        if self.kind is AnswerKind.ANSWER:
            if not self.sources:
                raise ValueError("an answer needs at least one source")
            if self.certainty is None:
                raise ValueError("an answer needs a certainty")
            if self.group is None:
                raise ValueError("an answer needs a group")
        return self


class MusclesShape(Shape):
    """Which muscles do the work and which help."""

    main: Annotated[list[Muscle], Field(min_length=1)]
    assisting: list[Muscle] = []


class ExerciseShape(Shape):
    """A file in `exercises/`."""

    name: ShortLine
    aliases: list[ShortLine] = []
    pattern: Pattern
    muscles: MusclesShape
    equipment: Annotated[list[list[Equipment]], Field(min_length=1)]
    level: Level
    per_side: bool = False
    measure: Measure
    range: Range
    tempo: ShortLine | None = None
    seconds_per_rep: Annotated[float, Field(gt=0, le=30)] = 3.0
    loaded: bool = False
    load_step_kg: Annotated[float, Field(ge=0, le=20)] = 0.0
    easier: Id | None = None
    harder: Id | None = None
    cues: Annotated[list[Cue], Field(min_length=3, max_length=5)]
    mistakes: Annotated[list[ShortLine], Field(min_length=2, max_length=3)]
    instructions: Prose
    stop: Line
    helps: list[Complaint] = []
    ruled_out_by: list[Complaint] = []
    warm_up: bool = False
    sources: Annotated[list[CitationShape], Field(min_length=1)]


class ItemShape(Shape):
    """One slot of a session template."""

    patterns: Annotated[list[Pattern], Field(min_length=1)]
    measure: Measure | None = None
    sets: Annotated[int, Field(ge=1, le=6)]
    range: Range | None = None
    rir: Range | None = None
    rest_seconds: Annotated[int, Field(ge=0, le=300)] = 0
    variants: Annotated[list[Variant], Field(min_length=1)] = [Variant.FULL]
    contacts_max: Annotated[int, Field(ge=1, le=120)] | None = None
    muscle: Muscle | None = None


class BlockShape(Shape):
    """One part of a session template."""

    part: Part
    items: Annotated[list[ItemShape], Field(min_length=1)]


class SessionShape(Shape):
    """A file in `sessions/`."""

    kind: SessionKind
    title: ShortLine
    purpose: Line
    phases: list[Phase] = []
    blocks: Annotated[list[BlockShape], Field(min_length=1)]


class HelpShape(Shape):
    """An exercise that helps with a complaint, and how much of it."""

    exercise: Id
    dose: ShortLine


class LeaveOutShape(Shape):
    """What a complaint takes out of the sessions."""

    patterns: list[Pattern] = []
    exercises: list[Id] = []


class ComplaintShape(Shape):
    """A file in `complaints/`."""

    name: ShortLine
    aliases: Annotated[list[ShortLine], Field(min_length=1)]
    helps: list[HelpShape] = []
    leave_out: LeaveOutShape = LeaveOutShape()
    instead: dict[Pattern, list[Id]] = {}
    text: Prose
    watch: Annotated[list[Line], Field(min_length=1, max_length=4)]
    see_someone: Annotated[list[Line], Field(min_length=1, max_length=5)]
    sources: Annotated[list[CitationShape], Field(min_length=1)]
    certainty: Certainty


class WordPatternShape(Shape):
    """Words that must stand near each other: `chest + pain*|pressure`, within `window` words."""

    all: Annotated[str, Field(min_length=2)]
    window: Annotated[int, Field(ge=1, le=40)] = 12
    unless: str = ""

    def pattern(self) -> WordPattern:
        """Return the frozen form that the understanding room matches with."""
        return parse_pattern(self.all, self.window, self.unless)

    @model_validator(mode="after")
    def _can_be_read(self) -> WordPatternShape:
        self.pattern()
        return self


SpelledPattern = Annotated[WordPatternShape, BeforeValidator(_spelled_pattern)]


class RedFlagShape(Shape):
    """A file in `red_flags/`."""

    name: ShortLine
    level: Urgency
    rests: bool = True
    phrasings: Annotated[list[Line], Field(min_length=3)]
    patterns: list[SpelledPattern] = []
    look_alikes: list[SpelledPattern] = []
    sources: list[Id]
    text: Prose


class ActionShape(Shape):
    """A file in `actions/`."""

    name: Id
    phrasings: Annotated[list[Line], Field(min_length=3)]
    patterns: list[SpelledPattern] = []
    as_question: list[SpelledPattern] = []
    slots: list[Slot] = []


class VocabularyShape(Shape):
    """`vocabulary.yaml`: words that runners use for the same thing."""

    synonyms: dict[str, list[str]] = {}
    abbreviations: dict[str, str] = {}
    stop_words: list[str] = []
    known: list[str] = []
    signs: dict[Annotated[str, Field(pattern=r"^[a-z]+$")], Annotated[list[Line], Field(min_length=2)]] = {}


class ThresholdsShape(Shape):
    """`thresholds.yaml`: written by `calibrate`, not by hand."""

    direct: Annotated[float, Field(ge=0, le=2)]
    choose: Annotated[float, Field(ge=0, le=2)]
    lead: Annotated[float, Field(ge=0, le=2)] = 0.0
    weights: dict[str, float] = {}
    surety: dict[str, float] = {}
