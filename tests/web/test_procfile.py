"""The Procfile as it is written, started by honcho: messages go through, restarts lose none, stops are quick."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.local import DEFAULT_TOKEN
from bot.settings import PROJECT_FOLDER
from tests.operated import STOP_SECONDS, Operated, beside_telegram
from tests.phone import until
from tests.process import Shell, bytecode_folder, query
from tests.web.hall import free_port


class Platform(Operated):
    """A platform that starts what the Procfile says, with a Telegram beside it."""

    ends_with = frozenset({0, 128 + signal.SIGTERM, -signal.SIGTERM})  # honcho tells what it was ended by

    @property
    def database(self) -> Path:
        """The SQLite file of all processes."""
        return self.shell.cwd / "data" / "stridesmith.sqlite3"

    def start(self, *words: str, **settings: str | Path) -> subprocess.Popen[bytes]:
        """Start processes by their names, the first of them at a port of its own."""
        port = free_port()
        scripts = Path(sys.executable).parent
        honcho = ("-f", PROJECT_FOLDER / "Procfile", "-d", ".", "start", "-p", str(port), *words)
        shell = self.shell.with_settings(
            PATH=f"{scripts}{os.pathsep}{os.environ['PATH']}",
            PUBLIC_URL=f"http://127.0.0.1:{port}",
            BIND_ADDRESS="127.0.0.1",
            **settings,
        )
        return self._begin([scripts / "honcho", *honcho], shell)

    async def release(self) -> None:
        """Do what comes before each release."""
        assert await asyncio.to_thread(self.start("release").wait, 60) == 0, self.log
        assert "up to date" in self.log

    async def up(self, method: str, times: int = 1) -> None:
        """Wait until the bot has called a method so often."""
        # The log of calls leaves out polls in which nothing came.
        if method == "getUpdates":
            await until(lambda: self.local._feed._poll is not None, f"{self.log}\nnobody polls")
        else:
            await until(lambda: self._calls(method) >= times, f"{method} was not called")

    def _calls(self, method: str) -> int:
        return sum(call["method"] == method and bool(call["ok"]) for call in self.local.calls)

    async def settled(self) -> None:
        """Wait until every message was delivered and handled."""
        waiting = "SELECT 1 FROM inbox_update WHERE handled_at IS NULL"
        await until(
            lambda: not self.local.waiting_updates and not query(self.database, waiting),
            f"{self.log}\nthe bot is still busy",
        )

    def check(self) -> None:
        """See that nothing failed and nobody had to be killed."""
        for word in ("Traceback", "ERROR", "SIGKILL", "did not end in time"):
            assert word not in self.log, self.log


@pytest.fixture
async def platform(
    tmp_path: Path, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Platform]:
    async with beside_telegram(Shell(tmp_path, bytecode_folder(pytestconfig, tmp_path_factory))) as beside:
        platform = Platform(*beside)
        try:
            yield platform
        finally:
            for process in platform.running:
                process.terminate()  # honcho ends what it has started
                process.wait(30)


async def test_web_and_clock_answer_through_a_rolling_restart_and_stop_in_time(platform: Platform) -> None:
    await platform.release()
    old = platform.start("web", "clock")
    await platform.up("setWebhook")
    chats = range(2000, 2030)

    async def newcomers() -> None:
        for chat in chats:
            await platform.say(chat, "/start")
            await asyncio.sleep(0.1)  # spread over the restart

    arriving = asyncio.create_task(newcomers())
    new = platform.start("web", "clock")
    await platform.up("setWebhook", times=2)
    assert await platform.stop(old) < STOP_SECONDS
    await arriving
    await platform.settled()
    assert [len(platform.sent(chat)) for chat in chats] == [2] * len(chats)
    assert platform._calls("getUpdates") == 0

    await platform.say(2000, "tue intervals, thu tempo, sun long")
    await platform.settled()
    assert len(platform.sent(2000)) == 3
    assert await platform.stop(new) < STOP_SECONDS
    platform.check()


async def test_a_worker_alone_takes_the_webhook_away_answers_and_stops_in_time(platform: Platform) -> None:
    await platform.release()
    # A webhook that somebody set before, with a message that waits for it.
    api = f"{platform.local.api_url}{DEFAULT_TOKEN}"
    async with platform.http.post(
        f"{api}/setWebhook", json={"url": f"http://127.0.0.1:{free_port()}/x"}
    ) as response:
        assert response.status == 200
    await platform.say(2000, "/start")
    worker = platform.start("worker")
    await platform.up("deleteWebhook")
    await platform.up("getUpdates")
    await platform.settled()
    assert len(platform.sent(2000)) == 2
    assert await platform.stop(worker) < STOP_SECONDS
    again = platform.start("worker")
    await platform.say(2001, "/start")
    await platform.up("getUpdates")
    await platform.settled()
    assert [len(platform.sent(2000)), len(platform.sent(2001))] == [2, 2]
    assert await platform.stop(again) < STOP_SECONDS
    platform.check()


async def test_web_without_an_address_says_what_is_missing(platform: Platform) -> None:
    done = await asyncio.to_thread(platform.shell.run, "web")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("There is no PUBLIC_URL")
    assert "`stridesmith run` needs none" in line


async def test_an_address_that_telegram_refuses_is_told(platform: Platform) -> None:
    platform.local._faults.add(
        {"kind": "400", "method": "setWebhook", "description": "Bad Request: bad webhook"}
    )
    shell = platform.shell.with_settings(PUBLIC_URL="http://10.0.0.1", PORT=str(free_port()))
    done = await asyncio.to_thread(shell.run, "web")
    assert done.returncode == 2
    assert "Telegram does not take PUBLIC_URL" in done.stderr


@pytest.mark.parametrize(
    ("key", "value"),
    [("WEBHOOK_SECRET", "with a blank"), ("PORT", "70000"), ("PROXIES", "-1"), ("PORT", "http")],
)
def test_a_bad_setting_of_the_web_is_told_without_its_value(
    tmp_path: Path,
    pytestconfig: pytest.Config,
    tmp_path_factory: pytest.TempPathFactory,
    key: str,
    value: str,
) -> None:
    shell = Shell(tmp_path, bytecode_folder(pytestconfig, tmp_path_factory)).with_settings(**{key: value})
    done = shell.run("web")
    assert done.returncode == 2
    assert done.stderr.startswith(f"The setting {key} cannot be used: ")
    assert value not in done.stderr
