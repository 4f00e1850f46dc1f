"""Reads a content folder in one pass: frozen objects, or everything that is wrong with it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TypeVar

from markupsafe import Markup
from pydantic import ValidationError

from bot.coach.exercise import Exercise
from bot.coach.words import Complaint
from bot.library.claims import forbidden_claims
from bot.library.crosschecks import cross_check, known_signs
from bot.library.documents import Document, read_markdown, read_yaml
from bot.library.markup import MarkupError, to_html
from bot.library.objects import (
    ActionCard,
    Answer,
    AnswerKind,
    Citation,
    ComplaintCard,
    ExerciseCard,
    Help,
    Library,
    RedFlag,
    Source,
    Thresholds,
    Vocabulary,
    parse_pattern,
)
from bot.library.problems import ContentError, Problem
from bot.library.reading import Reading
from bot.library.shapes import (
    ActionShape,
    AnswerShape,
    CitationShape,
    ComplaintShape,
    ExerciseShape,
    RedFlagShape,
    SessionShape,
    Shape,
    SourceShape,
    ThresholdsShape,
    VocabularyShape,
)
from bot.library.templates import template

FOLDERS = {
    "answers": ".md",
    "exercises": ".yaml",
    "sessions": ".yaml",
    "complaints": ".yaml",
    "red_flags": ".yaml",
    "actions": ".yaml",
}
"""The folders that are read here, and how the names of their files end."""

FILES = frozenset({"sources.yaml", "vocabulary.yaml", "thresholds.yaml"})
ELSEWHERE = frozenset({"messages", "drafts", "poses", "pictures"})
"""Folders of the content that other rooms read."""

BODY_WORDS = (60, 150)
"""How long an answer's body may be, in words."""

S = TypeVar("S", bound=Shape)
T = TypeVar("T")


def load_library(folder: Path) -> Library:
    """Read and check all content below `folder`; an empty folder gives an empty library.

    Raises ContentError with every problem at once when anything is wrong.
    """
    with _without_collector():
        library, problems, reading = read_all(folder)
        del reading  # the trees of all files: gone before the collector would look at them
    if problems:
        raise ContentError(problems)
    return library


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep Python from searching for circles while tens of thousands of objects are made that form none.

    It would go through all of them again and again; without it the whole library loads a quarter faster.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_all(folder: Path) -> tuple[Library, tuple[Problem, ...], Reading]:
    """Read all content below `folder`; return what was sound, every problem in order, the files."""
    problems: list[Problem] = []
    if not folder.is_dir():
        problems.append(Problem(PurePosixPath("."), 1, "there is no such folder of content"))
    else:
        _strangers(folder, problems)
    found = Reading(folder=folder, problems=problems)
    _sources(found)
    _each(found, "answers", AnswerShape, _answer, found.answers)
    _each(found, "exercises", ExerciseShape, _exercise, found.exercises)
    _each(found, "complaints", ComplaintShape, _complaint, found.complaints)
    _each(found, "sessions", SessionShape, lambda _, d, s: template(d.id, s), found.templates)
    _each(found, "red_flags", RedFlagShape, _red_flag, found.red_flags)
    _each(found, "actions", ActionShape, _action, found.actions)
    cross_check(found)
    vocabulary = _single(found, "vocabulary.yaml", VocabularyShape)
    if vocabulary:
        known_signs(found, vocabulary.signs)
    thresholds = _single(found, "thresholds.yaml", ThresholdsShape)
    library = Library(
        answers=MappingProxyType(found.answers),
        exercises=MappingProxyType(found.exercises),
        sources=MappingProxyType(found.sources),
        templates=tuple(found.templates.values()),
        complaints=MappingProxyType({card.complaint: card for card in found.complaints.values()}),
        red_flags=tuple(found.red_flags.values()),
        actions=tuple(found.actions.values()),
        vocabulary=_vocabulary(vocabulary) if vocabulary else Vocabulary(),
        thresholds=Thresholds(**thresholds.model_dump()) if thresholds else Thresholds(),
    )
    return library, tuple(sorted(set(problems))), found


