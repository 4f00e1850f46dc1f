"""Progress of imagined runners, for the tests and the benchmark of the progress card."""

from __future__ import annotations

from dataclasses import replace

from bot.pictures.progress_facts import (
    BenchmarkFacts,
    Kept,
    LiftFacts,
    ProgressFacts,
    ProgressWords,
    Side,
    Tile,
)

WORDS = ProgressWords(
    weeks="Your weeks",
    benchmarks="Benchmarks",
    lifts="Main lifts",
    kept="kept",
    partly="partly",
    missed="missed",
    paused="paused",
    now="this week",
    before="before",
    weeks_empty="Your first week has just begun: it will stand here on Sunday.",
    benchmarks_empty="No test yet. The first one shows where you start; six weeks later you see where it goes.",
    lifts_empty="Note the weight in a session, and its way up is drawn here.",
)
KEPT, PARTLY, MISSED, PAUSED, NOW = Kept.KEPT, Kept.PARTLY, Kept.MISSED, Kept.PAUSED, Kept.NOW

FULL = ProgressFacts(
    title="Your progress",
    aside="since 2 March",
    line="Nine of eleven weeks kept: that is what makes you stronger.",
    tiles=(
        Tile("21 of 24", "sessions done"),
        Tile("9 of 11", "weeks kept"),
        Tile("4 weeks", "in a row now"),
    ),
    weeks=(KEPT, KEPT, PARTLY, KEPT, KEPT, MISSED, KEPT, KEPT, KEPT, KEPT, KEPT, NOW),
    benchmarks=(
        BenchmarkFacts(
            "Single-leg calf raise",
            "",
            (Side("Left", 22, 18), Side("Right", 26, 25)),
            "More than last time. Your left side is 15 % behind: begin with it.",
        ),
        BenchmarkFacts(
            "Side plank", " s", (Side("Left", 48, 40), Side("Right", 52, 41)), "More than last time."
        ),
        BenchmarkFacts("Wall sit", " s", (Side("", 75, 78),), "About the same as last time."),
    ),
    lifts=(
        LiftFacts(
            "Back squat",
            ((0, 40), (4, 42.5), (11, 45), (20, 45), (27, 40), (34, 47.5), (48, 50), (60, 52.5)),
            "40",
            "52.5 kg",
        ),
        LiftFacts("Romanian deadlift", ((0, 30), (7, 32), (14, 34), (33, 36), (52, 40)), "30", "40 kg"),
        LiftFacts("Goblet squat", ((50, 16),), "16 kg", "16 kg, first entry"),
    ),
    words=WORDS,
)
EMPTY = replace(
    FULL,
    aside="since today",
    line="Here you will see what you have done. It begins with the first session.",
    tiles=(),
    weeks=(),
    benchmarks=(),
    lifts=(),
)
LITTLE = replace(
    FULL,
    aside="since 4 May",
    line="Two weeks are too few to say where it goes, and a good start.",
    tiles=(Tile("3 of 4", "sessions done"),),
    weeks=(KEPT, PARTLY, NOW),
    benchmarks=(
        BenchmarkFacts("Side plank", " s", (Side("Left", 31), Side("Right", 28)), "That is your start."),
    ),
    lifts=(LiftFacts("Goblet squat", ((0, 12), (5, 12)), "12", "12 kg"),),
)
INJURED = replace(
    FULL,
    line="Three weeks of pause are no step back: strength comes back faster than it came.",
    tiles=(Tile("6 of 14", "sessions done"), Tile("3 of 6", "weeks kept")),
    weeks=(KEPT, KEPT, PARTLY, MISSED, MISSED, KEPT, PAUSED, PAUSED, PAUSED, NOW),
    benchmarks=(
        BenchmarkFacts(
            "Single-leg bridge", "", (Side("Left", 0, 12), Side("Right", 12, 14)), "Less than last time."
        ),
    ),
    lifts=(),
)
HOSTILE = replace(
    FULL,
    title="</text>" * 20,
    aside="since <forever> & ever and a day",
    line="<&>" * 120,
    tiles=(Tile("1234567 of 9999999", "Wochen <b>durchgehalten</b> & mehr"),) * 3,
    weeks=(KEPT, PARTLY, MISSED, PAUSED) * 5 + (NOW,),
    benchmarks=(
        BenchmarkFacts(
            "Einbeiniges Wadenheben auf der Stufe <i>mit</i> gestrecktem Knie",
            " Wiederholungen",
            (Side("Linkes Bein", 120, 99999), Side("R", 0)),
            "& more " * 60,
        ),
    )
    * 4,
    lifts=(LiftFacts("Rumänisches <Kreuzheben> einbeinig", ((0, 0.0), (0, 500.0)), "1102.5 lb " * 9, "<"),)
    * 4,
    words=replace(WORDS, before="beim letzten Mal"),
)
PROGRESSES = {"full": FULL, "empty": EMPTY, "little": LITTLE, "injured": INJURED, "hostile": HOSTILE}
