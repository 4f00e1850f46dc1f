"""Answers to questions: the content's entry, its sources, and what it means in this runner's week."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from sqlmodel import Session

from bot.library.objects import Answer, AnswerKind, Certainty, Source
from bot.services import asked, runners
from bot.services.personal import Personal, sentence
from bot.services.tools import Tools
from bot.store.tables import Verdict as Verdict
from bot.understanding.questions import Answered, Zone


@dataclass(frozen=True, slots=True)
class Topic:
    """A question that the content answers, as a button shows it."""

    id: str
    question: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One entry, as it is told to one runner; `body` is Telegram HTML.

    `asked` is the number of the question behind it, as long as the runner can judge the answer.
    """

    id: str
    question: str
    kind: AnswerKind
    body: Markup
    certainty: Certainty | None
    sources_count: int
    related: tuple[Topic, ...]
    personal: Personal | None
    asked: int | None = None


@dataclass(frozen=True, slots=True)
class SourcesView:
    """What an answer rests on: each source with what it says."""

    id: str
    question: str
    certainty: Certainty | None
    sources: tuple[tuple[Source, str], ...]


@dataclass(frozen=True, slots=True)
class ChooseView:
    """Not sure what was asked: the likely questions; `instead` of an answer that was to another one."""

    topics: tuple[Topic, ...]
    sure_of_none: bool
    asked: int | None = None
    instead: bool = False


Reply = AnswerView | ChooseView


def reply(tools: Tools, chat_id: int, text: str, answered: Answered) -> Reply:
    """Return the answer to what was asked, or the likely questions; what nothing answers is kept for the operator."""
    with tools.store.writing() as session:
        first = tools.library.answers[answered.topics[0].id] if answered.topics else None
        shown = first if answered.zone in (Zone.DIRECT, Zone.REDIRECT) else None
        if shown is not None and shown.kind is AnswerKind.SMALLTALK:
            return _view(session, tools, chat_id, shown, None)
        number = asked.keep(session, tools, chat_id, text, answered)
        if shown is not None:
            return _view(session, tools, chat_id, shown, number)
        topics = tuple(_topic(tools, scored.id) for scored in answered.topics)
        return ChooseView(topics, sure_of_none=answered.zone is Zone.NONE, asked=number)


def show(tools: Tools, chat_id: int, topic: str, number: int | None = None) -> AnswerView | None:
    """Return an entry by its id, None when the content no longer has it; `number` is the question it was taken for."""
    answer = tools.library.answers.get(topic)
    if answer is None:
        return None
    with tools.store.writing() as session:
        open_ = number is not None and asked.chosen(session, chat_id, number, topic)
        return _view(session, tools, chat_id, answer, number if open_ else None)


def judge(tools: Tools, chat_id: int, number: int, verdict: Verdict) -> AnswerView | ChooseView | None:
    """Keep what the runner thinks of an answer; None when it was judged already, or is not theirs.

    Thumbs bring back the answer without them; "not what I asked" brings the next likely questions.
    """
    judged = asked.judge(tools, chat_id, number, verdict)
    if judged is None:
        return None
    if verdict is Verdict.OTHER:
        return ChooseView(
            tuple(_topic(tools, id_) for id_ in judged.others), sure_of_none=False, instead=True
        )
    return None if judged.topic is None else show(tools, chat_id, judged.topic)


def sources(tools: Tools, topic: str) -> SourcesView | None:
    """Return what an entry rests on, None when the content no longer has it."""
    answer = tools.library.answers.get(topic)
    if answer is None:
        return None
    cited = tuple((tools.library.sources[citation.id], citation.note) for citation in answer.sources)
    return SourcesView(answer.id, answer.question, answer.certainty, cited)


def _view(session: Session, tools: Tools, chat_id: int, answer: Answer, number: int | None) -> AnswerView:
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
        asked=None if found is None else number,
    )


def _topic(tools: Tools, id_: str) -> Topic:
    return Topic(id_, tools.library.answers[id_].question)
