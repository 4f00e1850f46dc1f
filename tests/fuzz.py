"""Hostile texts from a seed: `python -m tests.fuzz` sends 100,000 through the whole of understanding.

Prints how long they took; ends with status 1 when one raised, named so that it can be repeated, or when one in a
thousand is slow. Times are those of the processor: what else the machine does is no matter of the text.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.library import load_library
from bot.understanding.door import Context, Understanding

SEED = 20261120
ALL = 100_000
SLICE = 1_500
LONGEST_MESSAGE = 4096
SLOW_MS = 50.0


def _split(text: str) -> list[str]:
    return text.split(" ")


_WORDS = _split(
    "run squat lift chest pain sore legs monday 18 april in ten weeks 3x8 @ 60kg rpe 8 half marathon no never knee"
    " can't how heavy move to friday tomorrow 6:30 am intervals swollen calf my dad years ago 5k b4 w/o s&c i'm"
)
_NASTY = _split(
    "\x00 \x07 \x1b[31m \u202e \u200b \u200d \ufeff \ufffd \U0001f3c3\u200d\u2640\ufe0f \U0001f525 \u0301\u0301"
    " <b> </script> &amp; &#0; {{7*7}} %s%n ${jndi} '; DROP TABLE chats;-- \" ' \\ // .. \u2028 \u0663\u0664 \u00bd"
    " \u216b \u5341 \u0e01\u0e33 \u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd \ud83d 1e999 -0 0x1f 99:99"
    " 31/02/2026 ++ --- | * ( ) [ ]"
)
_RANGES = ((0, 127), (128, 0x2FF), (0x300, 0x36F), (0x590, 0x6FF), (0x2000, 0x206F), (0x4E00, 0x4FFF))
_WIDE = ((0x1F300, 0x1FAFF), (0xD800, 0xDFFF), (0xE0000, 0xE007F))
_SCRIPTS = (
    "\U0001f3c3\U0001f4aa\U0001f525\U0001f9b5\u200d\u2640\ufe0f",
    "\u0627\u0644\u0631\u0643\u0636 ",
    "\u05e8\u05d9\u05e6\u05d4 ",
    "\u8dd1\u6b65\u819d\u76d6",
    "\ud83d\ude00\udfff",
)
_WRAPPINGS = (
    ("'; DROP TABLE runner; -- ", ""),
    ("<b onclick='x()'>", "</b><script>1</script>"),
    ("{{ ", " }}"),
    ("\u202e", "\u202c"),
    ('{"q": "', '"}'),
    ("x" * 900 + " ", ""),
    ("\n" * 500, "\n" * 500),
)


def texts(count: int, seed: int = SEED) -> Iterator[str]:
    """Yield so many texts, always the same ones for a seed."""
    chance = random.Random(seed)
    kinds = (_talk, _noise, _mixed, _repeated, _one_kind, _wrapped, _zalgo)
    for _ in range(count):
        yield chance.choice(kinds)(chance)[:LONGEST_MESSAGE]


def _talk(chance: random.Random) -> str:
    words = [chance.choice(_WORDS) for _ in range(chance.randint(0, 40))]
    text = chance.choice((" ", "  ", ", ", "\n", "/", "")).join(words)
    return text if chance.random() < 0.7 else text.swapcase()


def _noise(chance: random.Random) -> str:
    size = chance.choice((0, 1, 3, 20, 200))
    return "".join(chr(chance.randint(*chance.choice(_RANGES + _WIDE))) for _ in range(size))


def _mixed(chance: random.Random) -> str:
    return "".join(
        chance.choice((_WORDS, _NASTY))[chance.randrange(20)] + chance.choice((" ", "", "\n", "."))
        for _ in range(chance.randint(1, 60))
    )


def _repeated(chance: random.Random) -> str:
    part = chance.choice((chance.choice(_WORDS) + " ", chance.choice(_NASTY), _noise(chance)))
    return part * chance.choice((1, 50, 1000))


def _one_kind(chance: random.Random) -> str:
    """Return nothing but digits, marks, blanks, emoji, letters written from the right, or halves of pairs."""
    signs = chance.choice(
        ("0123456789", "0.,:/x@", "?!.,;:-()", " \n\t", "\u200b\u200d\ufeff\u202e", *_SCRIPTS)
    )
    return "".join(chance.choice(signs) for _ in range(chance.choice((1, 12, 160, LONGEST_MESSAGE))))


def _wrapped(chance: random.Random) -> str:
    """Return talk inside of something that another machine might obey."""
    before, after = chance.choice(_WRAPPINGS)
    return before + _talk(chance) + after


def _zalgo(chance: random.Random) -> str:
    return "".join(sign + chr(chance.randint(0x300, 0x36F)) * chance.randint(0, 12) for sign in _talk(chance))


def main() -> int:
    """Send all texts; return the exit status."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ALL
    understanding = Understanding(load_library(Path(__file__).parents[1] / "content"))
    understanding.prepare()
    context = Context(date(2026, 11, 20))
    took: list[float] = []
    slowest = 0.0, ""
    for number, text in enumerate(texts(count)):
        began = time.process_time()
        try:
            understanding.understand(text, context)
        except Exception as error:  # noqa: BLE001 - any error is what is looked for
            print(f"text {number} raised {error!r}: {text!r:.300}")
            return 1
        took.append((time.process_time() - began) * 1000)
        if took[-1] > slowest[0]:
            slowest = took[-1], text
    took.sort()
    shares = ", ".join(f"p{share:g} {took[int(count * share / 100)]:.1f} ms" for share in (50, 95, 99.9))
    print(f"{count} texts: {shares}, slowest {took[-1]:.1f} ms: {slowest[1]!a:.120}")
    return 1 if took[int(count * 0.999)] > SLOW_MS else 0


if __name__ == "__main__":
    raise SystemExit(main())
