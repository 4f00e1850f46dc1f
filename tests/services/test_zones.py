"""Every zone of the time-zone data from 2020 to 2035; `python -m tests.zones` looks at every single day."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services import schedule
from bot.services.schedule import zone_names
from tests import zones
from tests.zones import FIRST, LAST, TIMES, around_changes, changes, different_zones, problems

_YEAR = timedelta(days=365)


def test_around_every_change_of_every_zones_clocks_each_day_has_its_reminder() -> None:
    names = different_zones()
    assert len(names) > 300
    assert [each for name in names for each in around_changes(name)] == []


def test_the_changes_are_found() -> None:
    found = list(changes(ZoneInfo("Europe/London"), date(2027, 1, 1), date(2027, 12, 31)))
    assert found == [date(2027, 3, 29), date(2027, 11, 1)]  # seen at the midnight after them
    assert sum(1 for name in different_zones() for _ in changes(ZoneInfo(name))) > 2000


@given(
    name=st.sampled_from(sorted(zone_names())),
    at=st.sampled_from(TIMES) | st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
    first=st.dates(FIRST, LAST - _YEAR),
)
@settings(deadline=None, max_examples=100)
def test_a_year_anywhere_has_one_reminder_for_each_of_its_days(name: str, at: time, first: date) -> None:
    assert problems(ZoneInfo(name), at, first, first + _YEAR) == []


def test_what_adds_a_day_to_the_instant_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mistake that everybody makes first: the property has to see it."""
    right = schedule.next_reminder

    def wrong(zone: ZoneInfo, at: time, after, last_day=None):  # type: ignore[no-untyped-def]
        instant, day = right(zone, at, after, last_day)
        return (instant, day) if last_day is None else (after + timedelta(days=2, hours=3), day)

    monkeypatch.setattr(zones, "next_reminder", wrong)
    assert problems(ZoneInfo("Europe/London"), time(7), date(2027, 3, 1), date(2027, 4, 10)) != []
