"""Reads a message once for all wishes: its words, and what each stands for.

The patterns of `content/actions` name such things by a sign: `<day>` (monday, tomorrow, 18 april), `<week>` (next
week), `<days>` (ten days, two weeks), `<time>` (8pm, half past six), `<daypart>` (in the evening), `<minutes>` (half
an hour), `<run>` (intervals, long run), `<exercise>`, `<sets>` (3x10, 4 sets), `<load>` (16 kg), `<part>` (knee, left
calf), `<score>` (4 out of 10, a 3), `<place>` (hotel, at the gym), `<gear>` (dumbbells), `<distance>` (10k, half
marathon), `<session>` (strength, leg day, workout).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from bot.understanding.exercises_named import ExerciseNames, NamedExercise
from bot.understanding.matching import Places
from bot.understanding.slots_dates import (
    Named,
    named_clock,
    named_days,
    named_length,
    named_minutes,
    part_of_day,
)
from bot.understanding.slots_life import named_parts
from bot.understanding.slots_runs import specific_runs
from bot.understanding.words import fold, word_set

LONGEST_WISH = 800
"""Characters of a message in which a wish is looked for: a long log has fewer, and what is longer tells a story."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CANNOT = word_set("can't cant couldn't couldnt unable")
_GREETING = word_set(
    "hi hey hello hiya so ok okay and but also um well btw coach please pls sorry sry morning"
)
_MONTHS = r"(?P<m>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)"
_TH = r"(?:st|nd|rd|th)?"
# "from the 24th to the 30th of november": both days are of the month that is named once
_DAYS_MONTH = re.compile(
    rf"\b(?P<a>\d{{1,2}}){_TH} ?(?:-|to|until|till|til|through) ?(?:the )?(?P<b>\d{{1,2}}){_TH} (?:of )?{_MONTHS}\b"
)
_MONTH_DAYS = re.compile(
    rf"\b{_MONTHS} (?P<a>\d{{1,2}}){_TH} ?(?:-|to|until|till|through) ?(?:the )?(?P<b>\d{{1,2}})(?!\d|[.:/]){_TH}\b"
)
_TRACK = re.compile(r"\b(?:2|3|4|6|8|10|12|16)00 ?s\b")
_UNIT = re.compile(r"(?<=\d)(?=(?:kgs?|kilos?|lbs?|mins?|secs?|sets|reps|hrs?|h|s|am|pm)\b)")
_SETS = re.compile(
    r"\b\d{1,2} ?(?:x|×|\*) ?\d{1,3}(?!\d| ?(?:per|a|times|km|k\b|m\b|00))|\b(?:\d|one|two"
    r"|three|four|five) (?:sets?|rounds)\b|\b\d{1,2} reps\b|\b\w+ times \w+ (?:secs?"
    r"|seconds|reps)|\b\d{1,3} ?(?:secs?|seconds|s)\b|\b\d{1,2}(?:/\d{1,2}){2,}(?!\d)"
)
_SCORE = re.compile(
    r"\b(?:10|\d) ?(?:/|out of) ?10\b|\b(?:an?|now|at|about|to|level|maybe|scale|score)"
    r" (?:10|\d)\b(?! ?(?:k|km|mi\w*|m|weeks?|days?|hours?|reps?|sets?|x|am|pm|min\w*)\b)"
    r"|[,;:] ?\d(?=$|[ .!])(?! \w)"
)
_LOAD = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[.,]\d+)? ?(?:kgs?|kilos?|kilograms?|lbs?|pounds)(?!\w)|@"
    r" ?\d{2,3}(?![\d:h]| ?(?:am|pm))"
)
_WEEK = re.compile(
    r"\b(?:this|next|last|coming|the whole|whole|all|my|the|rest of the) (?:coming )?(?:week|wk)\b|\bweek's\b"
)
_ARROW = re.compile(r"(?<=\w) ?(?:[-=]+>|→|⇒|➡) ?(?=\w)")
_SESSION = re.compile(
    r"\b(?:strength(?: training)?|sessions?|workouts?|work ?out|lifting|lift|gym|training"
    r"|leg days?|legs|weights|s&c|sets and reps|exercises"
    r"|strength days?|gym days?|strength sessions?|train)\b"
)
_DISTANCE = re.compile(
    r"(?<![\d.,])\b\d{1,3}(?:[.,]\d)? ?-?(?:k|km|kms|mi|milers?|miles?)\b|\b(?:half"
    r"|full)(?:[- ]?marathon)?\b(?! (?:an?|of|the|past|hour|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|eleven|twelve|\d))"
    r"|\b(?:half[- ])?marathons?\b|\bhm\b|\bultras?(?:marathon)?\b|\bpark ?runs?\b|\bmara\b"
)
# a parkrun is a race where it is called one, and else the run of a saturday
_DISTANCE_ALONE = re.compile(_DISTANCE.pattern.replace(r"|\bpark ?runs?\b", ""))
_RACING = re.compile(
    r"\b(?:races?|racing|pb|pr|goal|target|attempt|signed up|jan|feb|mar|apr|may|jun|jul"
    r"|aug|sep|oct|nov|dec)[a-z]*\b"
)
_GEAR = re.compile(
    r"\b(?:(?:resistance |mini )?bands?|dumb ?bells?|dbs?|kettle ?bells?|kbs?|barbells?"
    r"|bench|squat rack|rack|pull[- ]?up bar|foam roller|(?:swiss|gym|medicine|med) ball"
    r"|equipment|kit|body ?weight|ab wheel|plyo box|plates|mat)\b"
)


