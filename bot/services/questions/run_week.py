"""What does your running week look like?"""

import re
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, delete, select

from bot.coach.season import monday_of
from bot.coach.words import RunKind
from bot.services.questions.shape import (
    Answer,
    Choice,
    Draft,
    Heard,
    Problem,
    Question,
    Rows,
    Unfinished,
    pairs,
)
from bot.store.tables import Runner, RunWeek, SingleRunWeek, stored_id
from bot.understanding.runweek import ParsedWeek, parse_run_week

DAYS_IN_WEEK = 7
_DAY = (
    r"(?:mon(?:days?)?|tue(?:s|sdays?)?|wed(?:s|nesdays?)?|thu(?:r|rs|rsdays?)?|fri(?:days?)?|sat(?:urdays?)?"
    r"|sun(?:days?)?)"
)
_DAYS = re.compile(
    rf"\b(?:weekdays?|weekends?|{_DAY}(?:\s*(?:-|–|to|through|thru|till|until)\s*{_DAY})?)\b", re.IGNORECASE
)
_DAYS_ALONE = re.compile(
    r"^(?:[\s,.;:&+/!–-]|\b(?:i|we|run|runs|running|usually|mostly|always|on|and|every|each|days?|times?|x|a|per|week"
    rf"|weekly|just|only|\dx?|once|twice|three|four|five|six|to|through|thru|till|until|weekdays?|weekends?|{_DAY})\b)+$",
    re.IGNORECASE,
)
_YES = frozenset(
    [
        "yes",
        "yep",
        "yeah",
        "yes please",
        "ok",
        "okay",
        "right",
        "correct",
        "done",
        "good",
        "looks right",
        "looks good",
        "that's right",
        "that's it",
    ]
)


_CYCLE = (
    RunKind.REST,
    RunKind.EASY,
    RunKind.LONG,
    RunKind.TEMPO,
    RunKind.INTERVALS,
    RunKind.HILLS,
    RunKind.RACE,
    RunKind.CROSS,
)
_R, _E, _L, _T, _I = RunKind.REST, RunKind.EASY, RunKind.LONG, RunKind.TEMPO, RunKind.INTERVALS

# Weeks to start tapping from, by the number of runs: a long run at the weekend, fast days apart from it.
RUN_WEEK_STARTS: dict[int, tuple[RunKind, ...]] = {
    3: (_R, _I, _R, _E, _R, _R, _L),
    4: (_R, _I, _R, _T, _R, _E, _L),
    5: (_R, _I, _E, _T, _R, _E, _L),
    6: (_R, _I, _E, _T, _E, _E, _L),
}


def _run_rows(draft: Draft, _today: date) -> Rows:
    kinds = _drafted_runs(draft)
    days = [
        Choice(f"{day}:{_following(kinds[day])}", "run-day", (day, kinds[day].value))
        for day in range(DAYS_IN_WEEK)
    ]
    starts = tuple(Choice(f"start:{number}", "run-start", (number,)) for number in RUN_WEEK_STARTS)
    return (*pairs(days), starts, (Choice("ok", "run-ok"),))


def _drafted_runs(draft: Draft) -> list[RunKind]:
    return [RunKind(kind) for kind in draft.get("kinds", ())] or [RunKind.REST] * DAYS_IN_WEEK


def _following(kind: RunKind) -> str:
    return _CYCLE[(_CYCLE.index(kind) + 1) % len(_CYCLE)].value


def _run_read(text: str, draft: Draft, now: datetime) -> Heard:
    if draft.get("kinds") and text.strip(" .!✓").lower().replace("’", "'") in _YES:
        return _run_tap("ok", draft, now.date())
    parsed = parse_run_week(text) or _of_days_alone(text)
    if parsed is None:
        return None
    # Shown back on the buttons before it is taken: a week is easily misread.
    problem = Problem("runs-unclear", parsed.unclear) if parsed.unclear else None
    return Unfinished({**draft, "kinds": [kind.value for kind in parsed.kinds]}, problem)


