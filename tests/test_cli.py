"""The command line as an operator meets it: real processes, what they print, and how they end."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.cli import FIRST_PORT
from bot.clock import MovableClock
from bot.local import DEFAULT_TOKEN, LocalTelegram
from bot.settings import PROJECT_FOLDER
from tests.process import Shell, as_line, bytecode_folder
from tests.test_docs import commands

WEEK = ["rest", "intervals", "easy", "tempo", "rest", "easy", "long"]
STOP_SECONDS = 15  # "within seconds", on a machine that has other things to do
AS_EVER = {"LOG_LEVEL": "INFO"}  # what a process says by itself; elsewhere it says all that it can


@pytest.fixture
def shell(tmp_path: Path, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A directory with nothing in it, and no setting."""
    cwd = tmp_path / "cwd"
    cwd.mkdir()
    return Shell(cwd, bytecode_folder(pytestconfig, tmp_path_factory))


@pytest.fixture
def broken_content(tmp_path: Path) -> Path:
    """The real content with one YAML file that cannot be read from its third line on."""
    folder = tmp_path / "content"
    shutil.copytree(PROJECT_FOLDER / "content", folder)
    file = folder / "exercises" / "plank.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*lines[:2], "cues: [never closed", *lines[2:]]), encoding="utf-8")
    return folder


def told(done: subprocess.CompletedProcess[str], *, status: int = 2) -> str:
    """Return the one sentence on standard error of a command that could not be done."""
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.splitlines()
    return line


# --- what there is -----------------------------------------------------------------------------------------------


def test_help_shows_every_command(shell: Shell) -> None:
    done = shell.run("--help")
    assert done.returncode == 0
    assert done.stderr == ""
    listed = set(re.findall(r"^\W*│ ([a-z][a-z-]*) {2,}\S", done.stdout, re.MULTILINE))
    assert listed == {name.partition(" ")[0] for name in commands()}
    inner = shell.run("db", "--help").stdout
    assert "upgrade" in inner
    assert "check" in inner


def test_help_explains_the_options_of_try(shell: Shell) -> None:
    text = shell.run("try", "--help").stdout
    for option in ("--port", "--data-dir", "--no-browser"):
        assert option in text


@pytest.mark.parametrize("words", [("fly",), ("run", "--fast"), ("try", "--port", "70000"), ("ask",)])
def test_a_command_that_was_mistyped_is_told(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell.run(*words)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


# --- what stops a start ------------------------------------------------------------------------------------------


def test_run_without_a_token_says_how_to_get_one_and_that_try_needs_none(shell: Shell) -> None:
    said = told(shell.run("run"))
    for word in ("BOT_TOKEN", "@BotFather", "/newbot", ".env", "`stridesmith try` needs none"):
        assert word in said
    assert list(shell.cwd.iterdir()) == [], "nothing was made"


def test_run_reads_the_token_from_the_env_file(shell: Shell) -> None:
    (shell.cwd / ".env").write_text("BOT_TOKEN=\nDATABASE_URL=nonsense\n")
    assert "@BotFather" in told(shell.run("run"))
    (shell.cwd / ".env").write_text("BOT_TOKEN=123456:from-the-file\nDATABASE_URL=nonsense\n")
    assert "DATABASE_URL" in told(shell.run("run"))


def test_an_env_file_that_is_no_text_is_told(shell: Shell) -> None:
    (shell.cwd / ".env").write_bytes(b"BOT_LANGUAGE=\xff\xfe\n")
    assert told(shell.run("run")) == "The file .env is not UTF-8 text: save it as that."


@pytest.mark.parametrize(
    "url", ["nonsense", "oracle://robin:hunter2@db/coach", "sqlite:////nowhere/at/all.db"]
)
def test_a_database_that_cannot_be_used_is_told_without_its_password(shell: Shell, url: str) -> None:
    said = told(shell.with_settings(DATABASE_URL=url).run("db", "upgrade"))
    assert "DATABASE_URL" in said or "cannot be opened" in said
    assert "hunter2" not in said


def test_a_data_directory_that_cannot_be_written_is_told(shell: Shell) -> None:
    """A file stands where its parent should be: not even root can write there."""
    (shell.cwd / "file").write_text("")
    for words in (("try", "--no-browser"), ("run",)):
        said = told(shell.with_settings(BOT_TOKEN=DEFAULT_TOKEN).run(*words, "--data-dir", "file/data"))
        assert "file/data cannot be written" in said
        assert "--data-dir" in said


def test_try_tells_of_a_diary_that_is_none(shell: Shell) -> None:
    (shell.cwd / "data").mkdir()
    (shell.cwd / "data" / "try-chats.sqlite3").write_text("not a database at all, but rather long " * 100)
    assert "try-chats.sqlite3 cannot be read" in told(shell.run("try", "--no-browser"))


@pytest.mark.parametrize(
    ("key", "value"),
    [("SENDS_PER_SECOND", "fast"), ("LOG_LEVEL", "LOUD"), ("OPERATOR_IDS", "me"), ("SENDS_PER_SECOND", "-1")],
)
def test_a_bad_setting_is_told_by_its_name(shell: Shell, key: str, value: str) -> None:
    said = told(shell.with_settings(**{key: value}).run("run"))
    assert said.startswith(f"The setting {key} cannot be used: ")
    assert value not in said


def test_broken_content_is_told_by_path_line_and_fault(shell: Shell, broken_content: Path) -> None:
    shell = shell.with_settings(CONTENT_DIR=broken_content, BOT_TOKEN=DEFAULT_TOKEN)
    for words in (("run",), ("ask", "how much?"), ("session", "--json")):
        done = shell.run(*words)
        assert done.returncode == 2
        assert done.stdout == ""
        assert re.search(r"^exercises/plank\.yaml:\d+: not valid YAML: .+", done.stderr, re.MULTILINE)
        assert "Traceback" not in done.stderr
    done = shell.run("check")
    assert done.returncode == 1
    assert re.search(r"^exercises/plank\.yaml:[34]: not valid YAML: .+", done.stdout, re.MULTILINE)
    assert "to mend" in done.stdout
    assert done.stderr == ""


def test_try_tells_of_broken_content_below_the_address(shell: Shell, broken_content: Path) -> None:
    done = shell.with_settings(CONTENT_DIR=broken_content).run("try", "--no-browser")
    assert done.returncode == 2
    assert done.stdout.startswith("http://127.0.0.1:")
    assert re.search(r"^exercises/plank\.yaml:\d+: ", done.stderr, re.MULTILINE)
    assert "Traceback" not in done.stderr


def test_a_missing_language_is_told(shell: Shell) -> None:
    done = shell.with_settings(BOT_LANGUAGE="tlh", BOT_TOKEN=DEFAULT_TOKEN).run("run")
    assert done.returncode == 2
    assert "tlh/labels.yaml:1: the labels are missing" in done.stderr
    assert "Traceback" not in done.stderr


async def test_a_token_that_telegram_does_not_know_is_told_without_it(shell: Shell) -> None:
    local = LocalTelegram(MovableClock())
    await local.start()
    try:
        url = local.page_url.rstrip("/")
        shell = shell.with_settings(BOT_TOKEN="123456:some-other-token-of-that-form", TELEGRAM_API_URL=url)
        said = told(await asyncio.to_thread(shell.run, "run"))
    finally:
        await local.stop()
    assert said.startswith("Telegram does not accept BOT_TOKEN")
    assert "some-other-token" not in said


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "nonsense", "http://127.0.0.1:99999"])
def test_a_telegram_that_cannot_be_reached_is_told(shell: Shell, url: str) -> None:
    said = told(shell.with_settings(BOT_TOKEN=DEFAULT_TOKEN, TELEGRAM_API_URL=url).run("run"))
    assert said.startswith("Telegram cannot be reached")
    assert "TELEGRAM_API_URL" in said
    assert DEFAULT_TOKEN not in said


