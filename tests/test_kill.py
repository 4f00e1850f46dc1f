"""SIGKILL at ten moments of a runner's first day: nothing is lost, nothing is applied twice, the talk goes on."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.clock import MovableClock
from bot.local import LocalTelegram
from tests.operated import beside_telegram
from tests.phone import Phone, buttons, until
from tests.process import Shell, bytecode_folder, query

CHAT = 1001
# Longer than the test takes: a call that is held never comes back to the process that made it.
HELD_SECONDS = 3000
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass
class Stand:
    """The Telegram that stays, the process that comes and goes, and the phone."""

    local: LocalTelegram
    shell: Shell
    phone: Phone
    database: Path
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0
    log: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Start the bot, without waiting for it."""
        assert self.process is None
        with (self.shell.cwd / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.shell.command, "run"], cwd=self.shell.cwd, env=self.shell.environment, stderr=log
            )

    def check(self) -> None:
        """See that the process has not ended by itself."""
        assert self.process is None or self.process.poll() is None, (self.shell.cwd / "log.txt").read_text()

    async def kill(self) -> None:
        """End the process as if the power had gone, and forget what Telegram was told to do to it."""
        assert self.process is not None
        self.check()
        self.process.send_signal(signal.SIGKILL)
        await asyncio.to_thread(self.process.wait)
        self.process = None
        self.kills += 1
        self.local._faults.clear()

    def hold(self, method: str, kind: str) -> None:
        """Hold the bot's next call of a method: `slow-before` it is delivered, or (`slow`) before the answer to it."""
        self.local._faults.add(
            {"kind": kind, "method": method, "seconds": HELD_SECONDS, "count": 1, "chat": CHAT}
        )

    async def held(self) -> None:
        """Wait until a call is held, and for `slow` until it is delivered."""

        def is_held() -> bool:
            self.check()
            calls = [call for call in self.local.calls if call.get("fault")]
            return any(
                call["delivered"] or call["fault"] == "slow-before" for call in calls[self.kept_back :]
            )

        await until(is_held, "no call was held")
        self.kept_back = sum(1 for call in self.local.calls if call.get("fault"))

    kept_back: int = 0

    async def idle(self) -> None:
        """Wait until all updates were fetched and handled."""

        def is_idle() -> bool:
            self.check()
            return not self.local.waiting_updates and not self.rows(
                "SELECT 1 FROM inbox_update WHERE handled_at IS NULL"
            )

        await until(is_idle, "the bot is still busy")

    async def kill_while(self, method: str, kind: str, act: Any) -> None:
        """Hold a call, do something that leads to it, kill in the middle, start again and let it catch up."""
        self.hold(method, kind)
        await act
        await self.held()
        await self.kill()
        self.start()
        await self.idle()

    async def kill_after(self, act: Any) -> None:
        """Do something and kill in the same moment, whatever the bot has made of it by then."""
        await act
        await self.kill()
        self.start()
        await self.idle()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what stands in the database, read from outside."""
        return query(self.database, statement)

    def runner(self, *columns: str) -> tuple[Any, ...]:
        """Return columns of the one runner there is."""
        (row,) = self.rows(f"SELECT {', '.join(columns)} FROM runner")
        return row

    def awaiting(self) -> str | None:
        """Return the question that the bot waits for."""
        ((question,),) = self.rows("SELECT awaiting FROM chat")
        return question  # type: ignore[no-any-return]

    async def post(self, what: str, **body: object) -> None:
        """Type or tap, without waiting for anything."""
        url = f"{self.phone.page_url}local/chats/{CHAT}/{what}"
        async with self.phone.http.post(url, json=body) as response:
            assert response.status == 200, await response.text()

    async def text(self, text: str) -> None:
        """Type."""
        await self.post("text", text=text)

    async def tap(self, data: str) -> None:
        """Tap the button of the newest message whose data matches."""
        message = await self.phone.keyboard_message()
        shown = [each["callback_data"] for each in buttons(message)]
        found = next((each for each in shown if re.fullmatch(data, each)), None)
        assert found is not None, f"no {data} among {shown}"
        await self.post("press", message_id=message["message_id"], data=found)

    async def reads(self, text: str) -> None:
        """See that the newest message with buttons says something, and that only it has buttons to answer with."""
        message = await self.phone.keyboard_message()
        said = message.get("text") or message["caption"]
        assert text.lower() in said.lower(), said


@asynccontextmanager
async def standing(shell: Shell) -> AsyncIterator[Stand]:
    """Build it up and take it down."""
    async with beside_telegram(shell) as (local, http, shell):
        stand: Stand

        async def settled() -> None:
            await stand.idle()

        stand = Stand(
            local,
            shell,
            Phone(http, local.page_url, settled, CHAT),
            shell.cwd / "data" / "stridesmith.sqlite3",
        )
        try:
            yield stand
        finally:
            if stand.process is not None:
                stand.process.kill()
                stand.process.wait()


async def test_ten_kills_lose_nothing_and_double_nothing(
    tmp_path: Path, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shell = Shell(tmp_path, bytecode_folder(pytestconfig, tmp_path_factory))
    clock = MovableClock()
    # A place where it is not about midnight now, so that the day does not change under the test.
    zone = "Europe/London" if 3 <= clock.now().hour < 21 else "America/Los_Angeles"
    today: datetime = clock.now().astimezone(ZoneInfo(zone))
    hard, long = DAYS[today.weekday()], DAYS[(today.weekday() + 3) % 7]

    async with standing(shell) as stand:
        stand.start()

        # 1: /start is kept, and the welcome is on its way but not delivered.
        await stand.kill_while("sendMessage", "slow-before", stand.text("/start"))
        assert stand.awaiting() == "runs"
        await stand.reads("week")

        # 2: an answer in words is stored, its reply is delivered, and the bot does not hear that it is.
        await stand.kill_while(
            "sendMessage", "slow", stand.text(f"{hard} intervals, {long} long, otherwise off")
        )
        assert stand.awaiting() == "runs", "the week is shown back and waits for a tap"
        await stand.tap("q:runs:ok")
        await stand.idle()
        assert stand.awaiting() == "level"
        ((week,),) = stand.rows("SELECT kinds FROM run_week")
        assert (week.count("intervals"), week.count("long"), week.count("rest")) == (1, 1, 5)

        # 3: killed in the moment of the answer.
        await stand.kill_after(stand.text("on and off"))
        assert stand.runner("level") == ("some",)
        assert stand.awaiting() == "equipment", "the words were not taken for the next answer, too"

        # 4: a ticked box, whose second tick would take it away.
        await stand.tap(r"q:equipment:\+kettlebell")
        await stand.idle()
        await stand.kill_while("editMessageText", "slow-before", stand.tap(r"q:equipment:\+dumbbell"))
        await stand.tap("q:equipment:ok")
        await stand.idle()
        assert stand.runner("equipment") == ('["dumbbell", "kettlebell"]',)
        assert stand.awaiting() == "race"

        # 5: two answers, one behind the other, while the bot is not there.
        await stand.kill()
        await stand.tap("q:race:none")
        await stand.text("nothing hurts")
        stand.start()
        await stand.idle()
        assert stand.awaiting() == "time"
        assert stand.rows("SELECT count(*) FROM race") == [(0,)]
        assert stand.runner("complaints") == ("[]",)

        # 6: the last answer makes the plan; its message is delivered and the bot does not hear of it.
        await stand.text("at 6:45")
        await stand.idle()
        await stand.kill_while("sendMessage", "slow", stand.text(zone))
        assert stand.runner("zone", "reminder_time") == (zone, "06:45:00.000000")
        assert stand.awaiting() is None
        plans = stand.rows("SELECT day, kind FROM planned_session ORDER BY day")
        assert len(plans) == len({day for day, _ in plans}) >= 2
        assert stand.rows("SELECT count(*) FROM reminder") == [(1,)]
        assert stand.rows("SELECT count(*) FROM runner") == [(1,)]

        # 7: a question, killed in the moment of asking; it is answered.
        before = len(await stand.phone.from_bot())
        await stand.kill_after(stand.text("how sore is normal?"))
        assert len(await stand.phone.from_bot()) > before
        await stand.reads("sore")

        # 8: the session begins, and the first exercise is on its way.
        await stand.text("/today")
        await stand.idle()
        await stand.kill_while("editMessageMedia", "slow-before", stand.tap("t:go:.*:full"))
        ((state, position, built),) = stand.rows(
            f"SELECT state, position, steps FROM planned_session WHERE day = '{today:%Y-%m-%d}'"
        )
        assert (state, position) == ("started", 0)
        steps = len(json.loads(built))
        assert steps >= 4
        assert stand.rows("SELECT count(*) FROM session_log") == [(1,)]

        # 9: a step is done and in the log; the next one is delivered and the bot does not hear of it.
        await stand.tap("s:done:.*")
        await stand.idle()
        await stand.kill_while("editMessageMedia", "slow", stand.tap("s:done:.*"))
        assert stand.rows("SELECT step FROM exercise_log ORDER BY step") == [(0,), (1,)]
        assert stand.rows("SELECT position FROM planned_session WHERE state = 'started'") == [(2,)]
        for _ in range(2, steps):
            await stand.tap("s:done:.*")
            await stand.idle()
        await stand.reads("how hard")

        # 10: killed in the moment of the effort, and then the end.
        await stand.kill_after(stand.tap("s:rpe:.*:7"))
        await stand.reads("hurt")
        await stand.tap("s:pain:.*:none")
        await stand.idle()

        assert stand.kills == 10
        assert stand.rows("SELECT step FROM exercise_log ORDER BY step") == [(step,) for step in range(steps)]
        ((rpe, pain, finished),) = stand.rows("SELECT rpe, pain, finished_at FROM session_log")
        assert (rpe, pain) == (7.0, "none")
        assert finished is not None
        assert stand.rows("SELECT state, position FROM planned_session WHERE steps IS NOT NULL") == [
            ("done", steps + 2)
        ]
        with_buttons = [message for message in await stand.phone.from_bot() if buttons(message)]
        assert len(with_buttons) <= 3, "keyboards of old messages were cleared away"
        errors = [
            line
            for line in (tmp_path / "log.txt").read_text().splitlines()
            if " ERROR " in line or "Traceback" in line
        ]
        assert errors == []
