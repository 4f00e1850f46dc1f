"""Run plans from other calendars: every form of a date, repeats, and files that mean harm."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import time
import zipfile
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coach.words import RunKind
from bot.services.calendar.reading import MOST_BYTES, MOST_EVENTS, WEEKS, NotRead, ReadPlan, read
from bot.services.calendar.repeats import UnknownRule, days_of, rule_of
from tests.chat.files import calendar, entry

TODAY = date(2026, 11, 24)  # a Tuesday
MONDAY = date(2026, 11, 23)
LONDON, AUCKLAND = ZoneInfo("Europe/London"), ZoneInfo("Pacific/Auckland")


def runs(plan: ReadPlan) -> dict[str, str]:
    """The days with a run."""
    return {
        (week.monday + timedelta(days=number)).isoformat(): kind.value
        for week in plan.weeks
        for number, kind in enumerate(week.kinds)
        if kind is not RunKind.REST
    }


def of(*entries: str, zone: ZoneInfo = LONDON) -> dict[str, str]:
    return runs(read(calendar(*entries).encode(), TODAY, zone))


def at(begins: str, title: str = "Tempo run", *more: str) -> str:
    return "\n".join(["UID:1@x", f"DTSTART{begins}", f"SUMMARY:{title}", *more])


# --- dates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "zone", "day"),
    [
        (";VALUE=DATE:20261126", LONDON, "2026-11-26"),
        (":20261126T070000", LONDON, "2026-11-26"),
        (":20261126T230000", AUCKLAND, "2026-11-26"),  # no zone: the runner's own hour
        (":20261126T070000Z", LONDON, "2026-11-26"),
        (":20261126T183000Z", AUCKLAND, "2026-11-27"),
        (";TZID=America/New_York:20261126T230000", LONDON, "2026-11-27"),
        (";TZID=W. Europe Standard Time:20261126T070000", LONDON, "2026-11-26"),
        (";TZID=Nowhere/At_All:20261126T070000", LONDON, "2026-11-26"),
        (";TZID=../../../etc/passwd:20261126T070000", LONDON, "2026-11-26"),
    ],
)
def test_every_form_of_a_date(begins: str, zone: ZoneInfo, day: str) -> None:
    assert of(at(begins), zone=zone) == {day: "tempo"}


def test_only_this_week_and_the_next_eleven_count() -> None:
    last = MONDAY + timedelta(days=WEEKS * 7 - 1)
    days = [MONDAY - timedelta(days=1), MONDAY, last, last + timedelta(days=1)]
    assert of(*(entry(f"{day:%Y%m%d}", "Easy run") for day in days)) == {
        MONDAY.isoformat(): "easy",
        last.isoformat(): "easy",
    }


def test_the_harder_of_two_runs_makes_the_day() -> None:
    both = (entry("20261126", "Easy run"), entry("20261126", "Intervals"), entry("20261126", "Dentist"))
    assert of(*both) == of(*reversed(both)) == {"2026-11-26": "intervals"}


def test_cancelled_ones_and_our_own_sessions_are_left_out() -> None:
    ours = "UID:20261127-abc@stridesmith\nDTSTART;VALUE=DATE:20261127\nSUMMARY:Easy run strength"
    cancelled = entry("20261128", "Long run", "STATUS:CANCELLED")
    assert of(entry("20261126", "Easy run"), ours, cancelled) == {"2026-11-26": "easy"}


def test_what_is_no_run_is_told_by_its_titles() -> None:
    others = [
        entry(f"202611{20 + n}", title)
        for n, title in enumerate(["Dentist", "Dentist", "Lunch", "Tea", "Oh"])
    ]
    plan = read(calendar(entry("20261126", "Easy run"), *others).encode(), TODAY, LONDON)
    assert plan.others == 5
    assert plan.other_titles[0] == "Dentist"
    assert len(plan.other_titles) == 3


# --- repeats -----------------------------------------------------------------------------------------------------


def test_a_weekly_run_with_exceptions() -> None:
    found = of(
        at(
            ";TZID=Europe/London:20261104T070000",
            "Intervals",
            "RRULE:FREQ=WEEKLY;BYDAY=WE,FR;UNTIL=20261209T235959Z",
            "EXDATE;TZID=Europe/London:20261202T070000",
            "RDATE;VALUE=DATE:20261206",
        )
    )
    assert set(found) == {"2026-11-25", "2026-11-27", "2026-12-04", "2026-12-06", "2026-12-09"}


def test_one_of_a_series_that_was_moved() -> None:
    series = at(";VALUE=DATE:20261125", "Tempo run", "RRULE:FREQ=WEEKLY;COUNT=3")
    moved = at(";VALUE=DATE:20261203", "Tempo run", "RECURRENCE-ID;VALUE=DATE:20261202")
    assert set(of(series, moved)) == {"2026-11-25", "2026-12-03", "2026-12-09"}


def test_a_series_that_crosses_the_date_line() -> None:
    series = at(":20261125T200000Z", "Long run", "RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=2")
    assert set(of(series, zone=AUCKLAND)) == {"2026-11-26", "2026-12-03"}


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=5",
        "FREQ=DAILY;BYSECOND=1,2,3",
        "FREQ=MONTHLY;BYDAY=-1SU",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=FORTNIGHTLY",
        "FREQ=WEEKLY;BYSETPOS=1",
        "NONSENSE",
    ],
)
def test_a_repeat_that_is_not_understood_is_told_and_spoils_nothing(rule: str) -> None:
    file = calendar(at(";VALUE=DATE:20261125", "Tempo run", f"RRULE:{rule}"), entry("20261126", "Easy run"))
    plan = read(file.encode(), TODAY, LONDON)
    assert runs(plan)["2026-11-26"] == "easy"
    assert plan.unreadable == 1


RULES = st.builds(
    lambda freq, every, end, days, start: (freq, every, end, days if freq == "WEEKLY" else [], start),
    st.sampled_from(["DAILY", "WEEKLY"]),
    st.integers(1, 5),
    st.one_of(
        st.none(),
        st.integers(1, 60).map(lambda count: f"COUNT={count}"),
        st.dates(date(2026, 10, 1), date(2027, 3, 1)).map(lambda day: f"UNTIL={day:%Y%m%d}"),
    ),
    st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), unique=True, max_size=4),
    st.sampled_from(["MO", "SU"]),
)


@given(rule=RULES, start=st.dates(date(2025, 1, 1), date(2027, 2, 1)))
@settings(max_examples=200, deadline=None)
def test_repeats_fall_where_the_library_says(
    rule: tuple[str, int, str | None, list[str], str], start: date
) -> None:
    freq, every, end, days, week_start = rule
    text = ";".join(
        [f"FREQ={freq}", f"INTERVAL={every}", f"WKST={week_start}"]
        + ([end] if end else [])
        + ([f"BYDAY={','.join(days)}"] if days else [])
    )
    first, last = date(2026, 11, 23), date(2027, 2, 14)
    begin = datetime(start.year, start.month, start.day)  # noqa: DTZ001 - days without a zone
    expected = (
        {each.date() for each in rrulestr(text, dtstart=begin) if each.date() <= last} if end else set()
    )
    if not end:
        stop = datetime(2027, 2, 15)  # noqa: DTZ001
        expected = {each.date() for each in rrulestr(text, dtstart=begin).between(begin, stop, inc=True)}
    parts: dict[str, list[object]] = {}
    for part in text.split(";"):
        name, _, value = part.partition("=")
        parts[name] = list(value.split(","))
    until = None
    if end and end.startswith("UNTIL"):
        until = date.fromisoformat(end.removeprefix("UNTIL="))
    found = days_of(start, rule_of(parts, until), first, last)
    assert set(found) == {day for day in expected if first <= day <= last}


def test_monthly_and_yearly_repeats() -> None:
    first, last = date(2026, 11, 23), date(2027, 2, 14)

    def days(start: date, **parts: list[object]) -> list[str]:
        return [day.isoformat() for day in days_of(start, rule_of(parts, None), first, last)]

    assert days(date(2026, 1, 31), FREQ=["MONTHLY"]) == ["2026-12-31", "2027-01-31"]
    assert days(date(2026, 1, 1), FREQ=["MONTHLY"], BYMONTHDAY=[-1]) == [
        "2026-11-30",
        "2026-12-31",
        "2027-01-31",
    ]
    assert days(date(2020, 12, 26), FREQ=["YEARLY"]) == ["2026-12-26"]
    assert days(date(2020, 12, 26), FREQ=["YEARLY"], COUNT=[3]) == []
    with pytest.raises(UnknownRule):
        days(date(2026, 1, 1), FREQ=["MONTHLY"], BYMONTHDAY=["x"])


# --- files that mean harm, or nothing ----------------------------------------------------------------------------


def reason(content: bytes) -> str:
    with pytest.raises(NotRead) as refused:
        read(content, TODAY, LONDON)
    return refused.value.reason


def test_each_kind_of_bad_file_has_its_reason() -> None:
    assert reason(b"x" * (MOST_BYTES + 1)) == "too-large"
    for nothing in (b"", b"\x00" * 100, b"%PDF-1.7", b"<html>", "élan".encode("latin-1"), b"BEGIN:VCARD"):
        assert reason(nothing) == "not-a-calendar"
    assert reason(calendar(*[entry("20261126", "Run")] * (MOST_EVENTS + 1)).encode()) == "too-many"
    assert reason(calendar().encode()) == "no-runs"
    assert reason(calendar(entry("20261126", "Dentist")).encode()) == "no-runs"
    assert reason(calendar(entry("20250101", "Long run")).encode()) == "runs-over"
    assert reason(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:2026") == "no-runs"


@pytest.mark.parametrize(
    "broken",
    [
        "SUMMARY:Run without a date",
        "DTSTART:tomorrow\nSUMMARY:Run",
        "DTSTART;VALUE=DATE:20261399\nSUMMARY:Run",
        "DTSTART:99999999T999999Z\nSUMMARY:Run",
        "DTSTART;VALUE=DATE:00010101\nDTSTART\nSUMMARY:Run",
        "DTSTART:PT5H\nSUMMARY:Run",
        "DTSTART:T070000\nSUMMARY:Run",
        "DTSTART;VALUE=DATE:20261126\nSUMMARY:Run\nRRULE:FREQ=DAILY;COUNT=99999999999999999999;UNTIL=x",
        "DTSTART;VALUE=DATE:20261126\nSUMMARY:Run\nEXDATE:nonsense",
        ";;;:::\nDTSTART=:\nSUMMARY",
    ],
)
def test_one_broken_event_spoils_no_other(broken: str) -> None:
    file = calendar(broken, entry("20261125", "Long run"), broken)
    assert runs(read(file.encode(), TODAY, LONDON))["2026-11-25"] == "long"


@pytest.mark.parametrize(
    "bomb",
    [
        "BEGIN:VEVENT\r\n" * 30_000,
        "BEGIN:VALARM\r\n" * 30_000,
        "END:VEVENT\r\n" * 30_000,
        "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:19000101T000000\r\n"
        "RRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n",
        "X:" + "\r\n a" * 100_000 + "\r\n",
        "\r\n".join(
            ["BEGIN:VEVENT", "DTSTART;" + "X=1;" * 50_000 + ":20261126", "SUMMARY:Run", "END:VEVENT", ""]
        ),
        "\r\n".join(["BEGIN:VEVENT", "DTSTART:20261126", "SUMMARY:" + "run " * 100_000, "END:VEVENT", ""]),
        "\r\n".join(["BEGIN:VEVENT", "DTSTART:20261126", "EXDATE:" + "20261126," * 40_000, "END:VEVENT", ""]),
    ],
)
def test_bombs_are_read_quickly_and_spoil_nothing(bomb: str) -> None:
    good = "\r\n".join(["BEGIN:VEVENT", *entry("20261125", "Long run").split("\n"), "END:VEVENT", ""])
    file = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{good}{bomb}END:VCALENDAR\r\n".encode()
    assert len(file) <= MOST_BYTES
    begun = time.perf_counter()
    assert runs(read(file, TODAY, LONDON))["2026-11-25"] == "long"
    assert time.perf_counter() - begun < 5


PLAN = calendar(entry("20261126", "Tempo run"), entry("20261129", "Long run – 18 km, gemütlich"))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_file_in_another_encoding_is_read_or_refused(encoding: str) -> None:
    content = PLAN.replace("–", "-").encode(encoding)
    if encoding.startswith("utf-16"):
        assert reason(content) == "not-a-calendar"
    else:
        assert set(runs(read(content, TODAY, LONDON))) == {"2026-11-26", "2026-11-29"}


def packed(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("plan.ics", content)
    return file.getvalue()


def test_nothing_is_unpacked() -> None:
    bomb = b"BEGIN:VCALENDAR" + b"0" * 50_000_000
    for content in (packed(bomb), gzip.compress(bomb), bz2.compress(bomb), lzma.compress(bomb)):
        assert len(content) <= MOST_BYTES
        assert reason(content) == "not-a-calendar"


def nested(*parts: str, depth: int) -> str:
    """Parts within parts."""
    return "".join(f"BEGIN:{parts[n % len(parts)]}\r\n" for n in range(depth)) + "".join(
        f"END:{parts[n % len(parts)]}\r\n" for n in reversed(range(depth))
    )


ZONE = "BEGIN:VTIMEZONE\r\nTZID:X\r\n{}END:VTIMEZONE\r\n"
ZONES = "".join(
    f"BEGIN:STANDARD\r\nDTSTART:19{n % 90 + 10}0101T000000\r\nRRULE:FREQ=YEARLY\r\nEND:STANDARD\r\n"
    for n in range(4000)
)


@pytest.mark.parametrize(
    "bomb",
    [
        nested("VALARM", depth=12_000),
        nested("VCALENDAR", depth=12_000),
        nested("VTIMEZONE", "STANDARD", "DAYLIGHT", depth=10_000),
        nested("VTODO", "VEVENT", depth=200),
        ZONE.format(ZONES),
        ZONE.format("BEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE\r\n" * 5000),
        ZONE.format("TZUNTIL:X\r\n" * 20_000),
    ],
)
def test_parts_within_parts_are_left_out(bomb: str) -> None:
    file = PLAN.replace("END:VCALENDAR\r\n", bomb + "END:VCALENDAR\r\n")
    assert len(file.encode()) <= MOST_BYTES
    begun = time.perf_counter()
    assert set(runs(read(file.encode(), TODAY, LONDON))) == {"2026-11-26", "2026-11-29"}
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;COUNT=999999999", 81),
        ("FREQ=DAILY;COUNT=999999999999999999999999", 0),
        ("FREQ=DAILY;COUNT=1" + "0" * 5000, 0),
        ("FREQ=DAILY;INTERVAL=999999999", 1),
        ("FREQ=DAILY;INTERVAL=999999999999999999999999", 0),
        ("FREQ=DAILY;INTERVAL=-1", 0),
        ("FREQ=DAILY;COUNT=-5", 0),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", 81),
        ("FREQ=DAILY;BYMONTHDAY=" + ",".join(map(str, range(-31, 32))) * 40, None),
        ("FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 3000), None),
        ("FREQ=DAILY;" * 500 + "COUNT=2", None),
        ("RRULE=" * 1000, 0),
        ("FREQ=DAILY\x00;COUNT=2", None),
        ("FREQ=DAILY;BYEASTER=0", 0),
    ],
)
def test_a_rule_without_measure_costs_no_more_than_the_window(rule: str, days: int | None) -> None:
    file = calendar(at(";VALUE=DATE:20261126", "Tempo run", f"RRULE:{rule}"), entry("20261125", "Easy run"))
    begun = time.perf_counter()
    found = runs(read(file.encode(), TODAY, LONDON))
    assert time.perf_counter() - begun < 2
    assert found["2026-11-25"] == "easy"
    if days is not None:
        assert sum(kind == "tempo" for kind in found.values()) == days


def test_a_file_without_end_of_lines_is_cut() -> None:
    for line in ("SUMMARY:" + "run" * 170_000, "UID:" + "9" * 500_000, "DTSTART:" + "2" * 500_000):
        file = PLAN.replace("BEGIN:VEVENT\r\n", f"BEGIN:VEVENT\r\n{line}\r\n", 1).encode()
        if len(file) > MOST_BYTES:
            assert reason(file) == "too-large"
        else:
            assert "2026-11-29" in runs(read(file, TODAY, LONDON))


def test_two_thousand_endless_repeats_are_read_quickly() -> None:
    series = [
        f"UID:{n}\nDTSTART;VALUE=DATE:19700101\nSUMMARY:Run\nRRULE:FREQ={freq};BYMONTH=2;BYMONTHDAY=30"
        for n, freq in enumerate(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] * (MOST_EVENTS // 4))
    ]
    begun = time.perf_counter()
    assert reason(calendar(*series).encode()) == "runs-over"
    assert time.perf_counter() - begun < 20


def test_hostile_titles_are_one_short_line() -> None:
    title = "Den\u202etist\u0000\x1b[31m \\n<script>alert(1)</script>" + "x" * 500
    plan = read(calendar(entry("20261126", "Run"), entry("20261127", title)).encode(), TODAY, LONDON)
    (shown,) = plan.other_titles
    assert len(shown) <= 40
    assert shown.isprintable()


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_noise_in_a_calendar_never_raises_anything_else(noise: bytes) -> None:
    event = b"\r\n".join([b"BEGIN:VEVENT", noise, b"DTSTART:" + noise, b"SUMMARY:run", b"END:VEVENT", b""])
    try:
        read(b"BEGIN:VCALENDAR\r\n" + event, TODAY, LONDON)
    except NotRead:
        return
