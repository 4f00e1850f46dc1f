"""Finds which question of the content a message asks: characters and words, over questions and phrasings only.

A TF-IDF of character n-grams (3 to 5 within a word, so that misspellings still meet) and a BM25 over stems
and synonyms, squashed to s / (s + 5). To the best phrasing come the next three and the entry as a whole:
runners mix the words of several phrasings. Answer texts are not indexed, they drown the questions; nor are
stop words dropped: "when" and "how long" tell topics apart. The weights were measured on labelled questions.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.library import Answer, AnswerKind, Thresholds, Vocabulary
from bot.understanding.words import LONGEST, fold, stem

TOP = 3
"""How many topics are offered at most."""

_GRAMS = (3, 4, 5)
_K1, _B = 1.2, 0.6
_SQUASH = 5.0
_CHARACTERS = 0.4
"""The share of the characters in a phrasing's score; the rest is the words'."""
_OTHERS, _SUPPORT = 3, 0.4
"""How many more phrasings of the entry count, and what their mean weighs against the best one's 1."""
_WHOLE = 0.8
"""What the entry as a whole weighs against the best phrasing's 1."""
_CONCEPT, _SYNONYM = "=", 0.6
"""How the term of a group of synonyms begins, and what it weighs against the word itself."""
_WORD = re.compile(r"[a-z0-9]+(?:[&'/][a-z0-9]*)*")


