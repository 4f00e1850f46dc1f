"""Reads what a runner has to train with, what hurts, how used to lifting they are, and how hard it felt."""

from __future__ import annotations

import re

from bot.coach.words import Complaint, Equipment, Level
from bot.understanding.words import fold

_E = Equipment
GYM = frozenset(Equipment)
"""A gym has everything."""

_THINGS: tuple[tuple[str, frozenset[Equipment]], ...] = (
    (
        r"(?:resistance |mini |loop |long |elastic |rubber |thera ?)?bands?|thera ?band|loops?|elastics?",
        frozenset({_E.BAND}),
    ),
    (r"dumb?bell?s?|dbs?|hand weights?|free weights|adjustables?", frozenset({_E.DUMBBELL})),
    (r"kettle ?bells?|kbs?", frozenset({_E.KETTLEBELL})),
    (r"barbells?|squat rack|rack|olympic bar|trap bar|plates", frozenset({_E.BARBELL})),
    (r"bench(?:es)?", frozenset({_E.BENCH})),
    (r"plyo box(?:es)?|box(?:es)?|step(?:per)?|aerobic step", frozenset({_E.BOX})),
    (r"(?:swiss|gym|stability|exercise|yoga|physio|pilates) ?balls?|ball", frozenset({_E.BALL})),
    (r"(?:medicine|med|slam|wall) ?balls?", frozenset({_E.MEDICINE_BALL})),
    (
        r"pull[- ]?ups? bar|chin[- ]?ups? bar|doorway bar|door bar|pullup ?bar|monkey bars|playground",
        frozenset({_E.BAR}),
    ),
    (r"cables?(?: machine| tower)?|pulley", frozenset({_E.CABLE})),
    (r"machines?|leg press|leg extension|multi ?gym|smith", frozenset({_E.MACHINE})),
    (r"foam ?rollers?|roller|blackroll", frozenset({_E.FOAM_ROLLER})),
    (r"ab[- ]?wheel|ab[- ]?roller", frozenset({_E.AB_WHEEL})),
)
_HOME_GYM = frozenset({_E.BARBELL, _E.BENCH, _E.DUMBBELL, _E.BAND, _E.BAR})
_GYM = re.compile(
    r"\b(?:gym|fitness (?:studio|club|centre|center)|health club|everything|fully equipped|full gym"
    r"|crossfit box)\b"
)
_NO_GYM = re.compile(r"\b(?:no|without|not|don'?t have|hate|can'?t get to|never)\b[^,.;]{0,20}\bgym\b")
_NOTHING = re.compile(
    r"\b(?:nothing|none|no (?:equipment|kit|gear|weights|stuff)|zero|body ?weight(?: only)?"
    r"|just (?:my )?body|only my body|"
    r"just me|without (?:equipment|anything|weights)|hotel(?: room)?|living room|floor|mat|outdoors?|park"
    r"|garden|nada|nope)\b"
)
_NOT = re.compile(
    r"\b(?:no|without|not|except|don'?t have(?: an?| any)?|but no|apart from|haven'?t got(?: an?"
    r"| any)?)\s+(?:an? |any )?$"
)


def parse_equipment(text: str) -> frozenset[Equipment] | None:
    """Return what is at hand: empty for nothing, everything for a gym; None when the text says neither.

    What is denied ("gym but no barbell") is left out. Never raises.
    """
    said = fold(text).replace("medicine-ball", "medicine ball")
    found: set[Equipment] = set()
    denied: set[Equipment] = set()
    taken = [False] * len(said)
    order = sorted(_THINGS, key=lambda pair: _E.MEDICINE_BALL not in pair[1] and _E.BAR not in pair[1])
    order.sort(key=lambda pair: _E.AB_WHEEL not in pair[1])
    for words, things in order:
        for match in re.finditer(rf"\b(?:{words})\b", said):
            if any(taken[match.start() : match.end()]):
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            (denied if _NOT.search(said[: match.start()]) else found).update(things)
    if _GYM.search(said) and not _NO_GYM.search(said):
        if re.search(r"\b(?:home|garage|basement|hotel|outdoor) gym\b", said):
            return frozenset((found or ({_E.DUMBBELL} if "hotel" in said else _HOME_GYM)) - denied)
        return GYM - denied
    if found:
        return frozenset(found - denied)
    if re.search(r"\bweights\b", said) and not re.search(r"\b(?:no|without) (?:any )?weights\b", said):
        return frozenset({_E.DUMBBELL})
    if _NOTHING.search(said) or denied or _NO_GYM.search(said):
        return frozenset()
    return None


