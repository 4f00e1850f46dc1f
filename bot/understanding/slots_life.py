"""Reads what hurts, where and with what one trains, which race, and which setting is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from bot.coach.pauses import PauseReason
from bot.coach.words import Distance, Equipment
from bot.understanding.dates import parse_race
from bot.understanding.places import known_zone
from bot.understanding.slots import BodyPart, Race
from bot.understanding.things import parse_equipment

_P = BodyPart
_PARTS: tuple[tuple[BodyPart, str], ...] = (
    (_P.IT_BAND, r"it[ -]?bands?|itbs?|iliotibial(?: band)?"),
    (_P.KNEE, r"runner'?s knee|knee ?caps?|patell\w*|knees?|pfps?"),
    (_P.SHIN, r"shin ?splints?|shins?|tibia"),
    (_P.ACHILLES, r"ach+il+es?(?: tendons?)?|achilis"),
    (_P.HEEL, r"heels?"),
    (_P.FOOT, r"plantar(?: fasc\w+)?|fasci+tis|foot|feet|arch(?:es)?|soles?|instep"),
    (_P.TOE, r"(?:big )?toes?"),
    (_P.ANKLE, r"ankles?"),
    (_P.CALF, r"cal(?:f|ves|fs)|soleus"),
    (_P.HAMSTRING, r"ham ?strings?|hamstr\w+|hamm(?:y|ies|ie)|hams|back of (?:my |the )?(?:thigh|leg)s?"),
    (_P.QUAD, r"quads?|thighs?|quadriceps"),
    (_P.GROIN, r"groin|adductors?"),
    (_P.GLUTE, r"glutes?|butt(?:ocks?)?|bum|piriformis"),
    (_P.HIP, r"hips?(?: flexors?)?"),
    (_P.LOWER_BACK, r"low(?:er)?[ -]back|lumbar|sciatica"),
    (_P.BACK,
     r"(?:(?<=my )|(?<=the )|(?<=upper )|(?<=mid )|(?<=stiff )|(?<=sore )|(?<=bad )|(?<=tight ))"
     r"back(?! (?:to|on|in|from|at|into|squats?|again|lunges?|home|up|of|soon|off))"
     r"|back(?= (?:pain|aches?|hurts|(?:is|was|feels|felt) (?:\w+ )?(?:sore|stiff|tight|bad|worse|fine|better|killing"
     r"|ok|off|gone)|spasm|niggle|trouble))|spine"),
    (_P.SHOULDER, r"shoulders?"),
    (_P.NECK, r"neck"),
    (_P.ELBOW, r"elbows?"),
    (_P.WRIST, r"wrists?"),
)  # fmt: skip
_PART = re.compile("|".join(rf"(?P<{part.name}>\b(?:{words})\b)" for part, words in _PARTS))
_SIDE = re.compile(r"\b(left|right|both|l|r)\b(?! (?:now|away|after|before|on time|in time))")
_PAIN_SCORE = (
    r"\bnow (?:it'?s )?(?:at |about |around )?(?:an? )?(?P<n>10|\d)\b",
    r"\b(?P<n>10|\d) ?(?:/|out of|of|on) ?(?:10|ten)\b(?! (?:days|times|runs))",
    r"\b(?:up|down|went|gone) (?:from \d )?to (?:about |around )?(?:an? )?(?P<n>10|\d)\b",
    r"\b(?:about|around|maybe|like|roughly|at|score|level|pain|scale|say|rate it|is|it'?s)"
    r" (?:an? |of |is )?(?P<n>10|\d)(?!\w|[.,:/]\d| ?(?:am|pm|days?|weeks?|km|k|x|%))",
    r"\ban? (?P<n>10|\d)\b(?! ?(?:k|km|day|week|min|hour|mile))",
    r"(?:^|[,;:(] ?)(?P<n>10|\d)(?= ?(?:[,;.)!]|$|today|now))",
)
_WORSE = re.compile(
    r"\b(?:wors\w+|increas\w+|deteriorat\w+|intensif\w+|more (?:painful|sore|pain)|gone up"
    r"|went up|not (?:getting )?(?:any )?better)\b"
)
_BETTER = re.compile(
    r"\b(?:better|improv\w+|easing|eased|calm(?:er|ing|ed)|settling|less (?:painful|sore|pain)|on the mend)\b"
)
_RESOLVED = re.compile(
    r"\b(?:gone|healed|fixed|resolved|cured|recovered|vanished|disappeared|cleared up"
    r"|settled(?: down)?|pain[ -]?free|symptom[ -]?free|history"
    r"|(?:fine|ok|okay|good|normal|perfect|all right|alright|happy) (?:again|now)|back to"
    r" normal|all (?:good|fine|clear|better)"
    r"|(?:no longer|not|doesn'?t|does not|don'?t|isn'?t|stopped) (?:\w+ )?(?:hurt\w*|sore"
    r"|painful|ach\w+|bother\w*)(?: anymore| any more)?"
    r"|no (?:more )?(?:pain|trouble|issues?|problems?|niggles?)(?: (?:any ?more|now|left"
    r"|at all))?|totally (?:fine|good)|completely (?:fine|better))\b"
)


def named_parts(said: str) -> tuple[tuple[int, int, BodyPart], ...]:
    """Return the parts of the body in a folded text with the characters where they stand."""
    return tuple((m.start(), m.end(), BodyPart[m.lastgroup]) for m in _PART.finditer(said) if m.lastgroup)


def parse_side(said: str) -> str | None:
    """Return left, right or both."""
    sides = {{"l": "left", "r": "right"}.get(match[1], match[1]) for match in _SIDE.finditer(said)}
    if "both" in sides or {"left", "right"} <= sides:
        return "both"
    return next(iter(sides), None)


def parse_pain(said: str) -> int | None:
    """Return how much it hurts, from 0 to 10."""
    for pattern in _PAIN_SCORE:
        match = re.search(pattern, said)
        if match:
            return int(match["n"])
    return None


def how_it_goes(said: str) -> tuple[bool, bool, bool]:
    """Return whether it got worse, got better, and is over."""
    worse = bool(_WORSE.search(said))
    resolved = not worse and bool(_RESOLVED.search(said))
    return worse, not worse and not resolved and bool(_BETTER.search(said)), resolved


_PLACES: tuple[tuple[str, str], ...] = (
    ("hotel", r"hotels?(?: room| gym)?|airbnb|air bnb|motel|hostel|b&b"),
    ("outdoors", r"park|outside|outdoors?|garden|beach|playground|track side|back ?yard|yard|fresh air"),
    ("home", r"home|house|flat|apartment|living ?room|garage|bedroom|basement|my place"),
    ("gym", r"gym|fitness (?:studio|club|centre|center)|health club"),
    ("office", r"office"),
    (
        "away",
        r"travel+ing|on the road|business trip|work trip|camping|cabin|campsite|parents'?|in[- ]laws|abroad",
    ),
)
_PLACE = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _PLACES))
_NOT_AT = re.compile(
    r"\b(?:no|without|not (?:at |in )?|out of|away from|instead of|leaving|left|quit"
    r"|cancel\w*|not going to|can'?t (?:get|go|make it) to"
    r"|cannot (?:get|go) to|rather than|kid is|kids are|kid's|baby is)(?: (?:the|a|my|any"
    r"|at|in|on))*(?: the| my)? $"
)
_SHUT = re.compile(
    r"^(?:'s)?(?: is| was| has| will be| got)?(?: \w+)? ?(?:closed|shut|closing|cancel+ed"
    r"|full|broken|being renovated|down|unavailable|off limits)\b"
)


def named_places(said: str) -> tuple[tuple[int, int, str], ...]:
    """Return the places to train that are named, without those that are denied or shut."""
    found = []
    for match in _PLACE.finditer(said):
        if (
            match.lastgroup
            and not _NOT_AT.search(said[: match.start()])
            and not _SHUT.match(said[match.end() :])
        ):
            found.append((match.start(), match.end(), match.lastgroup))
    return tuple(found)


def parse_place(said: str) -> str | None:
    """Return where the runner will train; without a gym that is at home."""
    places = [name for _, _, name in named_places(said)]
    if places:
        return next((name for name in places if name != "away"), "away")
    if re.search(r"\b(?:gym|fitness (?:studio|club))\b", said):
        return "home"
    return None


_NOTHING = re.compile(
    r"\b(?:no|without|zero|not any|don'?t have any|haven'?t got any|lost (?:access to"
    r" )?(?:my |all )?)(?: (?:any|my|the|gym|real|proper))*"
    r" (?:equipment|kit|gear|weights|stuff)\b|\b(?:just |only )?body ?weight(?: only)?\b"
    r"|\bnothing (?:to (?:lift|train) with|but (?:me|a mat|the floor)|there|here)\b"
)
_FULL_GYM = re.compile(
    r"\b(?:gym|fitness (?:studio|club|centre|center)|health club|everything|fully equipped"
    r"|hotel(?: room)?|living room|floor|mat|outdoors?|park|garden)\b"
)


def parse_gear(said: str) -> frozenset[Equipment] | None:
    """Return the things to train with that are named; empty for "no equipment", None where none is named."""
    named = parse_equipment(_FULL_GYM.sub(" ", said))
    if named or (named is not None and re.search(r"\b(?:no|without|just my body|only my body)\b", said)):
        return named
    return frozenset() if _NOTHING.search(said) else None


_OTHER_LENGTH = re.compile(
    r"(?<![\d.,/-])(\d{1,3}(?:[.,]\d)?) ?-?(k|km|kms|kilomet(?:er|re)s?|mi|miles?|milers?)\b"
)
_CLASSIC_KM = (5, 10, 21, 21.1, 42, 42.2)


def parse_distance(said: str, today: date) -> Race | None:
    """Return how far the race is, None where the text does not say. Other distances keep the typed figure."""
    distance = parse_race(said, today).distance
    if distance is None:
        return None
    length = _OTHER_LENGTH.search(said)
    named = ""
    if length and distance is not Distance.ULTRA and not re.search(r"\b(?:half|marathon|hm)\b", said):
        number = float(length[1].replace(",", "."))
        if length[2].startswith("mi"):
            named = f"{number:g}-miles" if number not in (13.1, 26.2, 3.1, 6.2) else ""
        elif number not in _CLASSIC_KM:
            named = f"{number:g}k"
    return Race(distance, named)


_NUMBERS: Mapping[str, int] = {
    "one": 1,
    "once": 1,
    "a": 1,
    "two": 2,
    "twice": 2,
    "three": 3,
    "four": 4,
    "five": 5,
}
_PER_WEEK = re.compile(
    r"\b(?P<n>\d|one|two|three|four|five|once|twice)(?: ?x|-times)?\b(?: (?:times|strength"
    r"|gym|lifting|training|weights?|s&c))*"
    r"(?: ?(?:sessions?|days?|workouts?|times))?(?: of \w+)?,? ?(?:a|per|each|every|/|weekly) ?(?:week|wk)?\b"
    r"|\b(?:go|set|make it|down|up|want|only|switch|change|reduce|increase)(?: \w+){0,3}"
    r" (?:to )?(?P<m>\d|one|two|three|four|five) (?:strength |gym |lifting )?(?:sessions"
    r"|days|workouts)\b"
)
_MINUTES = re.compile(
    r"\b(?P<n>\d{2}) ?-?(?:min(?:ute)?s?)\b|\b(?P<half>half an hour)\b|\b(?P<hour>an hour"
    r"|one hour|1 hour|60 min)\b"
)
_OFF = re.compile(
    r"\b(?:no|off|stop|don'?t|dont|without|not|disable|mute|never|hide|silence|quit|less|skip|rid)\b"
)
_WEEKDAYS = r"monday|sunday|saturday"


def parse_setting(said: str) -> tuple[str | None, str | int | bool | None]:
    """Return which setting is meant and what it shall be; None for what is not said."""
    if _ZONE_WORDS.search(said):
        place = parse_zone(said)
        return "timezone", (known_zone(place) or place) if place else None
    if re.search(r"\brest[ -]?days?\b", said) and re.search(
        r"\b(?:message|card|note|text|writ|reminder|notif|tell|anything|ping|contact|bother|quiet|silen)",
        said,
    ):
        return "rest-day-cards", not _OFF.search(said)
    week_start = re.search(
        rf"\bweeks? (?:\w+ )?(?:starts?|begins?|to start|from)(?: on| with)? (?P<a>{_WEEKDAYS})"
        rf"|start(?:s|ing)? (?:the|my|of the|of) week(?: on| with| =)? (?:is"
        rf" )?(?P<b>{_WEEKDAYS})|\b(?P<c>{_WEEKDAYS}) (?:first|as (?:the )?first day)",
        said,
    )
    if week_start:
        return "week-start", week_start["a"] or week_start["b"] or week_start["c"]
    clock = re.search(r"\b(12|24)[ -]?(?:hours?|h|hr)\b(?: ?(?:clock|time|format))?", said)
    if clock and "remind" not in said:
        return "clock", f"{clock[1]}h"
    if re.search(r"\b(?:am ?/ ?pm)\b", said):
        return "clock", "12h"
    unit = _unit(said)
    if unit:
        return "units", unit
    per_week = _PER_WEEK.search(said)
    if per_week:
        word = per_week["n"] or per_week["m"]
        return "sessions-per-week", _NUMBERS.get(word) or int(word)
    minutes = _MINUTES.search(said)
    if minutes:
        return "session-minutes", 30 if minutes["half"] else 60 if minutes["hour"] else int(minutes["n"])
    if re.search(r"\b(?:reminders?|notifications?|messages?)\b", said) and re.search(
        r"\b(?:on|off|stop|disable|enable|silent\w*|mute)\b", said
    ):
        return "reminders", not _OFF.search(said)
    if re.search(r"\blevel\b|\b(?:beginner|advanced|experienced|novice)\b", said):
        level = (
            "new"
            if re.search(r"\b(?:beginner|novice|new)\b", said)
            else "regular"
            if re.search(r"\b(?:advanced|experienced|regular)\b", said)
            else None
        )
        return "level", level
    return None, None


def _unit(said: str) -> str | None:
    kept = re.sub(
        r"\b(?:instead of|not|rather than|from|no more)(?: \w+)? (?:kgs?|kilos?|kilograms?"
        r"|lbs?|pounds|miles?|km|kms|kilomet\w+|metric|imperial)\b",
        " ",
        said,
    )
    for unit, words in (
        ("lb", r"lbs?|pounds?|imperial"),
        ("kg", r"kgs?|kilos?|kilograms?|metric"),
        ("mi", r"miles?|mi"),
        ("km", r"kms?|kilomet\w+|k's"),
    ):
        if re.search(rf"(?<!\d)(?<!\d )\b(?:{words})\b", kept):
            return unit
    return None


_ZONE_WORDS = re.compile(
    r"\btime ?zones?\b|\b(?:your|my|the) clock\b|\b(?:clock|hour|time) is (?:wrong|off)\b"
    r"|\blocal time\b|\b(?:moved|relocated|moving|emigrated) (?:over )?to\b"
    r"|\b(?:utc|gmt|cet|cest|pst|est|edt|pdt|bst)\b|\b(?:i'?m|i am|we'?re|living|live"
    r"|landed|based) (?:now )?in\b|\bjet ?lag|\bon [a-z]+(?: [a-z]+)? time\b"
)
_ZONE = re.compile(
    r"\b(?:time ?zone|clock|zone|local time)\b(?: (?:is|to|should be|=|now|set to|of"
    r"|as)){1,2}:? (?:in )?(?P<a>[a-z][\w/ +-]{1,30})"
    r"|\b(?:moved|moving|relocat\w+|flew|flying|fly|travel+(?:ing|ed)?|going|arrived"
    r"|landed|living|live|based|staying|am|i'm|im|here) (?:over |now |currently |back"
    r" )?(?:to|in|from) (?P<b>(?!the\b|a\b|my\b|an\b|\d)[a-z][a-z' -]{1,30})"
    r"|(?P<c>(?<![a-z])(?!on\b|my\b|the\b|a\b|your\b|our\b|change\b|wrong\b|in\b|set\b|update\b"
    r"|different\b|new\b)[a-z][a-z]+(?: [a-z]+)?) (?:time ?zone|time)\b"
)
_AFTER_ZONE = re.compile(
    r"\b(?:now|tomorrow|today|from|for|until|till|please|pls|next|this|so|and|but|since"
    r"|right|at the moment|currently|change|on|as of|time|these|again|instead)\b.*$"
    r"|[,.;!?].*$"
)
_NO_ZONE = re.compile(
    r"^new$|^(?:my|the|a|your|our|this|wrong|change|different|local|set|no|what|correct|right)\b"
)


def parse_zone(said: str) -> str | None:
    """Return the place or zone that the clock shall follow, as it was typed."""
    for match in _ZONE.finditer(said):
        words = match["a"] or match["b"] or match["c"]
        place = _AFTER_ZONE.sub("", words).strip(" -")
        if place and not _NO_ZONE.match(place):
            return place
    return None


REASONS: tuple[tuple[str, str], ...] = (
    (
        "ill",
        r"ill(?:ness)?|sick(?:ness)?|flu|influenza|covid|corona|fever\w*|cold|a virus|bug|food"
        r" poisoning|infection|tonsil\w+|bronchitis|migraine|under the weather|unwell|vomit\w*"
        r"|norovirus|throwing up",
    ),
    ("injured", r"injur\w+|broke my|broken|torn|tore|sprained|strained|twisted|stress fracture"),
    ("surgery", r"surgery|operation|operated"),
    ("holiday", r"holidays?|vacation|honeymoon|ski(?:ing)? trip|city break|cruise"),
    ("travelling", r"travel+ing|travels?|trip|conference|abroad|on the road|out of town|away"),
)

_PAUSES: Mapping[str, PauseReason] = {
    "ill": PauseReason.ILLNESS,
    "injured": PauseReason.INJURY,
    "surgery": PauseReason.INJURY,
    "holiday": PauseReason.HOLIDAY,
    "travelling": PauseReason.TRAVEL,
}
_CHANGE_THE_COMEBACK = frozenset({"ill", "injured", "surgery"})


def parse_reason(said: str) -> tuple[str | None, PauseReason | None]:
    """Return why there is no training: the word, where it changes how to come back, and the coach's kind of pause."""
    name = next((name for name, words in REASONS if re.search(rf"\b(?:{words})\b", said)), None)
    return name if name in _CHANGE_THE_COMEBACK else None, _PAUSES[name] if name else None
