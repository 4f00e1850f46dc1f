"""Health, metrics and the calendar feed: who may read what, and what nobody finds in an answer or in the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

import pytest
from icalendar import Calendar
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from yarl import URL

from bot.chat.redaction import set_up_logging
from bot.failures import StartError
from bot.local import DEFAULT_TOKEN
from bot.services import stats
from bot.services.calendar import feed
from bot.web import health
from bot.web.addresses import REQUESTS, WINDOW
from tests.databases import only_sqlite
from tests.phone import until
from tests.services.people import settle
from tests.web.hall import METRICS_KEY, Hall, message

CHAT = 1001


async def get(
    hall: Hall, path: str, method: str = "GET", **headers: str
) -> tuple[int, str, Mapping[str, str]]:
    """Ask the first process; return status, text and headers."""
    url = URL(hall.url + path, encoded=True)
    async with hall.http.request(method, url, headers=headers) as response:
        return response.status, await response.text(), response.headers


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every look at the readiness be a new one."""
    monkeypatch.setattr(health, "REMEMBERED_SECONDS", 0.0)


# --- health ------------------------------------------------------------------------------------------------------


async def test_a_process_that_serves_is_alive_and_ready(hall: Hall) -> None:
    assert (await get(hall, "/health"))[:2] == (200, "alive\n")
    assert (await get(hall, "/ready"))[:2] == (200, "ready\n")


@only_sqlite
async def test_before_it_has_started_it_is_alive_and_not_ready(hall: Hall) -> None:
    process = hall.build()
    await process.server.start()
    try:
        async with hall.http.get(f"{hall.url_of(process)}/health") as response:
            assert response.status == 200
        async with hall.http.get(f"{hall.url_of(process)}/ready") as response:
            assert (response.status, await response.text()) == (503, "not ready: starting or stopping\n")
    finally:
        await process.stop()


@pytest.mark.usefixtures("impatient")
async def test_it_is_not_ready_while_the_database_is_at_another_revision(hall: Hall) -> None:
    with hall.tools.store.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '0001'"))
    status, said, _ = await get(hall, "/ready")
    assert (status, said) == (503, "not ready: the database is at another revision than this code\n")
    assert (await get(hall, "/health"))[0] == 200


@pytest.mark.usefixtures("impatient")
async def test_a_newer_database_does_not_stop_it(hall: Hall) -> None:
    """A new version takes over process by process."""
    with hall.tools.store.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert (await get(hall, "/ready"))[:2] == (200, "ready\n")


@only_sqlite
@pytest.mark.usefixtures("impatient")
async def test_it_is_not_ready_without_its_database(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    store = hall.processes[0].bot.desk.tools.store
    with monkeypatch.context() as broken:
        broken.setattr(store, "engine", type(store)("sqlite:////nowhere/at/all.db").engine)
        assert (await get(hall, "/ready"))[:2] == (503, "not ready: the database cannot be reached\n")
    assert (await get(hall, "/ready"))[0] == 200


# --- metrics -----------------------------------------------------------------------------------------------------


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@only_sqlite
async def test_without_the_key_there_is_no_such_page(hall: Hall) -> None:
    nothing_there = (await get(hall, "/nothing"))[:2]
    for headers in (
        {},
        bearer(""),
        bearer("wrong"),
        bearer(METRICS_KEY + "x"),
        {"Authorization": METRICS_KEY},
    ):
        assert (await get(hall, "/metrics", **headers))[:2] == nothing_there == (404, "")
    assert (await get(hall, f"/metrics?key={METRICS_KEY}"))[0] == 404


@only_sqlite
async def test_where_no_key_is_set_nothing_opens_it(hall: Hall) -> None:
    process = await hall.open(metrics_key="")
    for headers in ({}, bearer(""), bearer(" ")):
        async with hall.http.get(f"{hall.url_of(process)}/metrics", headers=headers) as response:
            assert response.status == 404


async def test_a_monitor_reads_what_was_done_and_what_waits(hall: Hall) -> None:
    await hall.phone().say("/start")
    await until(lambda: hall.inbox().finished == 1, "it was not handled")
    stats.count(hall.tools, {"sent": 3})
    logging.getLogger("bot.somewhere").error("as it happens")
    hall.processes[0].bot.processor.close()
    assert await hall.post(message(hall.number())) == 200
    hall.clock.advance(timedelta(seconds=90))
    status, body, headers = await get(hall, "/metrics", **bearer(METRICS_KEY))
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain; version=0.0.4")
    found = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(body)
        for sample in family.samples
    }
    assert found["stridesmith_updates_received_total",] == 2
    assert found["stridesmith_updates_handled_total",] == 1
    assert found["stridesmith_updates_waiting",] == 1
    assert found["stridesmith_updates_waiting_seconds",] == 90
    assert found["stridesmith_runners",] == 1
    assert found["stridesmith_today_total", ("what", "sent")] == 3
    assert found["stridesmith_log_lines_total", ("level", "error")] == 1
    assert found["stridesmith_http_requests_total", ("route", "webhook"), ("status", "200")] == 2
    assert found["process_resident_memory_bytes",] > 10_000_000
    assert str(CHAT) not in body


