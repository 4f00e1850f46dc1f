"""One view of each kind, built by hand: the forms that the templates are tried with are changes of these."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from markupsafe import Markup

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
    Variant,
)
from bot.library.objects import AnswerKind, Certainty
from bot.services.answers import AnswerView, Topic
from bot.services.onboarding import Complete
from bot.services.plans import DayLine, DayView, SessionView, WeekView
from bot.services.profile import ProfileView
from bot.services.resting import Rest
from bot.services.sessions import (
    LastTime,
    StepView,
)
from bot.store.tables import SessionState

Case = tuple[str, dict[str, Any]]

DAY = date(2026, 11, 24)
RESTS = (Rest(DAY, everything=False), Rest(DAY, everything=True))
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
    first=DAY - timedelta(days=1),
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
    rest=None,
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
    load_step=2.0,
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
    reminder_time=time(7),
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
