"""Reads what was lifted: sets × reps @ load of one exercise or several, an effort, a correction."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.coach.words import Unit
from bot.understanding.exercises_named import ExerciseNames, NamedExercise
from bot.understanding.loads import KG_PER_LB
from bot.understanding.slots import LoggedSet
from bot.understanding.things import parse_rpe

_SPELLED = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "sixty": 60,
}  # fmt: skip
_N = r"(?:\d{1,3}|" + "|".join(sorted(_SPELLED, key=len, reverse=True)) + ")"
_KG = r"\d{1,3}(?:[.,]\d{1,2})?"
_UNIT = r"(?P<{}>kgs?|kilos?|kilograms?|kgms?|lbs?|pounds?|#)"
_TIME = r"(?: ?-?(?P<{}>s|secs?|seconds?|mins?|minutes?|m|\"|''))(?!\w)"
_REPS = r"(?: ?(?:reps?|repetitions?))?"
_SIDE = (
    r"(?:each|per|a|every|either|both|on each|on both|/) ?(?:sides?|legs?|arms?|feet|foot)|e/s|l/r|each way"
    r"|left and right|right and left|unilateral"
)
_HAND = (
    r"(?:(?:in |per |for )?(?:each|either|per|every|both) hands?|(?:a|/) ?(?:hand|side db)"
    r"|per dumbbell|per db|each dumbbell|hand)"
)

_RPE = r"10|[1-9](?:[.,]5)?"
_LENGTHS = r"mins?\b|minutes?|h(?:ou)?rs?\b|k\b|kms?\b|mi\b|miles?|cms?\b|inch(?:es)?|in\b|f(?:ee|oo)?t\b"
_ASIDE = (
    rf"(?<![\w.,])\d{{1,3}}(?:[.,]\d)?(?:{_TIME.format('aside1')}|[ -]?(?:{_LENGTHS}))[ -]"
    r"(?:(?:easy|short|long|slow) )?(?:rests?(?! ?(?:of )?\d)|breaks?|pauses?|warm[ -]?ups?|cool[ -]?downs?|runs?|jogs?"
    r"|rides?|swims?|gaps?)\b"
    rf"|\brest(?:s|ed|ing)? ?(?:of |for |: ?)?\d{{1,3}}{_TIME.format('aside2')}"
    r"|(?<![\w.,])\d(?:-\d){2,3} tempo\b|\btempo (?:of )?\d(?:-\d){2,3}\b"
)
"""What has a figure and is none of the exercise's own: "60 s rest", "a 45 min run", "3-0-1 tempo"."""
_LOAD_ENDS = (
    r" *(?:$|[,;!)(]|\.(?!\d)| [-–] |\b(?:\d{1,2} ?x ?\d+|and|but|then|today|yesterday|each|per|every|both|on|for"
    r"|at|felt|x|rpe|in (?:each|both|my)|kettlebell|dumbbell|kb|db|bar(?:bell)?|plate|vest)\b"
    r"|(?<!\b[12] )(?:dumbbells|dbs|kettlebells)\b)"
)
"""What may stand behind the bare figure of "with a 16"; any other word says that it counts something else."""
_BETWEEN_SIDES = r"(?: ?(?:reps?|repetitions?))? ?(?:,|/|;|and|&|\+|-)? ?(?:the )?"
_SIDES = (
    rf"(?<![a-z])(?:left|l):? ?(?P<l1>{_N})(?:{_TIME.format('lu1')})?{_BETWEEN_SIDES}(?:right|r):? ?"
    rf"(?P<r1>{_N})(?:{_TIME.format('lu2')})?"
    rf"|(?<![a-z])(?:right|r):? ?(?P<r2>{_N})(?:{_TIME.format('lu3')})?{_BETWEEN_SIDES}(?:left|l):? ?"
    rf"(?P<l2>{_N})(?:{_TIME.format('lu4')})?"
    rf"|(?<![\w.,])(?P<l3>{_N})(?:{_TIME.format('lu5')})?(?: ?reps)?(?: on the)? left{_BETWEEN_SIDES}"
    rf"(?P<r3>{_N})(?:{_TIME.format('lu6')})?(?: ?reps)?(?: on the)? right\b"
)
"""Both sides with a number each: "left 20 right 17", "40 s left, 35 s right"."""

