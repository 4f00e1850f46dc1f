"""Every view that a template is rendered with, in all its forms: built by hand, so that each branch is come by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from markupsafe import Markup

from bot.chat.commands import COMMANDS
from bot.chat.start import CARDS_A_MESSAGE
from bot.coach.session import Part
from bot.coach.words import (
    Complaint,
    Distance,
    Equipment,
    Level,
    Measure,
    Mode,
    Order,
    Phase,
    RunKind,
    SessionKind,
    Urgency,
    Variant,
)
from bot.library import Library
from bot.library.objects import AnswerKind, Certainty, PersonalRule
from bot.services.answers import AnswerView, ChooseView, SourcesView, Topic
from bot.services.onboarding import Asked, Complete
from bot.services.personal import Personal
from bot.services.plans import DayLine, DayView, Moved, MoveView, SessionView, WeekView, WhyView
from bot.services.profile import ProfileView
from bot.services.questions import FIRST_QUESTIONS, SHARE, Problem
from bot.services.reminders import ReminderView
from bot.services.sessions import (
    EffortView,
    FinishedView,
    HowView,
    LastTime,
    PainView,
    StepView,
    StoppedView,
)
from bot.services.talk import RedFlagView
from bot.store.tables import SessionState

Case = tuple[str, dict[str, Any]]

DAY = date(2026, 11, 24)
REASON = "Tuesday, after your intervals: your hard day stays hard. Your next key run is two days away."

SESSION = SessionView(
    day=DAY,
    kind=SessionKind.HEAVY,
    title="Heavy strength",
    purpose="Few repetitions with a challenging load.",
    reason=REASON,
    order=Order.AFTER_RUN,
    state=SessionState.PLANNED,
    phase=Phase.BASE,
    deload=False,
    minutes={Variant.FULL: 44, Variant.SHORT: 14, Variant.MINIMUM: 8},
    exercises=("Goblet squat", "Farmer's carry"),
    moved=False,
)
TODAY = DayView(
    day=DAY,
    is_today=True,
    run=RunKind.INTERVALS,
    tomorrow=RunKind.EASY,
    session=SESSION,
    next_day=DAY + timedelta(days=2),
    next_title="Upper body",
    days_to_next=2,
    race_day=None,
    days_to_race=None,
)
LINE = DayLine(
    day=DAY,
    is_today=True,
    is_past=False,
    run=RunKind.INTERVALS,
    kind=SessionKind.HEAVY,
    title="Heavy strength",
    state=SessionState.PLANNED,
    reason=REASON,
    order=Order.AFTER_RUN,
)
FREE = replace(
    LINE, day=DAY + timedelta(1), is_today=False, kind=None, title=None, state=None, reason=None, order=None
)
WEEK = WeekView(
    monday=DAY - timedelta(days=1),
    days=(
        replace(FREE, day=DAY - timedelta(1), is_past=True),
        LINE,
        FREE,
        replace(LINE, day=DAY + timedelta(2)),
    ),
    phase=Phase.BASE,
    phase_why="No race in sight: this block is for heavy lifting.",
    deload=False,
    weeks_to_race=None,
    left_out=(),
    would_help=(),
    is_this_week=True,
    legs_rest_until=None,
)
STEP = StepView(
    day=DAY,
    title="Heavy strength",
    position=0,
    total=13,
    exercise="goblet-squat",
    name="Goblet squat",
    part=Part.MAIN,
    sets=3,
    target=6,
    low=5,
    high=8,
    measure=Measure.REPS,
    per_side=False,
    rest_seconds=120,
    rir=(1, 3),
    tempo=None,
    cues=("Elbows inside the knees", "Chest tall", "Push the floor away"),
    stop="Stop if the knee hurts.",
    loaded=True,
    kg=16.0,
    load_step_kg=2.0,
    why="You had room for more last time.",
    last=LastTime(DAY - timedelta(days=2), 2, 3, 6, None, 14.0),
    easier=None,
    harder=None,
    swap=None,
)
ANSWER = AnswerView(
    id="order",
    question="Lift before or after the run?",
    kind=AnswerKind.ANSWER,
    body=Markup("Run first."),
    certainty=Certainty.MODERATE,
    sources_count=2,
    related=(Topic("gap", "How long a gap?"),),
    personal=None,
)
DONE = Complete(
    week=WEEK,
    next_week=replace(WEEK, is_this_week=False),
    today=TODAY,
    first=True,
    name="Robin",
    reminder_time="07:00",
    zone="America/New_York",
)
PROFILE = ProfileView(
    name="Robin",
    runs=(
        RunKind.REST,
        RunKind.TEMPO,
        RunKind.EASY,
        RunKind.HILLS,
        RunKind.CROSS,
        RunKind.RACE,
        RunKind.LONG,
    ),
    level=Level.SOME,
    equipment=tuple(Equipment),
    complaints=tuple(Complaint),
    race=(Distance.HALF, date(2027, 4, 18)),
    reminder_time=time(7),
    zone="Europe/London",
    mode=Mode.STACK,
    wish=2,
    minutes=45,
    rest_day_cards=True,
)
PROBLEMS = {
    "runs": ("runs-unread", "runs-unclear", "runs-none"),
    "level": ("level-unread",),
    "equipment": ("equipment-unread",),
    "race": ("race-unread", "race-past", "race-which-distance"),
    "complaints": ("complaints-unread",),
    "time": ("time-unread",),
    "zone": ("zone-unread",),
}


def cases(library: Library) -> list[Case]:
    """Every template with every form of its view."""
    return [
        *_plain(),
        *_questions(),
        *_days(),
        *_weeks(),
        *_reminders(),
        *_session(library),
        *_answers(library),
        *_personal(),
        *_others(library),
    ]


PLAIN = (
    *(
        "ask",
        "delete",
        "deleted",
        "edited",
        "error",
        "group",
        "legs-again",
        "legs-already",
        "location-thanks",
    ),
    *("location-unasked", "not-deleted", "nothing-to-cancel", "nothing-to-move", "other-media", "privacy"),
    *("share-location", "snooze", "unknown-command"),
)


PLAIN = (
    *(
        "ask",
        "delete",
        "deleted",
        "edited",
        "error",
        "group",
        "legs-again",
        "legs-already",
        "location-thanks",
    ),
    *("location-unasked", "not-deleted", "nothing-to-cancel", "nothing-to-move", "other-media", "privacy"),
    *("share-location", "snooze", "unknown-command"),
)


def _plain() -> Iterator[Case]:
    for name in PLAIN:
        yield name, {}


def _questions() -> Iterator[Case]:
    for name in ("Robin", "", "<b>Bo</b> & Co"):
        yield "welcome", {"name": name}
    drafts: dict[str, list[dict[str, Any]]] = {
        "race": [
            {},
            *({"distance": each} for each in Distance),
            {"distance": Distance.TEN_K, "month": "2027-03"},
        ],
        "zone": [{}, {SHARE: True}, {"guesses": [["Europe/Paris", "Paris"]]}],
    }
    for number, question in enumerate(FIRST_QUESTIONS, 1):
        for draft in drafts.get(question.id, [{}]):
            asked = Asked(question.id, number, 7, question.rows(draft, DAY), draft)
            for note in (None, "carry-on", "and-back"):
                yield "question", {"asked": asked, "note": note}
            yield "question", {"asked": replace(asked, number=0), "note": None}
            yield "question", {"asked": replace(asked, just_said=True), "note": None}
        for problem in PROBLEMS[question.id]:
            for facts in ((), ("tempo",), ("tempo", "swimming")):
                if problem == "runs-unclear" and not facts:
                    continue
                wrong = replace(asked, problem=Problem(problem, facts))
                yield "question", {"asked": wrong, "note": None}
        for number_ in (0, number):
            yield "cancelled", {"asked": replace(asked, number=number_)}


def _days() -> Iterator[Case]:
    for run in RunKind:
        yield "today", {"day": replace(TODAY, run=run, session=None)}
    for order in Order:
        yield "today", {"day": replace(TODAY, session=replace(SESSION, order=order))}
    for state in SessionState:
        for next_day in (None, DAY + timedelta(days=2)):
            day = replace(TODAY, session=replace(SESSION, state=state), next_day=next_day)
            yield "today", {"day": day}
            yield "skipped", {"day": day}
    yield "today", {"day": replace(TODAY, session=None, next_day=None)}
    for change in ({"moved": True, "reason": ""}, {"deload": True}):
        yield "today", {"day": replace(TODAY, session=replace(SESSION, **change))}
    for days in (0, 1, 12, 28, 29):
        yield "today", {"day": replace(TODAY, days_to_race=days, race_day=DAY + timedelta(days=days))}
    move = MoveView(
        DAY, "Heavy strength", ((DAY + timedelta(1), RunKind.EASY),), ((DAY + timedelta(2), "Too near."),)
    )
    yield "move", {"move": move}
    yield "move", {"move": replace(move, days=(), refused=())}
    for run in RunKind:
        for order in Order:
            yield "moved", {"moved": Moved("Heavy strength", DAY, DAY + timedelta(1), order, run)}
    yield "skip", {"day": DAY}
    yield "snoozed", {"at": datetime(2026, 11, 24, 18, 5)}  # noqa: DTZ001 - a wall time


def _weeks() -> Iterator[Case]:
    states = tuple(replace(LINE, state=state, is_today=False) for state in SessionState)
    week = replace(WEEK, days=(*WEEK.days, *states))
    changes: list[dict[str, Any]] = [
        {},
        {"is_this_week": False},
        {"deload": True},
        {"left_out": ("No room for a second session.", "Another reason.")},
        {"legs_rest_until": DAY + timedelta(days=7)},
        {"days": ()},
        {"days": (replace(LINE, reason=""),)},
        {"days": (FREE,)},
    ]
    for change in changes:
        yield "week", {"week": replace(week, **change), "lines": "Mon rest"}
        yield "plan", {"week": replace(week, **change)}
    for only_ahead in (False, True):
        yield "_week_lines", {"week": week, "only_ahead": only_ahead}
    for few_days_left in (False, True):
        for done in (
            DONE,
            replace(DONE, name=""),
            replace(DONE, week=changes_of(WEEK, 3), next_week=changes_of(WEEK, 3)),
            replace(DONE, week=replace(WEEK, days=()), next_week=replace(WEEK, days=())),
        ):
            lines = {"lines": "Mon rest", "next_lines": "Mon rest"}
            yield "plan-ready", {"done": done, "few_days_left": few_days_left, **lines}
    for question in (None, *(each.id for each in FIRST_QUESTIONS)):
        done = replace(DONE, first=False, question=question)
        yield "answer-changed", {"done": done, "few_days_left": False, "lines": "Mon rest", "next_lines": ""}
    for why in (
        WhyView(DAY, RunKind.TEMPO, SessionState.PLANNED, "Heavy strength", REASON, moved=False),
        WhyView(DAY, RunKind.TEMPO, SessionState.PLANNED, "Heavy strength", "", moved=True),
        WhyView(DAY, RunKind.REST, None, None, "It is the day before your long run.", moved=False),
        WhyView(DAY, RunKind.REST, None, None, "", moved=False),
    ):
        yield "why", {"why": why}


def changes_of(week: WeekView, number: int) -> WeekView:
    """A week in which so many sessions found no room."""
    return replace(week, left_out=tuple(f"Reason {each}." for each in range(number)))


def _reminders() -> Iterator[Case]:
    notes = (
        {},
        {"late": True},
        {"snoozed": True},
        {"repeated": True, "silent": True},
        {"snoozed": True, "late": True},
    )
    for note in notes:
        plain = {"late": False, "snoozed": False, "repeated": False, "silent": False}
        view = ReminderView(day=TODAY, at=time(7), **(plain | note))
        yield "reminder-session", {"reminder": view, "day": TODAY, "session": SESSION}
        yield "reminder-rest", {"reminder": view, "day": replace(TODAY, session=None), "tip": "Sleep well."}
    for run in RunKind:
        for order in Order:
            session = replace(SESSION, order=order)
            yield "reminder-session", {"reminder": view, "day": replace(TODAY, run=run), "session": session}
        day = replace(TODAY, session=None, run=run, tomorrow=run)
        yield "reminder-rest", {"reminder": view, "day": day, "tip": "Sleep well."}
    for change in ({"moved": True}, {"reason": ""}, {"deload": True}, {"minutes": dict.fromkeys(Variant, 8)}):
        yield "reminder-session", {"reminder": view, "day": TODAY, "session": replace(SESSION, **change)}
    for days in (0, 1, 2, 28, 29):
        day = replace(TODAY, session=None, days_to_race=days)
        yield "reminder-rest", {"reminder": view, "day": day, "tip": "Sleep well."}
        yield "reminder-session", {"reminder": view, "day": replace(day, session=SESSION), "session": SESSION}
    for to_next, next_day in ((1, DAY + timedelta(1)), (2, DAY + timedelta(2)), (0, None)):
        day = replace(TODAY, session=None, days_to_next=to_next, next_day=next_day)
        yield "reminder-rest", {"reminder": view, "day": day, "tip": "Sleep well."}


def _session(library: Library) -> Iterator[Case]:
    for part in Part:
        yield "step", {"step": replace(STEP, part=part)}
    last = STEP.last
    assert last is not None
    changes: list[dict[str, Any]] = [
        {"measure": Measure.SECONDS},
        {"measure": Measure.SECONDS, "last": replace(last, reps=None, seconds=30, kg=None, days_ago=1)},
        {"per_side": True},
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
        yield "step", {"step": replace(STEP, **change)}
    for card in library.exercises.values():
        yield "how", {"how": HowView(DAY, 0, card)}
        yield (
            "step",
            {"step": replace(STEP, name=card.name, cues=card.cues, tempo=card.tempo, stop=card.stop)},
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


def _answers(library: Library) -> Iterator[Case]:
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
    for sure_of_none, name in ((True, "not-covered"), (False, "did-you-mean")):
        for topics in ((), ANSWER.related):
            yield name, {"view": ChooseView(topics, sure_of_none)}
    for flag in library.red_flags:
        for until in (None, DAY):
            yield "red-flag", {"view": RedFlagView(flag.level, flag.text, until)}
    for level in Urgency:
        yield "red-flag", {"view": RedFlagView(level, Markup("Call for help."), DAY)}


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


def _personal() -> Iterator[Case]:
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


def _others(library: Library) -> Iterator[Case]:
    yield "help", {"commands": COMMANDS}
    cards = list(library.complaints.values())
    for at in range(0, len(cards), CARDS_A_MESSAGE):
        yield "complaints", {"cards": cards[at : at + CARDS_A_MESSAGE]}
    changes: list[dict[str, Any]] = [
        {},
        {"equipment": (), "complaints": (), "race": None, "level": None, "reminder_time": None},
        {"mode": Mode.SPREAD, "rest_day_cards": False},
        *({"race": (distance, DAY)} for distance in Distance),
        *({"level": level} for level in Level),
    ]
    for change in changes:
        yield "settings", {"profile": replace(PROFILE, **change)}
