"""The commands that read JSON lines and write one JSON line each, for operators, tests and comparison."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, TextIO, TypeVar

from bot.coach import session as sessions
from bot.coach import week
from bot.coach.runner import BadInput
from bot.coach.words import (
    Complaint,
    Distance,
    Equipment,
    Level,
    Mode,
    Phase,
    RunKind,
    SessionKind,
)
from bot.services.schedule import next_reminder as next_instant
from bot.services.schedule import zone_names, zone_of
from bot.settings import Settings

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
DAYS = 7
FARTHEST_RACE_DAYS = 3660
LARGEST_NUMBER = 1_000_000
LONGEST_QUOTE = 60
LONGEST_ERROR = 300
LONGEST_MESSAGE = 4096  # Telegram's own limit for a text (core.telegram.org/bots/api#sendmessage)
JsonObject = dict[str, Any]


def each_line(
    handle: Callable[[JsonObject], JsonObject], source: Iterable[bytes], target: TextIO, complaints: TextIO
) -> int:
    """Answer each line, a bad one by an `error` in its place; return 2 when the only line was bad."""
    lines = failed = 0
    for line in source:
        if not line.strip():
            continue
        lines += 1
        try:
            answer = handle(_read(line))
        except BadInput as error:
            answer = {"error": _clipped(str(error), LONGEST_ERROR)}
        except RecursionError:
            answer = {"error": "line: it is nested too deeply"}
        except Exception as error:  # noqa: BLE001 - a fault of ours must not take the other lines with it
            answer = {"error": f"line: it could not be answered ({type(error).__name__})"}
        if "error" in answer:
            failed += 1
            print(f"line {lines}: {answer['error'].removeprefix('line: ')}", file=complaints)
        target.write(json.dumps(answer, ensure_ascii=False) + "\n")
        target.flush()
    return 2 if failed and lines == 1 else 0


def _read(line: bytes) -> JsonObject:
    try:
        asked = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise BadInput("line", "it is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise BadInput("line", f"it is no JSON: {error.msg} at character {error.colno}") from None
    except BadInput:
        raise
    except ValueError:  # Python reads no number of more than 4300 digits
        raise BadInput("line", "a number in it is too long") from None
    if not isinstance(asked, dict):
        raise BadInput("line", "it has to be one JSON object")
    return asked


def _object(pairs: list[tuple[str, Any]]) -> JsonObject:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInput(_quoted(twice), "stands twice in one object")
    return found


def _no_number(name: str) -> Any:
    raise BadInput("line", f"{name} is no number in JSON")


def plan(asked: JsonObject) -> JsonObject:
    """Place the sessions of one week (ARCHITECTURE "plan --json").

    Raises:
        BadInput: a field is missing, impossible or contradictory.
    """
    _only(asked, "runs phase level wish mode previous next unavailable race")
    race = asked.get("race")
    found = week.place(
        week.WeekQuestion(
            runs=_runs(asked, "runs"),
            phase=_word(asked, "phase", Phase, Phase.BASE),
            level=_word(asked, "level", Level, Level.SOME),
            wish=_whole(asked, "wish", 2),
            mode=_word(asked, "mode", Mode, Mode.STACK),
            previous=_kinds(asked, "previous"),
            next_runs=_runs(asked, "next") if asked.get("next") is not None else None,
            unavailable=_weekdays(asked, "unavailable"),
            race=None if race is None else _race(race),
        )
    )
    return {
        "sessions": [
            {
                "day": placed.day,
                "kind": placed.kind,
                "reason": placed.reason,
                "rules": list(placed.rules),
                "order": placed.order,
            }
            for placed in found.sessions
        ],
        "dropped": [
            {"wanted": each.wanted, "rule": each.rule, "would_help": each.would_help}
            for each in found.dropped
        ],
    }


def next_reminder(asked: JsonObject) -> JsonObject:
    """Tell the next reminder's instant and day (ARCHITECTURE "next-reminder --json").

    Raises:
        BadInput: a field is missing or impossible.
    """
    _only(asked, "zone at after last_day")
    zone = asked.get("zone")
    if not isinstance(zone, str) or zone not in zone_names():
        raise BadInput("zone", f"an IANA time zone such as Europe/London is needed, not {_quoted(zone)}")
    at = _parsed(asked, "at", time.fromisoformat, "a local time such as 07:00")
    if at.tzinfo is not None:
        raise BadInput("at", "a local time such as 07:00 is needed, without an offset: the zone has it")
    after = _parsed(asked, "after", datetime.fromisoformat, "an instant such as 2027-03-13T12:00:00Z")
    if after.tzinfo is None:
        raise BadInput("after", "an instant such as 2027-03-13T12:00:00Z is needed, with its Z or offset")
    last_day = None
    if asked.get("last_day") is not None:
        last_day = _parsed(asked, "last_day", date.fromisoformat, "a date such as 2027-03-13 or null")
    try:
        instant, day = next_instant(zone_of(zone), at, after.astimezone(UTC), last_day)
    except OverflowError:
        raise BadInput("after", "with last_day the reminder would lie outside the years 1 to 9999") from None
    return {"utc": instant.isoformat().replace("+00:00", "Z"), "day": day.isoformat()}


def understand(settings: Settings) -> Callable[[JsonObject], JsonObject]:
    """Return what tells the meaning of one message (ARCHITECTURE "understand --json")."""
    # Loaded here, because the other commands need none of it.
    from bot.hearing import whole_understanding
    from bot.library import load_library
    from bot.understanding.door import Context

    understanding = whole_understanding(settings, load_library(settings.content_dir))

    def handle(asked: JsonObject) -> JsonObject:
        _only(asked, "q today")
        if not isinstance(asked.get("q"), str):
            raise BadInput("q", "the message's text is needed")
        if len(asked["q"]) > LONGEST_MESSAGE:
            raise BadInput("q", f"a message has {LONGEST_MESSAGE} characters at most")
        today = _parsed(asked, "today", date.fromisoformat, "a date such as 2026-11-20")
        try:
            meaning = understanding.understand(asked["q"], Context(today))
        except OverflowError:
            raise BadInput("today", "the message names a day outside the years 1 to 9999") from None
        return {
            "triage": None if meaning.triage is None else meaning.triage.level,
            "action": None
            if meaning.action is None
            else {"name": meaning.action.name, "slots": meaning.action.slots.said()},
            "answer": {
                "zone": meaning.answer.zone,
                "topics": [
                    {"id": topic.id, "score": round(topic.score, 4)} for topic in meaning.answer.topics
                ],
            },
        }

    return handle


def session(settings: Settings) -> Callable[[JsonObject], JsonObject]:
    """Return what builds one session (ARCHITECTURE "session --json")."""
    from bot.library import load_library
    from bot.services.workbench import Workbench

    library = load_library(settings.content_dir)
    bench = Workbench(library)
    exercises, work = bench.exercises, bench.work

    def handle(asked: JsonObject) -> JsonObject:
        _only(asked, "kind level equipment complaints minutes phase")
        if "kind" not in asked:
            raise BadInput("kind", f"is missing; there are: {', '.join(SessionKind)}")
        built = sessions.build(
            sessions.SessionQuestion(
                kind=_word(asked, "kind", SessionKind, SessionKind.HEAVY),
                phase=_word(asked, "phase", Phase, Phase.BASE),
                level=_word(asked, "level", Level, Level.SOME),
                equipment=frozenset(_words(asked, "equipment", Equipment)),
                complaints=frozenset(_words(asked, "complaints", Complaint)),
                minutes=_whole(asked, "minutes", 45),
            ),
            exercises,
            library.templates,
            work,
        )
        return {
            "kind": built.kind,
            "title": built.title,
            "purpose": built.purpose,
            "minutes": built.minutes,
            "steps": [_step(step) for step in built.steps],
        }

    return handle


def _step(step: sessions.Step) -> JsonObject:
    return {
        "exercise": step.exercise.id,
        "name": step.exercise.name,
        "pattern": step.exercise.pattern,
        "part": step.part,
        "sets": step.sets,
        "range": [step.low, step.high],
        "measure": step.measure,
        "per_side": step.per_side,
        "rest_seconds": step.rest_seconds,
        "rir": None if step.rir is None else list(step.rir),
        "equipment": sorted(step.equipment),
    }


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date | time) else value


def _only(asked: JsonObject, fields: str) -> None:
    unknown = sorted(set(asked) - set(fields.split()))
    if unknown:
        raise BadInput(_quoted(unknown[0]), f"is no field; there are: {', '.join(fields.split())}")


def _word(asked: JsonObject, field: str, words: type[E], default: E) -> E:
    return default if field not in asked else _one(asked[field], field, words)


def _one(value: Any, field: str, words: type[E]) -> E:
    if not isinstance(value, str) or value not in set(words):
        raise BadInput(field, f"{_quoted(value)} is none of: {', '.join(words)}")
    return words(value)


def _whole(asked: JsonObject, field: str, default: int) -> int:
    value = asked.get(field, default)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_NUMBER:
        raise BadInput(field, f"a whole number is needed, not {_quoted(value)}")
    return value


def _list(asked: JsonObject, field: str) -> list[Any]:
    value = asked.get(field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadInput(field, f"a list is needed, not {_quoted(value)}")
    return value


def _weekdays(asked: JsonObject, field: str) -> frozenset[int]:
    days = _list(asked, field)
    if not all(isinstance(day, int) and not isinstance(day, bool) and day in range(DAYS) for day in days):
        raise BadInput(field, "a list of weekdays from 0 (Monday) to 6 (Sunday) is needed")
    return frozenset(days)


def _parsed(asked: JsonObject, field: str, parse: Callable[[str], T], wanted: str) -> T:
    value = asked.get(field)
    try:
        if isinstance(value, str):
            return parse(value)
    except ValueError:
        pass  # told below, like any other value that is none
    raise BadInput(field, f"{wanted} is needed, not {_quoted(value)}")


def _quoted(value: Any) -> str:
    return _clipped(json.dumps(value), LONGEST_QUOTE)


def _clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _words(asked: JsonObject, field: str, words: type[E]) -> list[E]:
    return [_one(each, field, words) for each in _list(asked, field)]


def _runs(asked: JsonObject, field: str) -> tuple[RunKind, ...]:
    days = asked.get(field)
    if not isinstance(days, list) or len(days) != DAYS:
        raise BadInput(field, "a list of seven run kinds is needed, from Monday on")
    return tuple(_one(day, field, RunKind) for day in days)


def _kinds(asked: JsonObject, field: str) -> tuple[SessionKind | None, ...]:
    days = asked.get(field)
    if days is None:
        return (None,) * DAYS
    if not isinstance(days, list) or len(days) != DAYS:
        raise BadInput(field, "a list of seven is needed: a session kind or null for each day")
    return tuple(None if day is None else _one(day, field, SessionKind) for day in days)


def _race(race: Any) -> week.RaceDay:
    if not isinstance(race, dict):
        raise BadInput("race", f"an object with day and distance is needed, or null, not {_quoted(race)}")
    for name in race:
        if name not in ("day", "distance"):
            raise BadInput("race", f"{_quoted(name)} is no field of it; there are: day, distance")
    day = race.get("day")
    if not isinstance(day, int) or isinstance(day, bool) or abs(day) > FARTHEST_RACE_DAYS:
        raise BadInput("race", f"day is a number of days from this Monday, not {_quoted(day)}")
    return week.RaceDay(day, _one(race.get("distance"), "race", Distance))
