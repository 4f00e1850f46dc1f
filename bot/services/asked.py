"""Questions as they were asked: judged by those who asked, kept without names, gathered for the operator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, and_, delete, or_, update
from sqlmodel import Session, col, select

from bot.library.objects import AnswerKind
from bot.services import runners
from bot.services.tools import Tools
from bot.services.visible import visible
from bot.store.tables import AskedQuestion, Verdict
from bot.understanding.questions import Answered, Zone

KEPT_CHARACTERS = 300
A_MOMENT = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(days=7)  # what was answered and never judged
ALIKE = 70  # of 100: token_set_ratio over the roots of the words
LOOKED_AT = 2000
NEXT = 3
_UNREAD = {"synchronize_session": False}  # no row of the session is to follow: sealed ones cannot be compared
MOST_ROWS = 2**62  # beyond what a database can count: only a forged button says that

# What could point at a person in words that are kept: addresses, names of accounts, links, long numbers.
_POINTS_AT_SOMEBODY = re.compile(r"\S+@\S+|(?<!\w)@\w+|https?://\S+|www\.\S+|t\.me/\S+|\+?\d[\d ()./-]{6,}\d")


class Reason(StrEnum):
    """Why a question is the operator's to look at."""

    UNANSWERED = "unanswered"  # nothing in the content answers it
    UNCHOSEN = "unchosen"  # likely questions were offered and none was taken
    DISLIKED = "disliked"
    OTHER = "not-what-was-asked"


