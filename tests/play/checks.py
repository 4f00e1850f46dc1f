"""What must hold after every turn, whatever the runners do."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.chat.desk import Incoming
from bot.chat.documents import is_calendar
from bot.chat.pace import FILE, Pace
from bot.coach import week
from bot.coach.season import monday_of
from bot.local.wire import Json
from bot.services import runners
from bot.services.pause_rows import paused_on
from bot.services.plan_questions import LAST_HOUR_TO_START, question_of_week
from bot.services.plan_rows import layout_of, loads, rows_between
from bot.services.planning import last_planned, mondays, roll
from bot.services.schedule import zone_of
from bot.store.tables import Chat, Pause, PlannedSession, Reminder, ReminderKind, Runner, SessionState
from tests.databases import KEYS
from tests.play.acts import Act
from tests.play.scene import FIRST_CHAT, Posted, Scene

_SENDS = ("sendMessage", "sendPhoto", "sendAnimation", "sendDocument")
# What Telegram refuses although nobody did wrong: it shows this already, or a restart answered a tap twice.
_EXPECTED = ("message is not modified", "query is too old", "message to edit not found")


# The tables whose rows of a runner decide about their plan, and the column that says whose they are.
_OF_PLAN = (
    ("runner", "id"),
    *((table, "runner_id") for table in ("run_week", "single_run_week", "race", "pause", "day_off")),
    *((table, "runner_id") for table in ("planned_session", "session_log")),
)


async def _nothing() -> bytes:
    return b""


def _layout(session: Session, runner: Runner, monday: date) -> week.Layout:
    """The sessions of a week as they stand, without what was skipped or missed."""
    rows = rows_between(session, runner, monday, monday + timedelta(days=6))
    return layout_of((row for row in rows if loads(row)), monday)


def _ends_a_broadcast(call: Json) -> bool:
    return str(call.get("params", {}).get("text", "")).startswith(("Delivered to ", "<b>Stopped.</b>"))


class Finding(AssertionError):
    """Something that must not be; `who` is the runner's number, -1 for nobody in particular."""

    def __init__(self, who: int, what: str) -> None:
        super().__init__(f"runner {who}: {what}")
        self.who = who


class Errors(logging.Handler):
    """Keeps what is logged at ERROR or above."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def errors_kept() -> Iterator[Errors]:
    """Keep the errors that are logged as long as the block lasts."""
    handler = Errors()
    logging.getLogger().addHandler(handler)
    try:
        yield handler
    finally:
        logging.getLogger().removeHandler(handler)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a runner stood towards reminders before the clock moved."""

    born: datetime
    wanted: bool
    blocked: bool
    pauses: tuple[tuple[date, date | None], ...]

    def quiet_on(self, day: date) -> bool:
        """Whether nothing is trained on a day, and nobody asks how it goes, as once a week in an open pause."""
        holding = [
            (first, last) for first, last in self.pauses if first <= day and (last is None or day <= last)
        ]
        asked = any(last is None and day > first and (day - first).days % 7 == 0 for first, last in holding)
        return bool(holding) and not asked


