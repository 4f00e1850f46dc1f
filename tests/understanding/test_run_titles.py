"""What runners and their apps write into calendars, and what else stands there."""

from __future__ import annotations

import pytest

from bot.coach.words import RunKind
from bot.understanding.run_titles import hardest, run_of

RUNS = {
    "Easy run": RunKind.EASY,
    "Easy 8 km": RunKind.EASY,
    "8k": RunKind.EASY,
    "5 miles": RunKind.EASY,
    "Recovery run": RunKind.EASY,
    "Run club": RunKind.EASY,
    "Easy 10k + 6x100m strides": RunKind.EASY,
    "Shakeout run": RunKind.EASY,
    "Long run 24 km": RunKind.LONG,
    "LONG RUN": RunKind.LONG,
    "Sunday long run, easy": RunKind.LONG,
    "Tempo 3 x 10 min": RunKind.INTERVALS,
    "Tempo run": RunKind.TEMPO,
    "20 min threshold": RunKind.TEMPO,
    "Marathon pace run 12k": RunKind.TEMPO,
    "Intervals 6x800m": RunKind.INTERVALS,
    "Track session: 10 x 400 run": RunKind.INTERVALS,
    "Warm-up easy, 5x1000m, cool-down jog": RunKind.INTERVALS,
    "Fartlek": RunKind.INTERVALS,
    "Hill repeats": RunKind.HILLS,
    "Hilly run 10k": RunKind.HILLS,
    "parkrun": RunKind.RACE,
    "Berlin Marathon": RunKind.RACE,
    "Half-marathon": RunKind.RACE,
    "10k race": RunKind.RACE,
    "Cross training": RunKind.CROSS,
    "Swim 45 min": RunKind.CROSS,
    "Bike ride": RunKind.CROSS,
}
NO_RUNS = (
    *("Dentist", "Team event", "Free", "Hard deadline", "Quarterly review", "Rest day", "Rest", "Off", ""),
    *(
        "Strength training",
        "Gym",
        "Running late: call Sam",
        "Dry run of the show",
        "Long weekend",
        "Long lunch",
    ),
    *(
        "Base camp meeting",
        "easyJet to Rome",
        "Slow food dinner",
        "Pick up race number",
        "Fast food",
        "No run today",
    ),
    "Running shoes sale",
)


@pytest.mark.parametrize("title", RUNS)
def test_runs(title: str) -> None:
    assert run_of(title) is RUNS[title]


@pytest.mark.parametrize("title", NO_RUNS)
def test_what_is_no_run(title: str) -> None:
    assert run_of(title) is None


@pytest.mark.parametrize(
    ("title", "notes", "kind"),
    [
        ("Run", "6 x 800 m intervals at 5k pace", RunKind.INTERVALS),
        ("Run 12 km", "Long run, steady at the end", RunKind.LONG),
        ("Run", "", RunKind.EASY),
        ("Easy run", "after yesterday's intervals", RunKind.EASY),
        ("Run", "two weeks before the race", RunKind.EASY),
        ("Meeting", "about intervals", None),
    ],
)
def test_the_notes_are_asked_where_the_title_says_little(
    title: str, notes: str, kind: RunKind | None
) -> None:
    assert run_of(title, notes) is kind


def test_the_harder_run_makes_the_day() -> None:
    assert hardest(RunKind.EASY, RunKind.INTERVALS) is RunKind.INTERVALS
    assert hardest(RunKind.LONG, RunKind.REST) is RunKind.LONG
    assert hardest(RunKind.REST, RunKind.REST) is RunKind.REST


def test_a_wall_of_text_is_read_quickly() -> None:
    assert run_of("run " * 100_000, "intervals " * 100_000) is RunKind.INTERVALS
