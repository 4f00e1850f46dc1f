"""A day of the soak, on which Europe's clocks change; `python -m tests.soak` plays the month. And: the judge sees."""

from __future__ import annotations

import os
import resource
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.store.database import Store
from bot.store.tables import Runner
from tests import operated, weighing
from tests.conftest import START
from tests.crowd import FIRST_CHAT, crowd
from tests.process import Shell, bytecode_folder
from tests.soak import soak
from tests.soaking import ending
from tests.soaking.far import FarBot, OrderFailed
from tests.soaking.judge import Judge
from tests.soaking.month import disruptions
from tests.soaking.wall import Wishes, instant
from tests.soaking.weight import Weight, growth

RUNNERS = 14
DAY = date(2026, 11, 20)
DUE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NAMED = "<b>Friday 20 November: Heavy</b>"
FAR_AHEAD = timedelta(minutes=6)


async def test_a_day_with_faults_a_kill_a_restart_and_a_downtime_breaks_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'soak.sqlite3'}"
    begins = datetime(2027, 3, 28, tzinfo=UTC)

    report = await soak(tmp_path / "run", url, runners=RUNNERS, days=1, seed=3, faults=0.2, begins=begins)

    assert not report.violations, report.table()
    assert report.counts["joined"] >= RUNNERS
    assert report.counts["reminders"] >= RUNNERS / 2
    assert report.plans >= RUNNERS - 2
    assert {"downtimes", "outages of Telegram"} <= report.told.keys()
    assert report.starts == 2  # one process was killed


