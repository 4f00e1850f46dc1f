"""The plan as an iCalendar file, read back by the library and line by line."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlmodel import col, select

from bot.clock import MovableClock
from bot.coach.words import Distance, Order, SessionKind
from bot.services import runners
from bot.services.calendar import feed
from bot.services.tools import Refusal, Tools
from bot.store.tables import PlanChange, PlannedSession, Race, Runner, SessionState
from tests.services.people import settle

CHAT = 5_551_234_567
# The clock stands on Friday 20 November 2026; the week is that of Monday the 16th.
FRIDAY, SUNDAY, NEXT = date(2026, 11, 20), date(2026, 11, 22), date(2026, 11, 26)


def settled(tools: Tools, **how: Any) -> int:
    return settle(tools, CHAT, sessions=[FRIDAY, NEXT], **({"zone": "Europe/Berlin"} | how))


def change(tools: Tools, on: date = FRIDAY, **values: Any) -> None:
    """Change a planned session."""
    with tools.store.writing() as session:
        row = session.exec(select(PlannedSession).where(col(PlannedSession.day) == on)).one()
        for name, value in values.items():
            setattr(row, name, value)


def events(tools: Tools) -> dict[str, Any]:
    """The events of the file by their day."""
    found = {}
    for event in Calendar.from_ical(feed.file(tools, CHAT)).walk("VEVENT"):
        begin = event["DTSTART"].dt
        day = begin.date() if isinstance(begin, datetime) else begin
        found[f"{day}{' race' if str(event['UID']).startswith('race-') else ''}"] = event
    return found


def test_it_is_a_calendar_by_the_book(tools: Tools) -> None:
    settled(tools)
    content = feed.file(tools, CHAT)
    lines = content.decode().split("\r\n")

    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert {"VERSION:2.0", "METHOD:PUBLISH", "PRODID:-//Stridesmith//Plan//EN"} <= set(lines)
    for event in Calendar.from_ical(content).walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY"} <= set(event)


def test_a_session_has_its_reason_its_length_and_its_zone(tools: Tools) -> None:
    settled(tools, at=time(7, 30))
    event = events(tools)[str(FRIDAY)]

    assert event["SUMMARY"] == "Heavy strength"
    assert "It follows your intervals." in event["DESCRIPTION"]
    assert "Run first, lift afterwards." in event["DESCRIPTION"]
    minutes = (event["DTEND"].dt - event["DTSTART"].dt).total_seconds() / 60
    assert f"About {minutes:.0f} minutes" in event["DESCRIPTION"]
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    # An hour for the run, after the hour at which the day begins.
    assert event["DTSTART"].dt == datetime(2026, 11, 20, 8, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert event["STATUS"] == "CONFIRMED"
    assert event["TRANSP"] == "TRANSPARENT"


def test_the_zone_comes_with_its_rules(tools: Tools, clock: MovableClock) -> None:
    clock.move_to(datetime(2027, 3, 24, 9, tzinfo=UTC))  # clocks go forward on the Sunday
    settle(tools, CHAT, zone="America/New_York", sessions=[date(2027, 3, 24)])
    (zone,) = Calendar.from_ical(feed.file(tools, CHAT)).walk("VTIMEZONE")
    assert zone["TZID"] == "America/New_York"
    assert {part.name for part in zone.subcomponents} >= {"DAYLIGHT"}
    (event,) = events(tools).values()
    assert event["DTSTART"].dt.utcoffset() == timedelta(hours=-4)


@pytest.mark.parametrize(
    ("order", "at", "begins"),
    [
        (Order.BEFORE_RUN, time(6), "06:00"),
        (Order.ANY, time(6), "06:00"),
        (Order.NO_RUN, time(18, 15), "18:15"),
        (Order.AFTER_RUN, time(6), "07:00"),
        (Order.NO_RUN, time(23, 50), None),
    ],
)
def test_it_stands_before_or_after_the_run_and_never_past_midnight(
    tools: Tools, order: Order, at: time, begins: str | None
) -> None:
    settled(tools, at=at)
    change(tools, run_order=order)
    event = events(tools)[str(FRIDAY)]
    assert event["DTEND"].dt.date() == FRIDAY
    if begins is not None:
        assert f"{event['DTSTART'].dt:%H:%M}" == begins


def test_after_a_long_run_it_is_later_and_an_evening_reminder_is_no_hour_to_train(tools: Tools) -> None:
    settle(tools, CHAT, zone="UTC", at=time(20), sessions=[SUNDAY])
    with tools.store.writing() as session:
        session.exec(select(Runner)).one().evening_before = True
    assert f"{events(tools)[str(SUNDAY)]['DTSTART'].dt:%H:%M}" == "09:00"


def test_an_event_is_known_by_runner_and_day_and_never_by_the_chat(tools: Tools, clock: MovableClock) -> None:
    settled(tools)
    before = {day: str(event["UID"]) for day, event in events(tools).items()}
    clock.advance(timedelta(hours=3))
    change(tools, kind=SessionKind.LIGHT, changed_at=clock.now())
    feed.new_token(tools, CHAT)
    after = {day: str(event["UID"]) for day, event in events(tools).items()}

    assert after == before
    assert len(set(after.values())) == len(after)
    assert str(CHAT) not in feed.file(tools, CHAT).decode()
    other = settle(tools, CHAT + 1, zone="Europe/Berlin", sessions=[FRIDAY])
    assert other
    with tools.store.reading() as session:
        keys = {runner.id for runner in session.exec(select(Runner))}
    assert len(keys) == 2
    theirs = Calendar.from_ical(feed.file(tools, CHAT + 1)).walk("VEVENT")
    assert not {str(event["UID"]) for event in theirs} & set(after.values())


def test_sequence_grows_with_each_change(tools: Tools, clock: MovableClock) -> None:
    settled(tools)
    seen = [int(events(tools)[str(FRIDAY)]["SEQUENCE"])]
    for _ in range(3):
        clock.advance(timedelta(minutes=10))
        change(tools, reason="Because.", changed_at=clock.now())
        event = events(tools)[str(FRIDAY)]
        seen.append(int(event["SEQUENCE"]))
        assert event["LAST-MODIFIED"].dt == clock.now()
    assert seen == sorted(set(seen))
    assert seen[0] == 0


@pytest.mark.parametrize(
    ("state", "status", "summary"),
    [
        (SessionState.SKIPPED, "CANCELLED", "Heavy strength"),
        (SessionState.MISSED, "CANCELLED", "Heavy strength"),
        (SessionState.DONE, "CONFIRMED", "✓ Heavy strength"),
        (SessionState.PARTIAL, "CONFIRMED", "✓ Heavy strength"),
        (SessionState.STARTED, "CONFIRMED", "Heavy strength"),
    ],
)
def test_what_became_of_a_session(tools: Tools, state: SessionState, status: str, summary: str) -> None:
    settled(tools)
    change(tools, state=state)
    event = events(tools)[str(FRIDAY)]
    assert (event["STATUS"], event["SUMMARY"]) == (status, summary)


def test_the_day_that_a_session_was_moved_from_is_cancelled(tools: Tools, clock: MovableClock) -> None:
    runner = settled(tools)
    before = events(tools)[str(NEXT)]
    clock.advance(timedelta(hours=1))
    saturday = NEXT + timedelta(days=2)
    with tools.store.writing() as session:
        row = {"day": NEXT.isoformat(), "state": "planned"}
        moved = {"day": saturday.isoformat(), "state": "planned"}
        kept = {"was": {"planned_session": {"1": row}}, "now": {"planned_session": {"1": moved}}}
        session.add(PlanChange(runner_id=runner, made_at=clock.now(), what="move", before=kept))
    change(tools, NEXT, day=saturday, changed_at=clock.now())
    after = events(tools)

    assert after[str(saturday)]["STATUS"] == "CONFIRMED"
    assert after[str(NEXT)]["STATUS"] == "CANCELLED"
    assert after[str(NEXT)]["UID"] == before["UID"]
    assert int(after[str(NEXT)]["SEQUENCE"]) > int(before["SEQUENCE"])


def test_a_change_of_something_else_cancels_nothing(tools: Tools, clock: MovableClock) -> None:
    runner = settled(tools)
    with tools.store.writing() as session:
        for kept in ({}, {"was": {}, "now": {}}, {"was": {"run_week": {"1": {"monday": "2026-11-16"}}}}):
            session.add(PlanChange(runner_id=runner, made_at=clock.now(), what="runs", before=kept))
    assert set(events(tools)) == {str(FRIDAY), str(NEXT)}


def test_races_are_whole_days(tools: Tools) -> None:
    runner = settled(tools)
    with tools.store.writing() as session:
        for day, name in ((date(2027, 4, 11), "Vienna <City> Marathon; really"), (NEXT, "")):
            session.add(Race(runner_id=runner, day=day, distance=Distance.MARATHON, name=name))
        session.add(Race(runner_id=runner, day=date(2026, 5, 1), distance=Distance.FIVE_K, name="Long ago"))
    found = {day: event for day, event in events(tools).items() if day.endswith("race")}

    assert {day: str(event["SUMMARY"]) for day, event in found.items()} == {
        "2027-04-11 race": "Vienna <City> Marathon; really",
        f"{NEXT} race": "Marathon",
    }
    assert all(event["DTSTART"].params["VALUE"] == "DATE" for event in found.values())
    assert found["2027-04-11 race"]["DTEND"].dt == date(2027, 4, 12)
    uids = [str(event["UID"]) for event in events(tools).values()]
    assert len(uids) == len(set(uids))


# --- the private feed --------------------------------------------------------------------------------------------


def test_a_secret_opens_the_plan_and_only_its_digest_is_kept(tools: Tools) -> None:
    settled(tools)
    token = feed.new_token(tools, CHAT)
    content = feed.feed(tools, token)
    assert content is not None
    assert b"Heavy strength" in content
    with tools.store.reading() as session:
        kept = session.exec(select(Runner.feed_digest)).one()
    assert kept == feed.digest(token)
    assert token not in str(kept)
    assert len(token) >= 43


@pytest.mark.parametrize("token", ["", "x", "é" * 20, "x" * 5000, "../../etc/passwd", "\x00"])
def test_other_words_open_nothing(tools: Tools, token: str) -> None:
    settled(tools)
    feed.new_token(tools, CHAT)
    assert feed.feed(tools, token) is None


def test_the_digest_itself_opens_nothing(tools: Tools) -> None:
    settled(tools)
    token = feed.new_token(tools, CHAT)
    for near in (feed.digest(token), token[:-1], token + "a", token.swapcase()):
        assert feed.feed(tools, near) is None


def test_a_new_secret_ends_the_old_one_and_revoking_ends_all(tools: Tools) -> None:
    settled(tools)
    old, new = feed.new_token(tools, CHAT), feed.new_token(tools, CHAT)
    assert old != new
    assert feed.feed(tools, old) is None
    assert feed.feed(tools, new) is not None
    assert feed.view(tools, CHAT).linked
    feed.revoke(tools, CHAT)
    assert feed.feed(tools, new) is None
    assert not feed.view(tools, CHAT).linked


def test_a_deletion_ends_the_link(tools: Tools) -> None:
    settled(tools)
    token = feed.new_token(tools, CHAT)
    runners.delete(tools, CHAT)
    assert feed.feed(tools, token) is None


def test_the_feed_brings_the_plan_forward(tools: Tools, clock: MovableClock) -> None:
    settled(tools)
    token = feed.new_token(tools, CHAT)
    with tools.store.writing() as session:
        session.exec(select(Runner)).one().planned_until = SUNDAY
    clock.advance(timedelta(days=7))
    content = feed.feed(tools, token)
    assert content is not None
    days = [event["DTSTART"].dt.date() for event in Calendar.from_ical(content).walk("VEVENT")]
    assert max(days) > date(2026, 11, 29)


def test_without_a_plan_there_is_nothing(tools: Tools) -> None:
    for service in (feed.view, feed.file, feed.new_token, feed.revoke):
        with pytest.raises(Refusal, match="not-started"):
            service(tools, CHAT)