_EVENT = re.compile(
    rf"(?:{_SIDES})"
    rf"|(?P<aside>{_ASIDE})"
    rf"|(?:@ ?)?\b(?:rpe|effort) ?(?:of )?(?P<rpe1>{_RPE})(?![\w.,]*\d| ?(?:x|kg|lb))|(?:@ ?)?\b(?P<rpe2>{_RPE}) ?rpe\b"
    r"|(?P<list>(?<![\d.,x/])\d{1,2}(?:(?:/|, ?|-)\d{1,2}){2,5}(?![\d/x.]|:| ?(?:kg|lb|am|pm)))"
    rf"|(?:(?P<by>(?<![a-z])(?:x|×|times) ?)|(?<![\w.,]))(?P<sets>{_N}) ?(?:x|×|\*|by) ?(?P<reps>{_N})"
    rf"(?![\d.,]\d|\d)(?! ?(?:kgs?|kilos?|lbs?)\b)(?:{_TIME.format('unit1')})?"
    rf"{_REPS}(?: ?(?:x|×|\*|@) ?(?P<xkg>{_KG})(?: ?(?P<xunit>kgs?|kilos?|lbs?"
    rf"|pounds))?\b(?!:| ?(?:s|secs?|seconds|reps|rpe(?! ?\d))\b))?"
    rf"|(?<![\w.,])(?P<setsof>{_N}) (?:of (?:the |my )?{_N} )?(?:sets?|rounds?|series)(?:,?"
    rf" ?(?:of|x|×|with|at|for|à|each)?:? ?"
    rf"(?P<repsof>{_N})(?! ?(?:kgs?|kilos?|lbs?"
    rf"|{_UNIT.format('no1')})\b)(?:{_TIME.format('unit2')}|{_REPS}))?"
    rf"|(?<![\w.,])(?P<times>{_N}) times (?P<timesof>{_N})(?! ?(?:kgs?|kilos?"
    rf"|lbs?)\b)(?:{_TIME.format('unit3')}|{_REPS})"
    rf"|(?<![\w.,])(?P<pair>2|two|a pair of)(?: ?(?:x|×) ?| )(?P<pairkg>{_KG}) ?{_UNIT.format('pairunit')}\b"
    rf"|(?P<at>@ ?|\bat |\bwith |\bholding )?(?<![\w.,])(?P<kg>{_KG}) ?{_UNIT.format('kgunit')}(?![a-z])"
    rf"|(?:@ ?|\bat )(?P<bare>{_KG})"
    rf"(?![\d:]|[.,]\d| ?(?:am|pm|h\b|o'|%|s\b|secs?|{_LENGTHS}|reps|sets|rpe(?! ?\d)))"
    rf"|\bwith (?:the|an?) (?P<with>{_KG})(?![\d:])(?={_LOAD_ENDS})"
    rf"|(?<![\w.,])(?P<onlyreps>{_N}) (?:reps?|repetitions)\b|\bfor"
    rf" (?P<forreps>\d{{1,2}})(?= *(?:reps|$|,|@|at|with|;))"
    rf"|(?<![\w.,])(?P<onlytime>{_N}){_TIME.format('unit4')}"
    rf"|(?<![\w.,])(?P<setsx>{_N})(?: ?x| times)\b(?! (?:a|per|each))"
    rf"|(?<![a-z])(?:x|×|times) ?(?P<timesn>{_N})"
    rf"(?![\w.,:]*\d| ?(?:kgs?|kilos?|lbs?|pounds|sets?|rounds?|(?:a|per|each) (?:day|week))\b)"
    rf"(?:{_TIME.format('unit5')}|{_REPS})"
    rf"|(?P<side>(?<![a-z])(?:{_SIDE})\b)"
    rf"|(?P<hand>(?<![a-z])(?:{_HAND})\b)"
    r"|(?P<dumbbells>\b(?:dumbbells|dbs|kettlebells)\b)"
)
_BEFORE = re.compile(rf"(?<![\w.,/:])({_N}) $")
_LONGEST_NUMBER = 10
_LOADED_SQUAT_KG = 30
"""From here on "squats" with a load are taken for back squats: few hold more in front of the chest."""
_SHORTEST_HOLD_SECONDS = 10


@dataclass(slots=True)
class _Entry:
    exercise: NamedExercise | None = None
    sets: int | None = None
    reps: int | None = None
    each: tuple[int, ...] = ()
    seconds: int | None = None
    kg: float | None = None
    per_side: bool = False
    per_hand: bool = False
    left: int | None = None
    right: int | None = None
    unit: Unit | None = None
    rpe: float | None = None

    @property
    def counted(self) -> bool:
        return self.sets is not None or self.reps is not None or self.seconds is not None


