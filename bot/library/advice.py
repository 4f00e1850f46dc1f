"""Warnings: what does not keep the bot from starting, and would make it better."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.library.crosschecks import normalised
from bot.library.documents import Document
from bot.library.markup import plain
from bot.library.objects import AnswerKind, Certainty, Citation, Library, SourceKind
from bot.library.problems import Problem
from bot.library.reading import Reading
from bot.library.wording import EASY_ENOUGH, figures, reading_ease

FEWEST_PHRASINGS = 5
"""Below this many phrasings a question is found noticeably less often (measured on 77 entries)."""
REVIEWED_EVERY = timedelta(days=365)
Text = tuple[str, tuple[str | int, ...]]
"""What a runner reads, and the keys that lead to it."""
_EVIDENCE = frozenset(SourceKind) - {SourceKind.EXPERIENCE}


def advice(library: Library, found: Reading, today: date | None) -> list[Problem]:
    """Return all warnings; without `today` review dates are not looked at."""
    return [
        *_phrasings(library, found),
        *_certainties(library, found),
        *_figures(library, found),
        *_reading(library, found),
        *_unused(library, found),
        *_unfounded(library, found),
        *(_reviews(library, found, today) if today else ()),
    ]


def _phrasings(library: Library, found: Reading) -> Iterator[Problem]:
    for id, answer in library.answers.items():
        document = found.documents["answers", id]
        if answer.kind is not AnswerKind.SMALLTALK and len(answer.phrasings) < FEWEST_PHRASINGS:
            text = f"{len(answer.phrasings)} phrasings: {FEWEST_PHRASINGS} or more find the question better"
            yield document.problem(text, "phrasings")
        if answer.kind is AnswerKind.SMALLTALK:
            continue  # "hi" has no subject, and is found as a whole
        for number, phrasing in enumerate(answer.phrasings):
            if all(word in library.vocabulary.stop_words for word in normalised(phrasing).split()):
                text = f"“{phrasing}” says nothing of its subject and would draw other questions"
                yield document.problem(text, "phrasings", number)


def _certainties(library: Library, found: Reading) -> Iterator[Problem]:
    sure = {Certainty.STRONG: "strong", Certainty.MODERATE: "moderate"}
    for id, answer in library.answers.items():
        kinds = {library.sources[c.id].kind for c in answer.sources if c.id in library.sources}
        if answer.certainty in sure and not kinds & _EVIDENCE:
            text = f"{sure[answer.certainty]} certainty rests on no published evidence"
            yield found.documents["answers", id].problem(text, "certainty")


def _figures(library: Library, found: Reading) -> Iterator[Problem]:
    """Percentages are refused when no note has them; here are all other figures."""
    for id, answer in library.answers.items():
        if answer.kind is AnswerKind.ANSWER:
            document = found.documents["answers", id]
            noted = _noted(answer.sources)
            for number, line in enumerate(document.body.split("\n")):
                for figure in figures(line):
                    if figure not in noted and f"{figure} %" not in line:
                        text = f"“{figure}” stands in no source's note"
                        yield document.body_problem(text, number)
    for id, card in found.exercises.items():
        texts: list[Text] = [(plain(card.instructions), ("instructions",)), (card.stop, ("stop",))]
        texts += [(cue, ("cues", n)) for n, cue in enumerate(card.cues)]
        yield from _unnoted(found.documents["exercises", id], card.sources, texts)
    for id, complaint in found.complaints.items():
        texts = [(plain(complaint.text), ("text",))]
        texts += [(line, ("watch", n)) for n, line in enumerate(complaint.watch)]
        texts += [(line, ("see_someone", n)) for n, line in enumerate(complaint.see_someone)]
        texts += [(help.dose, ("helps", n, "dose")) for n, help in enumerate(complaint.helps)]
        yield from _unnoted(found.documents["complaints", id], complaint.sources, texts)


def _noted(sources: Iterable[Citation]) -> set[str]:
    return {figure for source in sources for figure in figures(source.note)}


def _unnoted(document: Document, sources: Iterable[Citation], texts: Iterable[Text]) -> Iterator[Problem]:
    noted = _noted(sources)
    for text, keys in texts:
        for figure in figures(text):
            if figure not in noted:
                yield document.problem(f"“{figure}” stands in no source's note", *keys)


def _reading(library: Library, found: Reading) -> Iterator[Problem]:
    """Runners read this between two runs, and a red flag in fear: plain English throughout."""
    for id, answer in library.answers.items():
        document = found.documents["answers", id]
        for text in _hard(answer.body):
            yield document.body_problem(text)
    for folder, key, texts in (
        ("exercises", "instructions", {id: card.instructions for id, card in found.exercises.items()}),
        ("complaints", "text", {id: card.text for id, card in found.complaints.items()}),
        ("red_flags", "text", {id: flag.text for id, flag in found.red_flags.items()}),
    ):
        for id, html in texts.items():
            for text in _hard(html):
                yield found.documents[folder, id].problem(text, key)


def _hard(html: str) -> Iterator[str]:
    ease = reading_ease(plain(html))
    if ease < EASY_ENOUGH:
        yield f"reading ease {ease:.0f}: {EASY_ENOUGH:.0f} or more is plain English (shorter sentences and words)"


def _unused(library: Library, found: Reading) -> Iterator[Problem]:
    used = {c.id for a in library.answers.values() for c in a.sources}
    used |= {c.id for e in library.exercises.values() for c in e.sources}
    used |= {c.id for card in library.complaints.values() for c in card.sources}
    used |= {id for flag in library.red_flags for id in flag.sources}
    for id, problem in found.source_lines.items():
        if id not in used:
            yield Problem(problem.path, problem.line, f"nothing cites “{id}”")


def _unfounded(library: Library, found: Reading) -> Iterator[Problem]:
    for flag in library.red_flags:
        if not flag.sources:
            yield found.documents["red_flags", flag.id].problem(
                "names no guidance that it rests on", "sources"
            )


def _reviews(library: Library, found: Reading, today: date) -> Iterator[Problem]:
    for id, answer in library.answers.items():
        document = found.documents["answers", id]
        if answer.reviewed > today:
            yield document.problem(f"reviewed on {answer.reviewed}, which is still to come", "reviewed")
        elif today - answer.reviewed > REVIEWED_EVERY:
            yield document.problem(f"reviewed on {answer.reviewed}, more than a year ago", "reviewed")
