"""Recognises what the bot is asked to do, with the days, times and numbers that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.library import ActionCard, ExerciseCard, WordPattern
from bot.understanding.exercises_named import ExerciseNames
from bot.understanding.finding import Reading, read
from bot.understanding.matching import Matcher, Places
from bot.understanding.runweek import named_runs, parse_run_week
from bot.understanding.slots import Slots
from bot.understanding.slots_log import has_sets, parse_sets
from bot.understanding.slots_of import slots_of
from bot.understanding.words import Said, stem, word_set

_ALIKE = 0.72
"""Share of stems that a message and a phrasing must have in common to mean the same."""
_SURE = 2.4
"""From this weight on a wish stands by itself; below it a question that is known as well goes first."""
_SHORT = 4
"""Words up to which a question mark behind a wish ("calendar feed?") makes no question of it."""
_LEAST = 2.2
"""Below this weight what is told is taken for talk: two words of a pattern somewhere in a message."""
_LONGEST_SMALL_TALK = 6
_WEEK_OF_DAYS = 3
"""From so many named days on, days with run kinds are a run week and not a move."""
_STATEMENTS = frozenset({"complaint", "log", "race", "why", "week", "today", "change-time", "privacy"})
"""What may also be the beginning of a question."""
_TOLD = frozenset(
    {"complaint", "log", "race", "pause", "resume", "skip", "move", "runs-changed", "change-place"}
)
"""What is told and not asked: a question with the same words is another matter."""
_NO_LOG = re.compile(r"\b(?:my \w+ is|longest|starting weight|harder version|painkiller|per week|a week)\b")
_ORDERS = word_set(
    "move shift push postpone reschedule swap switch change put bring skip cancel drop"
    " pause stop freeze resume continue"
    " show give send export download delete remove erase wipe forget start begin log"
    " record remind snooze ping set use"
    " turn add make open let's lets explain"
)
"""Who begins with one of these wants something, even with a question mark at the end."""
_NOW = re.compile(r"\bmy\b.*\b(?:today|now|again|tonight|this morning)\b")
_HABIT = re.compile(
    r"\b(?:miles?|km|every|always|whenever|when i|after (?:runs?|running|long|about|\d)|mornings?|months?"
    r"|years?|for weeks|keeps?|during|downhill|uphill|stairs|sitting|standing|walking)\b"
)
"""A pain that comes and goes by a rule is asked about more often than it is reported."""
_WHY = re.compile(r"(?:so |but |hey |ok )?(?:why|how come)\b")
_LONGEST_VIEW = 10
_VIEWS = frozenset({"today", "progress", "start-session", "why"})
"""What is asked to be shown is asked in few words: a long question wants advice."""
_EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "complaint": ("side", "score", "since", "worse", "better"),
    "change-place": ("day", "date", "until", "week", "scope", "kg"),
    "pause": ("until", "days", "from_", "reason", "week"),
}
"""What tells of an event of one's own rather than of a thing to ask about: without any of it the wish is not sure."""
_SMALL_TALK = frozenset({"greet", "thanks"})

_STOP = word_set(
    "a an the i i'm im i'd i'll my me it is be to of in on at for with and or so please"
    " pls can could would you will"
    " want like need just that this hey hi bot coach ok okay let let's lets"
)
_REQUEST = re.compile(
    r"^(?:\W*(?:hi|hey|hello|ok|okay|coach|so|and|please|pls|thanks)\b\W*)*"
    r"(?:(?:can|could|will) (?:you|u)\b|would you (?:please|kindly|move|change|skip|remind"
    r"|write|send)\b|(?:would|do) you mind\b|(?:can|could) we\b)(?! (?:tell|explain))"
)
_IF = re.compile(
    r"\b(?:should (?:i|one|we|it|they)|shall i|is it (?:ok|okay|bad|fine|normal|safe|true"
    r"|better|worth)|what if|what now\b|how should i|ok to|okay to|good idea|bad idea|any"
    r" (?:tips|advice|ideas?))\b"
)
"""A question, with or without its mark: what it asks is whether, not to."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do, by the name of its content file.

    `unclear` names the slots that have to be asked about; `sure` is said when nothing is, and when the wish itself was
    put as the content knows it.
    """

    name: str
    slots: Slots = field(default_factory=Slots)
    sure: bool = True
    unclear: tuple[str, ...] = ()