def parse_sets(said: str, names: ExerciseNames) -> tuple[tuple[LoggedSet, ...], bool]:
    """Return the sets of a folded text, and whether an exercise had to be guessed ("squats" of several kinds)."""
    exercises = names.find(said)
    # an exercise's own figures ("4 way hip", "figure 4") are no sets
    masked = _mask(said, [(each.start, each.end) for each in exercises])
    events: list[tuple[int, NamedExercise | re.Match[str]]] = [(each.start, each) for each in exercises]
    figures = list(_EVENT.finditer(masked))
    events += [(match.start(), match) for match in figures]
    for each in exercises:  # "12 push-ups"
        bare = _BEFORE.search(masked, max(0, each.start - _LONGEST_NUMBER), each.start)
        if bare and not any(match.start() <= bare.start(1) < match.end() for match in figures):
            events.append((bare.start(1), bare))
    entries = [_Entry()]
    end = 0
    for start, event in sorted(events, key=lambda pair: pair[0]):
        if isinstance(event, re.Match) and event.re is _BEFORE:
            if entries[-1].counted:
                entries.append(_Entry())
            entries[-1].reps = _number(event[1])
        elif isinstance(event, NamedExercise):
            if entries[-1].exercise is not None:
                entries.append(_Entry())
            entries[-1].exercise = event
        elif event["rpe1"] or event["rpe2"]:
            _rate(entries[-1], event, said[end:start])
        elif not event["aside"]:
            _add(entries, event)
        end = event.end if isinstance(event, NamedExercise) else event.end()
    last: NamedExercise | None = None
    found: list[LoggedSet] = []
    guessed = False
    for entry in entries:
        entry.exercise = last = entry.exercise or last
        if not entry.counted and not (entry.kg is not None and entry.exercise):
            continue
        logged, guess = _logged(entry, names)
        guessed = guessed or guess
        found.append(logged)
    return tuple(found), guessed


def _rate(entry: _Entry, match: re.Match[str], between: str) -> None:
    """Take an effort for an exercise's own where it stands right behind its figures; else it is the whole session's."""
    if entry.counted and not between.strip(" ("):
        entry.rpe = float((match["rpe1"] or match["rpe2"]).replace(",", "."))


def _add(entries: list[_Entry], match: re.Match[str]) -> None:
    entry = entries[-1]
    sides = next(((match[f"l{each}"], match[f"r{each}"]) for each in "123" if match[f"l{each}"]), None)
    if sides is not None:
        if entry.reps is not None or entry.seconds is not None:
            entries.append(entry := _Entry())
        _add_sides(entry, match, _number(sides[0]), _number(sides[1]))
        return
    if match["side"]:
        entry.per_side = True
        return
    if match["hand"]:
        entry.per_hand = True
        return
    if match["dumbbells"]:
        entry.per_hand = entry.per_hand or entry.kg is not None
        return
    load = match["kg"] or match["pairkg"] or match["bare"] or match["with"]
    if load:
        if entry.kg is not None and entry.counted:
            entries.append(entry := _Entry())
        unit = match["pairunit"] or match["kgunit"]
        entry.kg, entry.unit = _kg(load, unit or "kg"), _unit(unit)
        entry.per_hand = entry.per_hand or bool(match["pair"])
        return
    sets = match["sets"] or match["setsof"] or match["times"] or match["setsx"]
    reps = match["reps"] or match["repsof"] or match["timesof"] or match["onlyreps"] or match["forreps"]
    unit = match["unit1"] or match["unit2"] or match["unit3"] or match["unit4"] or match["unit5"]
    if match["by"] and not unit and sets and reps and _number(sets) > _number(reps):
        sets, reps = reps, sets  # behind a load or a name they stand in any order: "60 kg x 5 x 3" are 3 sets
    if match["timesn"] and not unit and (entry.reps is not None or entry.seconds is not None):
        sets = match["timesn"]
    elif match["timesn"]:
        reps = match["timesn"]
    # "2 sets, 15 reps" and "12 push-ups, 3 rounds" go on with the same entry
    adds = (sets and not reps and entry.sets is None) or (
        reps and not sets and entry.reps is None and entry.seconds is None
    )
    if match["onlytime"]:
        adds = entry.seconds is None and entry.reps is None
    if entry.counted and not adds:
        entries.append(entry := _Entry())
    if match["list"]:
        each = tuple(int(n) for n in re.findall(r"\d+", match["list"]))
        entry.sets, entry.each = len(each), each
        return
    if sets:
        entry.sets = _number(sets)
    if match["onlytime"]:
        reps = match["onlytime"]
    if reps and unit:
        entry.seconds = _number(reps) * (60 if unit.startswith("m") else 1)
    elif reps:
        entry.reps = _number(reps)
    if match["xkg"]:
        entry.kg, entry.unit = _kg(match["xkg"], match["xunit"] or "kg"), _unit(match["xunit"])


