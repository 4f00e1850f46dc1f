"""A draft of an entry, made from questions that were asked: everything but the answer, which a person writes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import yaml

DRAFTS = "drafts"
LONGEST_ID = 40
_TO_WRITE = "TO WRITE"
# Words of three letters and fewer tell little in a file's name.
_SHORTEST = 4
_HELP = """{to_write}: 60 to 150 words. Answer in the first sentence, then why, then what to do.
Every figure needs a source above that says it; where sources disagree, say so.
When it is done, move this file to `content/answers/` and run `stridesmith check`.
"""


def id_from(question: str) -> str:
    """Return a file name for a question: its telling words, in lower case, joined by hyphens."""
    words = re.findall(r"[a-z0-9]+", question.lower())
    telling = [word for word in words if len(word) >= _SHORTEST] or words or ["question"]
    name = ""
    for word in telling:
        longer = f"{name}-{word}" if name else word
        if len(longer) > LONGEST_ID:
            break
        name = longer
    return name or telling[0][:LONGEST_ID]


def write_draft(
    content: Path, id_: str, wordings: Sequence[str], related: Sequence[str], today: date
) -> Path:
    """Write a draft beside the content, where nothing reads it yet, and return its path.

    Raises:
        FileExistsError: there is a draft or an entry of that name already.
        OSError: it cannot be written.
        ValueError: the id is no file name.
    """
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_) is None:
        raise ValueError(f"“{id_}” is no id: lower-case words joined by hyphens")
    path = content / DRAFTS / f"{id_}.md"
    if path.exists() or (content / "answers" / path.name).exists():
        raise FileExistsError(f"There is an entry or a draft called {id_} already.")
    front = {
        "question": f"{_TO_WRITE}: {wordings[0]}" if wordings else _TO_WRITE,
        "group": _TO_WRITE,
        "phrasings": list(wordings),
        "sources": [{"id": _TO_WRITE, "note": "what this source says about it"}],
        "certainty": "low",
        "related": list(related),
        "exercises": [],
        "reviewed": today,
    }
    text = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=100)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(f"---\n{text}---\n{_HELP.format(to_write=_TO_WRITE)}")
    return path