async def test_an_order_that_fails_is_told(
    tmp_path: Path, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shell = Shell(tmp_path, bytecode_folder(pytestconfig, tmp_path_factory))
    async with operated.beside_telegram(shell) as (_, _, beside):
        far = FarBot(beside)
        try:
            await far.start(DUE)
            with pytest.raises(OrderFailed, match="KeyError"):
                await far.order("move")  # without saying to when
            assert (await far.order("weigh"))["objects"] > 0
            assert far.megabytes > 10
        finally:
            await far.kill()


def test_a_process_is_weighed() -> None:
    me = os.getpid()
    assert 10 < weighing.memory(me) <= weighing.memory(me, weighing.PEAK)
    assert cpu_seconds_of_this() == pytest.approx(weighing.cpu_seconds(me), abs=1)


def cpu_seconds_of_this() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def call(text: str = NAMED, **other: Any) -> dict[str, Any]:
    """Return a send that arrived."""
    result = {"message_id": other.pop("number", 1), "text": text}
    return {
        "method": "sendMessage",
        "chat": FIRST_CHAT,
        "ok": True,
        "delivered": True,
        "result": result,
        **other,
    }


@pytest.fixture
def judge(store: Store) -> Judge:
    """A judge with one runner, whose reminder of a day with a session is owed since a minute."""
    crowd(store, 1, DUE, zone="UTC")
    judge = Judge(store)
    judge.hear(START, [FIRST_CHAT])
    assert [watch.chat for watch in judge.due(DUE + timedelta(minutes=1))] == [FIRST_CHAT]
    return judge


def test_one_reminder_is_right_and_another_is_seen(judge: Judge) -> None:
    judge.see(DUE, [call()], set())
    assert (judge.counts["reminders"], judge.violations) == (1, [])

    judge.see(DUE, [call(number=2)], set())
    assert "a second reminder" in judge.violations[0]


def test_a_missing_reminder_is_seen_after_its_minutes(judge: Judge) -> None:
    judge.see(DUE, [], set())
    assert not judge.violations

    judge.see(DUE + FAR_AHEAD, [], set())
    assert "no reminder of 2026-11-20" in judge.violations[0]


def test_a_double_is_right_only_where_nobody_could_know_and_without_a_sound(judge: Judge) -> None:
    judge.see(DUE, [call(fault="drop-after")], set())
    judge.see(DUE, [call(number=2)], {(FIRST_CHAT, 2)})
    assert (judge.counts["doubled, unknowable"], judge.violations) == (1, [])

    judge.see(DUE, [call(number=3)], {(FIRST_CHAT, 3)})
    assert "a second reminder" in judge.violations[0]


def test_a_double_that_rings_is_seen(judge: Judge) -> None:
    judge.see(DUE, [call(fault="drop-after"), call(number=2)], set())
    assert "rang" in judge.violations[0]


def test_a_session_announced_without_a_sound_is_seen(judge: Judge) -> None:
    judge.see(DUE, [call()], {(FIRST_CHAT, 1)})
    assert "silent" in judge.violations[0]


def test_a_reminder_hours_late_is_right_only_after_a_downtime(judge: Judge) -> None:
    later = DUE + timedelta(hours=1)
    judge.see(later, [call()], set())
    assert "for no reason" in judge.violations[0]

    judge.violations.clear()
    judge.watches[FIRST_CHAT].owed = judge.watches[FIRST_CHAT].given
    judge.down.append((DUE - timedelta(minutes=30), later))
    judge.see(later, [call(number=2)], set())
    assert not judge.violations


def test_one_is_dropped_after_two_hours_and_not_before(judge: Judge) -> None:
    judge.down.append((DUE - timedelta(minutes=10), DUE + timedelta(hours=3)))
    judge.see(DUE + timedelta(hours=3), [], set())
    assert (judge.counts["dropped after a downtime"], judge.violations) == (1, [])


def test_who_blocks_or_is_deleted_gets_nothing(judge: Judge) -> None:
    judge.block(DUE, FIRST_CHAT, blocked=True)
    judge.see(DUE, [call(ok=False, delivered=False)], set())
    assert "blocked" in judge.violations[0]

    del judge.watches[FIRST_CHAT]
    judge.see(DUE, [call()], set())
    assert "deleted" in judge.violations[-1]


def test_an_hour_that_is_changed_before_the_reminder_left_is_the_days(judge: Judge, store: Store) -> None:
    with store.writing() as session:
        runner = session.get(Runner, FIRST_CHAT)
        assert runner is not None
        runner.reminder_time = time(18)
    judge.hear(DUE + timedelta(minutes=2), [FIRST_CHAT])

    assert judge.watches[FIRST_CHAT].next == (DAY, datetime(2026, 11, 20, 18, tzinfo=UTC))
    judge.see(DUE + FAR_AHEAD, [], set())
    assert not judge.violations


@pytest.mark.parametrize(
    ("zone", "wall", "expected"),
    [
        ("America/New_York", "2027-03-14 02:30", "2027-03-14 07:30"),
        ("America/New_York", "2027-11-07 01:30", "2027-11-07 05:30"),
        ("Europe/London", "2027-03-28 01:30", "2027-03-28 01:30"),
        ("Europe/London", "2027-10-31 01:30", "2027-10-31 00:30"),
        ("Australia/Lord_Howe", "2027-10-03 02:15", "2027-10-02 15:45"),
        ("Australia/Lord_Howe", "2027-04-04 01:45", "2027-04-03 14:45"),
        ("America/Sao_Paulo", "2018-11-04 00:15", "2018-11-04 03:15"),
        ("Pacific/Kiritimati", "2027-01-02 00:00", "2027-01-01 10:00"),
        ("Asia/Kathmandu", "2027-01-01 07:00", "2027-01-01 01:15"),
    ],
)
def test_the_judge_reads_the_wall_by_himself(zone: str, wall: str, expected: str) -> None:
    found = instant(datetime.fromisoformat(wall), ZoneInfo(zone))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_nobody_gets_one_date_twice() -> None:
    tokyo, angeles = (Wishes(zone, time(7), 0, on=True) for zone in ("Asia/Tokyo", "America/Los_Angeles"))
    now = datetime(2027, 3, 1, 22, tzinfo=UTC)
    assert tokyo.first(now - timedelta(hours=1), None) == (date(2027, 3, 2), now)
    assert angeles.first(now, date(2027, 3, 2)) == (
        date(2027, 3, 3),
        datetime(2027, 3, 3, 15, tzinfo=UTC),
    )


def test_growth_is_measured_after_the_warm_up_and_in_one_process() -> None:
    def weights(life: int, first: float, rise: float) -> list[Weight]:
        return [Weight(START + timedelta(days=day), life, first + rise * day, 0) for day in range(12)]

    assert growth([*weights(1, 100, 20), *weights(2, 150, 1.5)]) == pytest.approx(1.5)
    assert growth(weights(1, 100, 20)[:8]) == 0


def test_only_errors_that_no_fault_explains_count(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text(
        "2027-01-01 10:00:00,000 ERROR bot.chat.router: An update could not be handled\n"
        "Traceback (most recent call last):\ntelegram.error.NetworkError: Bad Gateway\n"
        "2027-01-01 10:00:01,000 WARNING bot.x: fine\n"
        "2027-01-01 10:00:02,000 ERROR bot.reminders.jobs: The job hourly failed\nTypeError\n"
    )
    (found,) = ending.errors_logged(log)
    assert "hourly" in found
    assert ending.errors_logged(tmp_path / "none") == []


def test_rows_of_the_deleted_are_found(store: Store) -> None:
    (chat,) = crowd(store, 1, DUE, zone="UTC")
    found = ending.left_of(store, [(chat, chat)], set())
    assert {"chat", "reminder"} <= {each.split()[3] for each in found}
    assert ending.left_of(store, [(chat + 1, chat + 1)], set()) == []


def test_the_kills_come_first_so_that_one_process_lives_long() -> None:
    begins = datetime(2027, 3, 8, tzinfo=UTC)
    found = disruptions(1, begins, 31)
    assert found == disruptions(1, begins, 31)
    assert all(each.at < begins + timedelta(days=11) for each in found if each.what == "kill")
    assert {each.what for each in found} == {"kill", "restart", "down", "dark"}