def _add_sides(entry: _Entry, match: re.Match[str], left: int, right: int) -> None:
    unit = next((match[f"lu{each}"] for each in "123456" if match[f"lu{each}"]), None)
    times = 60 if unit is not None and unit.startswith("m") else 1
    entry.left, entry.right, entry.per_side = left * times, right * times, True
    fewer = min(entry.left, entry.right)
    if unit is None:
        entry.reps = fewer
    else:
        entry.seconds = fewer


def _logged(entry: _Entry, names: ExerciseNames) -> tuple[LoggedSet, bool]:
    exercise = entry.exercise.id if entry.exercise else None
    guessed = False
    if entry.exercise and entry.exercise.plain and exercise == "bodyweight-squat" and entry.kg is not None:
        exercise = "back-squat" if entry.kg >= _LOADED_SQUAT_KG else "goblet-squat"
        guessed = True
    sets, reps, seconds = entry.sets, entry.reps, entry.seconds
    if exercise in names.holds and reps is not None and sets is None and reps < _SHORTEST_HOLD_SECONDS:
        sets, reps = reps, None  # "planks x 3"
    if exercise in names.holds and reps is not None and seconds is None:
        reps, seconds = None, reps  # a plank of "3x40" is held for 40 seconds
    same = len(set(entry.each)) == 1
    return (
        LoggedSet(
            exercise=exercise,
            sets=sets,
            reps=entry.each[0] if same else reps,
            reps_by_set=() if same else entry.each,
            seconds=seconds,
            kg=entry.kg,
            per_side=entry.per_side,
            per_hand=entry.per_hand and entry.kg is not None,
            left=entry.left,
            right=entry.right,
            unit=entry.unit,
            rpe=entry.rpe,
        ),
        guessed,
    )


def has_sets(logged: tuple[LoggedSet, ...]) -> bool:
    """Whether any of it says how often or how long."""
    return any(
        each.exercise and (each.sets or each.reps or each.seconds or each.reps_by_set) for each in logged
    )


_NOT = re.compile(
    rf"\b(?:not|instead of|rather than|never) (?:a |the |at |with )?(?:{_KG}|{_N})(?:"
    rf" ?(?:kgs?|kilos?|lbs?|pounds|reps?|sets?|s|secs?|seconds?|x ?\d+))?\b"
)
_WRONG = re.compile(
    r"\b(?:not|oops|whoops|sorry|sry|actually|correct(?:ion)?|meant|mistake|wrong|instead"
    r" of|rather than|change|fix"
    r"|mistyped|typo|should (?:be|have been|read)|wasn't|weren't|amend|edit|update)\b"
)
_BARE = re.compile(rf"(?<![\w.,/:x@])({_KG})(?![\w/:%]|[.,]\d)")


def parse_correction(said: str, names: ExerciseNames) -> LoggedSet | None:
    """Return what was corrected ("the goblets were 24 not 42"), None where nothing is."""
    if not _WRONG.search(said):
        return None
    kept = _NOT.sub(" ", said)
    logged, _ = parse_sets(kept, names)
    exercise = next((each.id for each in names.find(said)), None)
    first = next((each for each in logged if each != LoggedSet(exercise=each.exercise)), LoggedSet())
    first = replace(first, exercise=first.exercise or exercise)
    bare = _BARE.search(_mask(kept, [(e.start, e.end) for e in names.find(kept)]))
    if first == LoggedSet(exercise=first.exercise) and bare:
        value = float(bare[1].replace(",", "."))
        if re.search(r"\breps?\b", said):
            first = replace(first, reps=int(value))
        elif re.search(r"\bsets?\b", said):
            first = replace(first, sets=int(value))
        elif re.search(r"\b(?:secs?|seconds)\b", said):
            first = replace(first, seconds=int(value))
        elif re.search(r"\b(?:lbs?|pounds)\b", said):
            first = replace(first, kg=_kg(bare[1], "lb"))
        else:
            first = replace(first, kg=value)
    elif first.sets is not None and re.search(r"\bnot \d+ ?kg", said):
        first = replace(first, sets=None)
    return first if first != LoggedSet(exercise=first.exercise) else None


