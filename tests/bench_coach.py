"""How fast the coach plans: `python -m tests.bench_coach [--runners N]`. A benchmark, no test: it asserts nothing.

Placements are timed in the CPU time of the process, because the cores are shared. Targets on one core: one week in a
median below 1 ms and a p99 below 5 ms; on two cores: twelve weeks for 10,000 runners in less than 60 s.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from multiprocessing import Pool

from bot.coach.runner import History, Race
from bot.coach.season import week_question
from bot.coach.week import Layout, WeekQuestion, place
from bot.coach.words import Distance, Level, Mode, Phase, Priority, RunKind
from tests.coach.weeks import random_question

PROCESSES = 2
WEEKS = 12
MONDAY = date(2026, 11, 23)
BATCH = 250


def milliseconds(questions: Sequence[WeekQuestion]) -> list[float]:
    """The CPU time of each placement, sorted."""
    times = []
    for question in questions:
        start = time.process_time_ns()
        place(question)
        times.append((time.process_time_ns() - start) / 1e6)
    return sorted(times)


def worst_weeks() -> list[WeekQuestion]:
    """Weeks with the most to try: few key runs, three sessions of which not all fit, a plan already seen."""
    easy = (RunKind.REST, RunKind.EASY, RunKind.CROSS)
    questions = []
    for tempo, long, phase, mode in product(range(7), range(7), (Phase.BASE, Phase.BUILD), Mode):
        runs = [easy[(day + tempo + long) % 3] for day in range(7)]
        runs[tempo], runs[long] = RunKind.TEMPO, RunKind.LONG
        question = WeekQuestion(tuple(runs), phase=phase, level=Level.REGULAR, wish=3, mode=mode)
        seen = place(replace(question, mode=Mode.SPREAD)).layout
        questions += [question, replace(question, seen=seen)]
    return questions


def twelve_weeks(first: int, number: int) -> int:
    """Plan twelve weeks for some runners, each week with the one before and the seen plan in view."""
    placed = 0
    for runner in range(first, first + number):
        dice = random.Random(runner)
        runs = tuple(dice.choices(tuple(RunKind), weights=(4, 6, 2, 1, 1, 1, 0.1, 1), k=7))
        race = Race(MONDAY + timedelta(days=dice.randint(0, 120)), dice.choice(tuple(Distance)))
        other = Race(race.day - timedelta(days=dice.randint(7, 40)), Distance.TEN_K, Priority.B)
        history = History(
            dice.choice(tuple(Level)), MONDAY - timedelta(weeks=dice.randint(0, 40)), 20, (race, other)
        )
        previous: Layout = (None,) * 7
        for week in range(WEEKS):
            monday = MONDAY + timedelta(weeks=week)
            question = week_question(monday, history, runs, dice.randint(1, 3))
            plan = place(replace(question, previous=previous, seen=previous, previous_runs=runs))
            previous = plan.layout
            placed += len(plan.sessions)
    return placed


def told(name: str, times: list[float]) -> str:
    """One line with the median, the p99 and the longest."""
    count = len(times)
    return (
        f"{name}: {count:,} placements, median {times[count // 2]:.2f} ms, "
        f"p99 {times[count * 99 // 100]:.2f} ms, longest {times[-1]:.2f} ms"
    )


def main() -> int:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runners", type=int, default=10_000)
    options.add_argument("--weeks", type=int, default=10_000, help="how many random weeks")
    chosen = options.parse_args()
    dice = random.Random(8)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(told("random weeks", milliseconds([random_question(dice) for _ in range(chosen.weeks)])))
    worst = worst_weeks()
    place(worst[0])
    print(told("the worst kind of week", milliseconds(worst * 10)))
    batches = [(first, min(BATCH, chosen.runners - first)) for first in range(0, chosen.runners, BATCH)]
    start, used = time.perf_counter(), os.times()
    with Pool(PROCESSES) as pool:
        placed = sum(pool.starmap(twelve_weeks, batches))
    seconds, after = time.perf_counter() - start, os.times()
    cpu = after.children_user + after.children_system - used.children_user - used.children_system
    print(
        f"{WEEKS} weeks for {chosen.runners:,} runners: {placed:,} sessions in {seconds:.1f} s "
        f"on {PROCESSES} processes, {cpu:.1f} s of CPU (on two free cores {cpu / PROCESSES:.1f} s)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
