"""Which entries have a term, and what it is worth in each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

Posting = tuple[int, float, float]
"""An entry's number, the term's share in it, and how much likelier the term is there than anywhere."""


class Postings:
    """All terms' postings in three arrays, one term behind the other: an eighth of what lists of them would take."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._starts = array("L", [0])
        self._entries, self._shares, self._lifts = array("L"), array("d"), array("d")

    def add(self, term: str, postings: Iterable[Posting]) -> None:
        """Put down a term, once."""
        self._places[term] = len(self._places)
        for entry, share, lift in postings:
            self._entries.append(entry)
            self._shares.append(share)
            self._lifts.append(lift)
        self._starts.append(len(self._entries))

    def of(self, term: str) -> Iterator[Posting]:
        """Return what was put down.

        Raises:
            KeyError: nothing was.
        """
        place = self._places[term]
        span = slice(self._starts[place], self._starts[place + 1])
        return zip(self._entries[span], self._shares[span], self._lifts[span], strict=True)
