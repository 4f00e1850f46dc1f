"""Reads the message templates as an author wrote them: tags, lengths, parts and labels, without rendering."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path, PurePosixPath
from string import Formatter

from jinja2 import Environment, TemplateSyntaxError, nodes

from bot.coach.words import Complaint, Distance, Equipment, Level, Order, RunKind
from bot.library.claims import forbidden_claims
from bot.library.documents import Document, read_yaml
from bot.library.markup import TELEGRAM_LIMIT
from bot.library.objects import Certainty, SourceKind
from bot.library.problems import Problem
from bot.library.tags import misused

SUFFIX = ".html.j2"
LABELS = "labels.yaml"
FIRST_LANGUAGE = "en"

_FAMILIES: Mapping[str, Iterable[object]] = {
    "weekday-": range(7),
    "weekday-short-": range(7),
    "month-": range(1, 13),
    "month-short-": range(1, 13),
    "run-": RunKind,
    "a-run-": RunKind,
    "order-": Order,
    "level-": Level,
    "equipment-": Equipment,
    "race-": Distance,
    "distance-": Distance,
    "complaint-": Complaint,
    "certainty-": Certainty,
    "source-": SourceKind,
}
"""Labels of which there must be one for every word of a list, or a message fails on the day it is needed."""


def check_messages(folder: Path, problems: list[Problem]) -> None:
    """Add what is wrong with the languages in `messages/` of the content folder to `problems`."""
    home = folder / "messages"
    if not home.is_dir():
        return
    kept: dict[str, tuple[set[str], set[str]]] = {}
    for language in sorted(path for path in home.iterdir() if path.is_dir() and path.name[0] != "."):
        document = _labels(language, folder, problems)
        labels = _texts(document, problems) if document else {}
        files = sorted(language.glob("*" + SUFFIX))
        for file in files:
            _template(file, folder, [each.name for each in files], labels, problems)
        kept[language.name] = ({file.name for file in files}, set(labels))
    _complete(kept, problems)


def _labels(language: Path, folder: Path, problems: list[Problem]) -> Document | None:
    file = language / LABELS
    if file.is_file():
        return read_yaml(file, folder, problems)
    where = PurePosixPath(file.relative_to(folder).as_posix())
    problems.append(Problem(where, 1, "the labels are missing"))
    return None


def _texts(document: Document, problems: list[Problem]) -> dict[str, str]:
    """Return the labels by key, and report what cannot be one and what is missing."""
    if not isinstance(document.data, dict):
        problems.append(document.problem("labels are lines of `key: text`"))
        return {}
    texts: dict[str, str] = {}
    for key, text in document.data.items():
        texts[key] = text if isinstance(text, str) else ""
        if not isinstance(text, str) or not text.strip():
            problems.append(document.problem(f"{key}: a label is a text", key))
            continue
        try:
            blanks = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        except ValueError as error:
            problems.append(document.problem(f"{key}: {error}", key))
            continue
        if not all(blank.isdigit() for blank in blanks):
            problems.append(document.problem(f"{key}: blanks are written {{0}}, {{1}} …", key))
        for _, message in forbidden_claims(text):
            problems.append(document.problem(f"{key}: {message}", key))
    for prefix, words in _FAMILIES.items():
        for word in words:
            key = f"{prefix}{word.value if isinstance(word, StrEnum) else word}"
            if key not in texts:
                problems.append(document.problem(f"there is no label “{key}”"))
    return texts


def _template(
    file: Path, folder: Path, names: Sequence[str], labels: Mapping[str, str], problems: list[Problem]
) -> None:
    path = PurePosixPath(file.relative_to(folder).as_posix())
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        problems.append(Problem(path, 1, "the file is not UTF-8 text"))
        return
    try:
        tree = Environment(autoescape=True).parse(text)
    except TemplateSyntaxError as error:
        problems.append(Problem(path, error.lineno, f"not a template that can be read: {error.message}"))
        return
    found = [*misused(tree.body), *_unknown(tree, names, labels)]
    for line, message in forbidden_claims(text):
        found.append((line + 1, message))
    literal = sum(len(data.data) for data in tree.find_all(nodes.TemplateData))
    if literal > TELEGRAM_LIMIT:
        found.append((1, f"{literal} characters do not fit one message of {TELEGRAM_LIMIT}"))
    problems += [Problem(path, line, message) for line, message in found]


def _unknown(
    tree: nodes.Template, names: Sequence[str], labels: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    """Each part and each label that a template asks for and that is not there."""
    for include in tree.find_all(nodes.Include):
        start, whole = _beginning(include.template)
        if not any(name == start if whole else name.startswith(start) for name in names):
            yield include.lineno, f"there is no template “{start}{'' if whole else '…'}”"
    for used in tree.find_all(nodes.Filter):
        if used.name != "label" or used.node is None:
            continue
        start, whole = _beginning(used.node)
        if start and not any(key == start if whole else key.startswith(start) for key in labels):
            yield used.lineno, f"there is no label “{start}{'' if whole else '…'}”"


def _beginning(wanted: nodes.Node) -> tuple[str, bool]:
    """Return the fixed beginning of a name, and whether that is all of it."""
    if isinstance(wanted, nodes.Const):
        return str(wanted.value), True
    if isinstance(wanted, nodes.Concat):
        return _beginning(wanted.nodes[0])[0], False
    return "", False


def _complete(kept: Mapping[str, tuple[set[str], set[str]]], problems: list[Problem]) -> None:
    """Every language has the templates and labels of the first."""
    templates, labels = kept.get(FIRST_LANGUAGE, (set(), set()))
    for language, (own_templates, own_labels) in kept.items():
        where = PurePosixPath("messages", language)
        for name in sorted(templates - own_templates):
            problems.append(Problem(where / name, 1, f"the template is missing in “{language}”"))
        for key in sorted(labels - own_labels):
            problems.append(Problem(where / LABELS, 1, f"{key}: the label is missing in “{language}”"))
