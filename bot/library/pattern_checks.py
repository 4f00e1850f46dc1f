"""Checks the patterns of red flags for what cannot be meant: words that count twice, look-alikes without effect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations

from bot.library.objects import Library, RedFlag, WordPattern
from bot.library.reading import Reading

Words = tuple[str, ...]
Signs = Mapping[str, tuple[Words, ...]]
SignsIn = Callable[[Library], Callable[[str], str | None]]
"""Makes of a library what tells the id of the red flag in a text, None where there is none."""


def check_patterns(found: Reading, signs: Signs) -> None:
    """Report patterns of which one word fills two groups, and look-alikes that share no word with any pattern."""
    for id, flag in found.red_flags.items():
        for number, pattern in enumerate(flag.patterns):
            for word in _twice(pattern, signs):
                text = f"“{word}” stands in two groups: alone it fills both, so that one of them asks for nothing"
                found.report("red_flags", id, text, "patterns", number)
        own = _own_words(flag, signs)
        for number, pattern in enumerate(flag.look_alikes):
            for words in _without_effect(pattern, own, signs):
                text = f"“{words}” shares no word with a pattern of this file: the look-alike can never act"
                found.report("red_flags", id, text, "look_alikes", number)


def check_phrasings(found: Reading, sign_in: Callable[[str], str | None]) -> None:
    """Report questions and phrasings that raise a red flag: nobody would get the answer, or have the thing done."""
    for id, answer in found.answers.items():
        asked: list[tuple[str, tuple[str | int, ...]]] = [(answer.question, ("question",))]
        asked += [(text, ("phrasings", number)) for number, text in enumerate(answer.phrasings)]
        for text, keys in asked:
            _report_sign(found, "answers", id, text, keys, sign_in(text))
    for id, action in found.actions.items():
        for number, text in enumerate(action.phrasings):
            _report_sign(found, "actions", id, text, ("phrasings", number), sign_in(text))


def _report_sign(
    found: Reading, folder: str, id: str, text: str, keys: tuple[str | int, ...], flag: str | None
) -> None:
    if flag is not None:
        found.report(folder, id, f"“{text}” raises red_flags/{flag}: nobody would get this reply", *keys)


def _twice(pattern: WordPattern, signs: Signs) -> list[str]:
    groups = [_expanded(group, signs) for group in pattern.groups]
    shared: set[Words] = set()
    for one, other in combinations(groups, 2):
        shared |= one & other
    return sorted(" ".join(words) for words in shared)


def _without_effect(pattern: WordPattern, own: frozenset[str], signs: Signs) -> Iterator[str]:
    """Yield what of a look-alike shares no word with `own`: alternatives of a single group each act by themselves."""
    if len(pattern.groups) == 1:
        for alternative in pattern.groups[0]:
            if not _any_in(_expanded([alternative], signs), own):
                yield " ".join(alternative)
    elif not any(_any_in(_expanded(group, signs), own) for group in pattern.groups):
        yield " + ".join("|".join(" ".join(each) for each in group) for group in pattern.groups)


def _own_words(flag: RedFlag, signs: Signs) -> frozenset[str]:
    words = {word for phrasing in flag.phrasings for word in phrasing.lower().split()}
    for pattern in flag.patterns:
        for group in pattern.groups:
            words.update(word for each in _expanded(group, signs) for word in each)
    return frozenset(words)


def _any_in(alternatives: Iterable[Words], own: frozenset[str]) -> bool:
    prefixes = tuple(word[:-1] for word in own if word.endswith("*"))
    return any(
        word in own
        or word.startswith(prefixes)
        or (word.endswith("*") and any(each.startswith(word[:-1]) for each in own))
        for alternative in alternatives
        for word in alternative
    )


def _expanded(group: Iterable[Words], signs: Signs) -> set[Words]:
    """Return the alternatives of a group with the words that `<thing>` stands for."""
    found: set[Words] = set()
    for alternative in group:
        if len(alternative) == 1 and alternative[0][0] == "<":
            found.update(signs.get(alternative[0][1:-1], ()))
        else:
            found.add(alternative)
    return found