@dataclass(frozen=True, slots=True)
class Wording:
    """One way in which a question was put, and how often."""

    text: str
    times: int


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are much alike, the most frequent wording first; `id` is the first one's."""

    id: int
    wordings: tuple[Wording, ...]
    reasons: tuple[Reason, ...]
    topics: tuple[str, ...]
    last: datetime
    ids: tuple[int, ...]

    @property
    def times(self) -> int:
        """How often something like it was asked."""
        return sum(wording.times for wording in self.wordings)


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a judgement: the entry it was about, and for "not what I asked" the next likely ones."""

    topic: str | None
    verdict: Verdict
    others: tuple[str, ...] = ()


def keep(session: Session, tools: Tools, chat_id: int, text: str, answered: Answered) -> int | None:
    """Keep a question with what it got, and return its number.

    What nothing answers is kept without who asked it from the start. The same words of a moment ago are one
    question: a message comes again after a crash.
    """
    found = runners.find(session, chat_id)
    who = None if found is None or answered.zone is Zone.NONE else found[1].id
    shown = answered.zone in (Zone.DIRECT, Zone.REDIRECT) and bool(answered.topics)
    words = without_names(text)
    lately = session.exec(
        select(col(AskedQuestion.id), col(AskedQuestion.text)).where(
            col(AskedQuestion.runner_id) == who
            if who is not None
            else col(AskedQuestion.runner_id).is_(None),
            col(AskedQuestion.verdict).is_(None),
            col(AskedQuestion.asked_at) > tools.clock.now() - A_MOMENT,
        )
    )
    before = next(
        (number for number, said in lately if said == words), None
    )  # sealed: only here it can be told
    if before is not None:
        return before
    row = AskedQuestion(
        runner_id=who,
        asked_at=tools.clock.now(),
        text=words,
        zone=answered.zone.value,
        topics=[scored.id for scored in answered.topics],
        topic=answered.topics[0].id if shown else None,
    )
    session.add(row)
    session.flush()
    return row.id


def without_names(text: str) -> str:
    """Return the beginning of a text without addresses, account names, links and long numbers, fit for any screen."""
    return " ".join(_POINTS_AT_SOMEBODY.sub("…", visible(text, KEPT_CHARACTERS)).split())


def chosen(session: Session, chat_id: int, number: int, topic: str) -> bool:
    """Note which of the likely questions was taken; tell whether its answer can still be judged."""
    row = _own(session, chat_id, number)
    if row is None:
        return False
    if topic in row.topics:
        row.topic = topic
    return row.topic == topic


def judge(tools: Tools, chat_id: int, number: int, verdict: Verdict) -> Judged | None:
    """Keep what a runner thinks of an answer, and forget that it was them; None when that is done already.

    "Not what I asked" can also be said of likely questions, before one of them was taken.
    """
    with tools.store.writing() as session:
        row = _own(session, chat_id, number)
        if row is None or (row.topic is None and verdict is not Verdict.OTHER):
            return None
        row.verdict, row.runner_id = verdict, None
        if verdict is not Verdict.OTHER:
            return Judged(row.topic, verdict)
        seen = [row.topic] if row.topic else row.topics
        ranked = tools.understanding.questions.rank(row.text)
        others = [scored.id for scored in ranked if scored.id not in seen and _answers(tools, scored.id)]
        return Judged(row.topic, verdict, tuple(others[:NEXT]))


def groups(tools: Tools) -> tuple[Group, ...]:
    """Return the questions that the content failed, gathered by likeness, the most frequent first."""
    with tools.store.reading() as session:
        rows = session.exec(
            select(AskedQuestion)
            .where(col(AskedQuestion.settled_at).is_(None), _failed(tools))
            .order_by(col(AskedQuestion.id).desc())
            .limit(LOOKED_AT)
        ).all()
    gathered: list[tuple[str, list[AskedQuestion]]] = []
    for row in rows:
        roots = _roots(tools, row.text)
        near = max(gathered, key=lambda each: _alike(each[0], roots), default=None)
        if near is not None and _alike(near[0], roots) >= ALIKE:
            near[1].append(row)
        else:
            gathered.append((roots, [row]))
    made = [_group(members) for _, members in gathered]
    return tuple(sorted(made, key=lambda group: (-group.times, -group.last.timestamp())))


def group_of(tools: Tools, number: int) -> Group | None:
    """Return the group that a question belongs to, None when there is none (any more)."""
    return next((group for group in groups(tools) if number in group.ids), None)


def settle(tools: Tools, ids: Iterable[int]) -> int:
    """Put questions away: the operator has seen to them; return how many."""
    with tools.store.writing() as session:
        done = session.execute(
            update(AskedQuestion)
            .where(col(AskedQuestion.id).in_(list(ids)), col(AskedQuestion.settled_at).is_(None))
            .values(settled_at=tools.clock.now())
        )
        return int(done.rowcount)  # type: ignore[attr-defined]


def forget(tools: Tools) -> int:
    """Forget what was answered and never judged, and who left likely questions untaken; return how many."""
    before = tools.clock.now() - FORGOTTEN_AFTER
    with tools.store.writing() as session:
        old = and_(col(AskedQuestion.asked_at) < before, col(AskedQuestion.verdict).is_(None))
        session.execute(update(AskedQuestion).where(old).values(runner_id=None), execution_options=_UNREAD)
        answered = delete(AskedQuestion).where(old, col(AskedQuestion.topic).is_not(None))
        gone = session.execute(answered, execution_options=_UNREAD)
        return int(gone.rowcount)  # type: ignore[attr-defined]


def _own(session: Session, chat_id: int, number: int) -> AskedQuestion | None:
    """Return a question that this chat asked and has not judged yet."""
    row = session.get(AskedQuestion, number, with_for_update=True) if number <= MOST_ROWS else None
    found = runners.find(session, chat_id)
    mine = row is not None and found is not None and row.runner_id == found[1].id
    return row if mine and row is not None and row.verdict is None else None


def _failed(tools: Tools) -> ColumnElement[bool]:
    untaken = and_(
        col(AskedQuestion.zone) == Zone.CHOOSE.value,
        col(AskedQuestion.topic).is_(None),
        col(AskedQuestion.asked_at) < tools.clock.now() - A_MOMENT,
    )
    return or_(
        col(AskedQuestion.zone) == Zone.NONE.value,
        untaken,
        col(AskedQuestion.verdict).in_([Verdict.DOWN, Verdict.OTHER]),
    )


def _reason(row: AskedQuestion) -> Reason:
    match row.verdict:
        case Verdict.DOWN:
            return Reason.DISLIKED
        case Verdict.OTHER:
            return Reason.OTHER
        case _:
            return Reason.UNANSWERED if row.zone == Zone.NONE.value else Reason.UNCHOSEN


def _group(rows: Sequence[AskedQuestion]) -> Group:
    times: dict[str, int] = {}
    topics: dict[str, int] = {}
    for row in rows:
        times[row.text] = times.get(row.text, 0) + 1
        for topic in [row.topic] if row.topic else row.topics:
            topics[topic] = topics.get(topic, 0) + 1
    wordings = sorted(times.items(), key=lambda pair: -pair[1])
    ids = tuple(sorted(row.id for row in rows if row.id is not None))
    return Group(
        id=ids[0],
        wordings=tuple(Wording(text, number) for text, number in wordings),
        reasons=tuple(sorted({_reason(row) for row in rows})),
        topics=tuple(sorted(topics, key=lambda topic: -topics[topic])[:3]),
        last=max(row.asked_at for row in rows),
        ids=ids,
    )


def _roots(tools: Tools, text: str) -> str:
    """Return the words by their roots, so that "shoes for lifting" meets "a lifting shoe"."""
    return " ".join(tools.understanding.questions.roots(text)) or text.lower()


def _alike(one: str, other: str) -> float:
    return fuzz.token_set_ratio(one, other) if one and other else 0.0


def _answers(tools: Tools, topic: str) -> bool:
    return tools.library.answers[topic].kind is AnswerKind.ANSWER