def _strangers(folder: Path, problems: list[Problem]) -> None:
    """Report what nothing would read: a file in the wrong place is an answer that silently lacks."""
    for entry in sorted(folder.iterdir()):
        path = PurePosixPath(entry.name)
        if entry.name.startswith(".") or entry.name in ELSEWHERE or entry.name in FILES:
            continue
        if entry.name not in FOLDERS or not entry.is_dir():
            problems.append(Problem(path, 1, "nothing reads this file or folder"))
            continue
        for file in sorted(entry.iterdir()):
            if not file.name.startswith(".") and file.suffix != FOLDERS[entry.name]:
                text = f"only {FOLDERS[entry.name]} files are read here"
                problems.append(Problem(path / file.name, 1, text))


def _each(
    found: Reading,
    folder: str,
    shape: type[S],
    build: Callable[[Reading, Document, S], T],
    into: dict[str, T],
) -> None:
    read = read_markdown if FOLDERS[folder] == ".md" else read_yaml
    place = found.folder / folder
    if not place.is_dir():
        return
    for file in sorted(place.glob("*" + FOLDERS[folder]), key=lambda each: each.name):
        if file.name.startswith("."):
            continue
        document = read(file, found.folder, found.problems)
        if document is None:
            found.unread.add(folder)
            continue
        if document.id.strip("abcdefghijklmnopqrstuvwxyz0123456789-") or not document.id.strip("-"):
            found.problems.append(
                document.problem("a file's name is its id: lower-case words joined by hyphens")
            )
        checked = _shaped(found, document, shape, document.data)
        if checked is None:
            found.unread.add(folder)
        else:
            found.documents[folder, document.id] = document
            into[document.id] = build(found, document, checked)


def _shaped(found: Reading, document: Document, shape: type[S], data: object, *above: str | int) -> S | None:
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        for each in error.errors(include_url=False, include_context=False, include_input=False):
            keys = (*above, *each["loc"])
            where = ".".join(str(key) for key in each["loc"])
            message = each["msg"].removeprefix("Value error, ")
            if each["type"] == "extra_forbidden":
                message = "there is no such key"
            found.problems.append(document.problem(f"{where}: {message}" if where else message, *keys))
    return None


def _single(found: Reading, name: str, shape: type[S]) -> S | None:
    file = found.folder / name
    document = read_yaml(file, found.folder, found.problems) if file.is_file() else None
    return _shaped(found, document, shape, document.data) if document else None


def _sources(found: Reading) -> None:
    file = found.folder / "sources.yaml"
    document = read_yaml(file, found.folder, found.problems) if file.is_file() else None
    if document is None:
        return
    if not isinstance(document.data, list):
        found.problems.append(document.problem("this file is a list of sources"))
        return
    for number, data in enumerate(document.data):
        checked = _shaped(found, document, SourceShape, data, number)
        if checked is None:
            continue
        if checked.id in found.sources:
            found.problems.append(document.problem(f"the id “{checked.id}” is taken", number, "id"))
        if not (checked.doi or checked.url or checked.page):
            found.problems.append(document.problem("a source needs a doi, a url or a page", number))
        found.sources[checked.id] = Source(**checked.model_dump())
        found.source_lines[checked.id] = document.problem("", number, "id")


def _citations(shapes: list[CitationShape]) -> tuple[Citation, ...]:
    return tuple(Citation(each.id, each.note) for each in shapes)


def _prose(found: Reading, document: Document, text: str, key: str | None) -> Markup:
    """Return the HTML of a text that a runner will read, and report what may not be in it."""

    def report(message: str, line: int = 0) -> None:
        if key is None:
            found.problems.append(document.body_problem(message, line))
        else:
            found.problems.append(document.problem(f"{key}: {message}", key))

    for line, message in forbidden_claims(text):
        report(message, line)
    try:
        return to_html(text)
    except MarkupError as error:
        report(str(error), error.line)
        return Markup("")


