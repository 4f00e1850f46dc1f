"""The first conversation: which question is asked, what an answer changes, where Back and Skip lead.

Where the talk stands is in the chat's row, so that a restart or another question in between changes nothing.
The same functions edit one answer later, from /settings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlmodel import Session

from bot.coach.words import Complaint
from bot.library.objects import ComplaintCard
from bot.services import plans, reminders, runners
from bot.services.questions import (
    COMPLAINTS,
    FIRST_QUESTIONS,
    SHARE,
    ZONE,
    Answer,
    Draft,
    Heard,
    Problem,
    Question,
    Rows,
    Unfinished,
    question_of,
)
from bot.services.schedule import zone_names
from bot.services.tools import Refusal, Tools
from bot.store.tables import Chat, Runner
from bot.understanding.places import zone_at

_ANSWERED, _EDITING, _DRAFT = "answered", "editing", "answer"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the runner sees it now; `number` counts from 1, and is 0 when a single answer is edited."""

    question: str
    number: int
    total: int
    rows: Rows
    draft: Draft
    problem: Problem | None = None
    can_go_back: bool = False
    just_said: bool = False


@dataclass(frozen=True, slots=True)
class Complete:
    """The last question is answered, or the one that was edited: the plan stands."""

    week: plans.WeekView
    next_week: plans.WeekView
    today: plans.DayView
    first: bool
    name: str
    reminder_time: time | None
    zone: str
    question: str | None = None
    complaints: tuple[ComplaintCard, ...] = ()
    location_offered: bool = False


@dataclass(frozen=True, slots=True)
class NotThisQuestion:
    """A button of a question that is not open any more, or words that do not answer the one that is."""

    open: Asked | None


Step = Asked | Complete | NotThisQuestion


def start(tools: Tools, chat_id: int, name: str, update_id: int) -> Asked | None:
    """Begin or go on with the first conversation; None when this runner has a plan already."""
    with tools.store.writing() as session:
        chat, runner = runners.make(session, tools.clock, chat_id, name)
        reminders.resume(session, tools, chat, runner)
        if runner.onboarded_at is not None:
            return None
        if not runners.applied(chat, update_id) and question_of(chat.awaiting) is None:
            chat.awaiting = _first_open(chat)
        return _asked(tools, chat, runner)


def waiting(tools: Tools, chat_id: int) -> Asked | None:
    """Return the open question of a chat, None when nothing is asked."""
    with tools.store.reading() as session:
        found = runners.find(session, chat_id)
        if found is None or question_of(found[0].awaiting) is None:
            return None
        return _asked(tools, *found)


def edit(tools: Tools, chat_id: int, question_id: str, update_id: int) -> Asked:
    """Ask one question again, from /settings."""
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        if not runners.applied(chat, update_id):
            chat.awaiting = question_id
            question = question_of(question_id)
            draft = {} if question is None else question.present(session, runner, tools.today(runner.zone))
            chat.draft = {_EDITING: True, _DRAFT: draft}
        return _asked(tools, chat, runner)


def hear(tools: Tools, chat_id: int, text: str, update_id: int) -> Step:
    """Take typed words as the answer to the open question."""
    return _answer(
        tools, chat_id, None, update_id, lambda question, draft, now: question.read(text, draft, now)
    )


def tap(tools: Tools, chat_id: int, question_id: str, value: str, update_id: int) -> Step:
    """Take a button of a question."""
    return _answer(
        tools,
        chat_id,
        question_id,
        update_id,
        lambda question, draft, now: question.tap(value, draft, now.date()),
    )


def place(tools: Tools, chat_id: int, latitude: float, longitude: float, update_id: int) -> Step:
    """Take a shared location (degrees) as the answer to the time-zone question."""

    def heard(question: Question, _draft: Draft, _now: datetime) -> Heard:
        zone = zone_at(latitude, longitude) if question is ZONE else None
        return Answer(zone) if zone in zone_names() else None

    return _answer(tools, chat_id, "zone", update_id, heard)


def skip(tools: Tools, chat_id: int, question_id: str, update_id: int) -> Step:
    """Leave a question to its default; when a single answer is edited, leave it as it was."""
    with tools.store.writing() as session:
        chat, runner = _find(session, chat_id)
        if chat.applied_update == update_id:
            return _stands(session, tools, chat, runner)
        question = question_of(chat.awaiting)
        if question is None or question.id != question_id:
            return NotThisQuestion(_asked(tools, chat, runner) if question else None)
        runners.applied(chat, update_id)
        if chat.draft.get(_EDITING):
            return _close(session, tools, chat, runner, question, changed=False)
        return _take(session, tools, chat, runner, question, question.default)


def back(tools: Tools, chat_id: int, question_id: str, update_id: int) -> Step:
    """Go to the question before."""
    with tools.store.writing() as session:
        chat, runner = _find(session, chat_id)
        if chat.applied_update == update_id:
            return _stands(session, tools, chat, runner)
        question = question_of(chat.awaiting)
        if question is None or question.id != question_id:
            return NotThisQuestion(_asked(tools, chat, runner) if question else None)
        number = FIRST_QUESTIONS.index(question)
        if number and not chat.draft.get(_EDITING):
            runners.applied(chat, update_id)
            before = FIRST_QUESTIONS[number - 1]
            kept: Draft = {_ANSWERED: [each for each in chat.draft.get(_ANSWERED, ()) if each != before.id]}
            if _shares(chat):
                kept[SHARE] = True
            chat.awaiting, chat.draft = before.id, kept
        return _asked(tools, chat, runner)


