"""The views of sessions, answers and sentences about the own week, in all their forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from bot.coach.session import Part
from bot.coach.words import (
    Complaint,
    Distance,
    Equipment,
    Level,
    Measure,
    Order,
    Phase,
    RunKind,
    Urgency,
)
from bot.library import Library
from bot.library.objects import Certainty, PersonalRule
from bot.services.answers import ChooseView, SourcesView
from bot.services.personal import Personal
from bot.services.sessions import (
    EffortView,
    FinishedView,
    HowView,
    PainView,
    StoppedView,
)
from bot.services.talk import RedFlagView
from tests.structure.samples import (
    ANSWER,
    DAY,
    LINE,
    RESTS,
    SESSION,
    STEP,
    WEEK,
    Case,
)


def session_cases(library: Library) -> Iterator[Case]:
    for part in Part:
        yield "step", {"step": replace(STEP, part=part), "pictured": True}
    last = STEP.last
    assert last is not None
    changes: list[dict[str, Any]] = [
        {"measure": Measure.SECONDS},
        {"measure": Measure.SECONDS, "last": replace(last, reps=None, seconds=30, kg=None, days_ago=1)},
        {"per_side": True, "last": replace(last, rpe=7.5)},
        {"sets": 1},
        {"rir": None},
        {"rir": (2, 2)},
        {"tempo": "three seconds down"},
        {"target": 8},
        {"last": None},
        {"last": None, "kg": None},
        {"kg": None},
        {"kg": 12.5},
        {"loaded": False, "kg": None, "last": None},
        {"why": None},
        {"why": None, "last": None},
        {"cues": ()},
    ]
    for change in changes:
        yield "step", {"step": replace(STEP, **change), "pictured": False}
    for card in library.exercises.values():
        yield "how", {"how": HowView(DAY, 0, card)}
        yield (
            "step",
            {
                "step": replace(STEP, name=card.name, cues=card.cues, tempo=card.tempo, stop=card.stop),
                "pictured": False,
            },
        )
    yield "effort", {"view": EffortView(DAY, "Heavy strength", 12, 13)}
    for rpe in (None, 8.0, 7.5):
        yield "pain", {"view": PainView(DAY, "Heavy strength", rpe)}
    finished = FinishedView(DAY, "Heavy strength", 13, 13, 44, 8.0, "none", DAY, "Upper body", 1, 2)
    for change in (
        {},
        {"done": 3},
        {"minutes": 0},
        {"rpe": None},
        {"pain": "joint"},
        {"pain": "muscle"},
        {"pain": None},
        {"next_day": None, "next_title": None},
    ):
        yield "finished", {"view": replace(finished, **change)}
    yield "stopped", {"view": StoppedView(DAY, "Heavy strength")}


def answer_cases(library: Library) -> Iterator[Case]:
    for certainty in (None, *Certainty):
        yield "answer", {"answer": replace(ANSWER, certainty=certainty)}
    for answer in library.answers.values():
        told = replace(
            ANSWER, question=answer.question, kind=answer.kind, body=answer.body, certainty=answer.certainty
        )
        yield "answer", {"answer": told}
        cited = tuple((library.sources[each.id], each.note) for each in answer.sources)
        yield "sources", {"view": SourcesView(answer.id, answer.question, answer.certainty, cited)}
    for source in library.sources.values():
        for plain in (source, replace(source, year=None, doi=None, url=None)):
            yield "sources", {"view": SourcesView("order", "Lift before?", None, ((plain, "What it says."),))}
    for topics in ((), ANSWER.related):
        yield "not-that", {"view": ChooseView(topics, sure_of_none=False, instead=True)}
    for sure_of_none, name in ((True, "not-covered"), (False, "did-you-mean")):
        for topics in ((), ANSWER.related):
            yield name, {"view": ChooseView(topics, sure_of_none)}
    for flag in library.red_flags:
        for rest in (None, *RESTS):
            yield "red-flag", {"view": RedFlagView(flag.level, flag.text, rest)}
    for level in Urgency:
        yield "red-flag", {"view": RedFlagView(level, Markup("Call for help."), RESTS[0])}


PERSONAL: dict[PersonalRule, list[dict[str, Any]]] = {
    PersonalRule.NEXT_KEY_RUN: [
        {"key_run": run, "key_day": DAY, "days": days} for run in RunKind for days in (1, 3)
    ],
    PersonalRule.NEXT_SESSION: [
        {"next_day": DAY, "next_title": "Upper body", "days": days} for days in (0, 1, 2)
    ],
    PersonalRule.TAPER_DATES: [
        {
            "race_day": DAY,
            "distance": distance,
            "last_heavy": DAY - timedelta(7),
            "today": DAY - timedelta(days),
        }
        for distance in Distance
        for days in (1, 30)
    ],
    PersonalRule.RACE_COUNTDOWN: [
        {"race_day": DAY, "distance": Distance.HALF, "days": days, "weeks": days // 7}
        for days in (0, 1, 9, 60)
    ],
    PersonalRule.LAST_EFFORT: [{"day": DAY, "rpe": rpe} for rpe in (7.0, 7.5)],
    PersonalRule.DAYS_SINCE_SESSION: [{"day": DAY, "days": days} for days in (0, 1, 12)],
    PersonalRule.OWN_EQUIPMENT: [
        {"equipment": things}
        for things in ((), (Equipment.BAND,), (Equipment.BAND, Equipment.BENCH), tuple(Equipment))
    ],
    PersonalRule.OWN_LEVEL: [{"level": level} for level in Level],
    PersonalRule.PHASE_NOW: [
        {"phase": Phase.BASE, "why": WEEK.phase_why, "deload": each} for each in (True, False)
    ],
    PersonalRule.OWN_COMPLAINT: [{"complaints": parts} for parts in ((Complaint.CALF,), tuple(Complaint))],
    PersonalRule.LAST_LOAD: [
        {"name": "Goblet squat", "kg": 16.0, "sets": 3, "reps": reps, "day": DAY} for reps in (8, None)
    ],
    PersonalRule.SESSION_MINUTES: [{"title": "Heavy strength", "minutes": SESSION.minutes}],
    PersonalRule.REST_DAYS: [
        {"free": tuple(DAY + timedelta(each) for each in range(number))} for number in (1, 2, 3)
    ],
}


def personal_cases() -> Iterator[Case]:
    for rule in (PersonalRule.ORDER_TODAY, PersonalRule.HOURS_TO_KEY_RUN, PersonalRule.LONG_RUN_EVE):
        plain = {"run": RunKind.EASY, "tomorrow": RunKind.EASY, "next_day": DAY, "next_title": "Upper body"}
        keys: list[dict[str, Any]] = [
            {"key_run": RunKind.LONG, "key_day": DAY, "days": 1},
            {"key_run": RunKind.LONG, "key_day": DAY, "days": 4},
            {"key_run": None},
        ]
        for key in keys:
            for order in Order:
                for run in RunKind:
                    facts = (
                        plain | key | {"run": run, "behind": False, "session": replace(SESSION, order=order)}
                    )
                    yield _with(rule, facts)
            for next_day in (DAY, None):
                for behind in (False, True):
                    yield _with(rule, plain | key | {"session": None, "next_day": next_day, "behind": behind})
    for rule in (PersonalRule.WEEK_LAYOUT, PersonalRule.SESSIONS_THIS_WEEK, PersonalRule.MISSED_THIS_WEEK):
        for number in (1, 2, 3):
            lines = tuple(replace(LINE, day=DAY + timedelta(each)) for each in range(number))
            for done in (0, 1):
                yield _with(rule, {"sessions": lines, "missed": lines, "done": done, "open": lines})
    for rule, all_facts in PERSONAL.items():
        for facts in all_facts:
            yield _with(rule, facts)


def _with(rule: PersonalRule, facts: dict[str, Any]) -> Case:
    return "answer", {"answer": replace(ANSWER, personal=Personal(rule, facts))}
