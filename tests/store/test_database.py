"""Transactions as they are on disk: the write lock, foreign keys, the journal, and what cannot be opened."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import col, select

from bot.coach.benchmarks import Benchmark
from bot.coach.pauses import PauseReason
from bot.coach.words import Distance, Order, Phase, SessionKind
from bot.store.database import Store, StoreError
from bot.store.migrate import upgrade
from bot.store.tables import (
    AskedQuestion,
    BenchmarkResult,
    Broadcast,
    BroadcastDelivery,
    Chat,
    DayOff,
    ExerciseLog,
    InboxUpdate,
    NextRunCheck,
    Pause,
    PlanChange,
    PlannedSession,
    Race,
    Reminder,
    ReminderKind,
    Runner,
    RunWeek,
    SessionLog,
    SingleRunWeek,
)
from tests.databases import only_sqlite

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = date(2026, 11, 20)
# Tables that hold nobody's data.
_OF_NOBODY = {"chat_claim", "inbox_update", "sealing_key", "sent_picture", "tally"}
# Where only the runner's number goes.
_NAMELESS = {"asked_question", "broadcast"}


def fill(store: Store, chat_id: int) -> int:
    """Store a runner with a row in every table that hangs on them; return the runner's id."""
    with store.writing() as session:
        runner = Runner(created_at=AT)
        session.add(runner)
        session.flush()
        assert runner.id is not None
        mine = runner.id
        planned = PlannedSession(
            runner_id=mine,
            day=DAY,
            kind=SessionKind.HEAVY,
            phase=Phase.BASE,
            reason="",
            rules=[],
            run_order=Order.ANY,
        )
        session.add_all(
            [
                Chat(id=chat_id, runner_id=mine),
                RunWeek(runner_id=mine, monday=DAY, kinds=["easy"] * 7),
                Race(runner_id=mine, day=DAY, distance=Distance.HALF),
                Reminder(
                    runner_id=mine,
                    chat_id=chat_id,
                    kind=ReminderKind.DAILY,
                    zone="UTC",
                    local_time=time(7),
                    local_day=DAY,
                    remind_at=AT,
                ),
                planned,
                SingleRunWeek(runner_id=mine, monday=DAY, kinds=["easy"] * 7),
                Pause(runner_id=mine, reason=PauseReason.ILLNESS, first=DAY, told_at=AT),
                DayOff(runner_id=mine, day=DAY),
                PlanChange(runner_id=mine, made_at=AT, what="move", before={}),
                BenchmarkResult(runner_id=mine, benchmark=Benchmark.WALL_SIT, day=DAY, left=30),
                NextRunCheck(runner_id=mine, day=DAY),
                AskedQuestion(runner_id=mine, asked_at=AT, text="how many?", zone="direct", topics=[]),
            ]
        )
        broadcast = Broadcast(made_at=AT, text="Hello")
        session.add(broadcast)
        session.flush()
        assert broadcast.id is not None
        session.add(BroadcastDelivery(broadcast_id=broadcast.id, runner_id=mine, outcome="sent"))
        log = SessionLog(
            runner_id=mine, session_id=planned.id, day=DAY, kind=SessionKind.HEAVY, started_at=AT
        )
        session.add(log)
        session.flush()
        assert log.id is not None
        session.add(
            ExerciseLog(
                log_id=log.id, step=0, exercise="goblet-squat", sets=3, reps=8, low=6, high=8, logged_at=AT
            )
        )
        return mine


def counts(store: Store) -> dict[str, int]:
    with store.reading() as session:
        connection = session.connection()
        return {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
            for name in Runner.metadata.tables
        }


