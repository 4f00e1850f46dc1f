"""The English stemmer of the Snowball project ("Porter 2"), written out.

The packaged one walks tables letter by letter and takes as long for the words of the content as everything else
at the start together; this one gives the same stems several times as fast.
"""

from __future__ import annotations

_VOWELS = frozenset("aeiouy")
_DOUBLES = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_LI = frozenset("cdeghkmnrt")
_AS_THEY_ARE = {
    "skis": "ski",
    "skies": "sky",
    "dying": "die",
    "lying": "lie",
    "tying": "tie",
    "idly": "idl",
    "gently": "gentl",
    "ugly": "ugli",
    "early": "earli",
    "only": "onli",
    "singly": "singl",
    "sky": "sky",
    "news": "news",
    "howe": "howe",
    "atlas": "atlas",
    "cosmos": "cosmos",
    "bias": "bias",
    "andes": "andes",
}
_NO_MORE = frozenset(
    ("inning", "outing", "canning", "herring", "earring", "evening", "proceed", "exceed", "succeed")
)
_BEGINNINGS = ("gener", "commun", "arsen", "past", "univers", "later", "emerg", "organ", "inter")
_STEP_2 = (
    ("ational", "ate"),
    ("fulness", "ful"),
    ("iveness", "ive"),
    ("ization", "ize"),
    ("ousness", "ous"),
    ("biliti", "ble"),
    ("lessli", "less"),
    ("tional", "tion"),
    ("alism", "al"),
    ("aliti", "al"),
    ("ation", "ate"),
    ("entli", "ent"),
    ("fulli", "ful"),
    ("iviti", "ive"),
    ("ousli", "ous"),
    ("abli", "able"),
    ("alli", "al"),
    ("anci", "ance"),
    ("ator", "ate"),
    ("enci", "ence"),
    ("izer", "ize"),
    ("bli", "ble"),
    ("ogi", "og"),
    ("li", ""),
)
_STEP_3 = (
    ("ational", "ate"),
    ("tional", "tion"),
    ("alize", "al"),
    ("ative", ""),
    ("icate", "ic"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ness", ""),
    ("ful", ""),
)
_STEP_4 = (
    *(
        "ement",
        "able",
        "ance",
        "ence",
        "ible",
        "ment",
        "ant",
        "ate",
        "ent",
        "ion",
        "ism",
        "iti",
        "ive",
        "ize",
    ),
    *("ous", "al", "er", "ic"),
)


def porter(word: str) -> str:
    """Return the stem of a lower-case English word."""
    if len(word) <= 2:
        return word
    if word in _AS_THEY_ARE:
        return _AS_THEY_ARE[word]
    word = _mark_y(word.removeprefix("'"))
    first, second = _regions(word)
    for ending in ("'s'", "'s", "'"):
        if word.endswith(ending):
            word = word[: -len(ending)]
            break
    word = _plural(word)
    if word in _NO_MORE:
        return word
    word = _past(word, first)
    if len(word) > 2 and word[-1] in "yY" and word[-2] not in _VOWELS:
        word = word[:-1] + "i"
    word = _replaced(word, _STEP_2, first, second)
    word = _replaced(word, _STEP_3, first, second)
    word = _cut(word, second)
    return _last(word, first, second).replace("Y", "y")


def _mark_y(word: str) -> str:
    """Write a y that is a consonant as Y."""
    if "y" not in word:
        return word
    letters = list(word)
    for n, letter in enumerate(letters):
        if letter == "y" and (n == 0 or letters[n - 1] in _VOWELS):
            letters[n] = "Y"
    return "".join(letters)


def _after(word: str, start: int) -> int:
    """Return where the part after the first consonant behind a vowel begins."""
    for n in range(start + 1, len(word)):
        if word[n] not in _VOWELS and word[n - 1] in _VOWELS:
            return n + 1
    return len(word)


def _regions(word: str) -> tuple[int, int]:
    for beginning in _BEGINNINGS:
        if word.startswith(beginning):
            return len(beginning), _after(word, len(beginning))
    first = _after(word, 0)
    return first, _after(word, first)


def _plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")) and not _VOWELS.isdisjoint(word[:-2]):
        return word[:-1]
    return word


def _past(word: str, first: int) -> str:
    for ending in ("eedly", "eed"):
        if word.endswith(ending):
            return word[: -len(ending)] + "ee" if len(word) - len(ending) >= first else word
    for ending in ("ingly", "edly", "ing", "ed"):
        if word.endswith(ending):
            cut = word[: -len(ending)]
            if _VOWELS.isdisjoint(cut):
                return word
            if cut.endswith(("at", "bl", "iz")):
                return cut + "e"
            if cut.endswith(_DOUBLES):
                return cut if len(cut) == 3 and cut[0] in "aeo" else cut[:-1]
            return cut + "e" if len(cut) <= first and _short(cut) else cut
    return word


def _short(word: str) -> bool:
    """Tell whether a word ends in a short syllable: consonant, vowel, consonant other than w, x, Y."""
    if len(word) == 2:
        return word[0] in _VOWELS and word[1] not in _VOWELS
    return (
        len(word) > 2
        and word[-1] not in _VOWELS
        and word[-1] not in "wxY"
        and word[-2] in _VOWELS
        and word[-3] not in _VOWELS
    )


def _replaced(word: str, table: tuple[tuple[str, str], ...], first: int, second: int) -> str:
    for ending, other in table:
        if word.endswith(ending):
            cut = word[: -len(ending)]
            if len(cut) < first:
                return word
            if ending == "ogi" and not cut.endswith("l"):
                return word
            if ending == "li" and (not cut or cut[-1] not in _LI):
                return word
            if ending == "ative" and len(cut) < second:
                return word
            return cut + other
    return word


def _cut(word: str, second: int) -> str:
    for ending in _STEP_4:
        if word.endswith(ending):
            cut = word[: -len(ending)]
            if len(cut) < second or (ending == "ion" and not cut.endswith(("s", "t"))):
                return word
            return cut
    return word


def _last(word: str, first: int, second: int) -> str:
    cut = word[:-1]
    if word.endswith("e"):
        return cut if len(cut) >= second or (len(cut) >= first and not _short(cut)) else word
    if word.endswith("ll"):
        return cut if len(cut) >= second else word
    return word