_TAG = re.compile(r"[,. ]+(?:please|pls|plz|thanks) ?\?+$")
_WHO = (
    r"(?=i\b|we\b|you\b|they\b|it\b|he\b|she\b|my\b|the\b|these\b|those\b|this\b|that\b"
    r"|all\b|runners?\b|people\b|u\b|women\b|men\b|[a-z]+s\b)"
)
_OPENER = re.compile(
    r"^(?:\W*(?:hi|hey|hello|so|ok|okay|and|but|coach|quick question|um|well|also|btw|morning)\b\W*)*"
    rf"(?:should|(?:can|could|would|may|shall|must|does|has|have|was|were|am|is|are|will)"
    rf" {_WHO}|is |are |does |which\b|do (?!it\b|that\b|this\b|today|tomorrow|tonight"
    rf"|strength|legs?\b|gym|the (?:session|workout|strength|gym)|mon|tue|wed|thu|fri|sat"
    rf"|sun|not\b)|how\b|what|whats|wats|hows|when\b|whens"
    r"|where|who|whos|why\b|what's|how's|when's|where's|who's|isn't|aren't|doesn't|don't"
    r" (?:i|you|we)|did (?:i|you|we|they)\b|any\b|if\b|is it|was it|anything)"
)
# a message may tell first and ask then: "got a cold, train or not", "long run on sunday, where does the gym go"
_ASKS = re.compile(
    r"\b(?:should (?:i|one|we|it|they)|shall i|do i|can i|could i|am i|will i|would i|may"
    r" i|is it|is that|is this|are they|does it|does that|what if|what now|now what"
    r"|which|whats|what's|what (?:do|does|did|should|can|is|are|to|s|exercises?|order"
    r"|about|would)|how (?:do|does|should|can|to|many|much|long|often|heavy|hard|would"
    r"|come|about|far|soon|fast)"
    r"|wheres|where(?: do| does| should| can|'s| to)|when (?:can|do|does|should|is|will"
    r"|to)|why|worth|ok to|okay to|any (?:tips|advice|ideas?|alternatives?)"
    r"|good idea|bad idea|dumb idea|terrible idea|wonder\w*|not sure|explain|thoughts)\b"
    r"|\bor (?:longer|shorter|more|less|not|leave|skip|wait|rest|run|no|do|both|just|too"
    r"|is|the other|better|should|hold off|stop|go|keep|start|slow|push|drop|stick)\b"
    r"|^\W*(?:\w+ ){1,4}or (?!so\b|two\b|three\b)"
    r"|\b(?:where|when|why|how|which|or|help|ok|right|yeah)\W*$"
)

SIGNS = (
    "day", "week", "days", "time", "daypart", "minutes", "run", "exercise", "sets", "load", "score", "part", "place",
    "gear", "distance", "session",
)  # fmt: skip
"""The signs that patterns may use, without their brackets."""


