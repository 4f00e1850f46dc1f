"""When the next reminder falls: daylight saving, days that did not exist, travel."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.schedule import (
    SPREAD_SECONDS,
    local_day_exists,
    local_to_utc,
    next_reminder,
    spread,
    spread_seconds,
    use_packaged_zones,
    zone_names,
    zone_of,
)

# Zones that move their clocks, moved them lately, lie far out or changed their mind about all of it.
ZONES = (
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "Africa/Cairo",
    "Asia/Gaza",
    "America/Nuuk",
    "Antarctica/Troll",
    "Pacific/Chatham",
    "Asia/Tehran",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
    "UTC",
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "at", "after", "expected"),
    [
        # The hour is skipped: as much later as the gap is long.
        ("America/New_York", "02:30", "2027-03-13 12:00", ["2027-03-14 07:30", "2027-03-15 06:30"]),
        ("Europe/London", "01:30", "2027-03-27 12:00", ["2027-03-28 01:30", "2027-03-29 00:30"]),
        ("Australia/Lord_Howe", "02:15", "2027-10-02 00:00", ["2027-10-02 15:45", "2027-10-03 15:15"]),
        # The hour comes twice: the first, and only once.
        ("America/New_York", "01:30", "2027-11-06 12:00", ["2027-11-07 05:30", "2027-11-08 06:30"]),
        ("Europe/London", "01:30", "2027-10-30 12:00", ["2027-10-31 00:30", "2027-11-01 01:30"]),
        ("Australia/Lord_Howe", "01:45", "2027-04-03 00:00", ["2027-04-03 14:45", "2027-04-04 15:15"]),
        # Asked within the second of the two hours, the first is past, whatever the wall shows.
        ("America/New_York", "01:30", "2027-11-07 06:00", ["2027-11-08 06:30"]),
        # Half past eleven in the evening became half past midnight: still the evening's reminder.
        ("America/Toronto", "23:45", "1919-03-31 04:40", ["1919-03-31 04:45", "1919-04-01 03:45"]),
        # Days of 23 and 25 hours.
        ("America/New_York", "07:00", "2027-03-13 12:00", ["2027-03-14 11:00", "2027-03-15 11:00"]),
        ("America/New_York", "07:00", "2027-11-06 11:00", ["2027-11-07 12:00"]),
        ("America/New_York", "00:00", "2027-03-14 05:00", ["2027-03-15 04:00"]),
        # A gap and a fold at midnight, and the same place without daylight saving.
        ("America/Sao_Paulo", "00:15", "2018-11-03 12:00", ["2018-11-04 03:15", "2018-11-05 02:15"]),
        ("America/Sao_Paulo", "23:30", "2019-02-16 12:00", ["2019-02-17 01:30", "2019-02-18 02:30"]),
        ("America/Sao_Paulo", "07:00", "2027-11-06 12:00", ["2027-11-07 10:00"]),
        # 30 December 2011 did not exist in Samoa.
        ("Pacific/Apia", "07:00", "2011-12-29 17:00", ["2011-12-30 17:00", "2011-12-31 17:00"]),
        # As far east and west as it gets, and an offset of three quarters.
        ("Pacific/Kiritimati", "00:00", "2027-01-01 00:00", ["2027-01-01 10:00"]),
        ("Pacific/Pago_Pago", "23:59", "2027-01-01 00:00", ["2027-01-01 10:59"]),
        ("Asia/Kathmandu", "07:00", "2027-01-01 00:00", ["2027-01-01 01:15"]),
        # The chosen minute itself is past: the next is tomorrow's.
        ("UTC", "07:00", "2027-01-01 07:00", ["2027-01-02 07:00"]),
    ],
)
def test_the_instants_of_the_next_reminders(zone: str, at: str, after: str, expected: list[str]) -> None:
    now, last = utc(after), None
    for instant in expected:
        now, last = next_reminder(ZoneInfo(zone), time.fromisoformat(at), now, last)
        assert now == utc(instant)


def test_samoa_gets_the_31st_after_the_29th() -> None:
    _, day = next_reminder(ZoneInfo("Pacific/Apia"), time(7), utc("2011-12-29 17:00"), date(2011, 12, 29))
    assert day == date(2011, 12, 31)


@pytest.mark.parametrize("at", [time(0, 15), time(2, 30), time(23, 59)])
@pytest.mark.parametrize("zone", ZONES)
def test_every_day_that_exists_gets_one_reminder(zone: str, at: time) -> None:
    place, first, last = ZoneInfo(zone), date(2011, 1, 1), date(2013, 1, 1)
    if zone in ("Africa/Casablanca", "Africa/Cairo", "Asia/Gaza", "America/Nuuk", "Asia/Tehran"):
        first, last = date(2022, 1, 1), date(2027, 1, 1)  # their data change: only what must always hold
    wanted = [
        day
        for number in range((last - first).days)
        if local_day_exists(day := first + timedelta(days=number), place)
    ]
    instant, day = next_reminder(place, at, local_to_utc(first, at, place) - timedelta(minutes=1))
    got = [(instant, day)]
    while got[-1][1] < wanted[-1]:
        got.append(next_reminder(place, at, *got[-1]))
    assert [day for _, day in got] == wanted
    gaps = [after - before for (before, _), (after, _) in pairwise(got)]
    assert all(timedelta(hours=19) <= gap <= timedelta(hours=50) for gap in gaps)


@settings(max_examples=200, deadline=None)
@given(
    zone=st.sampled_from(sorted(zone_names())),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    after=st.integers(63_072_000, 2_114_380_800),  # from 1972 to 2036, in seconds since 1970
    waited=st.integers(0, 4000),
)
def test_the_next_one_is_soon_unique_and_does_not_depend_on_when_it_is_asked(
    zone: str, at: time, after: int, waited: int
) -> None:
    place, now = ZoneInfo(zone), datetime.fromtimestamp(after, UTC)
    instant, day = next_reminder(place, at, now)
    assert now < instant <= now + timedelta(hours=50)
    # Asked again any time before it, the answer is the same one.
    between = min(now + timedelta(minutes=waited), instant - timedelta(seconds=1))
    assert next_reminder(place, at, max(now, between)) == (instant, day)
    # The day that was reminded of does not come again, the one after it does.
    later, next_day = next_reminder(place, at, instant, day)
    assert later > instant
    assert next_day > day
    # The wall shows the chosen time, or what is left of it where the clock was put forward.
    wall = instant.astimezone(place)
    skipped = wall.replace(tzinfo=None, fold=0) - datetime.combine(day, at)
    assert timedelta(0) <= skipped <= timedelta(hours=24)
    if skipped:
        assert local_to_utc(wall.date(), at, place) >= instant - timedelta(hours=24)
        before = datetime.combine(day, at, tzinfo=place)
        assert before.utcoffset() != wall.utcoffset()


def test_a_flight_west_does_not_bring_the_same_date_twice() -> None:
    tokyo, angeles = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/Los_Angeles")
    sent, day = next_reminder(tokyo, time(7), utc("2027-05-09 12:00"))
    assert (sent, day) == (utc("2027-05-09 22:00"), date(2027, 5, 10))
    again, next_day = next_reminder(angeles, time(7), sent, day)
    assert next_day == date(2027, 5, 11)
    assert again - sent == timedelta(hours=40)


def test_a_new_time_that_is_still_to_come_counts_today() -> None:
    zone, yesterday = ZoneInfo("Europe/Berlin"), date(2027, 1, 10)
    assert next_reminder(zone, time(6), utc("2027-01-11 04:59"), yesterday)[1] == date(2027, 1, 11)
    assert next_reminder(zone, time(6), utc("2027-01-11 05:01"), yesterday)[1] == date(2027, 1, 12)
    assert next_reminder(zone, time(9), utc("2027-01-11 05:01"), date(2027, 1, 11))[1] == date(2027, 1, 12)


@pytest.mark.parametrize(
    "name", [None, "", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe", "x" * 300]
)
def test_what_is_no_zone_reads_as_utc(name: str | None) -> None:
    assert zone_of(name).key == "UTC"
    assert name not in zone_names()


def test_only_places_can_be_chosen() -> None:
    assert {"Europe/London", "America/Argentina/Buenos_Aires", "UTC"} <= zone_names()
    assert not zone_names() & {"localtime", "posixrules", "Factory"}


def test_the_packaged_zones_are_enough() -> None:
    before = zoneinfo.TZPATH
    try:
        use_packaged_zones()
        assert zoneinfo.TZPATH == ()
        assert "Europe/London" in zone_names()
        assert zone_of("Pacific/Kiritimati").key == "Pacific/Kiritimati"
    finally:
        zoneinfo.reset_tzpath(before)
        ZoneInfo.clear_cache()
        zone_names.cache_clear()


def test_the_spread_is_fixed_for_a_runner_and_short() -> None:
    delays = {spread_seconds(runner) for runner in range(1000)}
    assert delays == set(range(SPREAD_SECONDS))
    seven, zone = utc("2027-01-11 07:00"), ZoneInfo("UTC")
    assert spread(seven, zone, 190) == seven + timedelta(seconds=10)


def test_the_spread_stays_before_midnight() -> None:
    zone, late = ZoneInfo("Europe/Berlin"), utc("2027-01-11 22:58")
    assert spread(late, zone, 30) == late + timedelta(seconds=30)
    assert spread(late, zone, 170) == late


def test_the_spread_leaves_the_last_minute_of_a_day_for_sending() -> None:
    zone, late = ZoneInfo("Europe/Berlin"), utc("2027-01-11 22:59")
    assert {spread(late, zone, runner) for runner in range(SPREAD_SECONDS)} == {late}
    early = utc("2027-01-11 22:57")
    assert max(spread(early, zone, runner) for runner in range(SPREAD_SECONDS)) < early + timedelta(minutes=2)
