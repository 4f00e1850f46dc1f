"""Reads a run week that was typed: "intervals tue, tempo thu, long on sunday, monday off"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.coach.words import RunKind, Weekday
from bot.understanding.words import fold

_DAY_NAMES: dict[str, tuple[Weekday, ...]] = {
    **dict.fromkeys(("monday", "mondays", "mon", "mo"), (Weekday.MONDAY,)),
    **dict.fromkeys(("tuesday", "tuesdays", "tues", "tue", "tu"), (Weekday.TUESDAY,)),
    **dict.fromkeys(("wednesday", "wednesdays", "weds", "wed", "wensday", "we"), (Weekday.WEDNESDAY,)),
    **dict.fromkeys(("thursday", "thursdays", "thurs", "thur", "thu", "th"), (Weekday.THURSDAY,)),
    **dict.fromkeys(("friday", "fridays", "fri", "fr"), (Weekday.FRIDAY,)),
    **dict.fromkeys(("saturday", "saturdays", "sat", "sa"), (Weekday.SATURDAY,)),
    **dict.fromkeys(("sunday", "sundays", "sun", "su"), (Weekday.SUNDAY,)),
    **dict.fromkeys(("weekend", "weekends"), (Weekday.SATURDAY, Weekday.SUNDAY)),
    **dict.fromkeys(("weekday", "weekdays"), tuple(Weekday)[:5]),
}
"""Two letters are enough for a day only where nothing else is meant: "we" and "su" next to other days."""

_AMBIGUOUS = frozenset({"we", "mo", "sun", "sat", "su", "sa", "fr", "th", "tu"})

# A parkrun is run all out by most; who runs it easy says so. "reps" and "repeats" are the track's, hill repeats are
# hills; "quality" and "workout" say only that it is fast: the commonest fast day stands for them.
_KINDS: tuple[tuple[RunKind, str], ...] = (
    (RunKind.HILLS, r"hill(?:s|y)?(?: (?:repeats?|reps|sprints?|session|work))?|uphills?"),
    (RunKind.LONG, r"long(?:er|est)?(?: (?:slow )?(?:run|one|distance|jog))?|lsd|lr|longrun"),
    (
        RunKind.INTERVALS,
        r"intervals?|speed ?work|speed(?: session)?|repeats?|reps|fart?leks?|track(?: session)?|vo2(?: ?max)?"
        r"|sprints?|quality|workouts?|fast(?: run| session)?|\d+ ?x ?\d+ ?(?:m|k)?|[48]00s|hard(?: run)?|yasso",
    ),
    (
        RunKind.TEMPO,
        r"tempos?(?: run)?|threshold|cruise|lactate|steady(?: state)?|progression|race pace|marathon pace"
        r"|mp|lt",
    ),
    (RunKind.RACE, r"races?|parkruns?|park runs?|time trial|tt|event|competition"),
    (
        RunKind.CROSS,
        r"cross(?:[- ]?train(?:ing)?)?|x-?train(?:ing)?|xt|bikes?|biking|cycl(?:e|ing)|spin(?:ning)?"
        r"|swim(?:ming)?"
        r"|elliptical|row(?:ing)?|hik(?:e|ing)|yoga|football|soccer|tennis|peloton",
    ),
    (
        RunKind.REST,
        r"rest(?: days?)?|off|nothing|no run(?:ning)?|free|none|day off|don'?t run|not running|no runs|x",
    ),
    (
        RunKind.EASY,
        r"easy(?: runs?| jog| miles?)?|recovery(?: runs?| jog)?|jog(?:s|ging)?|shake ?out|slow|base"
        r"|aerobic|gentle|run|runs"
        r"|running|chilled?|relaxed|zone ?2|z2|medium|general|strides|group run|club run|treadmill",
    ),
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_HEADING = re.compile(r"^[^:=]{0,30}\b(?:runs?|running)(?: (?:week|days|plan|schedule))? ?[:=]")
"""What a list may stand under, "my runs: …": there "runs" is no kind of run."""
_TOKEN = re.compile(
    r"(?P<range>\b(?P<from>[a-z]+)\s*(?:-|–|to|through|thru|until|till)\s*(?P<to>[a-z]+)\b)"
    r"|(?P<every>\b(?:every ?day|daily|each day|all week|7 days|seven days)\b)"
    r"|(?P<others>\b(?:(?:all )?(?:the )?(?:other|remaining|rest of the) (?:days?|runs?|ones?|week)|others|"
    r"rest of the week|everything else|the rest|otherwise|else|rest (?=easy\b|is\b|are\b))\b)"
    r"|(?P<except>\b(?:apart from|except(?: for)?|but|besides|other than)\b)"
    r"|(?P<not>\bno (?=(?:hills?|races?|speed\w*|intervals?|tempos?|long)\b))"
    + "".join(f"|(?P<{kind.value}>\\b(?:{pattern})\\b)" for kind, pattern in _KINDS)
    + r"|(?P<count>\b(?:\d|one|two|three|four|five|six|seven)(?:x|\b)(?! ?(?:k|km|miles?|mi|m|min|x)\b))"
    r"|(?P<break>[,;.\n|])|(?P<word>[a-z']+)"
)


_NAMED = re.compile("|".join(rf"(?P<{kind.value}>\b(?:{pattern})\b)" for kind, pattern in _KINDS))


def named_runs(said: str) -> tuple[tuple[int, int, RunKind], ...]:
    """Return the run kinds of a folded text with the characters where they stand; rest days are none."""
    found = ((match.start(), match.end(), match.lastgroup) for match in _NAMED.finditer(said))
    return tuple((start, end, RunKind(kind)) for start, end, kind in found if kind and kind != RunKind.REST)


@dataclass(frozen=True, slots=True)
class ParsedWeek:
    """Seven run kinds from Monday; `unclear` are the words that could not be placed on a day."""

    kinds: tuple[RunKind, ...]
    unclear: tuple[str, ...] = ()


@dataclass(slots=True)
class _Piece:
    """A day or a kind in the order typed; `broken` tells that a comma or the like stood before it."""

    days: tuple[Weekday, ...] = ()
    kind: RunKind | None = None
    text: str = ""
    broken: bool = False
    count: int = 1
    others: bool = False
    every: bool = False


def parse_run_week(text: str) -> ParsedWeek | None:
    """Return the week, None when neither a day with a kind nor a whole week can be read. Never raises.

    A day that is not named rests, unless the text says what the others are ("easy every day apart from …").
    Seven kinds in a row without days count from Monday.
    """
    pieces = _pieces(_HEADING.sub("", fold(text)))
    if not any(piece.kind for piece in pieces):
        return None
    named = any(piece.days or piece.every for piece in pieces)
    if not named:
        return _in_a_row(pieces)
    week: dict[Weekday, RunKind] = {}
    unclear: list[str] = []
    rest: RunKind = RunKind.REST
    for days, piece in _paired(pieces):
        if piece.kind is None:
            continue
        if piece.others or piece.every:
            rest = piece.kind
        elif days:
            for day in days:
                week[day] = piece.kind
        else:
            unclear.append(piece.text)
    if not week and rest is RunKind.REST:
        return None
    return ParsedWeek(tuple(week.get(day, rest) for day in Weekday), tuple(unclear))


def _pieces(text: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    broken = False
    count = 1
    others = every = negated = False
    several_days = sum(word in _DAY_NAMES for word in re.findall(r"[a-z]+", text)) > 1
    for match in _TOKEN.finditer(_separate(text)):
        what, word = match.lastgroup or "", match.group()
        if match.group("range"):
            first, last = _days(match.group("from"), True), _days(match.group("to"), True)
            if first and last and len(first) == len(last) == 1:
                span = (last[0] - first[0]) % 7
                days = tuple(Weekday((first[0] + n) % 7) for n in range(span + 1))
                pieces.append(_Piece(days=days, text=word, broken=broken))
                broken = False
            else:
                for part in (match.group("from"), match.group("to")):
                    pieces += [_Piece(each.days, each.kind, each.text, each.broken) for each in _pieces(part)]
            continue
        if what in ("break", "except"):
            broken, negated = True, False
            if what == "except":
                others = every = False
        elif what == "others":
            others = True
        elif what == "every":
            every = True
            previous = pieces[-1] if pieces else None
            if previous and previous.kind and not previous.days and not broken:
                previous.every, every = True, False
            else:
                pieces.append(_Piece(text=word, broken=broken))
                broken = False
        elif what == "not":
            negated = True
        elif what == "count":
            digit = word.rstrip("x")
            count = _NUMBERS.get(digit) or (int(digit) if digit.isdigit() else 1)
        elif what == "word":
            days = _days(word, several_days)
            if days:
                pieces.append(_Piece(days=days, text=word, broken=broken))
                broken = False
        elif what in set(RunKind):
            if negated:
                negated = False
                continue
            pieces.append(_Piece((), RunKind(what), word, broken, count, others, every))
            broken, count, others, every = False, 1, False, False
    return _merged([piece for piece in pieces if piece.days or piece.kind])


def _separate(text: str) -> str:
    """Let "tue/thu", "tue & thu" and "tue: easy" be read word by word, and forget distances and clock times."""
    text = re.sub(
        r"\b\d+(?:[.,]\d+)?\s*(?:k|km|kms|mi|miles?|kilometres?|kilometers?|min|mins|minutes|h|hours?)\b",
        " ",
        text,
    )
    text = re.sub(r"(?:@|\bat) ?\d[\d:.]*\s*(?:am|pm)?", " ", text)
    return re.sub(r"[/&+:=()]", " ", text)


def _days(word: str, surely: bool) -> tuple[Weekday, ...]:
    if len(word) < 3 and word in _AMBIGUOUS and not surely:
        return ()
    return _DAY_NAMES.get(word, ())


def _merged(pieces: list[_Piece]) -> list[_Piece]:
    """Join days that follow each other without a kind between them; "easy run" twice in a row is one kind."""
    merged: list[_Piece] = []
    clause, clauses = 0, []
    for piece in pieces:
        clause += piece.broken
        clauses.append(clause)
    complete = {number for number, piece in zip(clauses, pieces, strict=True) if piece.kind}
    for place, piece in enumerate(pieces):
        last = merged[-1] if merged else None
        # "sunday, monday off" are two statements, "mon, wed and fri easy" and "easy on mon, wed" are one
        apart = piece.broken and {clauses[place], clauses[place - 1]} <= complete
        if last and piece.days and last.days and not apart:
            last.days += piece.days
            continue
        strong = last is not None and last.kind is not None and piece.kind is not None and not piece.broken
        if last and strong and piece.text in ("run", "runs", "running", "jog") and not piece.others:
            continue
        if last and strong and last.text in ("run", "runs", "running") and not last.every and last.count == 1:
            last.kind, last.text = piece.kind, piece.text
            continue
        merged.append(piece)
    return merged


def _paired(pieces: list[_Piece]) -> list[tuple[tuple[Weekday, ...], _Piece]]:
    """Give each kind its days: the typist's habit (day first or kind first) is read off the whole text."""
    day_first = _day_first(pieces)
    paired: list[tuple[tuple[Weekday, ...], _Piece]] = []
    used: set[int] = set()
    for n, piece in enumerate(pieces):
        if piece.kind is None:
            continue
        before, after = n - 1, n + 1
        order = (before, after) if day_first else (after, before)
        days: tuple[Weekday, ...] = ()
        for place in order if not (piece.others or piece.every) else ():
            if not 0 <= place < len(pieces) or place in used or not pieces[place].days:
                continue
            cut = piece.broken if place == before else pieces[place].broken
            if cut and any(
                0 <= o < len(pieces)
                and o not in used
                and pieces[o].days
                and not (piece.broken if o == before else pieces[o].broken)
                for o in order
            ):
                continue
            if cut and place == before and not day_first:
                continue
            if cut and place == after:
                continue
            days = pieces[place].days
            used.add(place)
            break
        paired.append((days, piece))
    return paired


def _day_first(pieces: list[_Piece]) -> bool:
    votes = 0
    for one, two in pairwise(pieces):
        weight = 1 if two.broken else 3
        if one.days and two.kind:
            votes += weight
        elif one.kind and two.days:
            votes -= weight
    return votes > 0 or (votes == 0 and bool(pieces) and bool(pieces[0].days))


def _in_a_row(pieces: list[_Piece]) -> ParsedWeek | None:
    kinds = [piece.kind for piece in pieces for _ in range(piece.count) if piece.kind]
    if len(kinds) == len(Weekday) and all(piece.count == 1 for piece in pieces):
        return ParsedWeek(tuple(kinds))
    return None