def test_deleting_a_runner_deletes_everything_of_theirs_and_nothing_else(store: Store) -> None:
    gone = fill(store, 1)
    fill(store, 2)
    before = counts(store)
    assert {name for name, number in before.items() if number == 0} == _OF_NOBODY
    with store.writing() as session:
        session.delete(session.get(Runner, gone))
    after = counts(store)
    assert after == {name: number if name in _NAMELESS else number // 2 for name, number in before.items()}


@only_sqlite
def test_nothing_hangs_in_the_air_after_a_deletion(store: Store) -> None:
    gone = fill(store, 1)
    with store.writing() as session:
        session.delete(session.get(Runner, gone))
    with store.reading() as session:
        assert session.connection().execute(text("PRAGMA foreign_key_check")).all() == []


def test_nothing_can_hang_on_a_runner_who_is_not_there(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing() as session:
        session.add(Chat(id=1, runner_id=77))


@only_sqlite
def test_every_connection_checks_foreign_keys_and_writes_ahead(store: Store) -> None:
    """Both pragmas: the first belongs to a connection and not to the file, so a second connection is asked too."""
    with store.engine.connect() as one, store.engine.connect() as two:
        for connection in (one, two):
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_an_error_of_the_database_does_not_repeat_what_was_written(store: Store) -> None:
    """Such errors are logged, and nothing personal is."""
    with store.writing() as session:
        session.add(InboxUpdate(update_id=1, received_at=AT))
    with pytest.raises(IntegrityError) as raised, store.writing() as session:
        session.add(InboxUpdate(update_id=1, received_at=AT, payload="my knee hurts"))
    assert "inbox_update" in str(raised.value)
    assert "knee" not in str(raised.value)


def test_an_exception_undoes_the_whole_transaction(store: Store) -> None:
    def fail_in_the_middle() -> None:
        with store.writing() as session:
            session.add(Runner(created_at=AT))
            session.flush()
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail_in_the_middle()
    assert counts(store)["runner"] == 0


@only_sqlite
def test_a_writing_transaction_holds_the_lock_although_it_has_only_read(store: Store, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "stridesmith.sqlite3", timeout=0, isolation_level=None)
    try:
        with store.writing() as writer:
            writer.exec(select(Runner)).all()
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            assert other.execute("SELECT count(*) FROM runner").fetchone() == (0,), "reading goes on"
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        with store.reading() as session:
            session.exec(select(Runner)).all()
            other.execute("BEGIN IMMEDIATE")  # who only reads is in nobody's way
            other.execute("ROLLBACK")
    finally:
        other.close()


def test_threads_that_read_and_then_write_neither_fail_nor_lose_a_count(store: Store) -> None:
    """Begun by reading, one of two such transactions fails at once, without any waiting, in SQLite's WAL mode.

    On PostgreSQL it is the row's lock that keeps the others out.
    """
    mine = fill(store, 1)
    threads, rounds = 4, 25
    at_once = threading.Barrier(threads)
    errors: list[BaseException] = []

    def count_up() -> None:
        at_once.wait()
        try:
            for _ in range(rounds):
                with store.writing() as session:
                    runner = session.exec(
                        select(Runner).where(col(Runner.id) == mine).with_for_update()
                    ).one()
                    runner.wish += 1
        except OperationalError as error:
            errors.append(error)

    workers = [threading.Thread(target=count_up) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    with store.reading() as session:
        runner = session.get(Runner, mine)
        assert runner is not None
        assert runner.wish == 2 + threads * rounds


@only_sqlite
def test_a_reader_sees_the_state_of_its_first_look(store: Store) -> None:
    with store.reading() as reader:
        assert reader.exec(select(AskedQuestion)).all() == []
        with store.writing() as writer:
            writer.add(AskedQuestion(asked_at=AT, text="how many?", zone="none", topics=[]))
        assert reader.exec(select(AskedQuestion)).all() == []
    with store.reading() as reader:
        assert len(reader.exec(select(AskedQuestion)).all()) == 1


def test_what_is_written_stays_when_the_process_is_gone(store: Store) -> None:
    """Read by a connection of its own while the writer's are still open, as they are after a SIGKILL."""
    with store.writing() as session:
        session.add(InboxUpdate(update_id=5, received_at=AT, payload="{}"))
    other = Store(store.url.render_as_string(hide_password=False))
    try:
        with other.reading() as session:
            assert session.exec(select(InboxUpdate.update_id)).all() == [5]
    finally:
        other.close()


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "nonsense://user:hunter2@host/name",
        "://",
        "postgres:hunter2",
        "oracle+nothing://user:hunter2@host/name",
    ],
)
def test_an_address_that_is_none_is_told_in_one_sentence_without_secrets(url: str) -> None:
    with pytest.raises(StoreError) as raised:
        Store(url)
    said = str(raised.value)
    assert said.startswith("DATABASE_URL is not a database address that can be used.")
    assert "hunter2" not in said
    assert "\n" not in said


def test_a_driver_that_is_not_installed_is_named() -> None:
    with pytest.raises(StoreError) as raised:
        Store("postgresql+nosuchdriver://user:hunter2@host/name")
    assert "hunter2" not in str(raised.value)


def test_a_directory_that_is_none_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(f"sqlite:///{tmp_path}/file/name.sqlite3")
    with pytest.raises(StoreError, match="cannot be opened") as raised:
        store.probe()
    assert "\n" not in str(raised.value)


def test_a_file_that_is_no_database_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "letter.sqlite3"
    path.write_text("Dear runner, this is a letter and no database at all." * 50)
    store = Store(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="cannot be opened"):
        store.probe()
    assert path.read_text().startswith("Dear runner"), "it is left as it was"


def test_a_file_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    """Opened for reading only, because root, who runs many a test, may write whatever the file's mode says."""
    path = tmp_path / "old.sqlite3"
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("CREATE TABLE something (id INTEGER)")
    other.close()
    store = Store(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(StoreError, match="could not be brought up to date") as raised:
        upgrade(store)
    store.close()
    assert "\n" not in str(raised.value)


def test_the_password_of_a_server_that_is_down_stays_secret(tmp_path: Path) -> None:
    """SQLite takes a password in its address too, so that no other driver is needed to see it hidden."""
    store = Store(f"sqlite:///{tmp_path}/missing/name.sqlite3")
    store.url = store.url.set(username="robin", password="hunter2", host="db")
    with pytest.raises(StoreError) as raised:
        store.probe()
    assert "hunter2" not in str(raised.value)
    assert "***" in str(raised.value)
