"""The judge: knows by the wall clock who is to be reminded when, and holds what reached the chats against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot.local.wire import Json
from bot.store.database import Store
from tests.soaking import rows
from tests.soaking.rows import Told
from tests.soaking.wall import DAY, Wishes, today

SPREAD = timedelta(minutes=3)  # nobody waits longer for their turn
SLACK = timedelta(minutes=2)  # the steps of the clock are not seconds
LATE = timedelta(minutes=15)
TOO_LATE = timedelta(hours=2)
UNKNOWABLE = frozenset({"500", "500-html", "502", "drop", "drop-after", "slow"})
_AGAIN, _HOW = "Here I am again", "How are you?"
_SENDS = ("sendMessage", "sendPhoto", "sendDocument")


@dataclass(slots=True)
class Owed:
    """A reminder whose hour has come: for which day, when it was to come, and what happened to it since."""

    day: date
    at: datetime
    troubles: int = 0
    unknowable: int = 0
    changed: bool = False


@dataclass(slots=True)
class Watch:
    """One runner, from the first plan to the deletion."""

    chat: int
    told: Told
    blocked: bool = False
    last_day: date | None = None
    next: tuple[date, datetime] | None = None
    owed: Owed | None = None
    given: Owed | None = None
    """The last one that arrived: its double may follow where nobody could know."""
    unseen: bool = False
    """The bot has not been told of the block: it may try once."""

    def plan(self, after: datetime) -> None:
        """Find the next one after an instant."""
        self.next = None if self.blocked else self.told.wishes.first(after, self.last_day)


@dataclass
class Judge:
    """Keeps the score; `down` are the spans in which the bot was not running, `dark` those without Telegram."""

    store: Store
    watches: dict[int, Watch] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    down: list[tuple[datetime, datetime]] = field(default_factory=list)
    dark: list[tuple[datetime, datetime]] = field(default_factory=list)
    snoozes: dict[int, tuple[date, datetime]] = field(default_factory=dict)
    late: list[float] = field(default_factory=list)
    """Minutes of those that were more than a quarter of an hour late."""

    # --- what the runners tell

    def hear(self, now: datetime, chats: Iterable[int]) -> None:
        """Look again what runners have told, after they did something."""
        chats = list(chats)
        told = rows.told(self.store, chats)
        for chat in chats:
            self._hear(now, chat, told.get(chat))
        self.snoozes = rows.snoozes(self.store)

    def _hear(self, now: datetime, chat: int, told: Told | None) -> None:
        watch = self.watches.get(chat)
        if watch is not None and (told is None or told.runner_id != watch.told.runner_id):
            del self.watches[chat]  # they are deleted: nothing is owed
            self.counts["deleted"] += 1
            watch = None
        if told is None or not told.ready:
            return
        if watch is None:
            watch = self.watches[chat] = Watch(chat, told)
            watch.plan(now)
            self.counts["joined"] += 1
            return
        other = watch.told.wishes != told.wishes
        self.counts["wishes changed"] += other
        if watch.owed is not None and other:  # it has not left yet: the new hour is the day's
            watch.last_day = watch.owed.day - DAY
            self._close(watch, "changed in its minutes")
        elif watch.owed is not None:
            watch.owed.changed = True  # between its hour and its turn: either is right
        watch.told = told
        if other:
            watch.plan(now)

    def block(self, now: datetime, chat: int, *, blocked: bool, seen: bool = True) -> None:
        """A runner blocks the bot, or lets it in again; not `seen` while nobody has told the bot."""
        watch = self.watches.get(chat)
        if watch is None or watch.blocked is blocked:
            return
        # Who was shut out without a word, and was not written to meanwhile, may still have their turn.
        since = now - SPREAD - SLACK if watch.unseen else now
        watch.blocked, watch.unseen = blocked, blocked and not seen
        self.counts["blocked" if blocked else "unblocked"] += 1
        if blocked and watch.owed is not None:
            watch.owed.changed = True
        watch.plan(since)

    # --- time passes

    def due(self, now: datetime) -> list[Watch]:
        """Take what falls due by an instant; return whose reminder it is."""
        found = []
        for watch in self.watches.values():
            if watch.next is not None and watch.next[1] <= now:
                if watch.owed is not None:
                    self._missed(watch, watch.owed, now)
                watch.owed = Owed(*watch.next)
                watch.last_day = watch.next[0]
                watch.plan(watch.next[1])
                found.append(watch)
        return found

    def next_at(self) -> datetime | None:
        """Return when somebody's reminder is to come next."""
        return min((each.next[1] for each in self.watches.values() if each.next is not None), default=None)

    def near_midnight(self, now: datetime) -> bool:
        """Whether somebody is owed a reminder whose day is over in some minutes."""
        waiting = (
            each.told.wishes.zone
            for each in self.watches.values()
            if each.owed is not None or (each.next is not None and each.next[1] <= now)
        )
        return any(today(now + 3 * SPREAD, zone) > today(now, zone) for zone in waiting)

    def killed(self, written_to: Iterable[int]) -> None:
        """The bot's process died, while it may have been writing to these chats; others wait for their lease."""
        written_to = set(written_to)
        for watch in self.watches.values():
            for each in (watch.owed, watch.given):
                if each is not None:
                    each.troubles += 1
                    each.unknowable += watch.chat in written_to

    # --- what arrived

    def see(self, now: datetime, calls: list[Json], silent: set[tuple[int, int]]) -> list[tuple[int, Json]]:
        """Judge what was sent while the clock moved; return the reminders that arrived, by chat."""
        sends = [call for call in calls if call["method"] in _SENDS and call["chat"] is not None]
        open_ones = [each for each in self.watches.values() if each.owed is not None]
        looked = {(each.told.runner_id, each.owed.day) for each in open_ones if each.owed is not None}
        for call in sends:
            watch = self.watches.get(call["chat"])
            if watch is not None:
                looked |= {(watch.told.runner_id, each.day) for each in (watch.owed, watch.given) if each}
                if call["chat"] in self.snoozes:
                    looked.add((watch.told.runner_id, self.snoozes[call["chat"]][0]))
        known = rows.days(self.store, looked) if looked else {}
        arrived = []
        for call in sends:
            self._attempt(call)
            if call["delivered"]:
                number = call["result"]["message_id"]
                arrived.append((call["chat"], call["result"]))
                self._arrived(now, call, known, silent=(call["chat"], number) in silent)
        for watch in open_ones:
            if watch.owed is not None:
                self._settle(now, watch, watch.owed, known)
        if self.snoozes:
            self._unheard(now, {chat for chat, each in arrived if _AGAIN in str(each.get("text", ""))})
        return arrived

    def _unheard(self, now: datetime, arrived: set[int]) -> None:
        """Look for put-off reminders that ended without having come."""
        before, self.snoozes = self.snoozes, rows.snoozes(self.store)
        gone = {
            (watch.told.runner_id, day): (watch, at)
            for chat, (day, at) in before.items()
            if at <= now
            and chat not in self.snoozes
            and chat not in arrived
            and (watch := self.watches.get(chat)) is not None
        }
        for (runner, day), found in (rows.days(self.store, gone) if gone else {}).items():
            watch, at = gone[runner, day]
            wishes = watch.told.wishes
            over = today(now, wishes.zone) > day or now - at > TOO_LATE
            if found.training and found.needed(cards=False) and wishes.on and not watch.blocked and not over:
                self._wrong(watch.chat, f"the reminder of {day} was put off until {at:%F %R} and never came")

    def _attempt(self, call: Json) -> None:
        watch = self.watches.get(call["chat"])
        if watch is None:
            self._wrong(call["chat"], "a message to somebody who is deleted, or has no plan")
            return
        owed = watch.owed or watch.given
        if owed is not None and (call.get("fault") or not call["ok"]):
            owed.troubles += 1
            owed.unknowable += call.get("fault") in UNKNOWABLE
        if watch.blocked:
            self.counts["refused by a chat"] += 1
            if not watch.unseen:
                self._wrong(watch.chat, "a message to a chat that is known to be blocked")
            watch.unseen = False

    def _arrived(
        self, now: datetime, call: Json, known: Mapping[tuple[int, date], rows.Day], *, silent: bool
    ) -> None:
        chat, said = call["chat"], str(call["result"].get("text", ""))
        watch = self.watches.get(chat)
        if watch is None:
            return
        if _AGAIN in said:
            self._snoozed(now, watch, said, known)
        elif watch.owed is not None and (_names(said, watch.owed.day) or said.startswith(_HOW)):
            self._given(now, watch, watch.owed, known, silent=silent)
        elif watch.given is not None and watch.given.unknowable and _names(said, watch.given.day):
            watch.given.unknowable -= 1
            self.counts["doubled, unknowable"] += 1
            if not silent:
                self._wrong(chat, f"the double of {watch.given.day} rang")
        elif watch.given is not None and _names(said, watch.given.day):
            self._wrong(chat, f"a second reminder of {watch.given.day} at {now:%F %R}")
        else:
            self._wrong(chat, f"at {now:%F %R} nothing was owed, but: {said[:80]!r}; {watch}")

    def _given(
        self,
        now: datetime,
        watch: Watch,
        owed: Owed,
        known: Mapping[tuple[int, date], rows.Day],
        *,
        silent: bool,
    ) -> None:
        day = known[watch.told.runner_id, owed.day]
        watch.given, watch.owed = owed, None
        self.counts["reminders"] += 1
        self.counts["with a session" if day.training else "of a rest day"] += 1
        if not day.needed(cards=watch.told.cards) and not owed.changed:
            self._wrong(watch.chat, f"nobody wanted the reminder of {owed.day} at {now:%F %R}: {day}")
        if not owed.troubles and not owed.changed and silent is day.training:
            self._wrong(watch.chat, f"the reminder of {owed.day} was {'silent' if silent else 'loud'}: {day}")
        self._timely(now, watch, owed)

    def _timely(self, now: datetime, watch: Watch, owed: Owed) -> None:
        if now - owed.at > TOO_LATE + SPREAD + SLACK:
            self._wrong(watch.chat, f"the reminder of {owed.day} came {now - owed.at} late")
        elif now - owed.at > LATE:
            self.counts["late"] += 1
            self.late.append((now - owed.at).total_seconds() / 60)
            if not (owed.troubles or self._off(owed.at, now)):
                self._wrong(watch.chat, f"the reminder of {owed.day} came {now - owed.at} late for no reason")

    def _snoozed(
        self, now: datetime, watch: Watch, said: str, known: Mapping[tuple[int, date], rows.Day]
    ) -> None:
        snooze = self.snoozes.get(watch.chat)
        if snooze is None or snooze[1] > now or not _names(said, snooze[0]):
            self._wrong(watch.chat, f"nobody put a reminder off until {now:%F %R}: {snooze}")
            return
        self.counts["put off"] += 1
        day = known[watch.told.runner_id, snooze[0]]
        if not day.training or not day.needed(cards=False):
            self._wrong(watch.chat, f"the put-off reminder of {snooze[0]} came for nothing: {day}")

    # --- what did not arrive

    def _settle(
        self, now: datetime, watch: Watch, owed: Owed, known: Mapping[tuple[int, date], rows.Day]
    ) -> None:
        """Decide about one that has not arrived yet."""
        day = known[watch.told.runner_id, owed.day]
        if watch.blocked:
            self._close(watch, "not owed: blocked")
        elif now < owed.at + SPREAD + SLACK:
            return
        elif not day.needed(cards=watch.told.cards):
            self._close(watch, "not owed: paused" if day.paused else "not owed: no card, or done")
        elif owed.changed:
            self._close(watch, "changed in its minutes")
        elif self._off(owed.at, now):
            if now - owed.at > TOO_LATE or owed.day < today(now, watch.told.wishes.zone):
                if self._off_for_good(watch, owed):
                    self._close(watch, "dropped after a downtime")
                else:
                    self._missed(watch, owed, now)
        elif owed.troubles and owed.day < today(now, watch.told.wishes.zone):
            self._close(watch, "its day was over before the repeat")
        elif owed.troubles and now - owed.at < TOO_LATE:
            return
        else:
            self._missed(watch, owed, now)

    def _missed(self, watch: Watch, owed: Owed, now: datetime) -> None:
        watch.owed = None
        self.counts["MISSED"] += 1
        self._wrong(
            watch.chat,
            f"no reminder of {owed.day}, owed at {owed.at:%F %R} UTC ({watch.told.wishes}); now {now:%F %R}; {owed}",
        )

    def _close(self, watch: Watch, why: str) -> None:
        watch.owed = None
        self.counts[why] += 1

    def _off(self, since: datetime, now: datetime) -> bool:
        return any(first <= now and last >= since - SLACK - LATE for first, last in (*self.down, *self.dark))

    def _off_for_good(self, watch: Watch, owed: Owed) -> bool:
        """Whether there was no time to send it: down for two hours, or until the day was over."""
        until = owed.at + TOO_LATE - SPREAD
        over = Wishes(watch.told.wishes.zone, time(0), 0, on=True).instant(owed.day + DAY)
        if over is not None:
            until = min(until, over - SLACK)
        return any(first <= owed.at + SPREAD + SLACK and last >= until for first, last in self.down)

    def _wrong(self, chat: int, what: str) -> None:
        self.violations.append(f"chat {chat}: {what}")


def _names(said: str, day: date) -> bool:
    return f"{day:%A} {day.day} {day:%B}" in said
