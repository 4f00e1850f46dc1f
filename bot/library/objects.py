"""The curated content as frozen objects: what the rooms above get to see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from markupsafe import Markup

from bot.coach.exercise import Exercise
from bot.coach.session import ComplaintWork, Template
from bot.coach.words import Complaint, Pattern, Urgency


class AnswerKind(StrEnum):
    """What an entry is: coaching content, a kind "not my field", or small talk."""

    ANSWER = "answer"
    REDIRECT = "redirect"
    SMALLTALK = "smalltalk"


class Certainty(StrEnum):
    """How sure the sources make us."""

    STRONG = "strong"
    MODERATE = "moderate"
    LOW = "low"
    EXPERIENCE = "coach's experience"


class SourceKind(StrEnum):
    """What sort of work a source is."""

    REVIEW = "review"
    TRIAL = "trial"
    GUIDELINE = "guideline"
    OBSERVATIONAL = "observational"
    EXPERIENCE = "coach's experience"


class PersonalRule(StrEnum):
    """The sentence about the runner's own week that an answer may end with."""

    ORDER_TODAY = "order-today"
    NEXT_KEY_RUN = "next-key-run"
    NEXT_SESSION = "next-session"
    TAPER_DATES = "taper-dates"
    HOURS_TO_KEY_RUN = "hours-to-key-run"
    WEEK_LAYOUT = "week-layout"
    LAST_EFFORT = "last-effort"
    DAYS_SINCE_SESSION = "days-since-session"
    OWN_EQUIPMENT = "own-equipment"
    OWN_LEVEL = "own-level"
    PHASE_NOW = "phase-now"
    SESSIONS_THIS_WEEK = "sessions-this-week"
    OWN_COMPLAINT = "own-complaint"
    LONG_RUN_EVE = "long-run-eve"
    LAST_LOAD = "last-load"
    SESSION_MINUTES = "session-minutes"
    RACE_COUNTDOWN = "race-countdown"
    REST_DAYS = "rest-days"
    MISSED_THIS_WEEK = "missed-this-week"


class Muscle(StrEnum):
    """Muscle groups as the cards name and draw them."""

    QUADS = "quads"
    HAMSTRINGS = "hamstrings"
    GLUTES = "glutes"
    SIDE_GLUTES = "side-glutes"
    ADDUCTORS = "adductors"
    HIP_FLEXORS = "hip-flexors"
    HIP_ROTATORS = "hip-rotators"
    CALVES = "calves"
    SOLEUS = "soleus"
    SHINS = "shins"
    FEET = "feet"
    CORE = "core"
    OBLIQUES = "obliques"
    LOWER_BACK = "lower-back"
    CHEST = "chest"
    SHOULDERS = "shoulders"
    UPPER_BACK = "upper-back"
    LATS = "lats"
    ARMS = "arms"
    FOREARMS = "forearms"


@dataclass(frozen=True, slots=True)
class Source:
    """A work that the content rests on; one of `doi`, `url` and `page` says where it is found."""

    id: str
    authors: str
    title: str
    kind: SourceKind
    year: int | None = None
    doi: str | None = None
    url: str | None = None
    page: str | None = None

    @property
    def link(self) -> str | None:
        """The https address of the work, or None for something that only has a page."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url


@dataclass(frozen=True, slots=True)
class Citation:
    """A source by its id and what it says about the matter."""

    id: str
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its answer; `body` is Telegram HTML."""

    id: str
    question: str
    kind: AnswerKind
    group: str | None
    phrasings: tuple[str, ...]
    sources: tuple[Citation, ...]
    certainty: Certainty | None
    related: tuple[str, ...]
    exercises: tuple[str, ...]
    reviewed: date
    personal: PersonalRule | None
    body: Markup


@dataclass(frozen=True, slots=True)
class ExerciseCard:
    """An exercise as a runner sees it; the rules look at `exercise`, `instructions` is Telegram HTML."""

    exercise: Exercise
    aliases: tuple[str, ...]
    main_muscles: tuple[Muscle, ...]
    assisting_muscles: tuple[Muscle, ...]
    tempo: str | None
    cues: tuple[str, ...]
    mistakes: tuple[str, ...]
    instructions: Markup
    stop: str
    sources: tuple[Citation, ...]

    @property
    def id(self) -> str:
        """The exercise's id, which is the name of its file."""
        return self.exercise.id

    @property
    def name(self) -> str:
        """The exercise's name as it is shown."""
        return self.exercise.name