_EFFORT = re.compile(
    r"\b(?:rpe|effort|felt|feels|feel|was|were|went|super|very|really|pretty|quite|fairly"
    r"|kinda|kind of|rather|too|so"
    r"|bloody|insanely|way|hard|tough|brutal|killer|moderate|easy|medium|difficult|challenging)\b"
)
_NO_RUN = r"(?<!\brun )(?<!\bran )(?<!\bdid )(?<!\bmy )(?<!\ba )(?<!\ban )"
"""Before "easy 6" and "hard 8" these words make a distance of the figure; "felt a hard 8" has a pattern of its own."""
_RATED = re.compile(
    r"\b(?:rpe|effort)\b\D{0,12}?(?P<a>10|[1-9](?:[.,]5)?)\b(?! ?(?:kg|x|reps|sets|lbs?))"
    r"|\b(?P<b>10|[1-9](?:[.,]5)?) ?(?:/|out of|of) ?10\b"
    r"|\b(?P<c>10|[1-9](?:[.,]5)?) ?rpe\b"
    rf"|{_NO_RUN}\b(?:hard|tough|brutal|killer|savage|moderate|medium|difficult|challenging|heavy)"
    r"[,;:. -]{1,3}(?:an? |about |maybe )?(?P<e>10|[1-9](?:[.,]5)?)\W*$"
    rf"|{_NO_RUN}\b(?:easy|fine|ok(?:ay)?)[,;:. -]{{1,3}}(?:an? |about |maybe )?(?P<f>[1-6])\W*$"
    r"|\b(?:felt|feels|feeling|was|it's|its|is|call it|say|rate(?:d)? it|give it|made it"
    rf"|around|about|like|solid|{_NO_RUN}(?<!\bafter )(?<!\bbefore )(?:an easy|a hard))"
    r" (?:like )?(?:about |around |maybe |roughly |more like |probably )?(?:an? )?(?:solid"
    r" |good |hard |easy |strong )?"
    r"(?P<d>10|[1-9](?:[.,]5)?|four|five|six|seven|eight|nine|ten)(?![\w:/]|[.,]\d| ?(?:kg"
    r"|x|reps|sets|lbs?|s\b|sec|min|kilo|of|times|weeks?|days?|exercises?|rounds?|km|k\b))"
)


def parse_effort(said: str, names: ExerciseNames) -> float | None:
    """Return the effort from 1 to 10 of a log: a figure that is called one, or a word for it; None without either."""
    masked = _mask(said, [(each.start, each.end) for each in names.find(said)])
    match = _RATED.search(masked)
    if match:
        word = match["a"] or match["b"] or match["c"] or match["d"] or match["e"] or match["f"]
        return float(_SPELLED[word]) if word in _SPELLED else float(word.replace(",", "."))
    left = re.search(
        r"\b(\d|one|two|three|four|no|zero) (?:more )?(?:reps? )?(?:left )?in (?:the tank"
        r"|reserve)\b|\b(\d) rir\b",
        said,
    )
    if left:
        word = left[1] or left[2]
        return float(10 - (0 if word in ("no", "zero") else _number(word)))
    if not _EFFORT.search(masked):
        return None
    words = re.sub(
        r"\b(?:thanks?|cool|great|ok(?:ay)?|all right|alright)\b|\d+", " ", _EVENT.sub(" ", masked)
    )
    words = re.sub(r"\b(?:easy|tempo|long) (?:runs?|jogs?)\b", " ", words)
    return parse_rpe(words)


def _number(word: str) -> int:
    return _SPELLED[word] if word in _SPELLED else int(word)


def _kg(number: str, unit: str) -> float:
    value = float(number.replace(",", "."))
    return round(value * KG_PER_LB, 1) if unit[0] in "lp#" else value


def _unit(word: str | None) -> Unit | None:
    """The unit that was typed, None where a bare figure stood."""
    if word is None:
        return None
    return Unit.LB if word[0] in "lp#" else Unit.KG


def _mask(said: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        said = said[:start] + " " * (end - start) + said[end:]
    return said
