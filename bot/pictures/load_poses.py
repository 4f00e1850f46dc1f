"""Reads the poses from the content folder: frozen objects, or everything that is wrong with the files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from bot.library.documents import Document, read_yaml
from bot.library.problems import ContentError, Problem
from bot.pictures.poses import Pose, PoseFile, pose_of

FOLDER = "poses"


def load_poses(folder: Path) -> Mapping[str, Pose]:
    """Return every pose below `folder`/poses by the id of its exercise.

    Raises ContentError with all problems at once when a file does not have the right shape; whether the
    poses can be held by a body is not asked here, but by `check_poses`.
    """
    problems: list[Problem] = []
    found = {document.id: pose for document, pose in read_poses(folder, problems)}
    if problems:
        raise ContentError(tuple(sorted(set(problems))))
    return MappingProxyType(found)


def read_poses(folder: Path, problems: list[Problem]) -> list[tuple[Document, Pose]]:
    """Read the files that have the right shape; what is wrong with the others is added to `problems`."""
    found = []
    for file in sorted((folder / FOLDER).glob("*.yaml")):
        document = read_yaml(file, folder, problems)
        if document is None:
            continue
        try:
            found.append((document, pose_of(document.id, PoseFile.model_validate(document.data))))
        except ValidationError as error:
            problems += _problems(document, error)
    return found


def _problems(document: Document, error: ValidationError) -> list[Problem]:
    found = []
    for each in error.errors(include_url=False, include_context=False, include_input=False):
        keys = [key for key in each["loc"] if key not in _INNER]
        where = ".".join(str(key) for key in keys)
        message = _WORDS.get(each["type"]) or each["msg"].removeprefix("Value error, ")
        found.append(document.problem(f"{where}: {message}" if where else message, *keys))
    return found


_INNER = frozenset(
    {"constrained-float", "float", "tuple[constrained-float, constrained-float, constrained-float]"}
)
_WORDS = {
    "extra_forbidden": "there is no such key; content/poses/README.md names them all",
    "float_type": "a number is needed here",
    "float_parsing": "a number is needed here",
    "tuple_type": "a list of numbers in square brackets is needed here",
    "missing": "this key is needed",
}
