"""Weeks, seasons and progress of imagined runners, for the tests and the benchmark of the cards."""

from __future__ import annotations

from dataclasses import replace

from bot.coach.words import Phase, RunKind, SessionKind
from bot.pictures.week_card import DayFacts, Mark, SessionFacts, TodayFacts, WeekFacts, WeekWords

WEEK_WORDS = WeekWords(
    today="Today",
    ahead="ahead",
    done="done",
    partial="partly done",
    skipped="skipped",
    missed="missed",
    moved="moved",
    deload="Easier week",
)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HEAVY = SessionFacts(SessionKind.HEAVY, "Heavy", "Heavy strength", Mark.AHEAD)
POWER = SessionFacts(SessionKind.POWER, "Power", "Power, then strength", Mark.AHEAD)
LIGHT = SessionFacts(SessionKind.LIGHT, "Light", "Taper, light touch", Mark.AHEAD)
HOLDS = SessionFacts(SessionKind.ISO, "Holds", "Holds and mobility", Mark.AHEAD)
MOBILITY = SessionFacts(SessionKind.MOBILITY, "Mobility", "Mobility", Mark.AHEAD)
CORE = SessionFacts(SessionKind.CORE, "Core", "Core", Mark.AHEAD)
BASICS = SessionFacts(SessionKind.LEARN, "Basics", "Learn the basics", Mark.AHEAD)


def days(
    runs: str, today: int | None = None, sessions: dict[int, SessionFacts] | None = None, first: int = 18
) -> tuple[DayFacts, ...]:
    """Seven days from the kinds of runs, such as "rest easy …"."""
    kinds = [RunKind(each) for each in runs.split()]
    return tuple(
        DayFacts(
            WEEKDAYS[number],
            first + number,
            kind,
            kind.value.capitalize(),
            (sessions or {}).get(number),
            number == today,
        )
        for number, kind in enumerate(kinds)
    )


FULL = WeekFacts(
    title="This week",
    aside="18–24 May",
    phase=Phase.BUILD,
    phase_word="Build",
    line="8 weeks to your half marathon",
    deload=False,
    days=days(
        "rest intervals easy tempo rest cross long",
        3,
        {
            1: replace(HEAVY, mark=Mark.DONE),
            3: replace(POWER, moved=True),
            5: CORE,
        },
    ),
    today=TodayFacts(
        "Power, then strength",
        ("35 min · after your tempo run", "Box jump · Back squat · Calf raise · Plank"),
    ),
    words=WEEK_WORDS,
)
EMPTY = replace(
    FULL,
    title="Next week",
    aside="25–31 May",
    days=days("rest easy rest easy rest easy rest", None, {}, 25),
    today=None,
    line="No race in sight",
    phase=Phase.STEADY,
    phase_word="Steady",
)
DELOAD = replace(
    FULL,
    deload=True,
    phase=Phase.BASE,
    phase_word="Base",
    line="14 weeks to your marathon",
    days=days(
        "rest easy hills easy rest easy long",
        4,
        {
            1: replace(HEAVY, mark=Mark.DONE),
            2: replace(HEAVY, mark=Mark.PARTIAL, moved=True),
            4: replace(HEAVY, mark=Mark.SKIPPED),
        },
    ),
    today=TodayFacts("Rest day", ("No session and no run today.", "Next: Heavy strength on Tuesday")),
)
RACE = replace(
    FULL,
    phase=Phase.RACE_WEEK,
    phase_word="Race week",
    line="Your half marathon is 3 days away",
    days=days("rest easy rest easy rest rest race", 3, {0: replace(HOLDS, mark=Mark.DONE), 3: MOBILITY}),
    today=TodayFacts("Mobility", ("12 min · before or after your easy run",)),
)
MISSED = replace(
    FULL,
    days=days(
        "tempo easy intervals easy hills easy long",
        6,
        {
            0: replace(HEAVY, mark=Mark.MISSED),
            2: replace(POWER, mark=Mark.MISSED),
            4: replace(BASICS, mark=Mark.SKIPPED),
            5: replace(LIGHT, mark=Mark.MISSED, moved=True),
        },
    ),
    today=TodayFacts("No session today", ("A missed session leaves no debt: go on with the next one.",)),
)
PAUSED = replace(
    FULL,
    phase=Phase.RECOVERY,
    phase_word="Recovery",
    line="",
    notice="Leg sessions rest until Thursday, 28 May, because of the sign that you wrote about.",
    days=days("rest rest easy rest rest rest rest", 2, {2: CORE}),
    today=TodayFacts("Core", ("20 min · after your easy run",)),
)
HOSTILE = replace(
    FULL,
    title="<script>alert('1')</script> & \"week\" \x00\x07 🏃‍♀️" * 3,
    aside="]]> <!-- --> 18–24 <May> 2026 and more of it",
    phase_word="<b>Preparation</b> of everything & more",
    line="8 weeks to </text><rect/> & the “Donaudampfschifffahrtsgesellschafts-Halbmarathon” of a small town",
    days=days(
        "rest intervals easy tempo rest cross long",
        3,
        {3: SessionFacts(SessionKind.HEAVY, "Schnellkraft<>", "</g>&amp;" * 60, Mark.AHEAD, True)},
    ),
    today=TodayFacts("W" * 200, ("<" * 300, "&" * 300)),
    notice="</svg>" * 40,
)
WEEKS = {
    "full": FULL,
    "empty": EMPTY,
    "deload": DELOAD,
    "race": RACE,
    "missed": MISSED,
    "paused": PAUSED,
    "hostile": HOSTILE,
}