class Zone(StrEnum):
    """What to do with a question: answer, offer likely ones, say that it is another field, or own up."""

    DIRECT = "direct"
    CHOOSE = "choose"
    REDIRECT = "redirect"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Scored:
    """A topic with its score (0 to 1) and the phrasing that brought it."""

    id: str
    score: float
    phrasing: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a message was found to ask: the zone and up to three topics, the likeliest first."""

    zone: Zone
    topics: tuple[Scored, ...]


class Questions:
    """An index over the phrasings of all entries."""

    def __init__(self, answers: Iterable[Answer], vocabulary: Vocabulary, thresholds: Thresholds) -> None:
        self._vocabulary = vocabulary
        self._thresholds = thresholds
        self._concepts = _concepts(vocabulary)
        self._owners: list[str] = []
        self._texts: list[str] = []
        self._kinds: dict[str, AnswerKind] = {}
        for answer in answers:
            self._kinds[answer.id] = answer.kind
            for text in dict.fromkeys((answer.question, *answer.phrasings)):
                self._owners.append(answer.id)
                self._texts.append(text)
        spelled = [self._words(text) for text in self._texts]
        self._index_grams(spelled)
        self._term_idf, self._term_posts = self._terms_index([self._terms(words) for words in spelled])
        entries: dict[str, Counter[str]] = defaultdict(Counter)
        for owner, words in zip(self._owners, spelled, strict=True):
            entries[owner].update(self._terms(words))
        self._entries = list(entries)
        self._entry_idf, self._entry_posts = self._terms_index(list(entries.values()))

    def _words(self, text: str) -> list[str]:
        words: list[str] = []
        for word in _WORD.findall(fold(text[:LONGEST])):
            spelled = self._vocabulary.abbreviations.get(word, word)
            words.extend(spelled.split() if spelled != word else [word.strip("'")])
        return words

    # --- characters

    def _index_grams(self, spelled: list[list[str]]) -> None:
        counted = [self._grams(words) for words in spelled]
        df = Counter(gram for grams in counted for gram in grams)
        total = len(counted)
        self._gram_idf = {gram: math.log((1 + total) / (1 + n)) + 1 for gram, n in df.items()}
        self._gram_new = math.log(1 + total) + 1
        self._gram_posts: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, grams in enumerate(counted):
            weights = {gram: (1 + math.log(n)) * self._gram_idf[gram] for gram, n in grams.items()}
            norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
            for gram, weight in weights.items():
                self._gram_posts[gram].append((number, weight / norm))

    def _grams(self, words: list[str]) -> Counter[str]:
        grams: Counter[str] = Counter()
        for word in words:
            grams.update(_word_grams(word))
        return grams

    def _by_characters(self, words: list[str]) -> dict[int, float]:
        grams = self._grams(words)
        weights = {
            gram: (1 + math.log(n)) * self._gram_idf.get(gram, self._gram_new) for gram, n in grams.items()
        }
        norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        scores: dict[int, float] = defaultdict(float)
        for gram, weight in weights.items():
            for number, other in self._gram_posts.get(gram, ()):
                scores[number] += weight / norm * other
        return scores

    # --- words

    def _terms(self, words: list[str]) -> Counter[str]:
        """Return the stems, and a term for each group of synonyms that a word belongs to."""
        terms: Counter[str] = Counter()
        for word in words:
            root = stem(word)
            terms[root] += 1
            for concept in self._concepts.get(root, ()):
                terms[concept] += 1
        return terms

    @staticmethod
    def _terms_index(
        counted: list[Counter[str]],
    ) -> tuple[dict[str, float], dict[str, list[tuple[int, float]]]]:
        """Return the idf of each term, and the texts that hold it with the weight that it has there."""
        df = Counter(term for terms in counted for term in terms)
        total = len(counted)
        idf = {term: math.log(1 + (total - n + 0.5) / (n + 0.5)) for term, n in df.items()}
        lengths = [sum(terms.values()) for terms in counted]
        mean = sum(lengths) / max(1, total) or 1.0
        posts: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, terms in enumerate(counted):
            damp = _K1 * (1 - _B + _B * lengths[number] / mean)
            for term, n in terms.items():
                weight = idf[term] * n * (_K1 + 1) / (n + damp)
                posts[term].append((number, weight * (_SYNONYM if term.startswith(_CONCEPT) else 1.0)))
        return idf, posts

    def _by_words(self, terms: Iterable[str], posts: dict[str, list[tuple[int, float]]]) -> dict[int, float]:
        scores: dict[int, float] = defaultdict(float)
        for term in terms:
            for number, weight in posts.get(term, ()):
                scores[number] += weight
        return scores

    # --- both

    def rank(self, text: str) -> list[Scored]:
        """Return the entries that share anything with the message, the likeliest first; ties by id."""
        words = self._words(text)
        if not words:
            return []
        characters = self._by_characters(words)
        asked = self._terms(words)
        terms = self._by_words(asked, self._term_posts)
        whole = {
            self._entries[number]: raw / (raw + _SQUASH)
            for number, raw in self._by_words(asked, self._entry_posts).items()
        }
        by_entry: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for number in characters.keys() | terms.keys():
            raw = terms.get(number, 0.0)
            score = _CHARACTERS * characters.get(number, 0.0) + (1 - _CHARACTERS) * raw / (raw + _SQUASH)
            by_entry[self._owners[number]].append((score, number))
        ranked: list[Scored] = []
        for id, scores in by_entry.items():
            scores.sort(key=lambda pair: (-pair[0], pair[1]))
            best, number = scores[0]
            others = sum(score for score, _ in scores[1 : 1 + _OTHERS]) / _OTHERS
            score = (best + _SUPPORT * others + _WHOLE * whole.get(id, 0.0)) / (1 + _SUPPORT + _WHOLE)
            ranked.append(Scored(id, round(score, 4), self._texts[number]))
        ranked.sort(key=lambda each: (-each.score, each.id))
        return ranked

    def ask(self, text: str) -> Answered:
        """Return the zone of the message and up to three topics."""
        ranked = self.rank(text)
        return Answered(self.zone(ranked), tuple(self._offered(ranked)))

    def zone(self, ranked: list[Scored], thresholds: Thresholds | None = None) -> Zone:
        """Return what to do with a ranking, by the thresholds of the content or those given."""
        limits = thresholds or self._thresholds
        if not ranked or ranked[0].score < limits.choose:
            return Zone.NONE
        first = ranked[0]
        if self._kinds[first.id] is not AnswerKind.ANSWER:
            return Zone.REDIRECT
        second = ranked[1].score if len(ranked) > 1 else 0.0
        if first.score >= limits.direct and first.score - second >= limits.lead:
            return Zone.DIRECT
        return Zone.CHOOSE

    def _offered(self, ranked: list[Scored]) -> list[Scored]:
        """The first may be a redirect; buttons to further ones would lead nowhere, so those are left out."""
        answers = [each for each in ranked[1:] if self._kinds[each.id] is AnswerKind.ANSWER]
        return ranked[:1] + answers[: TOP - 1]


@lru_cache(maxsize=8192)
def _word_grams(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(padded[n : n + size] for size in _GRAMS for n in range(len(padded) - size + 1))


def _concepts(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for head, words in vocabulary.synonyms.items():
        for word in (head, *words):
            found[stem(fold(word))][_CONCEPT + head] = None
    return {word: tuple(heads) for word, heads in found.items()}
