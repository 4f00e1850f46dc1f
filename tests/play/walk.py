"""A walk of random runners: turn after turn until something is found, then the shortest way there.

An own walk and no state machine of hypothesis: several runners share one bot, so that hundreds of steps go through one
start and many chats side by side; and a step is a turn over real HTTP, which hypothesis would play again for each
attempt to shrink an example of a few dozen steps from an empty database. The turns are written down as they were
played, and cut shorter by playing them again.
"""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.clock import FrozenClock, MovableClock
from bot.library import Library, load_library
from bot.services.tools import Tools
from bot.store.database import Store
from bot.store.migrate import upgrade
from bot.understanding.door import Understanding
from tests.conftest import CONTENT, staged
from tests.databases import KEYS
from tests.play.acts import CANCEL, Turn
from tests.play.checks import Checks, Finding, errors_kept
from tests.play.player import Player
from tests.play.scene import FIRST_CHAT, Posted, Scene

RUNNERS = 10
PLANS_EVERY = 5  # turns: the plans of all who acted since
# Some days before the clocks change somewhere, and in the middle of a season.
STARTS = (
    datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    datetime(2027, 3, 12, 5, 0, tzinfo=UTC),
    datetime(2027, 3, 26, 22, 0, tzinfo=UTC),
    datetime(2026, 10, 2, 12, 0, tzinfo=UTC),
    datetime(2026, 12, 29, 23, 30, tzinfo=UTC),
)


@dataclass
class Report:
    """What a walk did: how many steps in how many turns and seconds, what how often, and what was found."""

    seed: int
    steps: int = 0
    turns: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    finding: Finding | None = None
    played: list[Turn] = field(default_factory=list)


@cache
def _content() -> tuple[Library, Understanding]:
    library = load_library(CONTENT)
    return library, Understanding(library)


