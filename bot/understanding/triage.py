"""Recognises signs that a coach must refer on, before anything else is understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.coach.words import Urgency
from bot.library import RedFlag, WordPattern
from bot.understanding.matching import Matcher, Places, places
from bot.understanding.words import Said, split, stem, word_set

LONGEST_READ = 4096
"""Characters that are looked through: a whole message (core.telegram.org/bots/api#sendmessage), signs may come last."""

_FAR_BACK = 60
"""Words before a sign in which a denial is looked for, so that one endless sentence does not stall the chat."""

_ORDER = {Urgency.EMERGENCY: 0, Urgency.TODAY: 1, Urgency.ASSESS: 2}

_NEGATORS = word_set(
    "no not never without don't dont doesn't doesnt didn't didnt isn't isnt wasn't wasnt aren't arent haven't"
    " havent hasn't hasnt hadn't hadnt nor neither zero"
)
# "not sure if …", "no idea why …", "not just tired", "no injury but …": the sign itself is not denied
_NO_DENIAL = word_set(
    "sure certain just only idea clue joke reason warning matter longer doubt know knowing normal"
    " ok okay right well better going able even bad sleep understand think stop stopped stopping"
    " improve improved improving get getting go gone fun good want like injury trauma wonder"
    " tell realise realize wrong seem kidding lie"
    " care mind surprise surprised settle settling ease eased easing let letting pregnant"
)
_SCOPE_ENDS = word_set(
    "because since due when while after from until unless so then now yet still which that why how if"
    " i'm im i've ive my he she"
)
_NO = word_set("no nope nah none never not")
_STOP = word_set(
    "i i'm im i've ive a an the my me is are was were am be been it its it's to of in on at and or so for"
    " with when while have has had do does did this that just really very some get got during"
)
_LONG_AGO = (
    ("years", "ago"),
    ("year", "ago"),
    ("yrs", "ago"),
    ("decades", "ago"),
    ("last", "year"),
    ("used", "to"),
    ("as", "a", "kid"),
    ("as", "a", "child"),
    ("as", "a", "teenager"),
    ("in", "my", "twenties"),
    ("family", "history"),
    ("when", "i", "was", "young"),
    ("when", "i", "was", "a"),
)
_THEM = word_set("he he's hes she she's shes his her him")
_THEIRS = word_set(
    "friend friends mate mates pal pals buddy husband hubby wife girlfriend boyfriend fiance fiancee dad mum mom father"
    " mother brother sister son daughter kid nephew niece teammate clubmate colleague client stranger neighbour"
)
_ME = word_set("i i'm im i've ive i'd id i'll me myself mine")
_ASKING = word_set("do should shall can could must")  # "what do i do, my friend …"
_STILL = word_set("now again today still tonight yesterday currently lately keeps keep ever since this")


@dataclass(frozen=True, slots=True)
class Triage:
    """A recognised sign: its level, its flag, the typed words that led to it and the fixed reply (HTML).

    `rest` is the level at which the writer's training rests: of all the signs in the message the most urgent that asks
    for it. It is None when none does, or when the message tells of somebody else.
    """

    level: Urgency
    flag: str
    words: tuple[str, ...]
    text: Markup
    rest: Urgency | None = None


class RedFlags:
    """All red flags of the content, ready to be looked for."""

    def __init__(
        self,
        flags: Iterable[RedFlag],
        known: Iterable[str] = (),
        signs: Mapping[str, tuple[tuple[str, ...], ...]] | None = None,
    ) -> None:
        """Take the flags, words that are spelled as they are meant, and the words behind `<leg>` in patterns."""
        self._flags = tuple(sorted(flags, key=lambda flag: (_ORDER[flag.level], flag.id)))
        self._resting = frozenset(flag.id for flag in self._flags if flag.rests)
        self._told = {flag.id: tuple(map(_as_pattern, flag.phrasings)) for flag in self._flags}
        self._patterns = Matcher(
            [p for flag in self._flags for p in (*flag.patterns, *flag.look_alikes)], known, signs
        )

    def find(self, text: str) -> Triage | None:
        """Return the most urgent sign in the message, or None; denied or long past ones are none."""
        found = self.find_all(text)
        if not found:
            return None
        levels = [sign.level for sign in found if sign.flag in self._resting]
        if not levels or _of_somebody_else(split(text, LONGEST_READ).words):
            return found[0]
        return replace(found[0], rest=min(levels, key=lambda level: _ORDER[level]))

    def find_all(self, text: str) -> list[Triage]:
        """Return every sign in the message, the most urgent first; of equals that which more of the words tell."""
        said = split(text, LONGEST_READ)
        if not said.words:
            return []
        read = self._patterns.read(said)
        stems = places([stem(word)] for word in said.words)
        found: list[tuple[Triage, int]] = []
        for flag in self._flags:
            matches = self._matches(flag, read, stems, frozenset())
            if matches and flag.look_alikes:
                matches = self._matches(flag, read, stems, self._blank(flag, read))
            meant = next((m for m in matches if not _denied(said, m) and not _long_ago(said, m)), None)
            if meant is not None:
                words = tuple(said.words[place] for place in meant)
                telling = len({place for match in matches for place in match})
                found.append((Triage(flag.level, flag.id, words, flag.text), telling))
        found.sort(key=lambda pair: (_ORDER[pair[0].level], -pair[1]))
        return [sign for sign, _ in found]

    def _blank(self, flag: RedFlag, read: Places) -> frozenset[int]:
        """Return the places of the words that a flag's look-alikes account for."""
        return frozenset(
            place
            for pattern in flag.look_alikes
            for match in self._patterns.find(pattern, read)
            for place in match
        )

    def _matches(self, flag: RedFlag, read: Places, stems: Places, blank: frozenset[int]) -> list[list[int]]:
        matches = [m for p in flag.patterns for m in self._patterns.find(p, read, blank)]
        return matches + [m for p in self._told[flag.id] for m in Matcher.find(p, stems, blank)]


def _as_pattern(phrasing: str) -> WordPattern:
    """Make a pattern of an example: all its telling words by their stems, with little between them."""
    words = [stem(word) for word in split(phrasing).words if word not in _STOP]
    return WordPattern(tuple(((word,),) for word in dict.fromkeys(words)), len(split(phrasing).words) + 4)


def _denied(said: Said, match: list[int]) -> bool:
    own = set(match)
    for place in match:
        for before in range(place - 1, max(-1, place - _FAR_BACK), -1):
            word = said.words[before]
            if said.clauses[before] != said.clauses[place] or (word in _SCOPE_ENDS and before not in own):
                break
            if word not in _NEGATORS or before in own:
                continue
            following = said.words[before + 1]
            if following not in _NO_DENIAL:
                return True
    last = match[-1]
    rest = [n for n in range(last + 1, len(said)) if said.clauses[n] > said.clauses[last]]
    # "chest pain? no" and "any fainting: never": the answer to one's own question
    if rest and said.words[rest[0]] in _NO:
        answer = [n for n in rest if said.clauses[n] == said.clauses[rest[0]]]
        return len(answer) == 1
    return False


def _of_somebody_else(words: Sequence[str]) -> bool:
    """Whether a message tells of another person alone: in doubt it is about the writer."""
    if any(word in _ME and (n == 0 or words[n - 1] not in _ASKING) for n, word in enumerate(words)):
        return False
    own = [n for n, word in enumerate(words) if word in ("my", "our")]
    if any(n + 1 == len(words) or words[n + 1].removesuffix("'s") not in _THEIRS for n in own):
        return False
    return bool(_THEM.intersection(words)) or any(word.removesuffix("'s") in _THEIRS for word in words)


def _long_ago(said: Said, match: list[int]) -> bool:
    sentence = said.sentences[match[0]]
    words = [word for word, number in zip(said.words, said.sentences, strict=True) if number == sentence]
    if _STILL.intersection(words):
        return False
    for far in _LONG_AGO:
        for n in range(len(words)):
            # "a jog that used to be easy" tells of now
            if words[n : n + len(far)] == list(far) and (far[0] != "used" or words[n + 2 : n + 3] != ["be"]):
                return True
    return any(
        words[n] in ("in", "since") and len(words[n + 1]) == 4 and words[n + 1].startswith(("19", "20"))
        for n in range(len(words) - 1)
    )
