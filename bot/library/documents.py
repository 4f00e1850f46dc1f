"""Reads YAML files and Markdown files with front matter, and remembers on which line each key stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from bot.library.problems import Problem

try:  # the C parser is about eight times faster; wheels carry it, a source build may lack it
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_FENCE = "---"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})
_TAG = "tag:yaml.org,2002:"
_STR = _TAG + "str"

_SEQ, _MAP = _TAG + "seq", _TAG + "map"
_PLAIN_TEXT = frozenset("abcdeghijklmpqrsuvwxzABCDEGHIJKLMPQRSUVWXZ“‘(")
_LONGEST_WORD = 5
"""“false” is the longest word that YAML takes for something else than text."""


class _QuickLoader(_Loader):
    """PyYAML's loader, which tries ten patterns on every scalar, with short cuts for what can only be text."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> Any:
        """Return the tag of a node; most texts start with a letter that no number, date or truth value has."""
        if kind is yaml.SequenceNode:
            return _SEQ
        if kind is yaml.MappingNode:
            return _MAP
        first = value[:1]
        if not implicit[0] or first in _PLAIN_TEXT or (len(value) > _LONGEST_WORD and first.isalpha()):
            return _STR
        return super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]


type_error = "only plain text, numbers, dates, lists and mappings are understood here"


@dataclass(frozen=True, slots=True)
class Document:
    """A file that could be read: its data, its Markdown body ("" for YAML) and the way back to its lines."""

    path: PurePosixPath
    id: str
    data: Any
    root: yaml.Node | None
    first_line: int = 1
    body: str = ""
    body_line: int = 1

    def line(self, keys: Sequence[str | int] = ()) -> int:
        """Return the line of the key or list item that `keys` leads to, or of its nearest parent."""
        if self.root is None:
            return self.first_line
        node = self.root
        mark = node.start_mark.line
        for key in keys:
            if isinstance(node, yaml.MappingNode):
                found = next(((k, v) for k, v in node.value if k.value == str(key)), None)
                if found is None:
                    break
                mark, node = found[0].start_mark.line, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
                node = node.value[key]
                mark = node.start_mark.line
            else:
                break
        return mark + self.first_line

    def problem(self, message: str, *keys: str | int) -> Problem:
        """Return a problem of this document on the line of the key that `keys` leads to."""
        return Problem(self.path, self.line(keys), message)

    def body_problem(self, message: str, line: int = 0) -> Problem:
        """Return a problem of the Markdown body, `line` lines below its first one."""
        return Problem(self.path, self.body_line + line, message)


def read_yaml(file: Path, root: Path, problems: list[Problem]) -> Document | None:
    """Read a YAML file; what is wrong with it is added to `problems` and None is returned."""
    path = PurePosixPath(file.relative_to(root).as_posix())
    text = _text(file, path, problems)
    if text is None:
        return None
    return _document(text, path, problems)


def read_markdown(file: Path, root: Path, problems: list[Problem]) -> Document | None:
    """Read a Markdown file whose front matter stands between two lines of three dashes."""
    path = PurePosixPath(file.relative_to(root).as_posix())
    text = _text(file, path, problems)
    if text is None:
        return None
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        problems.append(Problem(path, 1, "the file must begin with a line of three dashes (front matter)"))
        return None
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        problems.append(Problem(path, 1, "the front matter is not closed by a line of three dashes"))
        return None
    read = _document("\n".join(lines[1:end]), path, problems, first_line=2)
    if read is None:
        return None
    body = "\n".join(lines[end + 1 :])
    return Document(path, read.id, read.data, read.root, 2, body, end + 2)


def _text(file: Path, path: PurePosixPath, problems: list[Problem]) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        problems.append(Problem(path, 1, "the file is not UTF-8 text"))
        return None


def _document(
    text: str, path: PurePosixPath, problems: list[Problem], first_line: int = 1
) -> Document | None:
    try:
        root = yaml.compose(text, Loader=_QuickLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line if mark else 0
        problems.append(Problem(path, line + first_line, f"not valid YAML: {error.problem or error.context}"))
        return None
    except yaml.YAMLError as error:  # a character that YAML does not allow carries no mark
        problems.append(Problem(path, first_line, f"not valid YAML: {error}"))
        return None
    if root is None:
        problems.append(Problem(path, first_line, "there is nothing in it"))
        return None
    before = len(problems)
    data = _construct(root, path, first_line, problems)
    if len(problems) > before:
        return None
    return Document(path, path.stem, data, root, first_line)


def _construct(node: yaml.Node, path: PurePosixPath, first_line: int, problems: list[Problem]) -> Any:
    """Make plain data of the node tree; PyYAML's own constructor is slower and swallows doubled keys."""
    if node.tag == _STR:
        return node.value
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, first_line, problems)
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, path, first_line, problems) for item in node.value]
    data: dict[str, Any] = {}
    assert isinstance(node, yaml.MappingNode)  # noqa: S101 - the third and last kind of node
    for key, value in node.value:
        line = key.start_mark.line + first_line
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(path, line, "a key must be plain text"))
        elif key.value in data:
            problems.append(Problem(path, line, f"the key “{key.value}” stands here twice"))
        else:
            data[key.value] = _construct(value, path, first_line, problems)
    return data


def _scalar(node: yaml.ScalarNode, path: PurePosixPath, first_line: int, problems: list[Problem]) -> Any:
    tag, text = node.tag, node.value
    try:
        if tag == _TAG + "int":
            return int(text)
        if tag == _TAG + "float":
            return float(text)
        if tag == _TAG + "timestamp" and _DAY.match(text):
            return date.fromisoformat(text)
    except ValueError:
        return text  # YAML 1.1 takes 80:20 for a number to the base of sixty; here it is text
    if tag == _TAG + "null":
        return None
    if tag == _TAG + "bool":
        word = text.lower()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
    problems.append(Problem(path, node.start_mark.line + first_line, type_error))
    return None