def _answer(found: Reading, document: Document, shape: AnswerShape) -> Answer:
    words = len(document.body.split())
    low, high = BODY_WORDS
    if shape.kind is AnswerKind.ANSWER and not low <= words <= high:
        found.problems.append(document.body_problem(f"{words} words: an answer has {low} to {high}"))
    elif not words:
        found.problems.append(document.body_problem("the text is missing"))
    return Answer(
        id=document.id,
        question=shape.question,
        kind=shape.kind,
        group=shape.group,
        phrasings=tuple(shape.phrasings),
        sources=_citations(shape.sources),
        certainty=shape.certainty,
        related=tuple(shape.related),
        exercises=tuple(shape.exercises),
        reviewed=shape.reviewed,
        personal=shape.personal,
        body=_prose(found, document, document.body, None),
    )


def _exercise(found: Reading, document: Document, shape: ExerciseShape) -> ExerciseCard:
    return ExerciseCard(
        exercise=Exercise(
            id=document.id,
            name=shape.name,
            pattern=shape.pattern,
            level=shape.level,
            measure=shape.measure,
            low=shape.range[0],
            high=shape.range[1],
            equipment=tuple(frozenset(each) for each in shape.equipment),
            per_side=shape.per_side,
            loaded=shape.loaded,
            load_step_kg=shape.load_step_kg,
            seconds_per_rep=shape.seconds_per_rep,
            easier=shape.easier,
            harder=shape.harder,
            helps=frozenset(shape.helps),
            ruled_out_by=frozenset(shape.ruled_out_by),
            warm_up=shape.warm_up,
            main_muscles=tuple(map(str, shape.muscles.main)),
        ),
        aliases=tuple(shape.aliases),
        main_muscles=tuple(shape.muscles.main),
        assisting_muscles=tuple(shape.muscles.assisting),
        tempo=shape.tempo,
        cues=tuple(shape.cues),
        mistakes=tuple(shape.mistakes),
        instructions=_prose(found, document, shape.instructions, "instructions"),
        stop=shape.stop,
        sources=_citations(shape.sources),
    )


def _complaint(found: Reading, document: Document, shape: ComplaintShape) -> ComplaintCard:
    known = next((each for each in Complaint if each.value == document.id), None)
    if known is None:
        found.problems.append(document.problem(f"“{document.id}” is not a complaint that the coach knows"))
    return ComplaintCard(
        complaint=known or Complaint.RUNNERS_KNEE,
        name=shape.name,
        aliases=tuple(shape.aliases),
        helps=tuple(Help(each.exercise, each.dose) for each in shape.helps),
        leave_out_patterns=frozenset(shape.leave_out.patterns),
        leave_out_exercises=frozenset(shape.leave_out.exercises),
        instead=MappingProxyType({pattern: tuple(ids) for pattern, ids in shape.instead.items()}),
        text=_prose(found, document, shape.text, "text"),
        watch=tuple(shape.watch),
        see_someone=tuple(shape.see_someone),
        sources=_citations(shape.sources),
        certainty=shape.certainty,
    )


def _red_flag(found: Reading, document: Document, shape: RedFlagShape) -> RedFlag:
    return RedFlag(
        id=document.id,
        name=shape.name,
        level=shape.level,
        phrasings=tuple(shape.phrasings),
        patterns=tuple(each.pattern() for each in shape.patterns),
        look_alikes=tuple(each.pattern() for each in shape.look_alikes),
        text=_prose(found, document, shape.text, "text"),
        rests=shape.rests,
        sources=tuple(shape.sources),
    )


def _action(found: Reading, document: Document, shape: ActionShape) -> ActionCard:
    if shape.name != document.id:
        found.problems.append(document.problem(f"the name must be the file's: “{document.id}”", "name"))
    return ActionCard(
        name=shape.name,
        phrasings=tuple(shape.phrasings),
        patterns=tuple(each.pattern() for each in shape.patterns),
        as_question=tuple(each.pattern() for each in shape.as_question),
        slots=frozenset(shape.slots),
    )


def _vocabulary(shape: VocabularyShape) -> Vocabulary:
    return Vocabulary(
        synonyms=MappingProxyType({head: tuple(words) for head, words in shape.synonyms.items()}),
        abbreviations=MappingProxyType(dict(shape.abbreviations)),
        stop_words=frozenset(shape.stop_words),
        known=frozenset(shape.known),
        signs=MappingProxyType(
            {name: parse_pattern("|".join(words)).groups[0] for name, words in shape.signs.items()}
        ),
    )
