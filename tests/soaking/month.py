"""The month: the clock jumps from one due reminder to the next, runners act, the bot is stopped, killed and started."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.clock import MovableClock
from bot.local import LocalTelegram
from bot.store.database import Store
from tests.play.acts import Act
from tests.play.scene import FIRST_CHAT, Posted
from tests.soaking import rows
from tests.soaking.ending import Plans
from tests.soaking.far import FarBot
from tests.soaking.habits import DAY, HOUR, MINUTE, Habits, Plan
from tests.soaking.judge import SLACK, SPREAD, Judge
from tests.soaking.phones import Phones
from tests.soaking.weight import Weight

PATIENCE_SECONDS = 300.0
STUCK_SECONDS = 0.3  # by then the other answers have been read
READ_SECONDS = 40.0  # longer than the bot waits for the answer to a send
LATECOMERS = 0.1
PLANS_A_DAY = 15
JOIN_AT_ONCE = 50
PATIENT = SPREAD + SLACK + timedelta(seconds=1)
UPKEEP_EVERY = 4 * HOUR  # the bot does it every hour; nothing of it is needed that often
_TROUBLED = ("send*", "edit*", "answer*")


@dataclass(frozen=True, slots=True)
class Disruption:
    """Something that happens to the bot or to Telegram: `kill`, `restart`, `down` or `dark`, and for how long."""

    at: datetime
    what: str
    lasts: timedelta = timedelta(0)


def disruptions(seed: int, begins: datetime, days: float) -> list[Disruption]:
    """Return what happens in a month; the kills in its first third, so that one process lives through the rest."""
    rng = Random(f"{seed} disruptions")
    whole = timedelta(days=days)
    found = [Disruption(begins + whole * rng.uniform(0.06, 0.33), "kill") for _ in range(_often(days, 6))]
    found += [
        Disruption(begins + whole * rng.uniform(0.06, 0.98), "restart") for _ in range(_often(days, 25))
    ]
    for number in range(_often(days, 6)):
        lasts = (200, 40, 110, 330, 75, 15)[number % 6] * MINUTE
        found.append(Disruption(begins + whole * rng.uniform(0.08, 0.9), "down", lasts))
    for _ in range(_often(days, 5)):
        found.append(
            Disruption(begins + whole * rng.uniform(0.08, 0.9), "dark", rng.randrange(4, 25) * MINUTE)
        )
    return sorted(found, key=lambda each: each.at)


def _often(days: float, a_month: int) -> int:
    return max(1, round(a_month * days / 31))


@dataclass
class Month:
    """Plays it."""

    local: LocalTelegram
    clock: MovableClock
    bot: FarBot
    store: Store
    phones: Phones
    judge: Judge
    plans: Plans
    seed: int
    faults: float
    begins: datetime
    ends: datetime
    counts: Counter[str] = field(default_factory=Counter)
    weights: list[Weight] = field(default_factory=list)
    removed: set[tuple[int, int]] = field(default_factory=set)
    """Runners and chats that were deleted."""
    tell: Callable[[str], None] = lambda _line: None

    def __post_init__(self) -> None:
        self._habits = Habits(self.seed)
        self._rng = Random(f"{self.seed} steps")
        self._numbers = itertools.count()
        self._todo: list[tuple[datetime, int, Plan]] = []
        self._acted: set[int] = set()
        self._next_day = self.begins
        self._upkeep_at = self.begins + UPKEEP_EVERY
        days = (self.ends - self.begins) / DAY
        self._disruptions = disruptions(self.seed, self.begins, days)
        self._back_at: datetime | None = None
        self._light_at: datetime | None = None
        for who, chat in enumerate(self.phones.ids):
            late = self._rng.random() < LATECOMERS
            after = self._rng.random() * (self.ends - self.begins) if late else who // JOIN_AT_ONCE * MINUTE
            self._push(Plan(self.begins + after, chat, "join"))

    async def play(self) -> None:
        """Go through it."""
        await self.bot.start(self.clock.now())
        while self.clock.now() < self.ends:
            await self._step(self._next_instant())
        if not self.bot.up:
            await self._come_back()
        await self._settled()
        self.phones.take_calls()
        self.judge.hear(self.clock.now(), self.phones.ids)

    # --- the clock

    def _next_instant(self) -> datetime:
        now = self.clock.now()
        goals = [self.ends, self._next_day, self._upkeep_at]
        goals += [each for each in (self._back_at, self._light_at) if each is not None]
        goals += [plans[0] for plans in self._todo[:1]]
        owed = self.judge.next_at()
        if owed is not None:
            goals.append(owed + PATIENT)
        look = rows.next_look(self.store) if self.bot.up else None
        if look is not None:
            # The bot itself looks every five seconds; a minute before midnight that is what counts.
            most = 4 if self.judge.near_midnight(look) else 40
            goals.append(look + self._rng.randrange(0, most) * timedelta(seconds=1))
        return max(now + timedelta(seconds=1), min(goals))

    async def _step(self, at: datetime) -> None:
        self.clock.move_to(at)
        self.counts["steps"] += 1
        if self._light_at is not None and self._light_at <= at:
            self.local._faults.clear()
            self._light_at = None
        due = self.judge.due(at)
        self._order_faults((each.chat, f"{each.owed.day}") for each in due if each.owed is not None)
        upset = None
        if self.bot.up and self._disruptions and self._disruptions[0].at <= at:
            upset = self._disruptions.pop(0)
        in_the_talk = bool(self._todo) and self._todo[0][0] <= at and self._rng.random() < 0.5
        if self._back_at is not None and self._back_at <= at:
            await self._come_back()
        elif self.bot.up:
            await self._move(at, None if in_the_talk else upset)
        if self.bot.up:
            await self._settled()
            self._look(at)
        if upset is not None:
            await self._upset(upset)
        await self._regular(at)
        await self._act(at, shaken=upset if in_the_talk else None)

    async def _move(self, at: datetime, upset: Disruption | None) -> None:
        """Move the bot's clock; what ends it ends it in the middle of the work."""
        moving = asyncio.create_task(self.bot.order("move", at=at.isoformat()))
        if upset is None or upset.what not in ("kill", "restart"):
            await self._watched(moving)
            return
        await asyncio.sleep(self._rng.uniform(0.0, 0.04))
        if upset.what == "kill":
            await self._kill(moving)
        else:
            await self.bot.down()
            await asyncio.gather(moving)
            await self.bot.back()
        self.counts[f"{upset.what}s"] += 1

    async def _kill(self, under_way: asyncio.Task[dict[str, Any]]) -> None:
        await self.bot.kill()
        await asyncio.gather(under_way, return_exceptions=True)
        self.judge.killed(call["chat"] for call in self.phones.local._calls._calls if call["chat"])
        await self.bot.start(self.clock.now())

    async def _come_back(self) -> None:
        await self.bot.order("move", at=self.clock.now().isoformat())
        await self.bot.back()
        self._back_at = None

    async def _upset(self, upset: Disruption) -> None:
        now = self.clock.now()
        if upset.what == "down" and self.bot.up:
            await self.bot.down()
            self.counts["downtimes"] += 1
            self._back_at = now + upset.lasts
            self.judge.down.append((now, self._back_at))
        elif upset.what == "dark" and self._light_at is None:
            for method in _TROUBLED:
                self.local._faults.add({"kind": "502", "method": method})
            self.counts["outages of Telegram"] += 1
            self._light_at = now + upset.lasts
            self.judge.dark.append((now, self._light_at))

    # --- waiting

    async def _watched(self, task: asyncio.Task[dict[str, Any]]) -> None:
        """Wait for an order; answers that are held back are given up."""
        skipped: set[int] = set()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not task.done():
                stuck = set(self.phones.stuck) - skipped
                if stuck and not self.phones.unanswered:
                    await asyncio.sleep(STUCK_SECONDS)
                    skipped |= stuck
                    await self.bot.order("skip", seconds=READ_SECONDS)
                await asyncio.wait({task}, timeout=0.005)
        await task

    async def _settled(self) -> None:
        """Wait until all is handled and answered."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                await self._watched(asyncio.create_task(self.bot.order("settle")))
                if not self.local.waiting_updates and not self.phones.unanswered:
                    await self._watched(asyncio.create_task(self.bot.order("settle")))
                    return
                await asyncio.sleep(0.002)

    def _look(self, at: datetime) -> None:
        """Judge what came while the clock moved, and let the runners think about it."""
        calls, before = self.phones.take_calls(), len(self.judge.violations)
        arrived = self.judge.see(at, calls, self.local._state.silent)
        self._clear_faults()
        for each in self.judge.violations[before:]:
            self.tell(f"VIOLATION {each}")
        for chat, _ in arrived:
            for plan in self._habits.after(chat, at, self.phones.shown(chat)):
                self._push(plan)

    # --- what is done regularly

    async def _regular(self, at: datetime) -> None:
        if self._upkeep_at <= at:
            self._upkeep_at += UPKEEP_EVERY
            if self.bot.up:
                await self.bot.order("hourly")
        if self._next_day <= at < self.ends:
            for chat in self.phones.ids:
                for plan in self._habits.day(chat, self._next_day):
                    self._push(plan)
            self._next_day += DAY
            self.phones.tidy()
            self.plans.look(sorted(self._acted)[:PLANS_A_DAY])
            self._acted.clear()
            if self.bot.up:
                await self.bot.order("daily")
                weighed = await self.bot.order("weigh")
                weight = Weight(at, self.bot.starts, self.bot.megabytes, int(weighed["objects"]))
                self.weights.append(weight)
                self.tell(
                    f"{weight}  {self.judge.counts['reminders']:7,} reminders  {self.counts['updates']:7,} updates  "
                    f"{len(self.judge.violations)} violations"
                )

    # --- faults

    def _order_faults(self, due: Iterable[tuple[int, str]]) -> None:
        """Let some of the reminders that are due meet a fault on their way."""
        if self._light_at is not None:
            return
        for chat, day in due:
            trouble = self._habits.trouble(chat, day, self.faults)
            if trouble is not None:
                kind, count = trouble
                self.local._faults.add(
                    {"kind": kind, "chat": chat, "method": "sendMessage", "count": count, "retry_after": 3}
                    | ({"seconds": 3000} if kind == "slow" else {})
                )
                self.counts[f"fault {kind}"] += 1

    def _clear_faults(self) -> None:
        """Drop those that were met; one of a reminder that has not left yet stays."""
        faults = self.local._faults
        faults._faults = [each for each in faults._faults if each.count is None or each.hits < each.count]

    # --- the runners

    def _push(self, plan: Plan) -> None:
        heapq.heappush(self._todo, (plan.at, next(self._numbers), plan))

    async def _act(self, at: datetime, *, shaken: Disruption | None) -> None:
        plans: dict[int, Plan] = {}
        while self._todo and self._todo[0][0] <= at:
            plan = heapq.heappop(self._todo)[2]
            if plan.chat in plans or not self.bot.up:  # one thing at a time; and nobody taps into the void
                self._push(Plan(at + MINUTE, plan.chat, plan.what, plan.text))
            else:
                plans[plan.chat] = plan
        if not plans:
            return
        asked = rows.told(self.store, [chat for chat, plan in plans.items() if plan.what == "join"])
        for plan in plans.values():
            self._do(at, plan, asked)
        if shaken is not None and shaken.what in ("kill", "restart") and self.bot.up:
            await self._shake(shaken)
        await self._settled()
        self.counts["calls while answering"] += len(self.phones.take_calls())
        known = {chat: watch.told.runner_id for chat in plans if (watch := self.judge.watches.get(chat))}
        self.judge.hear(at, plans)
        self._acted |= set(plans)
        for chat, runner in known.items():
            watch = self.judge.watches.get(chat)
            if watch is None or watch.told.runner_id != runner:
                self.removed.add((runner, chat))
        for chat in [chat for chat, plan in plans.items() if plan.what == "join"]:
            if chat not in self.judge.watches:
                self._push(Plan(at + MINUTE, chat, "join"))

    async def _shake(self, upset: Disruption) -> None:
        """End the bot while it answers."""
        await asyncio.sleep(self._rng.uniform(0.0, 0.05))
        if upset.what == "kill":
            await self.bot.kill()
            await self.bot.start(self.clock.now())
        else:
            await self.bot.down()
            await self.bot.back()
        self.counts[f"{upset.what}s while answering"] += 1

    def _do(self, at: datetime, plan: Plan, asked: dict[int, rows.Told]) -> None:
        chat, shown = plan.chat, self.phones.shown(plan.chat)
        match plan.what:
            case "block" | "block unseen":
                self.phones.shut(chat, blocked=True, told=plan.what == "block")
                self.judge.block(at, chat, blocked=True, seen=plan.what == "block")
            case "unblock":
                self.phones.shut(chat, blocked=False, told=True)
                self.judge.block(at, chat, blocked=False)
            case "join":
                told = asked.get(chat)
                self._post(self._habits.answer(chat, None if told is None else told.awaiting, shown), chat)
            case "text":
                self._post(Act("text", plan.text), chat)
            case "press":
                self._post(Act("tap", plan.text), chat)
            case "choose":
                self._post(Act("tap", plan.text), chat)
                self._push(Plan(at + MINUTE, chat, "any"))
            case "yes":
                self._tap(chat, next((each for each in shown if each.startswith("b:do")), None))
            case "any":
                self._tap(chat, self._habits.choice(chat, at, shown))
            case "train":
                self._post(Act("tap", plan.text), chat)
                self._push(Plan(at + 2 * MINUTE, chat, "go on"))
            case "go on":
                data = self._habits.next_tap(chat, at, shown)
                self._tap(chat, data)
                if data is not None:
                    self._push(Plan(at + 2 * MINUTE, chat, "go on"))
            case _:
                raise ValueError(plan.what)

    def _tap(self, chat: int, data: str | None) -> None:
        if data is not None:
            self._post(Act("tap", data), chat)

    def _post(self, act: Act, chat: int) -> None:
        posted = Posted()
        self.phones.post(chat - FIRST_CHAT, act, posted)
        self.counts["updates"] += len(posted.taps) + posted.messages
