"""/pause: what is known of a pause, what still has to be asked, and what holds now."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.coach.pauses import PauseReason
from bot.coach.words import Equipment
from bot.services import runners
from bot.services.bends import ComeBack, TakePause
from bot.services.changing import Difference, propose
from bot.services.pause_rows import PauseView, covering, days_off, pauses_of, view_of
from bot.services.plan_rows import DAYS
from bot.services.planning import roll
from bot.services.tools import Tools
from bot.understanding.dates import parse_day
from bot.understanding.slots import Slots
from bot.understanding.slots_dates import named_days
from bot.understanding.things import parse_equipment

AWAITING = "pause:"
"""How the chat's row says that the next message may be the last day of a pause."""
LONGEST_PAUSE = timedelta(days=366)

_TRAVEL = re.compile(r"\b(?:travel\w*|trips?|abroad|hotels?|airbnb|hostel|camping|on the road|flying|away)\b")
_INJURED = re.compile(r"\b(?:injur\w+|surgery|operation|broke|broken|sprain\w*|torn)\b")
_BACK_ON = re.compile(r"\bback\b(?! (?:pain|ache|hurts|is))")
_NOTHING = re.compile(r"\bhotel room\b|\bno (?:gym|equipment|weights|kit)\b|\bnothing (?:there|with me|to)\b")
_TRAINS = re.compile(r"\bhotel (?:room|gym)\b|\bbands?\b|\bdumbbells?\b|\bbody ?weight\b|\bgym\b")
_STOPS = re.compile(r"\b(?:pause|stop|no (?:training|strength|lifting|sessions|gym)|break)\b")


@dataclass(frozen=True, slots=True)
class PauseDraft:
    """A pause as far as it is known; `until_known` with `last` None means: until they say so."""

    reason: PauseReason | None
    first: date
    last: date | None = None
    until_known: bool = False
    trains: bool | None = None
    things: frozenset[Equipment] | None = None

    @property
    def missing(self) -> str | None:
        """What has to be asked next: `reason`, `until`, `trains`, `things`, or None when it is complete."""
        if self.reason is None:
            return "reason"
        if not self.until_known:
            return "until"
        if self.reason is not PauseReason.TRAVEL:
            return None
        if self.trains is None:
            return "trains"
        return "things" if self.trains and self.things is None else None

    def bend(self) -> TakePause:
        """Return the pause to be taken.

        Raises:
            ValueError: something is missing.
        """
        if self.reason is None or self.missing:
            raise ValueError("the pause is not complete")
        things = self.things if self.trains and self.things is not None else frozenset()
        return TakePause(self.reason, self.first, self.last, bool(self.trains), things)


@dataclass(frozen=True, slots=True)
class PauseState:
    """What holds today: the pause, what is still to come, and the days without time."""

    today: date
    now: PauseView | None
    ahead: tuple[PauseView, ...]
    off: tuple[date, ...]


def state(tools: Tools, chat_id: int) -> PauseState:
    """Return how things stand.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        roll(session, tools, runner)
        today = tools.today(runner.zone)
        now = next(iter(covering(session, runner, today)), None)
        ahead = (row for row in pauses_of(session, runner) if row.first > today)
        off = days_off(session, runner, today, today + timedelta(days=2 * DAYS))
        return PauseState(
            today, None if now is None else view_of(now), tuple(map(view_of, ahead)), tuple(sorted(off))
        )


def hear(tools: Tools, chat_id: int, slots: Slots, text: str) -> PauseDraft:
    """Read what was said of a pause.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    today = _today(tools, chat_id)
    said = text.lower()
    first = _first(slots, today)
    last = _last(slots, first)
    if last is not None and _BACK_ON.search(said) and last > first:
        last -= timedelta(days=1)
    draft = PauseDraft(_reason(slots, said), first, last, until_known=last is not None)
    if draft.reason is PauseReason.TRAVEL:
        draft = _with_things(draft, said)
    return draft