class Actions:
    """All actions of the content, ready to be looked for."""

    def __init__(
        self, cards: Iterable[ActionCard], known: Iterable[str] = (), exercises: Iterable[ExerciseCard] = ()
    ) -> None:
        self._cards = tuple(sorted(cards, key=lambda card: card.name))
        self.names = ExerciseNames(exercises)
        self._told = {
            card.name: [(_stems(told.words), told.question) for told in map(_told, card.phrasings)]
            for card in self._cards
        }
        self._matcher = Matcher([p for c in self._cards for p in (*c.patterns, *c.as_question)], known)

    def find(self, text: str, today: date, now: datetime | None = None) -> Action | None:
        """Return the action that the message asks for, or None; a question to the coach is none. Never raises.

        `now` (aware) is needed for a zone that is told by its clock.
        """
        reading = read(text, today, self.names, now)
        if not reading.words:
            return None
        places = self._matcher.read(Said(reading.words, (), (), False))
        places.update(reading.signs)
        request = bool(_REQUEST.search(reading.said))
        asks = reading.question or bool(_IF.search(reading.said))
        question = asks and not request
        whether = bool(_IF.search(reading.said))
        best: tuple[float, ActionCard] | None = None
        stems = _stems(reading.words)
        for card in self._cards:
            weight = self._weight(card, reading, stems, places, question, whether)
            if weight and (best is None or weight > best[0]):
                best = (weight, card)
        if not question:
            best = self._plain(reading, best)
        if best is None or best[0] < self._least(best[1].name, reading):
            return None
        slots, unclear = slots_of(best[1].name, best[1].slots, reading)
        return Action(
            best[1].name, slots, _sure(best[0], best[1].name, slots, reading) and not unclear, unclear
        )

    def lifted(self, text: str, today: date) -> Slots:
        """Return what a message says of a session that was done, taken for a log whatever else it may be."""
        reading = read(text, today, self.names)
        card = next((each for each in self._cards if each.name == "log"), None)
        if card is None or not reading.words:
            return Slots()
        return slots_of(card.name, card.slots, reading)[0]

    @staticmethod
    def _least(name: str, reading: Reading) -> float:
        if len(reading.words) <= _LONGEST_SMALL_TALK or name not in _TOLD - {"race", "complaint"}:
            return 0.0
        return _SURE if name == "resume" else _LEAST

    def _plain(
        self, reading: Reading, best: tuple[float, ActionCard] | None
    ) -> tuple[float, ActionCard] | None:
        """Let what is unmistakable by its form win: a whole run week, sets of an exercise."""
        cards = {card.name: card for card in self._cards}
        listed = len({day.day for day in reading.days}) >= _WEEK_OF_DAYS and bool(named_runs(reading.said))
        if "runs-changed" in cards and listed and parse_run_week(reading.said) is not None:
            return _SURE, cards["runs-changed"]
        logs = "log" in cards and (best is None or best[1].name not in ("log", "complaint", "change-place"))
        logs = logs or (best is not None and best[1].name == "log")
        logs = logs and not _NO_LOG.search(reading.said)
        if logs and reading.exercises and has_sets(parse_sets(reading.without_days, self.names)[0]):
            return max(_SURE, best[0] if best else 0), cards["log"]
        return best

    def _weight(
        self,
        card: ActionCard,
        reading: Reading,
        stems: frozenset[str],
        places: Places,
        question: bool,
        whether: bool,
    ) -> float:
        if card.name in _SMALL_TALK and len(reading.words) > _LONGEST_SMALL_TALK:
            return 0.0
        if _WHY.match(reading.said) and card.name != "why":
            return 0.0
        if question and card.name in _VIEWS and len(reading.words) > _LONGEST_VIEW:
            return 0.0
        alike = max(
            (
                len(stems & told) / len(stems | told)
                for told, asks in self._told[card.name]
                if asks or not question or card.name not in _TOLD
            ),
            default=0.0,
        )
        weight = 4 * alike if alike >= _ALIKE else 0.0
        # "sore again, skip it?" may be a wish, "should …", "what …" are none
        soft = question and not whether and not reading.opened
        patterns: tuple[WordPattern, ...] = (
            card.as_question if question else (*card.patterns, *card.as_question)
        )
        if whether:
            patterns = ()
        elif soft:
            patterns = (*card.patterns, *card.as_question)
        orders = reading.words[min(reading.lead, len(reading.words) - 1)] in _ORDERS
        for pattern in patterns:
            for match in Matcher.find(pattern, places):
                leads = match[0] <= reading.lead
                short = len(reading.words) <= _SHORT and card.name not in _TOLD
                if soft and pattern not in card.as_question and not ((orders and leads) or short):
                    continue
                signs = sum(any("<" in each[0] for each in group) for group in pattern.groups)
                found = 1.0 + len(pattern.groups) / 2 + signs / 5
                # a message that begins with the wish ("skip …", "move …") is surely one
                if leads and card.name not in _STATEMENTS:
                    found += 0.8
                weight = max(weight, found)
        return weight


def _sure(weight: float, name: str, slots: Slots, reading: Reading) -> bool:
    if slots.resolved:
        return True
    if name == "complaint" and _HABIT.search(reading.said):
        return False
    known = _EVIDENCE.get(name)
    if known is None:
        return weight >= _SURE
    told = sum(bool(getattr(slots, each)) for each in known)
    told += name == "complaint" and bool(_NOW.search(reading.said))
    return told > 1 or (weight >= _SURE and told > 0)


def _told(phrasing: str) -> Reading:
    return read(phrasing, date.min, ExerciseNames(()))


def _stems(words: tuple[str, ...]) -> frozenset[str]:
    stems = frozenset(stem(word) for word in words if word not in _STOP)
    return stems or frozenset(stem(word) for word in words)
