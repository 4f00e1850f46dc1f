"""Finds which question of the content a message asks: by words, over questions and phrasings only.

Three views of an entry are weighed together: its nearest phrasing, its phrasings as a whole, and how much of
the message the entry accounts for; and where sentence vectors are at hand, what the message means as well.
Answer texts are not indexed, they drown the questions; nor are stop words dropped: "when" and "how long" tell
topics apart, and how rare a term is among the entries says what it is worth. The weights are learned from
labelled questions by `calibrate` and stand with the content.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from enum import StrEnum

from bot.library import Answer, AnswerKind, Thresholds, Vocabulary
from bot.understanding.postings import Posting, Postings
from bot.understanding.semantic import Index, Near, Sentences
from bot.understanding.terms import CONCEPT, PAIR, TermReader, Terms
from bot.understanding.uncollected import uncollected
from bot.understanding.words import LONGEST, stem

TOP = 3
"""How many topics are offered at most."""

CANDIDATES = 16
"""Entries that are looked at phrasing by phrasing: the right one is among as many, or nowhere."""

FEATURES = ("nearest", "next", "whole", "share", "bayes", "same", "pairs", "meaning", "middle")
"""The views of an entry that are weighed; see `Questions.views`."""

PLAIN = FEATURES[:-2]
"""Those that need no sentence vectors."""

SIGNS = ("bias", "chance", "nearest", "share", "same", "meaning")
"""What tells how sure the first of a ranking is: a constant, its chance, and its views; see `signs`."""

# where a folder has no calibrated weights
_WEIGHTS = {
    **{"nearest": 3.0, "next": 7.0, "whole": 3.0, "share": 2.0, "bayes": 6.0, "same": 9.0, "pairs": 0.0},
    **{"meaning": 5.0, "middle": 5.0},
}
_SURETY = {"bias": -4.0, "chance": 4.0, "nearest": 1.0, "share": 3.0, "same": 1.0, "meaning": 0.0}

_PAIR_WORTH, _CONCEPT_WORTH = 0.5, 0.7
"""What a pair of neighbours and a group of synonyms weigh against a word itself."""
_NEXT = 3
_SMOOTH = 2.0
_BAYES = 0.1
_STOP = 0.5
_RARE = 1.3


TELLING = 4  # letters: shorter words are mostly grammar


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


@dataclass(frozen=True, slots=True)
class View:
    """An entry as a message sees it: one number for each of FEATURES, and its nearest phrasing."""

    id: str
    features: tuple[float, ...]
    phrasing: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a message found what it found: how it was read, and what the likeliest entries share with it."""

    words: tuple[str, ...]
    """The stems that were compared, misspelt ones mended."""
    unknown: tuple[str, ...]
    views: tuple[View, ...]
    shared: tuple[tuple[str, ...], ...]
    """For each view the terms that the message and its nearest phrasing have in common, the telling ones first."""