_C = Complaint
_COMPLAINTS: tuple[tuple[Complaint, str], ...] = (
    (
        _C.IT_BAND,
        r"it ?-?band|itbs?|iliotibial|outer knee|outside (?:of )?(?:my |the )?(?:\w+ )?knee|lateral knee"
        r"|side of (?:my |the )?knee",
    ),
    (
        _C.RUNNERS_KNEE,
        r"runner'?s?'? knee|knee ?caps?|patell\w*|pfps?|knees?|jumper'?s knee",
    ),
    (_C.SHIN_SPLINTS, r"shin ?splints?|shins?|mtss|tibia\w*"),
    (
        _C.PLANTAR_FASCIITIS,
        r"plantar\w*(?: fasc\w+)?|fasci\w+|heels?|arch(?:es)?|sole of (?:my |the )?foot|bottom of (?:my "
        r"|the )?foot|foot|feet",
    ),
    (_C.ACHILLES, r"achill\w*|heel cord"),
    (_C.CALF, r"cal(?:f|ves|fs)|gastroc\w*|soleus|lower leg"),
    (
        _C.HAMSTRING,
        r"ham ?strings?|hamst\w*|hamm(?:y|ies)|hams|back of (?:my |the )?(?:thigh|leg)s?|sit ?bones?",
    ),
    (_C.HIP, r"hips?|hip ?flexors?|groin|glute(?:s| med\w*)?|butt(?:ock)?s?|piriformis|bursitis"),
    (_C.LOW_BACK, r"(?:low(?:er)?[- ]?)?back(?: pain| ache)?|lumbar|spine|sciatica|disc"),
)
_NO_COMPLAINT = re.compile(
    r"^\W*(?:no+|none|nope|nothing|nah|nowhere|all good|all fine|fine|healthy|i'?m (?:fine|good|ok|okay"
    r"|healthy)|good|0|zero|n/?a|"
    r"pain ?free|not really|never)\b|\b(?:nothing (?:hurts|at all|really)|no (?:pain|pains|injur\w+"
    r"|complaints?|problems?|issues?|niggles?)|"
    r"all (?:good|fine|well)|injury[- ]free|pain[- ]free|nothing hurts)\b"
)


def parse_complaints(text: str) -> frozenset[Complaint] | None:
    """Return what hurts: empty where the text says that nothing does, None where it says neither. Never raises."""
    said = fold(text)
    found: set[Complaint] = set()
    taken = [False] * len(said)
    for complaint, words in _COMPLAINTS:
        for match in re.finditer(rf"\b(?:{words})\b", said):
            if any(taken[match.start() : match.end()]):
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            before = said[: match.start()]
            if re.search(
                r"\b(?:no|not|without|never|isn'?t|don'?t have|except)\s+(?:my |the |any |in my |more )?$",
                before,
            ):
                continue
            if complaint is _C.PLANTAR_FASCIITIS and re.search(
                r"\b(?:on|my) (?:left|right)$", before.strip()
            ):
                pass
            found.add(complaint)
    # "back of the thigh" is not the back, "back to normal" neither
    if (
        _C.LOW_BACK in found
        and not re.search(
            r"\b(?:low(?:er)?[- ]?back|lumbar|spine|sciatica|disc|(?:my|the|a|bad|sore|stiff|tight|and"
            r"|,) back|back (?:pain|ache|hurts|is|and)|back$)",
            re.sub(r"back of (?:my |the )?\w+|back to \w+", "", said),
        )
        and not said.strip().startswith("back")
    ):
        found.discard(_C.LOW_BACK)
    if found:
        return frozenset(found)
    return frozenset() if _NO_COMPLAINT.search(said) else None


_NEW = re.compile(
    r"\b(?:new(?:bie|b)?|beginner|noob|never|none|no(?: experience)?|nope|zero|first time|not at all"
    r"|starting out|novice|start(?:ing)? from scratch|"
    r"hardly ever|what is a squat|hate the gym|just starting)\b"
)
_SOME = re.compile(
    r"\b(?:some(?:times)?|bit|little|used to|now and then|occasional(?:ly)?|on and off|off and on"
    r"|irregular(?:ly)?|few (?:months|times)|"
    r"once (?:a|per) (?:week|month)|body ?weight|classes|intermediate|dabbled?|a while ago|years ago"
    r"|in the past|school|not regularly|medium|home workouts)\b"
)
_REGULAR = re.compile(
    r"\b(?:regular(?:ly)?|experienced?|advanced|often|always|years|every week|(?:two|three|four|2|3"
    r"|4)(?:x| times| sessions| days) ?(?:a|per)? ?week|"
    r"twice (?:a|per) week|weekly|lots?|expert|powerlift\w*|crossfit\w*|very|strong|confident|2x|3x"
    r"|pro)\b"
)