class Checks:
    """Holds what happened against what must hold."""

    def __init__(self, scene: Scene, errors: Errors) -> None:
        self._scene = scene
        self._errors = errors
        self._reminded: set[tuple[int, str]] = set()
        self._plans_seen: dict[int, object] = {}
        self._messages_of_reminders: set[tuple[int, int]] = set()
        self.counts: Counter[str] = Counter()

    # --- after every turn

    def logged(self) -> None:
        """Nothing was logged as an error."""
        if self._errors.records:
            record = self._errors.records[0]
            self._errors.records.clear()
            text = record.getMessage()
            if record.exc_info:
                text += "\n" + logging.Formatter().formatException(record.exc_info)
            raise Finding(-1, f"an error was logged: {text}")

    def paced(self, who: int, act: Act) -> bool:
        """Note something that is sent; return whether an answer may be left out, because it comes too fast."""
        clock = self._scene.stage.clock.now()
        tapped = act.what == "tap"
        at = clock if tapped else datetime.fromtimestamp(int(clock.timestamp()), tz=UTC)
        weight = FILE if act.what == "document" and is_calendar(Incoming(act.name, "", 0, _nothing)) else 1
        pace = self._scene.pacers.heard(FIRST_CHAT + who, at, tapped=tapped, weight=weight)
        return pace is Pace.STILL_TOO_FAST

    def calls(self, calls: list[Json], blocked: set[int]) -> None:
        """Telegram refused nothing, but for what cannot be helped; `blocked` are chats that were blocked meanwhile."""
        for call in calls:
            if call["ok"] is not False or call["method"].lower() == "getupdates":
                continue
            said = str(call["description"]).lower()
            who = (call["chat"] or 0) - FIRST_CHAT
            if any(text in said for text in _EXPECTED) or (call["error_code"] == 403 and who in blocked):
                continue
            raise Finding(who, f"Telegram refused {call['method']}: {said}\n{call['params']}")

    def answered(self, who: int, posted: Posted, calls: list[Json], *, hushed: int) -> None:
        """Each tap is answered, each message gets one; `hushed` of all may be left without words."""
        if posted.blocked:
            return
        mine = [call for call in calls if call["chat"] == FIRST_CHAT + who]
        answers = Counter(
            str(call["params"]["callback_query_id"])
            for call in mine
            if call["method"] == "answerCallbackQuery" and call["ok"]
        )
        for query in posted.taps:
            if answers[query] != 1:
                raise Finding(who, f"a tap was answered {answers[query]} times")
        toasts = sum(
            call["method"] == "answerCallbackQuery" and bool(call["params"].get("text")) for call in mine
        )
        others = [call for call in mine if call["method"] != "answerCallbackQuery"]
        if len(others) + toasts < len(posted.taps) + posted.messages - hushed:
            raise Finding(who, "a tap met silence" if posted.taps else "a message met silence")
        sent = sum(call["method"] in _SENDS and bool(call["delivered"]) for call in mine)
        if sent < posted.messages - hushed:
            raise Finding(who, "a message met silence")
        if any("Something went wrong" in str(call["params"].get("text", "")) for call in mine):
            raise Finding(who, "something went wrong")

    def cancelled(self, who: int) -> None:
        """/cancel leads out of every open question."""
        query = "SELECT awaiting FROM chat WHERE id = ? AND awaiting IS NOT NULL"
        row = self._scene.database.execute(query, (FIRST_CHAT + who,)).fetchone()
        if row is not None:
            raise Finding(who, f"/cancel does not lead out of {KEYS.open(row[0])}")
        self.counts["open questions left"] += 1

    def rows(self) -> None:
        """Nothing points at what is gone, nothing is left half-finished, no day has two sessions."""
        database = self._scene.database
        broken = database.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise Finding(-1, f"rows point at nothing: {broken[:3]}")
        half = "SELECT count(*) FROM inbox_update WHERE handled_at IS NULL OR payload IS NOT NULL"
        if database.execute(half).fetchone()[0]:
            raise Finding(-1, "an update is half-finished")
        twice = "SELECT runner_id, day FROM planned_session GROUP BY runner_id, day HAVING count(*) > 1"
        if found := database.execute(twice).fetchall():
            raise Finding(-1, f"two sessions on a day: {found}")

    # --- the plan

    def plan(self, who: int) -> None:
        """A runner's plan breaks no hard rule and has no session in a pause; what is as it was is not checked again."""
        tools = self._scene.stage.tools
        if self._plans_seen.get(who) == self._plan_rows(who):
            self.counts["plans as before"] += 1
            return
        with tools.store.writing() as session:
            found = runners.find(session, FIRST_CHAT + who)
            if found is None or found[1].onboarded_at is None:
                return
            runner = found[1]
            roll(session, tools, runner)  # as whatever shows the plan does first
            today = tools.today(runner.zone)
            for monday in mondays(monday_of(today), last_planned(runner, today)):
                layout, after = _layout(session, runner, monday), monday + timedelta(days=7)
                question = question_of_week(session, tools, runner, monday, layout)
                # A session of today stays when it has become too late in the evening to plan one.
                earliest = max(0, min(question.earliest, (today - monday).days))
                question = replace(question, earliest=earliest, next_sessions=_layout(session, runner, after))
                for each in week.violations(question, layout):
                    if monday + timedelta(days=each.day) >= today:
                        raise Finding(who, f"week of {monday} (today {today}): {each} in {layout}")
            for row in session.exec(select(PlannedSession).where(col(PlannedSession.runner_id) == runner.id)):
                if (
                    row.state is SessionState.PLANNED
                    and row.day >= today
                    and paused_on(session, runner, row.day)
                ):
                    raise Finding(who, f"a session on {row.day}, a day of a pause")
        self._plans_seen[who] = self._plan_rows(who)
        self.counts["plans checked"] += 1

    def _plan_rows(self, who: int) -> object:
        """Everything that a runner's plan is made of: the day, and all their rows that decide about it."""
        database, now = self._scene.database, self._scene.stage.clock.now()
        mine = database.execute("SELECT runner_id FROM chat WHERE id = ?", (FIRST_CHAT + who,)).fetchone()
        if mine is None:
            return None
        rows = [
            database.execute(f"SELECT * FROM {table} WHERE {key} = ? ORDER BY id", mine).fetchall()
            for table, key in _OF_PLAN
        ]
        zone = database.execute("SELECT zone FROM runner WHERE id = ?", mine).fetchone()[0]
        local = now.astimezone(zone_of(zone))
        return local.date(), local.hour >= LAST_HOUR_TO_START, rows

    # --- the reminders

    def standings(self) -> dict[int, Standing]:
        """Return how each runner stands towards reminders now, by chat."""
        with self._scene.stage.tools.store.reading() as session:
            pauses: dict[int, list[Pause]] = {}
            for pause in session.exec(select(Pause).where(col(Pause.trains).is_(False))):
                pauses.setdefault(pause.runner_id, []).append(pause)
            return {
                chat.id: Standing(
                    born=runner.created_at,
                    wanted=runner.reminders and runner.onboarded_at is not None,
                    blocked=chat.blocked_at is not None,
                    pauses=tuple((each.first, each.last) for each in pauses.get(chat.runner_id, ())),
                )
                for chat, runner in session.exec(select(Chat, Runner).join(Runner))
            }

    def reminders(self, before: dict[int, Standing], calls: list[Json]) -> None:
        """What was sent while the clock moved went to those who want it, and once a day."""
        sends = [call for call in calls if call["method"] in _SENDS]
        rows = self._reminder_rows() if sends else []
        for call in sends:
            if call["chat"] in self._scene.stage.bot.desk.operators and _ends_a_broadcast(call):
                continue  # whoever runs the bot is told, runner or not
            who = call["chat"] - FIRST_CHAT
            standing = before.get(call["chat"])
            if standing is None:
                raise Finding(who, "a reminder to somebody who is deleted")
            if standing.blocked:
                raise Finding(who, "a message to a chat that is blocked")
            number = call["result"]["message_id"] if call["delivered"] else None
            row = next(
                (row for row in rows if (row.chat_id, row.last_message) == (call["chat"], number)), None
            )
            if row is None:
                continue  # a broadcast, or an answer that was late
            self._reminder(who, row, standing)

    def _reminder(self, who: int, row: Reminder, standing: Standing) -> None:
        if not standing.wanted:
            raise Finding(who, "a reminder although they are switched off")
        assert row.last_day is not None
        if standing.quiet_on(row.last_day):
            raise Finding(who, f"a reminder of {row.last_day}, a day of a pause")
        self.counts[f"reminders {row.kind.value}"] += 1
        if row.kind is ReminderKind.DAILY:
            key = (row.chat_id, f"{standing.born} {row.last_day}")
            if key in self._reminded:
                raise Finding(who, f"a second reminder of {row.last_day}")
            self._reminded.add(key)

    def _reminder_rows(self) -> list[Any]:
        with self._scene.stage.tools.store.reading() as session:
            return list(session.exec(select(Reminder)))