class Questions:
    """An index over the phrasings of all entries."""

    def __init__(
        self,
        answers: Iterable[Answer],
        vocabulary: Vocabulary,
        thresholds: Thresholds,
        sentences: Sentences | None = None,
    ) -> None:
        """Build the index; `sentences` adds what a message means to the words that it has."""
        self._weigh(thresholds)
        self._reader = TermReader(vocabulary)
        self._stop = frozenset(stem(word) for word in vocabulary.stop_words)
        self._ids: list[str] = []
        self._kinds: dict[str, AnswerKind] = {}
        self._texts: list[list[str]] = []
        for answer in answers:
            self._ids.append(answer.id)
            self._kinds[answer.id] = answer.kind
            self._texts.append(list(dict.fromkeys((answer.question, *answer.phrasings))))
        with uncollected():
            self._build()
        self._vectors: Index | None = None
        if sentences:
            self._give_meaning(sentences)

    def by_meaning(self, thresholds: Thresholds, sentences: Sentences) -> Questions:
        """Return the same index with what the entries mean as well, by other thresholds; this one stays as it is."""
        other = copy(self)
        other._weigh(thresholds)
        other._give_meaning(sentences)
        return other

    def _weigh(self, thresholds: Thresholds) -> None:
        self._thresholds = thresholds
        self._weights = tuple(thresholds.weights.get(name, _WEIGHTS[name]) for name in FEATURES)
        self._surety = tuple(thresholds.surety.get(name, _SURETY[name]) for name in SIGNS)

    def _give_meaning(self, sentences: Sentences) -> None:
        self._vectors = sentences.index(self._texts) if self._texts else None

    def _build(self) -> None:
        split = [[self._reader.words(text) for text in texts] for texts in self._texts]
        self._reader.learn(word for texts in split for words in texts for word in words)
        self._index([[self._reader.read("", words, mend=False) for words in texts] for texts in split])

    def _index(self, read: list[list[Terms]]) -> None:
        total = len(read)
        counted = [Counter(term for terms in entry for term in _all(terms)) for entry in read]
        df = Counter(term for counts in counted for term in counts)
        kinds = {term: self._kind_worth(term) for term in df}
        worth = {term: kinds[term] * math.log((total + 1) / (n + 0.5)) ** _RARE for term, n in df.items()}
        self._worth = worth
        self._new = math.log((total + 1) / 0.5) ** _RARE
        usual: dict[str, float] = defaultdict(float)
        for entry, counts in zip(read, counted, strict=True):
            for term, n in counts.items():
                usual[term] += n / len(entry) / total
        one = {term: term for term in df}  # each term is one object, however many phrasings have it
        self._phrasings: list[list[tuple[tuple[str, ...], float]]] = []
        self._every = [frozenset(counts) for counts in counted]
        self._keys = [frozenset(terms.key for terms in entry if terms.key) for entry in read]
        self._absent = [math.log(_SMOOTH / (len(entry) + _SMOOTH)) for entry in read]
        self._kind = kinds
        for entry in read:
            rows = []
            for terms in entry:
                held = tuple(one[term] for term in dict.fromkeys(_all(terms)))
                rows.append((held, math.sqrt(sum(worth[term] ** 2 for term in held)) or 1.0))
            self._phrasings.append(rows)
        self._post(counted, usual)

    def _post(self, counted: Sequence[Counter[str]], usual: Mapping[str, float]) -> None:
        norms, holders = [], defaultdict(list)
        for number, counts in enumerate(counted):
            weights = [self._worth[term] * math.log1p(n) for term, n in counts.items()]
            norms.append(math.sqrt(sum(w * w for w in weights)) or 1.0)
            for term in counts:
                holders[term].append(number)

        def posting(term: str, number: int) -> Posting:
            n, scale = counted[number][term], len(self._phrasings[number]) + _SMOOTH
            # how much likelier the term is here than anywhere, and than if it were absent here
            likelier = math.log((n + _SMOOTH * usual[term]) / scale / usual[term])
            lift = (likelier - self._absent[number]) * self._kind[term]
            return number, self._worth[term] * math.log1p(n) / norms[number], lift

        self._postings = Postings()
        for term, numbers in holders.items():
            self._postings.add(term, (posting(term, number) for number in numbers))

    def _kind_worth(self, term: str) -> float:
        if term[0] == CONCEPT:
            return _CONCEPT_WORTH
        if PAIR in term:
            return _PAIR_WORTH
        return _STOP if term in self._stop else 1.0

    # --- views

    def views(self, text: str) -> list[View]:
        """Return how the entries that share anything with the message look, in no order.

        nearest: the cosine to the nearest phrasing; next: the mean of the next three; whole: the cosine to all
        phrasings together; share: how much of the message the entry knows; bayes: how much likelier the
        message's terms are here than anywhere; same: 1 for a phrasing that is typed as it stands; pairs: how
        much of the message's pairs of neighbours the nearest phrasing has; meaning and middle: the cosines of
        the sentence vectors to the nearest phrasing and to the middle of all, 0 without such vectors.
        """
        asked = self._reader.read(text)
        return self._views(asked, self._near(text, asked))

    def _near(self, text: str, asked: Terms) -> Near | None:
        return self._vectors.near(text[:LONGEST]) if self._vectors and asked.stems else None

    def _views(self, asked: Terms, near: Near | None) -> list[View]:
        terms = [term for term in _all(asked) if self._worth.get(term)]
        if not terms:
            return []
        worth = self._worth
        norm = math.sqrt(sum(worth[term] ** 2 for term in terms) + (self._new**2) * len(asked.unknown))
        whole: dict[int, float] = defaultdict(float)
        bayes: dict[int, float] = defaultdict(float)
        asked_kinds = 0.0
        for term in terms:
            weight = worth[term] / norm
            asked_kinds += self._kind[term]
            for number, other, lift in self._postings.of(term):
                whole[number] += weight * other
                bayes[number] += lift
        for number in bayes:
            bayes[number] = _BAYES * (bayes[number] + asked_kinds * self._absent[number])
        candidates = sorted(whole, key=lambda n: -(whole[n] + bayes[n]))[:CANDIDATES]
        for number, keys in enumerate(self._keys):
            if asked.key in keys and number not in candidates:
                candidates.append(number)
        if near:
            meant = sorted(range(len(self._ids)), key=lambda n: -(near.nearest[n] + near.middle[n]))
            candidates += [number for number in meant[:CANDIDATES] if number not in candidates]
        plain = [root for root in asked.stems if worth.get(root)]
        sayable = sum(worth[root] for root in plain) + self._new * len(asked.unknown) or 1.0
        return [
            self._view(n, asked, terms, norm, plain, sayable, whole[n], bayes[n], near) for n in candidates
        ]

    def _view(
        self,
        number: int,
        asked: Terms,
        terms: list[str],
        norm: float,
        plain: list[str],
        sayable: float,
        whole: float,
        bayes: float,
        near: Near | None,
    ) -> View:
        worth = self._worth
        wanted = frozenset(terms)
        scores: list[tuple[float, int]] = []
        for place, (held, length) in enumerate(self._phrasings[number]):
            shared = wanted.intersection(held)
            if shared:
                scores.append((sum(worth[term] ** 2 for term in shared) / (norm * length), place))
        scores.sort(key=lambda pair: (-pair[0], pair[1]))
        nearest, place = scores[0] if scores else (0.0, 0)
        following = sum(score for score, _ in scores[1 : 1 + _NEXT]) / _NEXT
        every = self._every[number]
        share = 0.0
        for root in plain:
            if root in every:
                share += worth[root]
            elif any(concept in every for concept in self._reader.concepts.get(root, ())):
                share += _CONCEPT_WORTH * worth[root]
        held = self._phrasings[number][place][0]
        pairs = [pair for pair in asked.pairs if worth.get(pair)]
        met = sum(worth[pair] for pair in pairs if pair in held)
        return View(
            self._ids[number],
            (
                nearest,
                following,
                whole,
                share / sayable,
                bayes,
                1.0 if asked.key in self._keys[number] else 0.0,
                met / (self._new + sum(worth[pair] for pair in pairs)),
                near.nearest[number] if near else 0.0,
                near.middle[number] if near else 0.0,
            ),
            self._texts[number][near.phrasing[number] if near and not scores else place],
        )

    # --- scores

    def rank(self, text: str) -> list[Scored]:
        """Return the entries that share anything with the message, the likeliest first; ties by id.

        The first one's score says how sure it is that it answers the message, the others' how likely they are
        beside it.
        """
        views = self.views(text)
        if not views:
            return []
        sums = [self._sum(view) for view in views]
        chances = softmax(sums)
        order = sorted(range(len(views)), key=lambda n: (-chances[n], views[n].id))
        first = order[0]
        sure = self._sure(signs(views[first], chances[first]))
        return [
            Scored(views[n].id, round(sure * chances[n] / chances[first], 4), views[n].phrasing)
            for n in order
        ]

    def roots(self, text: str) -> tuple[str, ...]:
        """Return the telling words of a text by their roots, also those that no entry knows."""
        asked = self._reader.read(text, mend=False)
        return tuple(word for word in (*asked.stems, *asked.unknown) if len(word) >= TELLING)

    def explain(self, text: str) -> Explained:
        """Return how a message was read and what its likeliest entries share with it."""
        asked = self._reader.read(text)
        views = sorted(
            self._views(asked, self._near(text, asked)), key=lambda view: (-self._sum(view), view.id)
        )[:TOP]
        shared = []
        for view in views:
            held = set(_all(self._reader.read(view.phrasing, mend=False)))
            both = [term for term in _all(asked) if term in held]
            shared.append(tuple(sorted(both, key=lambda term: -self._worth.get(term, 0.0))))
        return Explained(asked.stems, asked.unknown, tuple(views), tuple(shared))

    def _sum(self, view: View) -> float:
        return sum(weight * value for weight, value in zip(self._weights, view.features, strict=True))

    def _sure(self, signs: tuple[float, ...]) -> float:
        return squash(sum(weight * value for weight, value in zip(self._surety, signs, strict=True)))

    def ask(self, text: str) -> Answered:
        """Return the zone of the message and up to three topics."""
        ranked = self.rank(text)
        zone = self.zone(ranked)
        if zone is Zone.NONE and self._is_keyword(text):
            zone = Zone.CHOOSE
        return Answered(zone, tuple(self._offered(ranked)))

    def _is_keyword(self, text: str) -> bool:
        """A single word of the field ("knees", "soreness?") is spread over many entries: offer the likeliest."""
        asked = self._reader.read(text)
        return len(set(asked.stems)) == 1 and not asked.unknown

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


def _all(terms: Terms) -> tuple[str, ...]:
    return terms.stems + terms.pairs + terms.concepts


def signs(first: View, chance: float) -> tuple[float, ...]:
    """Return what tells how sure the first of a ranking is, one number for each of SIGNS."""
    seen = dict(zip(FEATURES, first.features, strict=True))
    return (1.0, chance, seen["nearest"], seen["share"], seen["same"], seen["meaning"])


def softmax(sums: list[float]) -> list[float]:
    """Return chances that add up to 1."""
    top = max(sums)
    raised = [math.exp(each - top) for each in sums]
    whole = sum(raised)
    return [each / whole for each in raised]


def squash(value: float) -> float:
    """Return the logistic of a number: between 0 and 1."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))