# --- the calendar feed -------------------------------------------------------------------------------------------


@pytest.fixture
def link(hall: Hall) -> str:
    """The path of a runner's feed."""
    settle(hall.tools, CHAT)
    return f"/calendar/{feed.new_token(hall.tools, CHAT)}.ics"


async def test_a_calendar_gets_the_plan_and_is_told_when_it_has_not_changed(hall: Hall, link: str) -> None:
    status, body, headers = await get(hall, link)
    assert status == 200
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Cache-Control"].startswith("private")
    assert Calendar.from_ical(body)["X-WR-CALNAME"]
    status, again, _ = await get(hall, link, **{"If-None-Match": headers["ETag"]})
    assert (status, again) == (304, "")
    assert (await get(hall, link, **{"If-None-Match": '"another"'}))[0] == 200
    status, nothing, _ = await get(hall, link, "HEAD")
    assert (status, nothing) == (200, "")


@only_sqlite
async def test_a_link_that_was_taken_back_or_guessed_opens_nothing(hall: Hall, link: str) -> None:
    nothing_there = (await get(hall, "/calendar/nobody.ics"))[:2]
    assert nothing_there == (404, "")
    guesses = (
        link[:-5] + ".ics",
        link.upper(),
        link + "x",
        link.replace(".ics", ""),
        link + "/",
        "/calendar/",
    )
    for guess in guesses:
        assert (await get(hall, guess))[:2] == nothing_there, guess
    feed.revoke(hall.tools, CHAT)
    assert (await get(hall, link))[:2] == nothing_there


@only_sqlite
async def test_path_tricks_lead_nowhere(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    tricks = ("../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/x.ics", "%00.ics", "a%00b.ics")
    more = (
        "%ff%fe.ics",
        "%ed%a0%80.ics",
        "a" * 5000 + ".ics",
        quote("ünï🏃") + ".ics",
        "a.ics/../b.ics",
        "?a.ics",
    )
    for trick in (*tricks, *more):
        status, said, _ = await get(hall, f"/calendar/{trick}")
        assert (status, said) == (404, ""), trick
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


@only_sqlite
async def test_an_address_that_asks_too_often_has_to_wait(hall: Hall, link: str) -> None:
    mine, other = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}
    for _ in range(REQUESTS):
        assert (await get(hall, "/calendar/guess.ics", **mine))[0] == 404
    status, _, headers = await get(hall, link, **mine)
    assert status == 429
    assert 0 < int(headers["Retry-After"]) <= WINDOW.total_seconds()
    assert (await get(hall, link, **other))[0] == 200
    # What stands before the address that our own proxy saw is whatever the caller wrote.
    assert (await get(hall, link, **{"X-Forwarded-For": "198.51.100.7, 192.0.2.1"}))[0] == 429
    hall.clock.advance(WINDOW)
    assert (await get(hall, link, **mine))[0] == 200


