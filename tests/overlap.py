"""Compares the content with source documents and prints every run of eight words that both have.

Usage: `python -m tests.overlap FOLDER` with a folder of text files. Titles and authors in `sources.yaml`
are names of works and cannot be put in other words: they are counted by themselves. The exit status is 1
when anything else is shared.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.settings import PROJECT_FOLDER

RUN = 8
"""So many words in a row do not come about by chance."""

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_TEXTS = frozenset({".md", ".yaml", ".j2"})


def words(text: str) -> list[tuple[str, int]]:
    """Return the words of a text in lower case, each with its line; marks between them do not count."""
    found = []
    for number, line in enumerate(text.lower().replace("’", "'").split("\n"), 1):
        found += [(word, number) for word in _WORD.findall(line)]
    return found


def runs(text: str) -> Iterator[tuple[str, int]]:
    """Yield every run of eight words with the line on which it begins."""
    said = words(text)
    for start in range(len(said) - RUN + 1):
        yield " ".join(word for word, _ in said[start : start + RUN]), said[start][1]


def shared(content: Path, seeds: Path) -> list[tuple[Path, int, str, str]]:
    """Return (file, line, run, name of the seed) of everything that the content has in common with the seeds.

    Raises FileNotFoundError when there is no text to compare with: nothing would be found, and prove nothing.
    """
    known: dict[str, str] = {}
    for seed in sorted(seeds.glob("*.txt")):
        for run, _ in runs(seed.read_text(encoding="utf-8")):
            known.setdefault(run, seed.name)
    if not known:
        raise FileNotFoundError(f"there is no text of eight words or more in {seeds}")
    return [
        (file.relative_to(content), line, run, known[run])
        for file in sorted(content.rglob("*"))
        if file.suffix in _TEXTS
        for run, line in runs(file.read_text(encoding="utf-8"))
        if run in known
    ]


def main(folder: Path) -> int:
    """Print what is shared, and the two counts; return the exit status."""
    found = shared(PROJECT_FOLDER / "content", folder)
    titles = [each for each in found if each[0].name == "sources.yaml"]
    others = [each for each in found if each not in titles]
    for file, line, run, seed in [*others, *titles]:
        print(f"{file}:{line}: “{run}” ({seed})")
    print(
        f"{len(others)} shared runs of {RUN} words; {len(titles)} in titles of works, which have no other name"
    )
    return 1 if others else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.overlap FOLDER")
    sys.exit(main(Path(sys.argv[1])))
