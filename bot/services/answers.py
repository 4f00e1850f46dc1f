"""Answers to questions: the content's entry, its sources, and what it means in this runner's week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup
from sqlmodel import Session, col, select

from bot.library.objects import Answer, AnswerKind, Certainty, Source
from bot.services import runners
from bot.services.personal import Personal, sentence
from bot.services.tools import Tools
from bot.store.tables import UnansweredQuestion
from bot.understanding.questions import Answered, Zone

_KEPT_CHARACTERS = 300
_A_MOMENT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Topic:
    """A question that the content answers, as a button shows it."""

    id: str
    question: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One entry, as it is told to one runner; `body` is Telegram HTML."""

    id: str
    question: str
    kind: AnswerKind
    body: Markup
    certainty: Certainty | None
    sources_count: int
    related: tuple[Topic, ...]
    personal: Personal | None


@dataclass(frozen=True, slots=True)
class SourcesView:
    """What an answer rests on: each source with what it says."""

    id: str
    question: str
    certainty: Certainty | None
    sources: tuple[tuple[Source, str], ...]


@dataclass(frozen=True, slots=True)
class ChooseView:
    """Not sure what was asked: the likely questions."""

    topics: tuple[Topic, ...]
    sure_of_none: bool


Reply = AnswerView | ChooseView


def reply(tools: Tools, chat_id: int, text: str, answered: Answered) -> Reply:
    """Return the answer to what was asked, or the likely questions; what nothing answers is kept for the operator."""
    with tools.store.writing() as session:
        if answered.zone in (Zone.DIRECT, Zone.REDIRECT) and answered.topics:
            return _view(session, tools, chat_id, tools.library.answers[answered.topics[0].id])
        topics = tuple(_topic(tools, scored.id) for scored in answered.topics)
        if answered.zone is Zone.NONE and not _kept_just_now(session, tools, text[:_KEPT_CHARACTERS]):
            session.add(
                UnansweredQuestion(
                    asked_at=tools.clock.now(),
                    text=text[:_KEPT_CHARACTERS],
                    nearest=answered.topics[0].id if answered.topics else None,
                )
            )
        return ChooseView(topics, sure_of_none=answered.zone is Zone.NONE)


def _kept_just_now(session: Session, tools: Tools, text: str) -> bool:
    """Tell whether the same words were kept a moment ago: a message that comes again after a crash is one question."""
    return (
        session.exec(
            select(UnansweredQuestion.id).where(
                col(UnansweredQuestion.text) == text,
                col(UnansweredQuestion.asked_at) > tools.clock.now() - _A_MOMENT,
            )
        ).first()
        is not None
    )


def show(tools: Tools, chat_id: int, topic: str) -> AnswerView | None:
    """Return an entry by its id, None when the content no longer has it."""
    answer = tools.library.answers.get(topic)
    if answer is None:
        return None
    with tools.store.writing() as session:
        return _view(session, tools, chat_id, answer)


def sources(tools: Tools, topic: str) -> SourcesView | None:
    """Return what an entry rests on, None when the content no longer has it."""
    answer = tools.library.answers.get(topic)
    if answer is None:
        return None
    cited = tuple((tools.library.sources[citation.id], citation.note) for citation in answer.sources)
    return SourcesView(answer.id, answer.question, answer.certainty, cited)


def _view(session: Session, tools: Tools, chat_id: int, answer: Answer) -> AnswerView:
    found = runners.find(session, chat_id)
    return AnswerView(
        id=answer.id,
        question=answer.question,
        kind=answer.kind,
        body=answer.body,
        certainty=answer.certainty,
        sources_count=len(answer.sources),
        related=tuple(_topic(tools, id_) for id_ in answer.related[:3]),
        personal=None if found is None else sentence(session, tools, found[1], answer.personal),
    )


def _topic(tools: Tools, id_: str) -> Topic:
    return Topic(id_, tools.library.answers[id_].question)
