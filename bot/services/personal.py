"""The sentence about the runner's own week that an answer ends with: one named rule each, only facts of the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.coach.runner import TAPER_DAYS
from bot.coach.season import monday_of
from bot.coach.words import RunKind
from bot.library.objects import PersonalRule
from bot.services import plans
from bot.services.plan_rows import true_runs
from bot.services.tools import Tools
from bot.store.tables import ExerciseLog, Race, Runner, SessionLog

_LOOK_AHEAD_DAYS = 13


@dataclass(frozen=True, slots=True)
class Personal:
    """A rule's name and its facts; the words are a message template's."""

    rule: PersonalRule
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Case:
    session: Session
    tools: Tools
    runner: Runner
    today: date


def sentence(session: Session, tools: Tools, runner: Runner, rule: PersonalRule | None) -> Personal | None:
    """Return what a rule has to say about this runner, None when it has nothing."""
    if rule is None or runner.onboarded_at is None:
        return None
    facts = _RULES[rule](_Case(session, tools, runner, tools.today(runner.zone)))
    return None if facts is None else Personal(rule, facts)


def _order_today(case: _Case) -> dict[str, Any] | None:
    day = plans.day_view(case.session, case.tools, case.runner, case.today)
    key = _next_key_run(case)
    return {
        "run": day.run,
        "tomorrow": day.tomorrow,
        "session": None if day.session is None or not day.session.open else day.session,
        "behind": day.session is not None and not day.session.open,
        "next_day": day.next_day,
        "next_title": day.next_title,
        **(key or {"key_run": None, "key_day": None, "days": None}),
    }


def _next_key_run(case: _Case) -> dict[str, Any] | None:
    weeks: dict[date, tuple[RunKind, ...]] = {}
    for days in range(1, _LOOK_AHEAD_DAYS + 1):
        day = case.today + timedelta(days=days)
        monday = monday_of(day)
        if monday not in weeks:
            weeks[monday] = true_runs(case.session, case.runner, monday)
        run = weeks[monday][day.weekday()]
        if run.key:
            return {"key_run": run, "key_day": day, "days": days}
    return None


def _next_session(case: _Case) -> dict[str, Any] | None:
    day = plans.day_view(case.session, case.tools, case.runner, case.today)
    if day.session is not None and day.session.open:
        return {"next_day": case.today, "next_title": day.session.title, "days": 0}
    if day.next_day is None:
        return None
    return {"next_day": day.next_day, "next_title": day.next_title, "days": day.days_to_next}


def _race(case: _Case) -> Race | None:
    return case.session.exec(
        select(Race)
        .where(col(Race.runner_id) == case.runner.id, col(Race.day) >= case.today)
        .order_by(col(Race.day))
    ).first()


def _taper_dates(case: _Case) -> dict[str, Any] | None:
    race = _race(case)
    if race is None:
        return None
    return {
        "race_day": race.day,
        "distance": race.distance,
        "last_heavy": race.day - timedelta(days=TAPER_DAYS[race.distance]),
        "today": case.today,
    }


def _race_countdown(case: _Case) -> dict[str, Any] | None:
    race = _race(case)
    if race is None:
        return None
    days = (race.day - case.today).days
    return {"race_day": race.day, "distance": race.distance, "days": days, "weeks": days // 7}


def _week(case: _Case) -> dict[str, Any] | None:
    week = plans.week_view(case.session, case.tools, case.runner, case.today)
    sessions = week.sessions
    if not sessions:
        return None
    return {
        "sessions": sessions,
        "done": sum(1 for line in sessions if line.state is not None and line.state.counts),
        "open": tuple(line for line in sessions if line.state is not None and line.state.open),
        "missed": tuple(line for line in sessions if line.state is not None and line.state.value == "missed"),
        "phase": week.phase,
        "deload": week.deload,
    }


def _missed(case: _Case) -> dict[str, Any] | None:
    week = _week(case)
    return week if week is not None and week["missed"] else None


def _rest_days(case: _Case) -> dict[str, Any] | None:
    week = plans.week_view(case.session, case.tools, case.runner, case.today)
    free = tuple(line.day for line in week.days if line.run is RunKind.REST and line.kind is None)
    return {"free": free} if free else None


def _phase_now(case: _Case) -> dict[str, Any] | None:
    week = plans.week_view(case.session, case.tools, case.runner, case.today)
    return {"phase": week.phase, "why": week.phase_why, "deload": week.deload}


def _last_log(case: _Case) -> SessionLog | None:
    return case.session.exec(
        select(SessionLog)
        .where(col(SessionLog.runner_id) == case.runner.id, col(SessionLog.finished_at).is_not(None))
        .order_by(col(SessionLog.day).desc())
    ).first()


def _last_effort(case: _Case) -> dict[str, Any] | None:
    log = _last_log(case)
    return None if log is None or log.rpe is None else {"day": log.day, "rpe": log.rpe}


def _days_since(case: _Case) -> dict[str, Any] | None:
    log = _last_log(case)
    return None if log is None else {"day": log.day, "days": (case.today - log.day).days}


def _last_load(case: _Case) -> dict[str, Any] | None:
    found = case.session.exec(
        select(ExerciseLog, col(SessionLog.day))
        .join(SessionLog)
        .where(col(SessionLog.runner_id) == case.runner.id, col(ExerciseLog.kg).is_not(None))
        .order_by(col(SessionLog.day).desc(), col(ExerciseLog.kg).desc())
    ).first()
    if found is None or found[0].exercise not in case.tools.library.exercises:
        return None
    entry, day = found
    return {
        "name": case.tools.library.exercises[entry.exercise].name,
        "kg": entry.kg,
        "sets": entry.sets,
        "reps": entry.reps,
        "day": day,
    }


def _equipment(case: _Case) -> dict[str, Any] | None:
    return None if case.runner.equipment is None else {"equipment": tuple(case.runner.equipment)}


def _level(case: _Case) -> dict[str, Any] | None:
    return None if case.runner.level is None else {"level": case.runner.level}


def _complaint(case: _Case) -> dict[str, Any] | None:
    return {"complaints": tuple(case.runner.complaints)} if case.runner.complaints else None


def _minutes(case: _Case) -> dict[str, Any] | None:
    day = plans.day_view(case.session, case.tools, case.runner, case.today)
    if day.session is None or not day.session.open:
        return None
    return {"title": day.session.title, "minutes": day.session.minutes}


_RULES: dict[PersonalRule, Callable[[_Case], dict[str, Any] | None]] = {
    PersonalRule.ORDER_TODAY: _order_today,
    PersonalRule.NEXT_KEY_RUN: _next_key_run,
    PersonalRule.NEXT_SESSION: _next_session,
    PersonalRule.TAPER_DATES: _taper_dates,
    PersonalRule.HOURS_TO_KEY_RUN: _order_today,
    PersonalRule.WEEK_LAYOUT: _week,
    PersonalRule.LAST_EFFORT: _last_effort,
    PersonalRule.DAYS_SINCE_SESSION: _days_since,
    PersonalRule.OWN_EQUIPMENT: _equipment,
    PersonalRule.OWN_LEVEL: _level,
    PersonalRule.PHASE_NOW: _phase_now,
    PersonalRule.SESSIONS_THIS_WEEK: _week,
    PersonalRule.OWN_COMPLAINT: _complaint,
    PersonalRule.LONG_RUN_EVE: _order_today,
    PersonalRule.LAST_LOAD: _last_load,
    PersonalRule.SESSION_MINUTES: _minutes,
    PersonalRule.RACE_COUNTDOWN: _race_countdown,
    PersonalRule.REST_DAYS: _rest_days,
    PersonalRule.MISSED_THIS_WEEK: _missed,
}
