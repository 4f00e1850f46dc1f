"""Makes week questions for the tests: by hand in one line, or at random from a seed."""

from __future__ import annotations

import random
from dataclasses import replace

from bot.coach.week import RaceDay, WeekQuestion
from bot.coach.words import Distance, Level, Mode, Phase, Priority, RunKind, SessionKind

RUNS = tuple(RunKind)
KINDS = tuple(SessionKind)


def week(text, **more):
    """`week("rest intervals easy tempo rest long easy", wish=2)`; other weeks may be given as text too."""
    for name in ("next_runs", "previous_runs"):
        if isinstance(more.get(name), str):
            more[name] = runs(more[name])
    for name in ("previous", "fixed", "seen", "next_sessions"):
        if isinstance(more.get(name), str):
            more[name] = sessions(more[name])
    return WeekQuestion(runs(text), **more)


def runs(text):
    return tuple(RunKind(word) for word in text.split())


def sessions(text):
    """`sessions("- heavy - heavy - - -")`."""
    return tuple(None if word == "-" else SessionKind(word) for word in text.split())


def random_question(dice: random.Random) -> WeekQuestion:
    """Any question that may be asked, the plain ones more often."""
    question = WeekQuestion(
        runs=tuple(dice.choices(RUNS, k=7)),
        phase=dice.choice(tuple(Phase)),
        level=dice.choice(tuple(Level)),
        wish=dice.randint(1, 3),
        mode=dice.choice(tuple(Mode)),
    )
    if dice.random() < 0.5:
        question = replace(question, runs=tuple(dice.choices(RUNS, weights=(4, 6, 2, 1, 1, 1, 0.3, 1), k=7)))
    if dice.random() < 0.4:
        question = replace(question, previous=_some(dice, 0.35))
    if dice.random() < 0.4:
        question = replace(question, next_runs=tuple(dice.choices(RUNS, k=7)))
    if dice.random() < 0.3:
        question = replace(question, unavailable=frozenset(dice.sample(range(7), dice.randint(0, 4))))
    if dice.random() < 0.35:
        question = replace(question, race=RaceDay(dice.randint(0, 17), dice.choice(tuple(Distance))))
    if dice.random() < 0.15:
        days = dice.sample([day for day in range(17) if question.race is None or day != question.race.day], 2)
        priorities = (Priority.B, Priority.C)
        others = tuple(
            RaceDay(day, dice.choice(tuple(Distance)), priority)
            for day, priority in zip(days, priorities, strict=True)
        )
        question = replace(question, other_races=others)
    if dice.random() < 0.2:
        today = dice.randint(0, 7)
        done = _some(dice, 0.3)
        question = replace(
            question,
            earliest=today,
            fixed=tuple(kind if day <= today else None for day, kind in enumerate(done)),
        )
    if dice.random() < 0.2:
        question = replace(question, seen=_some(dice, 0.3))
    if dice.random() < 0.1:
        question = replace(question, next_sessions=_some(dice, 0.3))
    if dice.random() < 0.1:
        question = replace(question, recovery_week=dice.randint(1, 4))
    if dice.random() < 0.1:
        question = replace(question, recovering=frozenset(range(dice.randint(1, 6), 7)))
    return question


def _some(dice, share):
    return tuple(dice.choice(KINDS) if dice.random() < share else None for _ in range(7))
