"""What do you train with, and what hurts: questions with as many answers as are true."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.coach.words import Complaint, Equipment
from bot.services.questions.shape import Answer, Choice, Draft, Heard, Question, Rows, Unfinished, pairs
from bot.store.tables import Runner
from bot.understanding.things import parse_complaints, parse_equipment

HOME_THINGS = (
    Equipment.BAND,
    Equipment.DUMBBELL,
    Equipment.KETTLEBELL,
    Equipment.BARBELL,
    Equipment.BENCH,
    Equipment.BAR,
    Equipment.BALL,
    Equipment.FOAM_ROLLER,
)


def _equipment_rows(draft: Draft, _today: date) -> Rows:
    chosen = set(draft.get("chosen", ()))
    things = [_toggle(thing.value, f"equipment-{thing.value}", chosen) for thing in HOME_THINGS]
    last = (Choice("ok", "these"),) if chosen else (Choice("nothing", "equipment-nothing"),)
    return ((Choice("gym", "equipment-gym"),), *pairs(things), last)


def _equipment_read(text: str, _draft: Draft, _now: datetime) -> Heard:
    things = parse_equipment(text)
    return None if things is None else Answer(frozenset(things))


def _equipment_tap(value: str, draft: Draft, _today: date) -> Heard:
    if value == "gym":
        return Answer(frozenset(Equipment))
    if value == "nothing":
        return Answer(frozenset())
    if value == "ok":
        return Answer(frozenset(Equipment(thing) for thing in draft.get("chosen", ())))
    return _toggled(value, draft, set(Equipment))


def _equipment_store(_session: Session, runner: Runner, things: frozenset[Equipment], _today: date) -> None:
    runner.equipment = sorted(thing.value for thing in things)


def _equipment_present(_session: Session, runner: Runner, _today: date) -> Draft:
    return {"chosen": [thing for thing in runner.equipment or () if thing in HOME_THINGS]}


def _complaint_present(_session: Session, runner: Runner, _today: date) -> Draft:
    return {"chosen": list(runner.complaints or ())}


def _complaint_rows(draft: Draft, _today: date) -> Rows:
    chosen = set(draft.get("chosen", ()))
    parts = [_toggle(part.value, f"complaint-{part.value}", chosen) for part in Complaint]
    last = Choice("ok", "these") if chosen else Choice("none", "complaint-none")
    return ((last,), *pairs(parts)) if not chosen else (*pairs(parts), (last,))


def _complaint_read(text: str, _draft: Draft, _now: datetime) -> Heard:
    parts = parse_complaints(text)
    return None if parts is None else Answer(frozenset(parts))


def _complaint_tap(value: str, draft: Draft, _today: date) -> Heard:
    if value == "none":
        return Answer(frozenset())
    if value == "ok":
        return Answer(frozenset(Complaint(part) for part in draft.get("chosen", ())))
    return _toggled(value, draft, set(Complaint))


def _complaint_store(_session: Session, runner: Runner, parts: frozenset[Complaint], _today: date) -> None:
    runner.complaints = sorted(part.value for part in parts)


def _toggle(value: str, label: str, chosen: set[str]) -> Choice:
    """A button that says what it will do, so that a second tap by mistake changes nothing."""
    return Choice(("-" if value in chosen else "+") + value, label, chosen=value in chosen)


def _toggled(value: str, draft: Draft, known: set[Any]) -> Heard:
    sign, thing = value[:1], value[1:]
    if sign not in ("+", "-") or thing not in known:
        return None
    chosen = set(draft.get("chosen", ()))
    chosen = chosen | {thing} if sign == "+" else chosen - {thing}
    return Unfinished({**draft, "chosen": sorted(chosen)})


EQUIPMENT = Question(
    "equipment",
    _equipment_rows,
    _equipment_read,
    _equipment_tap,
    _equipment_store,
    frozenset(),
    _equipment_present,
)
COMPLAINTS = Question(
    "complaints",
    _complaint_rows,
    _complaint_read,
    _complaint_tap,
    _complaint_store,
    frozenset(),
    _complaint_present,
)
