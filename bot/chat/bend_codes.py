"""Changes of the plan in callback data: short enough for a button, and read back only where every part is right."""

from __future__ import annotations

from datetime import date

from bot.chat.days import packed as day_code
from bot.chat.days import unpacked as day_of
from bot.coach.pauses import PauseReason
from bot.coach.words import Equipment, RunKind
from bot.services.bends import (
    Bend,
    ChangeRuns,
    ComeBack,
    DayWithout,
    MoveSession,
    Runs,
    Skip,
    SkipReason,
    SkipWeek,
    SwapSessions,
    TakePause,
)
from bot.services.pause_wishes import PauseDraft

_RUNS = {
    RunKind.REST: "r",
    RunKind.EASY: "e",
    RunKind.LONG: "l",
    RunKind.TEMPO: "t",
    RunKind.INTERVALS: "i",
    RunKind.HILLS: "h",
    RunKind.RACE: "a",
    RunKind.CROSS: "c",
}
_RUN_OF = {letter: run for run, letter in _RUNS.items()}
_REASONS = {
    PauseReason.ILLNESS: "i",
    PauseReason.INJURY: "j",
    PauseReason.TRAVEL: "t",
    PauseReason.HOLIDAY: "h",
}
_REASON_OF = {letter: reason for reason, letter in _REASONS.items()}
_UNKNOWN, _OPEN = "q", "o"
_THINGS = tuple(Equipment)


def packed(bend: Bend) -> tuple[str, ...]:
    """Return a change as parts of callback data."""
    match bend:
        case MoveSession(day, to):
            return "m", day_code(day), day_code(to)
        case SwapSessions(day, to):
            return "x", day_code(day), day_code(to)
        case Skip(day, reason):
            return "s", day_code(day), reason.value
        case SkipWeek(monday):
            return "w", day_code(monday)
        case ChangeRuns(monday, before, after, always):
            return "r", day_code(monday), _runs(before), _runs(after), "a" if always else "w"
        case DayWithout(day, free):
            return "f" if free else "o", day_code(day)
        case TakePause(reason, first, last, trains, things):
            return "p", *packed_draft(PauseDraft(reason, first, last, True, trains, things))
        case ComeBack(day, travelled):
            return "e", day_code(day), "t" if travelled else "n"


def unpacked(parts: tuple[str, ...]) -> Bend | None:
    """Return the change that a button carries, None when it is none."""
    found: Bend | None = None
    match parts:
        case (("m" | "x") as what, first, second):
            one, other = day_of(first), day_of(second)
            if one is not None and other is not None:
                found = MoveSession(one, other) if what == "m" else SwapSessions(one, other)
        case ("s", text, reason) if (day := day_of(text)) is not None and reason in set(SkipReason):
            found = Skip(day, SkipReason(reason))
        case ("e", text, ("t" | "n") as travelled) if (day := day_of(text)) is not None:
            found = ComeBack(day, travelled == "t")
        case (("w" | "o" | "f") as what, text) if (day := day_of(text)) is not None:
            found = _of_day(what, day)
        case ("r", text, before, after, ("a" | "w") as scope) if (day := day_of(text)) is not None:
            was, new = _runs_of(before), _runs_of(after)
            if was is not None and new is not None and day.weekday() == 0:
                found = ChangeRuns(day, was, new, scope == "a")
        case ("p", *rest):
            draft = unpacked_draft(tuple(rest))
            found = None if draft is None or draft.missing else draft.bend()
    return found


def packed_draft(draft: PauseDraft) -> tuple[str, ...]:
    """Return a pause, as far as it is known, as parts of callback data."""
    last = _UNKNOWN if not draft.until_known else _OPEN if draft.last is None else day_code(draft.last)
    trains = _UNKNOWN if draft.trains is None else str(int(draft.trains))
    things = _UNKNOWN
    if draft.things is not None:
        things = f"{sum(1 << _THINGS.index(thing) for thing in draft.things):x}"
    reason = _UNKNOWN if draft.reason is None else _REASONS[draft.reason]
    return reason, day_code(draft.first), last, trains, things


def unpacked_draft(parts: tuple[str, ...]) -> PauseDraft | None:
    """Return the pause that a button carries, None when it is none."""
    if len(parts) != 5:
        return None
    reason, first_text, last_text, trains, things = parts
    first, last = day_of(first_text), day_of(last_text)
    known = last_text != _UNKNOWN
    if first is None or (last is None and last_text not in (_UNKNOWN, _OPEN)) or (last and last < first):
        return None
    if reason not in (_UNKNOWN, *_REASON_OF) or trains not in (_UNKNOWN, "0", "1"):
        return None
    chosen: frozenset[Equipment] | None = None
    if things != _UNKNOWN:
        try:
            mask = int(things, 16)
        except ValueError:
            return None
        if not 0 <= mask < 1 << len(_THINGS):
            return None
        chosen = frozenset(thing for place, thing in enumerate(_THINGS) if mask >> place & 1)
    trained = None if trains == _UNKNOWN else trains == "1"
    return PauseDraft(_REASON_OF.get(reason), first, last, known, trained, chosen)


def _of_day(what: str, day: date) -> Bend | None:
    if what == "w":
        return SkipWeek(day) if day.weekday() == 0 else None
    return DayWithout(day, free=what == "f")


def _runs(runs: Runs) -> str:
    return "".join(_RUNS[run] for run in runs)


def _runs_of(letters: str) -> Runs | None:
    if len(letters) != 7 or not set(letters) <= set(_RUN_OF):
        return None
    return tuple(_RUN_OF[letter] for letter in letters)
