"""Runs from somebody else's calendar: read, looked through week by week, taken, and taken out again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, delete, func, select

from bot.coach.words import RunKind
from bot.services import plans, runners
from bot.services.calendar.reading import ReadPlan, ReadWeek, read
from bot.services.questions import run_week
from bot.services.schedule import zone_of
from bot.services.tools import Refusal, Tools
from bot.store.tables import Chat, Runner, SingleRunWeek, stored_id

_DRAFT = "import"


@dataclass(frozen=True, slots=True)
class FoundWeek:
    """A week of the file: what is run then by the file and by the plan so far; `taken` unless it was left out."""

    monday: date
    kinds: tuple[RunKind, ...]
    before: tuple[RunKind, ...]
    taken: bool


@dataclass(frozen=True, slots=True)
class FoundView:
    """The weeks that were found, not stored yet, and what was not taken for a run."""

    weeks: tuple[FoundWeek, ...]
    other_titles: tuple[str, ...]
    others: int
    unreadable: int

    @property
    def taken(self) -> int:
        """How many weeks are to be stored."""
        return sum(week.taken for week in self.weeks)


def find(tools: Tools, chat_id: int, content: bytes) -> FoundView:
    """Read a file and keep what was found until the runner has looked through it.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
        NotRead: see `reading.read`.
    """
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
    plan = read(content, tools.today(runner.zone), zone_of(runner.zone))
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        chat.draft = {**chat.draft, _DRAFT: _packed(plan)}
        # Titles of other things in somebody's calendar are shown this once and not kept.
        return replace(_view(session, tools, runner, chat), other_titles=plan.other_titles)


def found(tools: Tools, chat_id: int) -> FoundView:
    """Return what was found in the latest file.

    Raises:
        Refusal: there is no plan yet (see `runners.need`); `no-file` when nothing waits to be looked through.
    """
    with tools.store.reading() as session:
        chat, runner = runners.need(session, chat_id)
        return _view(session, tools, runner, chat)


def turn(tools: Tools, chat_id: int, monday: date, *, taken: bool) -> FoundView:
    """Leave a week of the file out, or take it after all.

    Raises:
        Refusal: see `found`.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        kept = chat.draft.get(_DRAFT)
        if kept is None:
            raise Refusal("no-file")
        out = set(kept["out"]) - {monday.isoformat()} | (set() if taken else {monday.isoformat()})
        chat.draft = {**chat.draft, _DRAFT: {**kept, "out": sorted(out)}}
        return _view(session, tools, runner, chat)


def take(tools: Tools, chat_id: int, update_id: int) -> int:
    """Store the weeks that were not left out, in place of all that came from a calendar before; the plan follows.

    Returns how many weeks there are.

    Raises:
        Refusal: see `found`.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        if runners.applied(chat, update_id):
            return _stored(session, runner)
        weeks = [week for week in _view(session, tools, runner, chat).weeks if week.taken]
        _remove(session, runner)
        for week in weeks:
            kinds = [kind.value for kind in week.kinds]
            session.add(
                SingleRunWeek(runner_id=stored_id(runner), monday=week.monday, kinds=kinds, imported=True)
            )
        session.flush()
        _forget(chat)
        plans.replan(session, tools, runner)
        return len(weeks)


def drop(tools: Tools, chat_id: int) -> None:
    """Forget what was found in a file.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.writing() as session:
        _forget(runners.need(session, chat_id)[0])


def remove(tools: Tools, chat_id: int) -> None:
    """Take out all runs that came from a calendar: the usual week holds again, and the plan follows.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        _remove(session, runner)
        plans.replan(session, tools, runner)


def _stored(session: Session, runner: Runner) -> int:
    return session.exec(
        select(func.count())
        .select_from(SingleRunWeek)
        .where(col(SingleRunWeek.runner_id) == runner.id, col(SingleRunWeek.imported).is_(True))
    ).one()


def _remove(session: Session, runner: Runner) -> None:
    session.exec(
        delete(SingleRunWeek).where(
            col(SingleRunWeek.runner_id) == runner.id, col(SingleRunWeek.imported).is_(True)
        )
    )


def _forget(chat: Chat) -> None:
    chat.draft = {key: value for key, value in chat.draft.items() if key != _DRAFT}


def _packed(plan: ReadPlan) -> dict[str, Any]:
    return {
        "weeks": [[week.monday.isoformat(), [kind.value for kind in week.kinds]] for week in plan.weeks],
        "out": [],
        "others": plan.others,
        "unreadable": plan.unreadable,
    }


def _view(session: Session, tools: Tools, runner: Runner, chat: Chat) -> FoundView:
    kept = chat.draft.get(_DRAFT)
    if kept is None:
        raise Refusal("no-file")
    today = tools.today(runner.zone)
    read_weeks = [
        ReadWeek(date.fromisoformat(monday), tuple(RunKind(kind) for kind in kinds))
        for monday, kinds in kept["weeks"]
    ]
    weeks = tuple(
        FoundWeek(
            week.monday,
            week.kinds,
            run_week(session, runner, week.monday),
            taken=week.monday.isoformat() not in kept["out"],
        )
        for week in read_weeks
        if week.monday + timedelta(days=6) >= today  # it may have been looked at for days
    )
    if not weeks:
        raise Refusal("no-file")
    return FoundView(weeks, (), kept["others"], kept["unreadable"])