# --- try ---------------------------------------------------------------------------------------------------------


def first_line(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().decode().strip()


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Return exit status and standard error of a process that is about to end."""
    try:
        _, errors = process.communicate(timeout=STOP_SECONDS)
    finally:
        process.kill()
        process.wait()
    return process.returncode, errors.decode()


def test_try_says_that_its_port_is_taken(shell: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = told(shell.run("try", "--no-browser", "--port", str(port)))
    assert said == f"Port {port} is taken: choose another one with --port, or leave it out."


def test_try_without_a_port_takes_the_next_free_one(shell: Shell) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", FIRST_PORT))
            taken.listen()
        except OSError:
            assert taken.connect_ex(("127.0.0.1", FIRST_PORT)) == 0, "somebody else has it, which will do"
        process = shell.with_settings(**AS_EVER).start("try", "--no-browser")
        address = first_line(process)
        process.send_signal(signal.SIGTERM)
        assert ended(process) == (0, "")
    port = urlsplit(address).port
    assert address == f"http://127.0.0.1:{port}/"
    assert port is not None
    assert FIRST_PORT < port < FIRST_PORT + 50


def talk(page: http.client.HTTPConnection) -> None:
    """Look at the page, say something, and wait for the bot's answer."""

    def asked(method: str, path: str, body: str | None = None) -> bytes:
        page.request(method, path, body)
        with page.getresponse() as response:
            return response.read()

    assert asked("GET", "/").startswith(b"<!doctype html>")
    assert asked("POST", "/local/chats/7/text", json.dumps({"text": "/start"}))
    messages = json.loads(asked("GET", "/local/chats/7/messages?after=1&wait=50"))["messages"]
    assert any(message["from"]["is_bot"] for message in messages)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("early", [True, False], ids=["while-it-loads", "while-it-serves"])
def test_try_stops_at_once_and_without_a_word(shell: Shell, number: signal.Signals, early: bool) -> None:
    process = shell.with_settings(**AS_EVER).start("try", "--no-browser", "--data-dir", "kept")
    address = urlsplit(first_line(process))
    with closing(http.client.HTTPConnection(address.netloc, timeout=60)) as page:
        if not early:
            talk(page)
            page.request("GET", "/local/events")  # a page that is open must not hold it up
        process.send_signal(number)
        assert ended(process) == (0, "")
    names = {path.name for path in (shell.cwd / "kept").iterdir()}
    assert "try-chats.sqlite3" in names
    assert "stridesmith.sqlite3" not in names, "the database of `run` is none of its business"


async def test_run_stops_while_telegram_lets_it_wait(shell: Shell) -> None:
    local = LocalTelegram(MovableClock())
    await local.start()
    process = None
    try:
        url = local.page_url.rstrip("/")
        local._faults.add({"kind": "slow-before", "method": "deleteWebhook", "seconds": 300})
        process = shell.with_settings(BOT_TOKEN=DEFAULT_TOKEN, TELEGRAM_API_URL=url, **AS_EVER).start("run")
        while not any(call["method"] == "deleteWebhook" for call in local.calls):
            assert process.poll() is None
            await asyncio.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(ended, process) == (0, "")
    finally:
        if process is not None:
            process.kill()
        await local.stop()


# --- the database and the content --------------------------------------------------------------------------------


def test_db_upgrade_and_check(shell: Shell) -> None:
    behind = shell.run("db", "check")
    assert behind.returncode == 1
    assert "db upgrade" in behind.stdout
    for _ in range(2):
        done = shell.run("db", "upgrade")
        assert (done.returncode, done.stdout, done.stderr) == (0, "The database is up to date.\n", "")
    assert (shell.cwd / "data" / "stridesmith.sqlite3").is_file()
    done = shell.run("db", "check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "The database and the tables agree.\n", "")


def test_db_check_names_what_was_changed_by_hand(shell: Shell) -> None:
    shell.run("db", "upgrade")
    database = sqlite3.connect(shell.cwd / "data" / "stridesmith.sqlite3")
    database.execute("ALTER TABLE runner ADD COLUMN shoes TEXT")
    database.close()
    done = shell.run("db", "check")
    assert done.returncode == 1
    assert "shoes" in done.stdout


def test_check_finds_the_content_sound(shell: Shell) -> None:
    done = shell.run("check")
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1] == "The content is sound."
    assert done.stderr == ""


def test_ask_shows_the_answer_with_its_sources_and_why(shell: Shell) -> None:
    done = shell.run("ask", "should I lift before or after my run?")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^ *lift-before-or-after-run +\d", done.stdout, re.MULTILINE)
    assert "lift afterwards" in done.stdout
    assert re.search(r"^ {2}\S.* (19|20)\d\d: \S", done.stdout, re.MULTILINE), "a source with its note"
    assert "<b>" not in done.stdout


@pytest.mark.parametrize(
    "question", ["", "[bold]chest[/] pain and I cannot breathe [/]", "🏃" * 500, "\udcff"]
)
def test_ask_bears_anything(shell: Shell, question: str) -> None:
    done = shell.run("ask", question)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


# --- JSON lines --------------------------------------------------------------------------------------------------


def test_plan(shell: Shell) -> None:
    plain, spread = shell.lines("plan", [{"runs": WEEK}, {"runs": WEEK, "mode": "spread", "wish": 1}])
    assert set(plain) == {"sessions", "dropped"}
    assert [set(placed) for placed in plain["sessions"]] == [{"day", "kind", "reason", "rules", "order"}] * 2
    assert all(placed["day"] in range(7) and placed["reason"] for placed in plain["sessions"])
    assert len(spread["sessions"]) + len(spread["dropped"]) == 1


def test_session(shell: Shell) -> None:
    built, short = shell.lines(
        "session",
        [
            {"kind": "heavy", "level": "some", "equipment": ["dumbbell"], "complaints": ["achilles"]},
            {"kind": "mobility", "minutes": 8},
        ],
    )
    assert built["kind"] == "heavy"
    assert {"exercise", "sets", "range", "measure", "part", "rest_seconds"} <= set(built["steps"][0])
    assert short["minutes"] <= 10


def test_next_reminder_across_the_change_of_the_clocks(shell: Shell) -> None:
    asked = {"zone": "Europe/London", "at": "07:00", "after": "2027-03-27T12:00:00Z", "last_day": None}
    first, again = shell.lines("next-reminder", [asked, {**asked, "last_day": "2027-03-28"}])
    assert first == {"utc": "2027-03-28T06:00:00Z", "day": "2027-03-28"}
    assert again == {"utc": "2027-03-29T06:00:00Z", "day": "2027-03-29"}


def test_understand(shell: Shell) -> None:
    question, flag, wish = shell.lines(
        "understand",
        [
            {"q": "should I lift before or after my run?", "today": "2026-11-20"},
            {"q": "chest pain when I run", "today": "2026-11-20"},
            {"q": "move thursday's session to saturday", "today": "2026-11-20"},
        ],
    )
    assert question["triage"] is None
    assert question["answer"]["zone"] == "direct"
    assert question["answer"]["topics"][0]["id"] == "lift-before-or-after-run"
    assert flag["triage"] == "emergency"
    assert wish["action"]["name"] == "move"


def test_in_a_batch_a_bad_line_is_answered_in_its_place_and_the_rest_goes_on(shell: Shell) -> None:
    good = {"q": "how sore is normal?", "today": "2026-11-20"}
    lines = [
        good,
        "{",
        "",
        good,
        b"\xff\xfe",
        {"q": 5, "today": "2026-11-20"},
        b"\xef\xbb\xbf" + json.dumps(good).encode(),
    ]
    done = shell.run("understand", "--json", typed=b"\n".join(map(as_line, lines)))
    assert done.returncode == 0
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert ["error" in answer for answer in answers] == [False, True, False, True, True, False]
    assert answers[0] == answers[2] == answers[5]
    complaints = done.stderr.splitlines()
    assert [complaint.partition(":")[0] for complaint in complaints] == ["line 2", "line 4", "line 5"]


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("plan", "{}"),
        ("plan", '{"runs": ["jog"]}'),
        ("session", '{"kind": "yoga"}'),
        ("understand", '{"q": "x"}'),
        ("next-reminder", "no JSON"),
    ],
)
def test_a_single_bad_line_is_told_and_ends_with_2(shell: Shell, command: str, line: str) -> None:
    done = shell.run(command, "--json", typed=line)
    assert done.returncode == 2
    (complaint,) = done.stderr.splitlines()
    assert set(json.loads(done.stdout)) == {"error"}
    assert complaint.startswith("line 1: ")


@pytest.mark.parametrize("command", ["plan", "session", "understand", "next-reminder"])
def test_without_json_and_without_lines(shell: Shell, command: str) -> None:
    assert "--json" in told(shell.run(command))
    done = shell.run(command, "--json", typed="\n \n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_reader_that_goes_away_is_no_fault(shell: Shell) -> None:
    process = subprocess.Popen(
        [*shell.command, "plan", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=shell.cwd,
        env=shell.environment,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    line = json.dumps({"runs": WEEK}).encode() + b"\n"
    process.stdin.write(line)
    process.stdin.flush()
    assert b"sessions" in process.stdout.readline()
    process.stdout.close()
    process.stdin.write(line * 2)
    process.stdin.close()
    assert process.wait(STOP_SECONDS) == 1
    assert process.stderr.read() == b""
    process.stderr.close()
