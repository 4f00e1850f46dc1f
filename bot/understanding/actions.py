"""Recognises what the bot is asked to do, with the days, times and numbers that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta

from bot.coach.words import Complaint, Distance, Equipment
from bot.library import ActionCard, WordPattern
from bot.understanding.dates import parse_day, parse_race
from bot.understanding.matching import Matcher
from bot.understanding.runweek import parse_run_week
from bot.understanding.things import parse_complaints, parse_equipment, parse_rpe
from bot.understanding.times import parse_time
from bot.understanding.words import Said, fold, split, stem, word_set

_ALIKE = 0.74
"""Share of stems that a message and a phrasing must have in common to mean the same."""
_SURE = 4 * _ALIKE
_LONGEST_SMALL_TALK = 6
_STATEMENTS = frozenset({"complaint", "log", "race", "why"})
"""What may also be the beginning of a question."""
_SMALL_TALK = frozenset({"greet", "thanks", "help"})

_STOP = word_set(
    "a an the i i'm im i'd i'll my me it is be to of in on at for with and or so please pls can could would you will"
    " want like need just that this hey hi bot coach ok okay let let's lets"
)
_REQUEST = re.compile(
    r"^(?:\W*(?:hi|hey|hello|ok|okay|coach|so|and|please|pls|thanks)\b\W*)*"
    r"(?:(?:can|could|would|will) you\b|(?:would|do) you mind\b|(?:can|could) (?:we|u)\b)(?! (?:tell|explain))"
)
_DAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?\b|today|tonight|tomorrow|tmrw|tmw|yesterday"
    r"|\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|\d{4}-\d\d-\d\d"
)
_FROM = re.compile(rf"\b(?:from|on|moved?|moving|shift|push|bump|swap) (?:my |the |\w+ )??(?P<day>{_DAY})")
_POSSESSED = re.compile(r"\b(?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow)'?s\b")
_TO = re.compile(
    rf"\b(?:to|until|till|onto|for|with|back to|instead on|on) (?:next |this |the )?(?P<day>{_DAY})"
)
_UNTIL = re.compile(
    rf"\b(?:until|till|til|through|back on|back|up to) (?:next |this |the )?(?P<day>{_DAY}|next week|the weekend)"
)
_ANY_DAY = re.compile(rf"\b(?P<day>{_DAY})")
_MINUTES = re.compile(
    r"\b(?P<n>\d{1,3}|an?|half an?|one|two|couple of) ?-?(?P<unit>min(?:ute)?s?|m|hours?|hrs?|h)\b(?! ago)"
)
_DAYS = re.compile(
    r"\b(?:for )?(?P<n>\d{1,2}|an?|one|two|three|four|five|six|ten|couple of) (?P<unit>days?|weeks?)\b(?! ago)"
)
_COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "ten": 10,
    "couple of": 2,
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNIT = re.compile(r"(\d)(kgs?|lbs?|mins?|secs?|s|sets|reps)\b", re.IGNORECASE)
_WEEK_OF_DAYS = 3
"""From so many named days on, days with run kinds are a run week and not a move."""
_SCORE = re.compile(r"\b(\d{1,2})\s*(?:/|out of)\s*10\b")
_ALWAYS = re.compile(
    r"\b(?:always|from now on|permanently|every week|for good|in (?:the )?future|each week|going forward)\b"
)
_SWAPPED = re.compile(rf"\b(?:swap|switch|exchange|trade)\w*\b.*?(?P<one>{_DAY}).*?(?P<two>{_DAY})")


@dataclass(frozen=True, slots=True)
class Slots:
    """What was named: a day is a lower-case weekday or an ISO date, a time is `hh:mm`; None is not said."""

    day: str | None = None
    from_day: str | None = None
    to_day: str | None = None
    until: str | None = None
    days: int | None = None
    week: str | None = None
    time: str | None = None
    minutes: int | None = None
    place: str | None = None
    equipment: frozenset[Equipment] | None = None
    complaints: frozenset[Complaint] | None = None
    score: int | None = None
    rpe: float | None = None
    distance: Distance | None = None
    always: bool = False

    def said(self) -> dict[str, str | int | float | bool | list[str]]:
        """Return the slots that were named, ready for JSON."""
        found: dict[str, str | int | float | bool | list[str]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or value is False:
                continue
            found[field.name] = sorted(value) if isinstance(value, frozenset) else value
        return found


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do, by the name of its content file; `sure` when it was said as it is written there."""

    name: str
    slots: Slots = Slots()
    sure: bool = True