def parse_level(text: str) -> Level | None:
    """Return how used to lifting the runner says they are, None when the text does not say. Never raises."""
    said = fold(text)
    if re.search(
        r"\b(?:used to|years ago|in the past|not regularly|ir ?regular\w*|a while ago"
        r"|not (?:very )?(?:often|experienced))\b",
        said,
    ):
        return Level.SOME
    if re.search(r"\bno\w* (?:longer )?(?:a )?(?:beginner|newbie|new)\b", said):
        return Level.SOME
    for level, words in ((Level.NEW, _NEW), (Level.REGULAR, _REGULAR), (Level.SOME, _SOME)):
        if words.search(said):
            return level
    # Only where nothing else was said: "I lift on and off" is no regular lifter.
    return Level.REGULAR if re.search(r"\bi lift\b", said) else None


_RPE = re.compile(
    r"\b(?:rpe|effort|felt like(?: an?)?|feels like(?: an?)?|about an?|was an?|an?|around|maybe"
    r"|rate(?:d)?(?: it)?(?: an?)?)?\s*(?<![\d.,])(10|[1-9](?:[.,]5)?)\s*(?:/|out of|of)\s*10\b"
)
_RPE_SAID = re.compile(
    r"\b(?:rpe|effort(?: of| was)?|felt like(?: an?)?|feels like(?: an?)?|felt(?: an?)?|was an?"
    r"|call it an?|say an?|hardness)\s*:?\s*(?:about |around |maybe )?(?:an? )?(10"
    r"|[1-9](?:[.,]5)?)(?![\d.,]*\s*(?:kg|k|x|lbs?|reps|sets|min|%))\b"
)
_RPE_BARE = re.compile(r"^\W*(?:about |around |maybe |like |~ ?)?(?:an? )?(10|[1-9](?:[.,]5)?)\W*$")
_FEELINGS: tuple[tuple[float, str], ...] = (
    (
        10.0,
        r"all[- ]?out|maximal|max(?:imum)? effort|to failure|could ?n'?t (?:have )?done? (?:one|another)"
        r"|nothing left|died|impossible|brutal(?:ly)?",
    ),
    (
        5.0,
        r"(?:not|wasn'?t|isn'?t) (?:too |very |that |so |really )?(?:hard|tough|difficult|bad)"
        r"|fairly easy|pretty easy|quite easy|light",
    ),
    (
        9.0,
        r"(?:very|really|super|extremely|so|too|bloody|insanely) (?:hard|tough|difficult|heavy)|killed me"
        r"|killer|nearly failed|savage|crushing|exhausting",
    ),
    (
        8.0,
        r"(?:pretty|quite|fairly|rather|kinda|kind of) (?:hard|tough|difficult|heavy)|hard|tough"
        r"|difficult|challenging|heavy",
    ),
    (
        3.0,
        r"(?:very|really|super|too|so|way too) easy|piece of cake|no effort|a breeze|walk in the park|cruise",
    ),
    (7.0, r"solid|somewhat hard|a bit hard|(?:just )?right|good (?:effort|challenge)|okay hard|ok hard"),
    (6.0, r"moderate|medium|ok(?:ay)?|alright|fine|manageable|comfortable|doable|average|in between"),
    (4.0, r"easy|gentle|relaxed|chill(?:ed)?"),
)


def parse_rpe(text: str) -> float | None:
    """Return the effort from 1 to 10 that a text names or describes, None when it does neither. Never raises."""
    said = fold(text)
    for pattern in (_RPE, _RPE_SAID, _RPE_BARE):
        match = pattern.search(said)
        if match:
            return float(match[1].replace(",", "."))
    spare = re.search(
        r"\b(\d|one|two|three|four) (?:more )?(?:reps? )?(?:left )?in (?:the tank|reserve)|\b(\d) rir\b", said
    )
    if spare:
        word = spare[1] or spare[2]
        left = {"one": 1, "two": 2, "three": 3, "four": 4}.get(word) or int(word if word.isdigit() else 0)
        return float(max(1, 10 - left))
    return next((rpe for rpe, words in _FEELINGS if re.search(rf"\b(?:{words})\b", said)), None)