@dataclass(frozen=True)
class Reading:
    """A folded message with everything that was found in it, each looked for when it is first asked for."""

    said: str
    today: date
    names: ExerciseNames
    now: datetime | None = None

    @cached_property
    def _tokens(self) -> tuple[tuple[str, int, int], ...]:
        found = []
        for match in _WORD.finditer(self.said):
            word = match.group()
            found.append(("cannot" if word in _CANNOT else word, match.start(), match.end()))
        return tuple(found)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words, with "can not", "can't" and the like as `cannot`."""
        return tuple(word for word, _, _ in self._tokens)

    @cached_property
    def lead(self) -> int:
        """The place of the first word that is no greeting and the like."""
        return next((n for n, word in enumerate(self.words) if word not in _GREETING), 0)

    @cached_property
    def question(self) -> bool:
        """Whether it is put as a question, with or without its mark."""
        said = _TAG.sub("", self.said)
        return "?" in said or bool(_OPENER.match(said)) or bool(_ASKS.search(said))

    @cached_property
    def opened(self) -> bool:
        """Whether it begins as questions do."""
        return bool(_OPENER.match(self.said))

    @cached_property
    def exercises(self) -> tuple[NamedExercise, ...]:
        """The exercises."""
        return self.names.find(self.said)

    @cached_property
    def days(self) -> tuple[Named, ...]:
        """The days."""
        return named_days(self.said, self.today)

    @cached_property
    def without_days(self) -> str:
        """The text with blanks where days stand, so that no figure of a date is read as another."""
        return self.masked([(day.start, day.end) for day in self.days])

    @cached_property
    def bare(self) -> str:
        """The text with blanks where exercises stand."""
        return self.masked([(each.start, each.end) for each in self.exercises])

    def masked(self, spans: list[tuple[int, int]]) -> str:
        """Return the text with blanks in some places."""
        pieces: list[str] = []
        reached = 0
        for start, end in sorted(spans):
            pieces += [self.said[reached:start], " " * (end - max(start, reached))]
            reached = max(reached, end)
        return "".join(pieces) + self.said[reached:]

    @cached_property
    def signs(self) -> Places:
        """The words at which each sign stands."""
        found: Places = {}
        starts = [start for _, start, _ in self._tokens]
        ends = [end for _, _, end in self._tokens]
        for sign, spans in self._spans().items():
            places = {n for s, e in spans for n in range(bisect_right(ends, s), bisect_left(starts, e))}
            if places:
                found[f"<{sign}>"] = places
        return found

    def _spans(self) -> dict[str, list[tuple[int, int]]]:
        exercises = [(each.start, each.end) for each in self.exercises]
        clock, part = named_clock(self.without_days), part_of_day(self.said)
        minutes, length = named_minutes(self.said), named_length(self.said)
        return {
            "day": [(day.start, day.end) for day in self.days if not day.weekend or day.lead],
            "time": [clock] if clock else [],
            "daypart": [part] if part else [],
            "minutes": [minutes[:2]] if minutes else [],
            "days": [length[:2]] if length else [],
            "exercise": exercises,
            "run": [(start, end) for start, end, _ in specific_runs(self.bare)],
            "part": [(start, end) for start, end, _ in named_parts(self.bare)],
            **{
                sign: [match.span() for match in pattern.finditer(text)]
                for sign, pattern, text in (
                    ("sets", _SETS, self.said),
                    ("load", _LOAD, self.said),
                    ("score", _SCORE, self.bare),
                    ("week", _WEEK, self.said),
                    ("session", _SESSION, self.bare),
                    ("distance", _DISTANCE if _RACING.search(self.said) else _DISTANCE_ALONE, self.said),
                    ("gear", _GEAR, self.bare),
                )
            },
            "place": [match.span() for match in _PLACE.finditer(self.bare)],
        }


_PLACE = re.compile(
    r"\b(?:hotels?(?: room| gym)?|airbnb|hostel|home|house|flat|garage|living ?room|(?:at"
    r"|in|to) (?:the|my|a) gym|park|outside|outdoors?|garden|beach"
    r"|office|parents'?|in[- ]laws|cabin|campsite)\b"
)


def read(text: str, today: date, names: ExerciseNames, now: datetime | None = None) -> Reading:
    """Return the reading of a message."""
    said = _UNIT.sub(" ", fold(text[:LONGEST_WISH])[:LONGEST_WISH].replace("–", "-").replace("—", "-"))
    said = _ARROW.sub(" to ", said)
    said = _MONTH_DAYS.sub(
        r"\g<m> \g<a> to \g<m> \g<b>", _DAYS_MONTH.sub(r"\g<a> \g<m> to \g<b> \g<m>", said)
    )
    said = _TRACK.sub("intervals", said)
    said = re.sub(r"([a-z])\1{2,}", r"\1\1", said)
    return Reading(re.sub(r"\bcan ?not\b", "cannot", said), today, names, now)