def cancel(tools: Tools, chat_id: int) -> Asked | None:
    """Stop asking; what was answered stays. Return the question that was left, None when nothing was asked."""
    with tools.store.writing() as session:
        found = runners.find(session, chat_id)
        if found is None:
            return None
        if question_of(found[0].awaiting) is None:
            found[0].awaiting = None
            return None
        chat, runner = found
        left = _asked(tools, chat, runner)
        chat.awaiting = None
        if runner.onboarded_at is not None:
            chat.draft = {}
        return left


def unread(asked: Asked, problem: Problem) -> Asked:
    """Return an open question with what was wrong with the answer."""
    return replace(asked, problem=problem)


def _answer(
    tools: Tools,
    chat_id: int,
    question_id: str | None,
    update_id: int,
    heard: Callable[[Question, Draft, datetime], Heard],
) -> Step:
    with tools.store.writing() as session:
        found = runners.find(session, chat_id)
        if found is None:
            return NotThisQuestion(None)
        chat, runner = found
        question = question_of(chat.awaiting)
        if chat.applied_update == update_id:
            return _stands(session, tools, chat, runner)
        if question is None or question_id not in (None, question.id):
            return NotThisQuestion(_asked(tools, chat, runner) if question else None)
        answer = heard(question, chat.draft.get(_DRAFT, {}), tools.local_now(runner.zone))
        if answer is None:
            return NotThisQuestion(_asked(tools, chat, runner))
        if isinstance(answer, Problem):
            return _asked(tools, chat, runner, answer)
        runners.applied(chat, update_id)
        if isinstance(answer, Unfinished):
            chat.draft = {**chat.draft, _DRAFT: answer.draft}
            return _asked(tools, chat, runner, answer.problem, just_said=question_id is None)
        return _take(session, tools, chat, runner, question, answer.value)


def _take(
    session: Session, tools: Tools, chat: Chat, runner: Runner, question: Question, value: object
) -> Step:
    question.store(session, runner, value, tools.today(runner.zone))
    session.flush()
    offered = _shares(chat)
    if chat.draft.get(_EDITING):
        return replace(_close(session, tools, chat, runner, question, changed=True), location_offered=offered)
    answered = [*chat.draft.get(_ANSWERED, ()), question.id]
    chat.draft = {_ANSWERED: answered, SHARE: True} if offered else {_ANSWERED: answered}
    chat.awaiting = _first_open(chat)
    if chat.awaiting is not None:
        return _asked(tools, chat, runner)
    chat.draft = {}
    runner.onboarded_at = tools.clock.now()
    return replace(_complete(session, tools, chat, runner, None, first=True), location_offered=offered)


def _close(
    session: Session, tools: Tools, chat: Chat, runner: Runner, question: Question, *, changed: bool
) -> Complete:
    chat.awaiting, chat.draft = None, {}
    if changed:
        plans.replan(session, tools, runner)
    return _complete(session, tools, chat, runner, question.id if changed else None, first=False)


def _complete(
    session: Session, tools: Tools, chat: Chat, runner: Runner, question: str | None, *, first: bool
) -> Complete:
    plans.roll(session, tools, runner)
    reminders.schedule(session, tools, chat, runner)
    today = tools.today(runner.zone)
    return Complete(
        week=plans.week_view(session, tools, runner, today),
        next_week=plans.week_view(session, tools, runner, today + timedelta(days=7)),
        today=plans.day_view(session, tools, runner, today),
        first=first,
        name=runner.name,
        reminder_time=runner.reminder_time,
        zone=runner.zone or "UTC",
        question=question,
        complaints=_cards(tools, runner) if first or question == COMPLAINTS.id else (),
    )


def stands(tools: Tools, chat_id: int) -> Asked | Complete:
    """Return where the talk stands, for words that were heard already and whose reply may be missing."""
    with tools.store.writing() as session:
        return _stands(session, tools, *_find(session, chat_id))


def _stands(session: Session, tools: Tools, chat: Chat, runner: Runner) -> Asked | Complete:
    """What an update that was applied already led to: a crash came between it and the reply."""
    if question_of(chat.awaiting) is not None:
        return _asked(tools, chat, runner)
    return _complete(session, tools, chat, runner, None, first=True)


def _shares(chat: Chat) -> bool:
    """Whether the button that shares the place stands below the text field; it has to go in the end."""
    return bool(chat.draft.get(SHARE) or chat.draft.get(_DRAFT, {}).get(SHARE))


def _cards(tools: Tools, runner: Runner) -> tuple[ComplaintCard, ...]:
    return tuple(tools.library.complaints[Complaint(part)] for part in runner.complaints or ())


def _find(session: Session, chat_id: int) -> tuple[Chat, Runner]:
    found = runners.find(session, chat_id)
    if found is None:
        raise Refusal("not-started")
    return found


def _first_open(chat: Chat) -> str | None:
    answered = chat.draft.get(_ANSWERED, ())
    return next((question.id for question in FIRST_QUESTIONS if question.id not in answered), None)


def _asked(
    tools: Tools, chat: Chat, runner: Runner, problem: Problem | None = None, *, just_said: bool = False
) -> Asked:
    question = question_of(chat.awaiting)
    if question is None:
        raise ValueError("nothing is asked in this chat")
    editing = bool(chat.draft.get(_EDITING))
    draft = chat.draft.get(_DRAFT, {})
    number = FIRST_QUESTIONS.index(question)
    return Asked(
        question=question.id,
        number=0 if editing else number + 1,
        total=len(FIRST_QUESTIONS),
        rows=question.rows(draft, tools.today(runner.zone)),
        draft=draft,
        problem=problem,
        can_go_back=number > 0 and not editing,
        just_said=just_said,
    )
