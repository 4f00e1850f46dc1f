"""Every week there is, and millions of others, against the oracle.

`python -m tests.exhaustive [--random N] [--share S]`. All run weeks in base and build, wishes one to three, mode
stack: run kinds that mean the same to every rule are folded into one (tests/coach/test_folding.py proves that they
do), so that 5^7 weeks stand for all 8^7. Then random questions with everything that can be asked. `--share 0.01` does
every hundredth of both.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from functools import partial
from itertools import product
from multiprocessing import Pool

from bot.coach.week import WeekQuestion, place
from bot.coach.words import Mode, Phase, RunKind
from tests.coach.audit import complaints_about
from tests.coach.weeks import random_question

PROCESSES = 2
FOLDED = (RunKind.REST, RunKind.EASY, RunKind.LONG, RunKind.INTERVALS, RunKind.RACE)
CASES = tuple(product((Phase.BASE, Phase.BUILD), (1, 2, 3)))


def check_weeks_from(first: tuple[RunKind, RunKind], every: int) -> Counter[str]:
    """All weeks that begin with two run kinds."""
    count: Counter[str] = Counter()
    for index, rest in enumerate(product(FOLDED, repeat=5)):
        if index % every:
            continue
        for phase, wish in CASES:
            note(WeekQuestion((*first, *rest), phase=phase, wish=wish, mode=Mode.STACK), count)
    return count


def check_random(seed: int, number: int) -> Counter[str]:
    """Random questions, the same ones for the same seed."""
    dice = random.Random(seed)
    count: Counter[str] = Counter()
    for _ in range(number):
        note(random_question(dice), count)
    return count


def note(question: WeekQuestion, count: Counter[str]) -> None:
    """Check one week and count it."""
    count["weeks"] += 1
    wrong = complaints_about(question)
    if wrong:
        count["WRONG"] += 1
        if count["WRONG"] <= 3:
            print(question, wrong, sep="\n  ", flush=True)


def milliseconds(number: int) -> tuple[float, float]:
    """Median and 99th percentile of one placement, of CPU time, in milliseconds."""
    dice = random.Random(8)
    questions = [random_question(dice) for _ in range(number)]
    times = []
    for question in questions:
        start = time.process_time_ns()
        place(question)
        times.append((time.process_time_ns() - start) / 1e6)
    times.sort()
    return times[number // 2], times[number * 99 // 100]


def main() -> int:
    """Run the whole check; the exit code says whether every week was right."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--random", type=int, default=2_000_000, help="how many random questions")
    options.add_argument("--share", type=float, default=1.0, help="the share of both that is checked")
    chosen = options.parse_args()
    every = max(1, round(1 / chosen.share))
    batch = 10_000
    batches = max(1, round(chosen.random * chosen.share) // batch)
    start = time.perf_counter()
    with Pool(PROCESSES) as pool:
        whole: Counter[str] = Counter()
        for part in pool.imap_unordered(partial(check_weeks_from, every=every), product(FOLDED, repeat=2)):
            whole += part
        others: Counter[str] = Counter()
        for part in pool.imap_unordered(partial(check_random, number=batch), range(1, batches + 1)):
            others += part
    seconds = time.perf_counter() - start
    median, late = milliseconds(5_000)
    print(f"every folded week: {whole['weeks']:,} placements, {whole['WRONG']} wrong")
    print(f"random questions:  {others['weeks']:,} placements, {others['WRONG']} wrong")
    print(f"{seconds:.0f} s; one placement: median {median:.2f} ms, p99 {late:.2f} ms")
    return 1 if whole["WRONG"] or others["WRONG"] else 0


if __name__ == "__main__":
    sys.exit(main())