@cache
def _empty() -> Path:
    """Return a migrated database to copy, made once a process."""
    folder = tempfile.mkdtemp(prefix="play-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "empty.sqlite3"
    store = Store(f"sqlite:///{path}", KEYS)
    upgrade(store)
    store.close()
    return path


@asynccontextmanager
async def scene_of(seed: int, runners: int) -> AsyncIterator[Scene]:
    """Open a bot with nobody in its database, and the chats of some runners; the first of them is an operator."""
    library, understanding = _content()
    with tempfile.TemporaryDirectory(prefix="play-") as folder:
        path = Path(folder) / "play.sqlite3"
        shutil.copy(_empty(), path)
        clock = MovableClock(FrozenClock(STARTS[seed % len(STARTS)]))
        tools = Tools(Store(f"sqlite:///{path}", KEYS), clock, library, understanding)
        about: dict[str, Any] = {"operators": frozenset({FIRST_CHAT}), "public_url": "https://coach.example"}
        async with staged(tools, clock, **about) as stage:
            scene = Scene(stage, runners)
            try:
                await scene.settled()
                yield scene
            finally:
                scene.close()


class Walk:
    """Plays turns in a scene and checks each."""

    def __init__(self, scene: Scene, checks: Checks) -> None:
        self._scene = scene
        self._checks = checks
        self._acted: set[int] = set()
        self._turns = 0

    async def play(self, turn: Turn) -> None:
        """Play one turn.

        Raises:
            Finding: something did not hold.
        """
        scene, checks = self._scene, self._checks
        self._turns += 1
        before = checks.standings()
        await scene.move(turn.seconds, upkeep=turn.upkeep)
        aside = scene.new_calls()
        checks.calls(aside, set())
        checks.reminders(before, aside)
        posted, hushed = await self._do(turn)
        calls = scene.new_calls()
        checks.logged()
        checks.calls(calls, {who for who, each in posted.items() if each.blocked})
        for who, each in posted.items():
            checks.answered(who, each, calls, hushed=hushed[who])
            if turn.doings[who] == (CANCEL,) and each.messages and not hushed[who]:
                checks.cancelled(who)
        self._acted |= set(posted)
        if self._turns % PLANS_EVERY == 0:
            self.look_closer()

    def look_closer(self) -> None:
        """Check what takes longer: the rows, and the plans of those who did something."""
        self._checks.rows()
        for who in sorted(self._acted):
            self._checks.plan(who)
        self._acted.clear()
        self._scene.forget_old()
        self._checks.logged()

    async def _do(self, turn: Turn) -> tuple[dict[int, Posted], Counter[int]]:
        posted: dict[int, Posted] = {}
        hushed: Counter[int] = Counter()
        for who, acts in turn.doings.items():
            if who >= self._scene.many:
                continue
            mine = posted[who] = Posted()
            for act in acts:
                sent = (len(mine.taps), mine.messages)
                self._scene.post(who, act, mine)
                if sent != (len(mine.taps), mine.messages):
                    hushed[who] += self._checks.paced(who, act)
            if turn.swapped and len(acts) == 2 and len(mine.taps) + mine.messages == 2:
                self._scene.swap_last()
        if turn.restarts:
            await asyncio.sleep(0)
            await self._scene.restart()
        await self._scene.settled()
        return posted, hushed


async def walk(seed: int, steps: int, *, runners: int = RUNNERS, seconds: float | None = None) -> Report:
    """Let random runners do so many steps, or as many as they can in so many seconds; stop at what is found."""
    report, begun = Report(seed), time.perf_counter()
    with errors_kept() as errors:
        async with scene_of(seed, runners) as scene:
            checks = Checks(scene, errors)
            player, course = Player(scene, seed), Walk(scene, checks)
            try:
                while report.steps < steps and not (seconds and time.perf_counter() - begun > seconds):
                    turn = player.turn()
                    report.played.append(turn)
                    await course.play(turn)
                    report.turns += 1
                    report.steps += turn.steps
                course.look_closer()
            except Finding as finding:
                report.finding = finding
            report.counts = player.counts + checks.counts
    report.seconds = time.perf_counter() - begun
    return report


async def replay(seed: int, turns: Sequence[Turn], *, runners: int = RUNNERS) -> Finding | None:
    """Play turns again from the beginning; return what was found."""
    with errors_kept() as errors:
        async with scene_of(seed, runners) as scene:
            course = Walk(scene, Checks(scene, errors))
            try:
                for turn in turns:
                    await course.play(turn)
                course.look_closer()
            except Finding as finding:
                return finding
    return None


async def shortest(report: Report, *, seconds: float = 120.0) -> list[Turn]:
    """Cut what led to a finding as short as can be done in a time: one runner alone, then fewer turns."""
    begun = time.perf_counter()
    turns = report.played

    async def still(attempt: list[Turn]) -> bool:
        finding = await replay(report.seed, attempt)
        return finding is not None and _same(finding, report.finding)

    for who in _suspects(report):
        alone = [only(turn, who) for turn in turns]
        if await still(alone):
            turns = merged(alone)
            if not await still(turns):
                turns = alone
            break
    size = len(turns) // 2
    while size >= 1 and time.perf_counter() - begun < seconds:
        at = 0
        while at < len(turns) and time.perf_counter() - begun < seconds:
            attempt = turns[:at] + turns[at + size :]
            if await still(attempt):
                turns = attempt
            else:
                at += size
        size //= 2
    return turns


def _suspects(report: Report) -> list[int]:
    """Return the runner it was found with, or those who did something last."""
    if report.finding is None or report.finding.who >= 0:
        return [] if report.finding is None else [report.finding.who]
    return sorted({who for turn in report.played[-2:] for who in turn.doings})


def only(turn: Turn, who: int) -> Turn:
    """Return a turn with nobody in it but one runner."""
    return replace(turn, doings={each: acts for each, acts in turn.doings.items() if each == who})


def merged(turns: Sequence[Turn]) -> list[Turn]:
    """Return turns with those in which nothing is done made part of the next."""
    found: list[Turn] = []
    waited = 0.0
    for turn in turns:
        if turn.doings or turn.restarts or turn.upkeep or turn.seconds > 60:
            found.append(replace(turn, seconds=turn.seconds + waited))
            waited = 0.0
        else:
            waited += turn.seconds
    return found


def _same(one: Finding, other: Finding | None) -> bool:
    return other is not None and str(one).split(":")[1][:24] == str(other).split(":")[1][:24]