@dataclass(frozen=True, slots=True)
class Help:
    """An exercise that helps with a complaint, and how much of it."""

    exercise: str
    dose: str


@dataclass(frozen=True, slots=True)
class ComplaintCard:
    """What a complaint changes in the sessions and what the runner is told; `text` is Telegram HTML."""

    complaint: Complaint
    name: str
    aliases: tuple[str, ...]
    helps: tuple[Help, ...]
    leave_out_patterns: frozenset[Pattern]
    leave_out_exercises: frozenset[str]
    instead: Mapping[Pattern, tuple[str, ...]]
    text: Markup
    watch: tuple[str, ...]
    see_someone: tuple[str, ...]
    sources: tuple[Citation, ...]
    certainty: Certainty

    @property
    def work(self) -> ComplaintWork:
        """What the coach has to know of it to build a session."""
        return ComplaintWork(
            helps=tuple((help.exercise, help.dose) for help in self.helps),
            leave_out_patterns=self.leave_out_patterns,
            leave_out=self.leave_out_exercises,
            instead=tuple(self.instead.items()),
        )


@dataclass(frozen=True, slots=True)
class WordPattern:
    """Groups of alternatives of which each must occur within `window` words, and none of `unless`.

    An alternative is one or more words; a word that ends in `*` stands for all that begin with it. `heads` are each
    group's first words: most patterns have a group of which no message's word is one.
    """

    groups: tuple[tuple[tuple[str, ...], ...], ...]
    window: int
    unless: tuple[tuple[str, ...], ...] = ()
    heads: tuple[frozenset[str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Gather the first words."""
        heads = tuple(frozenset(each[0] for each in group) for group in self.groups)
        object.__setattr__(self, "heads", heads)


def parse_pattern(text: str, window: int = 12, unless: str = "") -> WordPattern:
    """Read `chest|breast bone + pain*|pressure`: groups joined by +, alternatives by |, words by blanks.

    Raises ValueError when a group or an alternative is empty.
    """
    groups = tuple(_alternatives(group) for group in text.split("+"))
    return WordPattern(groups, window, _alternatives(unless) if unless else ())


def _alternatives(group: str) -> tuple[tuple[str, ...], ...]:
    found = tuple(tuple(_WORD.findall(each.lower())) for each in group.split("|"))
    if not all(found):
        raise ValueError(f"an empty alternative in “{group.strip()}”")
    return found


_WORD = re.compile(r"<[a-z]+>|[^\W_]+(?:'[^\W_]+)*\*?")


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A sign that is referred on and never coached; `text` is the whole reply, as Telegram HTML.

    `rests` says whether training rests after it: not where training has no part in it, or another person has it.
    `sources` are the ids of the public guidance that it rests on.
    """

    id: str
    name: str
    level: Urgency
    phrasings: tuple[str, ...]
    patterns: tuple[WordPattern, ...]
    look_alikes: tuple[WordPattern, ...]
    text: Markup
    rests: bool = True
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionCard:
    """How runners ask for something to be done; `as_question` are patterns that hold even in a question."""

    name: str
    phrasings: tuple[str, ...]
    patterns: tuple[WordPattern, ...]
    as_question: tuple[WordPattern, ...]
    slots: frozenset[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Runners' words: synonyms by their head word, abbreviations, words that say nothing.

    `signs` are the words for one thing in the patterns of the red flags, where `<thing>` stands for all of them;
    `known` are words that are spelled as they are meant, however near another word they come.
    """

    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    signs: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which score a question is answered (`direct`, with a `lead` over the next) or offered (`choose`).

    `weights` say what each view of an entry counts and `surety` how sure a ranking is, by the names that the
    understanding gives them. The defaults serve a folder without thresholds and answer next to nothing directly.
    """

    direct: float = 0.9
    choose: float = 0.5
    lead: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict)
    surety: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that was read from a content folder and found sound."""

    answers: Mapping[str, Answer]
    exercises: Mapping[str, ExerciseCard]
    sources: Mapping[str, Source]
    templates: tuple[Template, ...]
    complaints: Mapping[Complaint, ComplaintCard]
    red_flags: tuple[RedFlag, ...]
    actions: tuple[ActionCard, ...]
    vocabulary: Vocabulary
    thresholds: Thresholds