class Actions:
    """All actions of the content, ready to be looked for."""

    def __init__(self, cards: Iterable[ActionCard], known: Iterable[str] = ()) -> None:
        self._cards = tuple(sorted(cards, key=lambda card: card.name))
        self._told = {
            card.name: [stems for each in card.phrasings if (stems := _stems(split(each)))]
            for card in self._cards
        }
        self._matcher = Matcher([p for c in self._cards for p in (*c.patterns, *c.as_question)], known)

    def find(self, text: str, today: date) -> Action | None:
        """Return the action that the message asks for, or None; a question to the coach is none."""
        said = split(_UNIT.sub(r"\1 \2", text))
        if not said.words:
            return None
        read = self._matcher.read(said)
        question = said.question and not _REQUEST.search(fold(text))
        best: tuple[float, str] | None = None
        chosen: ActionCard | None = None
        for card in self._cards:
            weight = self._weight(card, said, question, read)
            if weight and (best is None or weight > best[0]):
                best, chosen = (weight, card.name), card
        if not question and len(set(_ANY_DAY.findall(fold(text)))) >= _WEEK_OF_DAYS:
            week = next((card for card in self._cards if card.name == "runs-changed"), None)
            if week and parse_run_week(text) is not None:
                best, chosen = (_SURE, week.name), week
        if chosen is None:
            return None
        return Action(chosen.name, _slots(chosen, text, today), best is not None and best[0] >= _SURE)

    def _weight(self, card: ActionCard, said: Said, question: bool, read: dict[str, set[int]]) -> float:
        if card.name in _SMALL_TALK and len(said) > _LONGEST_SMALL_TALK:
            return 0.0
        stems = _stems(said)
        alike = max((len(stems & told) / len(stems | told) for told in self._told[card.name]), default=0.0)
        weight = 4 * alike if alike >= _ALIKE else 0.0
        patterns: tuple[WordPattern, ...] = (
            card.as_question if question else (*card.patterns, *card.as_question)
        )
        for pattern in patterns:
            matches = self._matcher.find(pattern, read)
            if matches:
                weight = max(weight, 1.0 + len(pattern.groups) / 2)
                # a message that begins with the wish ("skip …", "move …") is surely one
                if card.name not in _STATEMENTS and any(match[0] <= said.lead for match in matches):
                    weight = max(weight, _SURE + len(pattern.groups) / 10)
        return weight


def _stems(said: Said) -> frozenset[str]:
    stems = frozenset(stem(word) for word in said.words if word not in _STOP)
    return stems or frozenset(stem(word) for word in said.words)


def _slots(card: ActionCard, text: str, today: date) -> Slots:
    said = fold(text)
    wanted = card.slots
    minutes = _minutes(said) if "minutes" in wanted else None
    at = parse_time(said) if "time" in wanted and not minutes else None
    until = _first(_UNTIL, said, today) if "until" in wanted else None
    from_day, to_day = _from_and_to(said, today) if "runs" in wanted else (None, None)
    day = None
    if "day" in wanted and not (from_day or to_day or until):
        day = _first(_ANY_DAY, said, today)
    counted = _DAYS.search(said) if "until" in wanted else None
    days = None
    if counted:
        number = _COUNTS.get(counted["n"]) or int(counted["n"])
        days = number * (7 if counted["unit"].startswith("week") else 1)
    score = _SCORE.search(said) if "complaint" in wanted else None
    return Slots(
        day=day,
        from_day=from_day,
        to_day=to_day,
        until=until,
        days=days,
        week=_week(said) if {"day", "runs"} & wanted else None,
        time=at.strftime("%H:%M") if at else None,
        minutes=minutes,
        place=_place(said) if "place" in wanted else None,
        equipment=parse_equipment(text) if "place" in wanted else None,
        complaints=parse_complaints(text) if "complaint" in wanted else None,
        score=int(score[1]) if score else None,
        rpe=parse_rpe(text) if "rpe" in wanted else None,
        distance=parse_race(text, today).distance if "race" in wanted else None,
        always=bool(_ALWAYS.search(said)),
    )


def _first(pattern: re.Pattern[str], said: str, today: date) -> str | None:
    match = pattern.search(said)
    return _named(match["day"], today) if match else None


def _named(day: str, today: date) -> str | None:
    """Keep a weekday as it was said, for "monday" is any Monday of the plan; make an ISO date of the rest."""
    weekday = next((name for name in _WEEKDAYS if day.startswith(name[:3])), None)
    if weekday:
        return weekday
    if day == "next week":
        return (today + timedelta(days=7 - today.weekday())).isoformat()
    found = parse_day(day, today)
    return found.isoformat() if found else None


def _from_and_to(said: str, today: date) -> tuple[str | None, str | None]:
    swapped = _SWAPPED.search(said)
    if swapped:
        return _named(swapped["one"], today), _named(swapped["two"], today)
    to = re.search(rf"\b(?:to|onto|for|until|till|instead on) (?:next |this |the )?(?P<day>{_DAY})", said)
    origin = _POSSESSED.search(said) or _FROM.search(said)
    if to is None:
        days = list(_ANY_DAY.finditer(said))
        if len(days) == 1:
            return None, _named(days[0]["day"], today)
        if len(days) > 1:
            return _named(days[0]["day"], today), _named(days[-1]["day"], today)
        return None, None
    if origin is None or origin["day"] == to["day"]:
        before = [m for m in _ANY_DAY.finditer(said) if m.end() <= to.start("day")]
        origin = before[0] if before else None
    return (_named(origin["day"], today) if origin else None), _named(to["day"], today)


def _minutes(said: str) -> int | None:
    match = _MINUTES.search(said)
    if match is None:
        return None
    word = match["n"]
    number = 0.5 if word.startswith("half") else _COUNTS.get(word) or int(word)
    return int(number * 60) if match["unit"].startswith("h") else int(number)


def _week(said: str) -> str | None:
    match = re.search(r"\b(this|next|last|whole|all) week\b", said)
    if match is None:
        return None
    return match[1] if match[1] in ("this", "next", "last") else "this"


def _place(said: str) -> str | None:
    for name, words in (
        ("hotel", r"hotel|airbnb|travel\w*|holiday|vacation|trip|away"),
        ("home", r"home|house|flat|apartment|living room|garage"),
        ("gym", r"gym|fitness"),
        ("outdoors", r"park|outside|outdoors?|track|beach"),
    ):
        if re.search(rf"\b(?:{words})\b", said) and not re.search(
            rf"\b(?:no|without|not at the) (?:{words})\b", said
        ):
            return name
    return None
