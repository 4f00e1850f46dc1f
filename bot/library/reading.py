"""What has been read of a content folder so far, kept while the parts are checked against each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.coach.session import Template
from bot.library.documents import Document
from bot.library.objects import ActionCard, Answer, ComplaintCard, ExerciseCard, RedFlag, Source
from bot.library.problems import Problem


@dataclass(slots=True)
class Reading:
    """Everything by its id, with the documents by (folder, id) so that a problem finds its line.

    `unread` are the folders of which some file could not be read.
    """

    folder: Path
    problems: list[Problem]
    documents: dict[tuple[str, str], Document] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    sources: dict[str, Source] = field(default_factory=dict)
    source_lines: dict[str, Problem] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    exercises: dict[str, ExerciseCard] = field(default_factory=dict)
    complaints: dict[str, ComplaintCard] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)
    red_flags: dict[str, RedFlag] = field(default_factory=dict)
    actions: dict[str, ActionCard] = field(default_factory=dict)

    def report(self, folder: str, id: str, message: str, *keys: str | int) -> None:
        """Add a problem of the file `id` in `folder`, on the line that `keys` leads to."""
        self.problems.append(self.documents[folder, id].problem(message, *keys))