@only_sqlite
async def test_without_a_proxy_nobody_chooses_an_address(hall: Hall) -> None:
    process = await hall.open(proxies=0)
    url = f"{hall.url_of(process)}/calendar/guess.ics"
    statuses = []
    for number in range(REQUESTS + 1):
        async with hall.http.get(url, headers={"X-Forwarded-For": f"192.0.2.{number}"}) as response:
            statuses.append(response.status)
    assert statuses == [404] * REQUESTS + [429]


# --- every answer, and the log -----------------------------------------------------------------------------------


@only_sqlite
async def test_every_answer_says_that_it_is_not_to_be_kept_framed_or_guessed_at(hall: Hall) -> None:
    asked = (
        ("GET", "/health"),
        ("GET", "/nothing"),
        ("GET", "/telegram"),
        ("POST", "/telegram"),
        ("PUT", "/x"),
    )
    for method, path in asked:
        status, said, headers = await get(hall, path, method)
        assert headers["Cache-Control"] == "no-store", path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "aiohttp" not in headers["Server"].lower()
        assert "python" not in headers["Server"].lower()
        assert status == 200 or said == ""
    assert (await get(hall, "/telegram"))[2]["Allow"] == "POST"


@only_sqlite
async def test_a_fault_of_ours_is_a_500_without_a_word_and_is_logged(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("as it happens")

    monkeypatch.setattr("bot.web.feed.feed", fails)
    status, said, headers = await get(hall, "/calendar/some-secret.ics")
    assert (status, said) == (500, "")
    assert headers["Cache-Control"] == "no-store"
    assert "A web request failed (calendar)" in caplog.text
    assert "some-secret" not in caplog.text


@only_sqlite
async def test_the_log_has_kinds_and_statuses_and_nothing_of_whoever_asked(
    hall: Hall, link: str, capfd: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    set_up_logging("DEBUG", DEFAULT_TOKEN)
    try:
        for path in (link, "/calendar/guess.ics", f"/{DEFAULT_TOKEN}/x", "/metrics?key=opensesame"):
            await get(hall, path, **{"X-Forwarded-For": "192.0.2.1", "User-Agent": "Mozilla/5.0 (Robin)"})
        await get(hall, "/telegram", "POST", **{"X-Telegram-Bot-Api-Secret-Token": "opensesame"})
        reader, writer = await _connect(hall)
        writer.write(b"GET /opensesame HTTP/9.9\r\nHost: \x00\r\n\r\n")
        await reader.read()
        writer.close()
        await writer.wait_closed()
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    lines = [line for line in capfd.readouterr().err.splitlines() if "bot.web" in line]
    assert any("GET calendar: 200" in line for line in lines)
    assert any("GET calendar: 404" in line for line in lines)
    assert any("POST webhook: 403" in line for line in lines)
    assert any("could not be read" in line for line in lines)
    secret = link.removeprefix("/calendar/").removesuffix(".ics")
    for word in (secret, "guess", "opensesame", "192.0.2.1", "127.0.0.1", "Robin", DEFAULT_TOKEN):
        assert not any(word in line for line in lines), word


async def _connect(hall: Hall) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", hall.processes[0].server.port)


@only_sqlite
async def test_a_port_that_is_taken_is_told(hall: Hall) -> None:
    process = hall.build()
    process.server._where = type(process.server._where)("127.0.0.1", hall.processes[0].server.port, 1)
    with pytest.raises(StartError, match=r"it is taken\. Set PORT"):
        await process.start()
    await process.stop()


@only_sqlite
async def test_a_slow_body_holds_nobody_up(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.server.READ_SECONDS", 0.1)
    reader, writer = await _connect(hall)
    secret = hall.processes[0].secret.encode()
    writer.write(
        b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"
        b"X-Telegram-Bot-Api-Secret-Token: " + secret + b"\r\n\r\n{"
    )
    assert (await reader.readline()).startswith(b"HTTP/1.1 503")
    writer.close()
    await writer.wait_closed()
    assert await hall.post(message(hall.number())) == 200
