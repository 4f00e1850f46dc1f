"""The check on the next run: three questions after a leg session, what they change, and when that is over.

Where the runner is in the questions stands in the answers given so far, a letter each: a button carries them,
so that a tap that comes twice or late changes nothing, and nothing is stored before the last answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from bot.coach.next_run import Place, Where
from bot.coach.progress_parts import Soreness
from bot.coach.words import Complaint, Pattern
from bot.services import runners, signs
from bot.services.checks import Standing, check_due, check_on, consequence_of, open_stops, stopped
from bot.services.resting import Rest
from bot.services.tools import Refusal, Tools
from bot.store.tables import NextRunCheck, Runner, stored_id

PLACES = tuple(Place)
_AWAITING = "check:"
_YES = re.compile(
    r"^\W*(?:y|yes|yep|yeah|sure|easy|easily|fine|good|great|normal|ok|okay|all good)\b", re.IGNORECASE
)
_NO = re.compile(
    r"\b(?:no|not|nope|heavy|hard|tough|dead|limp\w*|off|uneven|odd|favou?r\w*|awful|bad)\b", re.IGNORECASE
)
_SHARP = re.compile(r"\b(?:sharp|stabbing|stab\w*|shooting)\b", re.IGNORECASE)
_JOINT = re.compile(r"\b(?:joint|knee|ankle|hip|back|tendon|achilles|shins?|foot|heel|bone)\b", re.IGNORECASE)
_MUSCLE = re.compile(
    r"\b(?:sore|soreness|stiff|tight|muscles?|doms|quads?|hamstrings?|glutes?|calf|calves)\b", re.IGNORECASE
)
_NOTHING = re.compile(r"^\W*(?:no|nope|nothing|none|all (?:good|fine)|fine|not at all)\b", re.IGNORECASE)
_PLACE_WORDS = (
    (Place.ACHILLES, r"achilles"),
    (Place.KNEE, r"knees?|kneecap"),
    (Place.SHIN, r"shins?"),
    (Place.ANKLE, r"ankles?"),
    (Place.CALF, r"cal(?:f|ves)"),
    (Place.FOOT, r"foot|feet|heels?|arch|toes?"),
    (Place.HAMSTRING, r"hamstrings?"),
    (Place.LOW_BACK, r"(?:low(?:er)? )?back"),
    (Place.HIP, r"hips?|groin|glutes?"),
)


class Ask(StrEnum):
    """What is asked next."""

    EASY = "easy"
    STRIDE = "stride"
    FELT = "felt"
    SIGNS = "signs"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class CheckView:
    """One of the questions about the session of a day, with the answers so far."""

    day: date
    ask: Ask
    code: str


@dataclass(frozen=True, slots=True)
class CheckedView:
    """What the answers change."""

    day: date
    soreness: Soreness
    why: str
    stops: tuple[Pattern, ...]
    asks: tuple[Complaint, ...]


@dataclass(frozen=True, slots=True)
class ReferredView:
    """One of the signs is there: no coaching, and at least leg sessions rest."""

    rest: Rest


@dataclass(frozen=True, slots=True)
class StopsView:
    """What is left out for now, since when."""

    since: date
    stops: tuple[Pattern, ...]


View = CheckView | CheckedView | ReferredView | StopsView


def standing(tools: Tools, chat_id: int) -> Standing:
    """Return whether today asks for a check, and whether patterns pause."""
    with tools.store.reading() as session:
        found = runners.find(session, chat_id)
        if found is None or found[1].onboarded_at is None:
            return Standing(None, stopped=False)
        runner = found[1]
        due = check_due(session, tools, runner, tools.today(runner.zone))
        return Standing(due, bool(stopped(session, tools.library, runner)))


def open_(tools: Tools, chat_id: int, update_id: int) -> View:
    """Begin the check that today asks for.

    Raises:
        Refusal: `nothing-to-check` when none is due.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        due = check_due(session, tools, runner, tools.today(runner.zone))
        if due is None:
            raise Refusal("nothing-to-check")
        runners.applied(chat, update_id)
        chat.awaiting, chat.draft = f"{_AWAITING}{due:%Y%m%d}:", {}
        return CheckView(due, Ask.EASY, "")