def typed_until(tools: Tools, chat_id: int, text: str, draft: PauseDraft) -> PauseDraft | None:
    """Return a pause with the last day that was typed, None when the words name no day that can be it."""
    today = _today(tools, chat_id)
    days = named_days(text.lower(), today)
    last = days[-1].on(today) if days else parse_day(text, today)
    if last is None or last < max(draft.first, today) or last - draft.first > LONGEST_PAUSE:
        return None
    return replace(draft, last=last, until_known=True)


def wait_for_date(tools: Tools, chat_id: int, code: str) -> None:
    """Note that the next message may be the last day of a pause; `code` is what is known of it."""
    with tools.store.writing() as session:
        chat, _ = runners.need(session, chat_id)
        chat.awaiting = AWAITING + code


def forget_date(tools: Tools, chat_id: int) -> None:
    """Wait no longer for the last day of a pause."""
    with tools.store.writing() as session:
        found = runners.find(session, chat_id)
        if found is not None and (found[0].awaiting or "").startswith(AWAITING):
            found[0].awaiting = None


def a_few_more(tools: Tools, chat_id: int, days: int) -> PauseDraft | None:
    """Return the pause that holds now with an end so many days on, today counted; None when nothing holds."""
    held = state(tools, chat_id)
    if held.now is None:
        return None
    last = held.today + timedelta(days=days - 1)
    return PauseDraft(held.now.reason, held.now.first, last, until_known=True, trains=False)


def come_back(
    tools: Tools, chat_id: int, slots: Slots | None = None, on: date | None = None
) -> tuple[ComeBack, Difference] | None:
    """Return the way back from what holds now, or on a day to come, None when nothing does.

    Raises:
        Refusal: as `changing.propose` does.
    """
    today = _today(tools, chat_id)
    day = on or today
    if slots is not None and slots.from_ is not None:
        named = slots.from_
        day = (
            named if not isinstance(named, int) else today + timedelta(days=(named - today.weekday()) % DAYS)
        )
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        rows = covering(session, runner, max(day, today))
        if not rows:
            return None
    bend = ComeBack(max(day, today), rows[0].reason is PauseReason.TRAVEL)
    return bend, propose(tools, chat_id, bend)


def _today(tools: Tools, chat_id: int) -> date:
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        return tools.today(runner.zone)


def _reason(slots: Slots, said: str) -> PauseReason | None:
    if slots.pause is not None:
        return slots.pause
    if _INJURED.search(said):
        return PauseReason.INJURY
    return PauseReason.TRAVEL if _TRAVEL.search(said) or slots.place is not None else None


def _first(slots: Slots, today: date) -> date:
    if slots.week == "next":
        return today + timedelta(days=DAYS - today.weekday())
    named = slots.from_ or slots.day or slots.date
    if named is None:
        return today
    if not isinstance(named, int):
        return max(named, today)
    return today + timedelta(days=(named - today.weekday()) % DAYS)


def _last(slots: Slots, first: date) -> date | None:
    if isinstance(slots.until, int):
        return first + timedelta(days=(slots.until - first.weekday()) % DAYS or DAYS)
    if isinstance(slots.until, date):
        return slots.until if first <= slots.until <= first + LONGEST_PAUSE else None
    if slots.days is not None and 0 < slots.days <= LONGEST_PAUSE.days:
        return first + timedelta(days=slots.days - 1)
    if slots.week in ("this", "next"):
        return first + timedelta(days=DAYS - 1 - first.weekday())
    return first if slots.from_ is None and (slots.day is not None or slots.date is not None) else None


def _with_things(draft: PauseDraft, said: str) -> PauseDraft:
    if _STOPS.search(said):
        return replace(draft, trains=False)
    if not (_TRAINS.search(said) or _NOTHING.search(said)):
        return draft
    named = parse_equipment(re.sub(r"\b(?:no|without|hotel) gym\b|\bhotel room\b", " ", said))
    if named is None and not _NOTHING.search(said):
        return replace(draft, trains=True)
    return replace(draft, trains=True, things=frozenset(named or ()))