def _of_days_alone(text: str) -> ParsedWeek | None:
    """Days without a kind are runs, too: "mon wed sat", "I run 3 times a week, mon wed sat"."""
    days = _DAYS.findall(text) if _DAYS_ALONE.match(text) else []
    return parse_run_week(f"easy {' '.join(days)}") if days else None


def _run_tap(value: str, draft: Draft, _today: date) -> Heard:
    if value == "ok":
        kinds = tuple(_drafted_runs(draft))
        return Answer(kinds) if any(kind.runs for kind in kinds) else Problem("runs-none")
    head, _, rest = value.partition(":")
    if head == "start" and rest.isdecimal() and int(rest) in RUN_WEEK_STARTS:
        return Unfinished({**draft, "kinds": [kind.value for kind in RUN_WEEK_STARTS[int(rest)]]})
    if head in "0123456" and len(head) == 1 and rest in set(RunKind):
        kinds_now = _drafted_runs(draft)
        kinds_now[int(head)] = RunKind(rest)
        return Unfinished({**draft, "kinds": [kind.value for kind in kinds_now]})
    return None


def _run_store(session: Session, runner: Runner, kinds: Sequence[RunKind], today: date) -> None:
    monday = monday_of(today)
    keep_usual(session, runner, kinds, monday)
    # What was told of single weeks was said against the old week: the new one goes for all of them.
    session.exec(
        delete(SingleRunWeek).where(
            col(SingleRunWeek.runner_id) == runner.id,
            col(SingleRunWeek.monday) >= monday,
            col(SingleRunWeek.imported).is_(False),
        )
    )


def keep_usual(session: Session, runner: Runner, kinds: Sequence[RunKind], monday: date) -> None:
    """Keep the runner's usual week from a Monday on; the weeks before it stay as they were."""
    session.exec(delete(RunWeek).where(col(RunWeek.runner_id) == runner.id, col(RunWeek.monday) >= monday))
    session.add(RunWeek(runner_id=stored_id(runner), monday=monday, kinds=[kind.value for kind in kinds]))
    session.flush()


def usual_week(session: Session, runner: Runner, monday: date) -> tuple[RunKind, ...]:
    """Return the seven run kinds that a week has unless something else was said of it, without races."""
    weeks = session.exec(
        select(RunWeek).where(col(RunWeek.runner_id) == runner.id).order_by(col(RunWeek.monday))
    ).all()
    return usual_among([(each.monday, each.kinds) for each in weeks], monday)


def usual_among(weeks: Sequence[tuple[date, Sequence[str]]], monday: date) -> tuple[RunKind, ...]:
    """Return the usual run kinds of a week; `weeks` says from which Monday on they are which, in that order."""
    holding = [kinds for since, kinds in weeks if since <= monday] or [kinds for _, kinds in weeks[:1]]
    return tuple(RunKind(kind) for kind in holding[-1]) if holding else (RunKind.REST,) * DAYS_IN_WEEK


def single_week(session: Session, runner: Runner, monday: date) -> SingleRunWeek | None:
    """Return what was said of the one week: told by the runner before imported from a calendar."""
    return session.exec(
        select(SingleRunWeek)
        .where(col(SingleRunWeek.runner_id) == runner.id, col(SingleRunWeek.monday) == monday)
        .order_by(col(SingleRunWeek.imported))
    ).first()


def run_week(session: Session, runner: Runner, monday: date) -> tuple[RunKind, ...]:
    """Return the runner's seven run kinds in the week of a Monday, without races: told, imported or usual."""
    single = single_week(session, runner, monday)
    if single is not None:
        return tuple(RunKind(kind) for kind in single.kinds)
    return usual_week(session, runner, monday)


def _run_present(session: Session, runner: Runner, today: date) -> Draft:
    return {"kinds": [kind.value for kind in usual_week(session, runner, monday_of(today))]}


RUNS = Question("runs", _run_rows, _run_read, _run_tap, _run_store, RUN_WEEK_STARTS[3], _run_present)