def answer(tools: Tools, chat_id: int, day: date, code: str, update_id: int) -> View:
    """Take the answers so far about the session of a day; with the last one they count.

    Raises:
        Refusal: `nothing-to-check` when that session is not asked about (any more).
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        row = check_on(session, runner, day)
        if row is not None and row.answered_at is not None:  # a second tap of the last button
            return _checked(session, tools, runner, row)
        if check_due(session, tools, runner, tools.today(runner.zone)) != day:
            raise Refusal("nothing-to-check")
        runners.applied(chat, update_id)
        ask = _next(code)
        if ask is not None:
            chat.awaiting, chat.draft = f"{_AWAITING}{day:%Y%m%d}:{code}", {}
            return CheckView(day, ask, code)
        chat.awaiting, chat.draft = None, {}
        return _keep(session, tools, runner, day, code)


def hear(tools: Tools, chat_id: int, text: str, update_id: int) -> View | None:
    """Read words as the answer to the question of the check that is open; None when they are none."""
    with tools.store.reading() as session:
        found = runners.find(session, chat_id)
        awaiting = None if found is None else found[0].awaiting
    if awaiting is None or not awaiting.startswith(_AWAITING):
        return None
    packed, _, code = awaiting.removeprefix(_AWAITING).partition(":")
    ask = _next(code)
    said = None if ask is None else _read(ask, text)
    return (
        None if said is None else answer(tools, chat_id, date.fromisoformat(packed), code + said, update_id)
    )


def stops(tools: Tools, chat_id: int) -> StopsView | None:
    """Return what is left out for now, None when nothing is."""
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        return _stops(session, tools, runner)


def clear(tools: Tools, chat_id: int) -> bool:
    """The runner says that it is fine again: the patterns come back. False when nothing was left out."""
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        rows = [
            row
            for row in open_stops(session, runner)
            if consequence_of(session, tools.library, runner, row).stops
        ]
        for row in rows:
            row.cleared_on = tools.today(runner.zone)
        return bool(rows)


def _stops(session: Session, tools: Tools, runner: Runner) -> StopsView | None:
    rows = [
        row
        for row in open_stops(session, runner)
        if consequence_of(session, tools.library, runner, row).stops
    ]
    if not rows:
        return None
    return StopsView(rows[-1].day, _sorted(stopped(session, tools.library, runner)))


def _trouble(code: str) -> bool:
    """Whether the answers call for the signs: a limp, a joint or a sharp pain."""
    return code[1] == "n" or code[2] in "js"


def _next(code: str) -> Ask | None:
    """Return what is asked after these answers, None when that was the last one.

    Raises:
        Refusal: `nothing-to-check` for answers that no button gives.
    """
    if not re.fullmatch(r"(?:[yn](?:[yn](?:[0mjs](?:[-+][0-9x]?)?)?)?)?", code):
        raise Refusal("nothing-to-check")
    if len(code) < 3:
        return (Ask.EASY, Ask.STRIDE, Ask.FELT)[len(code)]
    if not _trouble(code) or code[3:4] == "+":
        return None
    if len(code) == 3:
        return Ask.SIGNS
    return Ask.PLACE if code[2] in "js" and len(code) == 4 else None


def _keep(session: Session, tools: Tools, runner: Runner, day: date, code: str) -> View:
    row = check_on(session, runner, day) or NextRunCheck(runner_id=stored_id(runner), day=day)
    row.ran_easily, row.stride_normal = code[0] == "y", code[1] == "y"
    row.felt = {"0": None, "m": Where.MUSCLE, "j": Where.JOINT, "s": Where.MUSCLE}[code[2]]
    row.sharp = code[2] == "s"
    where = code[4:5]
    row.place = PLACES[int(where)] if where.isdecimal() and int(where) < len(PLACES) else None
    row.answered_at = tools.clock.now()
    session.add(row)
    session.flush()
    if code[3:4] == "+":
        return ReferredView(signs.rest(session, tools, runner, everything=False))
    return _checked(session, tools, runner, row)


def _checked(session: Session, tools: Tools, runner: Runner, row: NextRunCheck) -> CheckedView:
    told = consequence_of(session, tools.library, runner, row)
    asks = told.asks if row.place is not None else ()
    return CheckedView(row.day, told.soreness, told.why, _sorted(told.stops), asks)


def _sorted(patterns: frozenset[Pattern]) -> tuple[Pattern, ...]:
    return tuple(pattern for pattern in Pattern if pattern in patterns)


def _read(ask: Ask, text: str) -> str | None:
    """Return the letter of an answer in words, the worse one when in doubt; None when the words are no answer."""
    match ask:
        case Ask.EASY | Ask.STRIDE:
            if _NO.search(text):
                return "n"
            return "y" if _YES.search(text) else None
        case Ask.SIGNS:
            return "-" if _NOTHING.search(text) else "+" if _YES.search(text) else None
        case Ask.PLACE:
            for place, words in _PLACE_WORDS:
                if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE):
                    return str(PLACES.index(place))
            return None
        case _:
            if _SHARP.search(text):
                return "s"
            if _JOINT.search(text):
                return "j"
            if _MUSCLE.search(text):
                return "m"
            return "0" if _NOTHING.search(text) else None
