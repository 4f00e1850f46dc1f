"""Times, days, races, places and things as they are typed."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coach.words import Complaint, Distance, Equipment, Level
from bot.understanding.dates import ParsedRace, parse_day, parse_race
from bot.understanding.places import find_zone, zone_at, zone_names
from bot.understanding.things import GYM, parse_complaints, parse_equipment, parse_level, parse_rpe
from bot.understanding.times import parse_time
from bot.understanding.words import word_set

TODAY = date(2026, 11, 20)  # a Friday
E, C = Equipment, Complaint


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("7", "07:00"),
        ("7am", "07:00"),
        ("19h", "19:00"),
        ("half past six", "06:30"),
        ("18:30", "18:30"),
        ("6.30 pm", "18:30"),
        ("noon", "12:00"),
        ("in the evening", "19:00"),
        ("quarter to eight in the evening", "19:45"),
        ("0700", "07:00"),
        ("half seven", "07:30"),
        ("12 am", "00:00"),
        ("12pm", "12:00"),
        ("midnight", "00:00"),
        ("21 Uhr", "21:00"),
        ("7:15 in the evening", "19:15"),
        ("6ish", "06:00"),
        ("before work", "06:30"),
        ("seven thirty", "07:30"),
        ("20h15", "20:15"),
        ("ten to seven", "06:50"),
        ("5 p.m.", "17:00"),
    ],
)
def test_a_time_is_read(text: str, at: str) -> None:
    assert parse_time(text) == time.fromisoformat(at)


@pytest.mark.parametrize("text", ["", "whenever", "25:70", "45 minutes", "my 3 kids", "one"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse_time(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tomorrow", "2026-11-21"),
        ("friday", "2026-11-27"),
        ("sunday", "2026-11-22"),
        ("next sunday", "2026-11-29"),
        ("last tuesday", "2026-11-17"),
        ("2 days ago", "2026-11-18"),
        ("in 3 days", "2026-11-23"),
        ("in ten weeks", "2027-01-29"),
        ("12 weeks out", "2027-02-12"),
        ("in a month", "2026-12-20"),
        ("18 april", "2027-04-18"),
        ("april 18th", "2027-04-18"),
        ("18 april 2025", "2027-04-18"),
        ("28/03/2027", "2027-03-28"),
        ("03/28/2027", "2027-03-28"),
        ("2027-05-01", "2027-05-01"),
        ("1.5.", "2027-05-01"),
        ("29 feb", "2028-02-29"),
        ("le 18 avril", "2027-04-18"),
        ("28. März 2027", "2027-03-28"),
    ],
)
def test_a_day_is_read(text: str, day: str) -> None:
    assert parse_day(text, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["", "hello", "31 april", "99/99/9999", "in 999 months time or never"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_day(text, TODAY) is None or text.startswith("in 999")


@pytest.mark.parametrize(
    ("text", "distance", "day"),
    [
        ("half marathon on 28/03/2027", Distance.HALF, date(2027, 3, 28)),
        ("marathon 18 april", Distance.MARATHON, date(2027, 4, 18)),
        ("10k in 3 weeks", Distance.TEN_K, date(2026, 12, 11)),
        ("15k next sunday", Distance.HALF, date(2026, 11, 29)),
        ("50k ultra may 1", Distance.ULTRA, date(2027, 5, 1)),
        ("100 miles on 5 june", Distance.ULTRA, date(2027, 6, 5)),
        ("parkrun saturday", Distance.FIVE_K, date(2026, 11, 21)),
        ("10 miler", Distance.HALF, None),
        ("on 2 may", None, date(2027, 5, 2)),
        ("no race", None, None),
    ],
)
def test_a_race_is_read(text: str, distance: Distance | None, day: date | None) -> None:
    assert parse_race(text, TODAY) == ParsedRace(distance, day)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("new york", "America/New_York"),
        ("NYC", "America/New_York"),
        ("münchen", "Europe/Berlin"),
        ("kathmandu", "Asia/Kathmandu"),
        ("Kathmndu", "Asia/Kathmandu"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("I live in Girona", "Europe/Madrid"),
        ("boulder, colorado", "America/Denver"),
        ("portland, maine", "America/New_York"),
        ("portland", "America/Los_Angeles"),
        ("eldoret", "Africa/Nairobi"),
        ("in london", "Europe/London"),
        ("CET", "Europe/Berlin"),
    ],
)
def test_a_place_is_found(text: str, zone: str) -> None:
    assert find_zone(text)[0].zone == zone


@pytest.mark.parametrize("text", ["", "xyzzy", "42", "????"])
def test_what_is_no_place_gives_no_zone(text: str) -> None:
    assert find_zone(text) == ()


def test_a_clock_time_gives_the_zones_where_it_is_that_time() -> None:
    now = datetime(2026, 11, 20, 13, 18, tzinfo=UTC)
    assert find_zone("it's 14:20 here now", now)[0].zone == "Europe/Berlin"
    assert find_zone("7:03 pm", now)[0].zone == "Asia/Kathmandu"


def test_a_shared_location_gives_its_zone_and_nonsense_none() -> None:
    assert zone_at(27.7, 85.3) == "Asia/Kathmandu"
    assert zone_at(999, 0) is None
    assert zone_at(float("nan"), 0) is None


def test_only_names_of_places_are_offered() -> None:
    assert "UTC" in zone_names()
    assert not {"EST5EDT", "US/Pacific", "Etc/GMT+1", "posixrules"} & zone_names()


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("gym", GYM),
        ("nothing", frozenset()),
        ("hotel room", frozenset()),
        ("just bodyweight", frozenset()),
        ("two dumbbells and a band", frozenset({E.DUMBBELL, E.BAND})),
        ("gym but no barbell", GYM - {E.BARBELL}),
        ("a pull-up bar and kettlebell", frozenset({E.BAR, E.KETTLEBELL})),
        ("medicine ball", frozenset({E.MEDICINE_BALL})),
        ("no gym, just bands", frozenset({E.BAND})),
        ("ab roller and a swiss ball", frozenset({E.AB_WHEEL, E.BALL})),
        ("hotel gym", frozenset({E.DUMBBELL})),
        ("hello", None),
        ("", None),
    ],
)
def test_equipment_is_read(text: str, things: frozenset[Equipment] | None) -> None:
    assert parse_equipment(text) == things


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("none", frozenset()),
        ("nothing hurts", frozenset()),
        ("no", frozenset()),
        ("my left knee", frozenset({C.RUNNERS_KNEE})),
        ("outside of my knee", frozenset({C.IT_BAND})),
        ("achilles and a bit of lower back", frozenset({C.ACHILLES, C.LOW_BACK})),
        ("heel in the morning", frozenset({C.PLANTAR_FASCIITIS})),
        ("back of my thigh", frozenset({C.HAMSTRING})),
        ("calves are tight and my hips", frozenset({C.CALF, C.HIP})),
        ("no knee pain, but the achilles", frozenset({C.ACHILLES})),
        ("back", frozenset({C.LOW_BACK})),
        ("maybe", None),
        ("", None),
    ],
)
def test_complaints_are_read(text: str, parts: frozenset[Complaint] | None) -> None:
    assert parse_complaints(text) == parts


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("never lifted", Level.NEW),
        ("newbie", Level.NEW),
        ("a bit", Level.SOME),
        ("used to lift years ago", Level.SOME),
        ("on and off", Level.SOME),
        ("not regularly", Level.SOME),
        ("twice a week for years", Level.REGULAR),
        ("I lift 3 times a week", Level.REGULAR),
        ("xyz", None),
        ("", None),
    ],
)
def test_a_level_is_read(text: str, level: Level | None) -> None:
    assert parse_level(text) == level


@pytest.mark.parametrize(
    ("text", "rpe"),
    [
        ("felt like an 8", 8),
        ("8/10", 8),
        ("7.5", 7.5),
        ("rpe 9", 9),
        ("about a 6", 6),
        ("10", 10),
        ("pretty hard", 8),
        ("very hard", 9),
        ("not too hard", 5),
        ("easy", 4),
        ("2 reps in reserve", 8),
        ("rpe 7, 3x8", 7),
        ("goblets 3x10 @ 16kg", None),
        ("hmm", None),
        ("", None),
    ],
)
def test_an_effort_is_read(text: str, rpe: float | None) -> None:
    assert parse_rpe(text) == rpe


PIECES = sorted(
    word_set("1 2 31 99 0 in a weeks months april 4/5 2031-13-40 next sunday half past : . / 25h pm ago")
)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 12, 31))


@settings(deadline=None)  # the first date of all loads the reader of dates
@given(st.text(max_size=120), DAYS)
def test_no_text_raises(text: str, today: date) -> None:
    parse_time(text)
    parse_race(text, today)
    parse_equipment(text)
    parse_complaints(text)
    parse_level(text)
    parse_rpe(text)
    find_zone(text)


@given(st.lists(st.sampled_from(PIECES)), DAYS)
def test_no_mixture_of_numbers_and_words_raises(words: list[str], today: date) -> None:
    parse_day(" ".join(words), today)
    parse_time(" ".join(words))
    parse_rpe(" ".join(words))


def test_nothing_slow_is_loaded_before_it_is_needed() -> None:
    code = (
        "import sys, bot.understanding.door, bot.understanding.actions, bot.understanding.places;"
        "print([m for m in ('dateparser', 'tzfpy', 'airportsdata') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
