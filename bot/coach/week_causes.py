"""Why a session did not fit: the rule that caused it, and the change of the run week that would make room."""

from __future__ import annotations

from dataclasses import dataclass

from bot.coach.week_rules import ALL_DAYS, WEEK, Rule, View, WeekQuestion
from bot.coach.week_search import legs_that_fit, most_legs
from bot.coach.week_words import day_name, run_on
from bot.coach.words import RunKind, SessionKind

# Looked away from one after the other: the first that makes room is the cause. What the runs cause
# comes first, because the runner can change it; what nobody can change comes last.
_LEG_CAUSES = (
    Rule.EVE_OF_KEY,
    Rule.TWO_DAYS_BEFORE_LONG,
    Rule.LONG_RUN_DAY,
    Rule.TAPER,
    Rule.LEGS_RECOVER,
    Rule.ONE_EASY_DAY,
    Rule.NOT_AVAILABLE,
    Rule.RACE_DAY,
    Rule.ONE_A_DAY,
)
_ANY_CAUSES = (Rule.TAPER, Rule.ONE_EASY_DAY, Rule.NOT_AVAILABLE, Rule.RACE_DAY, Rule.ONE_A_DAY)


@dataclass(frozen=True, slots=True)
class Help:
    """A change of the run week that makes room, as a clause: "if Tuesday's intervals were an easy run".

    `asks_much` says that it costs the long run, which nobody is told to give up for strength.
    """

    text: str
    asks_much: bool = False


def cause_of_step(view: View, kind: SessionKind, fitted: int) -> Rule:
    """Return the rule because of which no more than `fitted` sessions of a leg-loading kind fit."""
    for rule in _LEG_CAUSES:
        if most_legs(view, kind, fitted + 1, rule) > fitted:
            return rule
    return _widest(view, kind)


def cause_of_drop(view: View, kind: SessionKind, fitted: int) -> Rule:
    """Return the rule because of which no more than `fitted` sessions of any kind fit."""
    gentle = SessionKind.LIGHT if kind.leg_loading else kind
    for rule in _ANY_CAUSES:
        open_days = view.open_days(gentle, rule)
        closed_week = (
            view.easy_days != 0 and view.easy_days & ~open_days == 0 and rule is not Rule.ONE_EASY_DAY
        )
        if open_days.bit_count() - closed_week > fitted:
            return rule
    return _widest(view, gentle)


def _widest(view: View, kind: SessionKind) -> Rule:
    """The rule that refuses the most days, the most telling first among equals."""
    refused = view.refused(kind)
    return max(refused, key=lambda pair: pair[1].bit_count())[0]


def change_that_helps(
    question: WeekQuestion, view: View, kind: SessionKind, fitted: int, cause: Rule
) -> Help | None:
    """Return the smallest change of the run week that makes room for one more leg-loading session, or None.

    Two days that change places come first, the closest first, and never so that more key runs follow
    each other; then a hard run that becomes easy; then, where the runner ruled a day out, that day; at last
    a long run that becomes easy.
    """
    settled = 0
    for rule, mask in view.refused(kind):
        if rule not in (Rule.EVE_OF_KEY, Rule.TWO_DAYS_BEFORE_LONG, Rule.LONG_RUN_DAY):
            settled |= mask
    free = ALL_DAYS & ~settled
    days = [day for day in WEEK if day >= question.earliest and view.runs[day] is not RunKind.RACE]
    strict = kind is not SessionKind.LEARN

    raced = {race.day for race in question.races}

    def after(runs: tuple[RunKind, ...]) -> tuple[RunKind, ...]:
        if question.next_runs is not None:
            return view.after
        usual = [question.runs[day] if day in raced else run for day, run in enumerate(runs)]
        return tuple(RunKind.RACE if day + 7 in raced else run for day, run in enumerate(usual))

    def room(runs: tuple[RunKind, ...]) -> bool:
        key, refused = _run_refusals(runs, after(runs), strict)
        return legs_that_fit(free & ~refused, ALL_DAYS & ~key & ~view.fixed, fitted + 1) > fitted

    crowded = _neighbours(view.runs)
    for distance in range(1, 7):
        for day in days:
            other = day + distance
            if other not in days or view.runs[day].key is view.runs[other].key:
                continue
            runs = list(view.runs)
            runs[day], runs[other] = runs[other], runs[day]
            if _neighbours(tuple(runs)) <= crowded and room(tuple(runs)):
                moved, away = (day, other) if view.runs[day].key else (other, day)
                return Help(f"if {run_on(view.runs, moved)} changed places with {run_on(view.runs, away)}")

    def easier(day: int) -> Help | None:
        runs = (*view.runs[:day], RunKind.EASY, *view.runs[day + 1 :])
        text = f"if {run_on(view.runs, day)} were an easy run"
        return Help(text, view.runs[day] is RunKind.LONG) if room(runs) else None

    for day in days:
        if view.runs[day].hard and (found := easier(day)):
            return found
    if cause is Rule.NOT_AVAILABLE:
        easy = view.easy_days
        for day in days:
            opened = view.open_days(kind, Rule.NOT_AVAILABLE) & (view.open_days(kind) | 1 << day)
            if day in question.unavailable and legs_that_fit(opened, easy, fitted + 1) > fitted:
                return Help(f"if {day_name(day)} became free")
    return next((found for day in days if view.runs[day] is RunKind.LONG and (found := easier(day))), None)


def _run_refusals(runs: tuple[RunKind, ...], after: tuple[RunKind, ...], strict: bool) -> tuple[int, int]:
    """Key days of a run week, and the days on which its runs refuse a leg-loading session."""
    key = refused = peaks = 0
    for index, run in enumerate((*runs, *after[:2])):
        bit = 1 << index
        if run.key:
            key |= bit
        if run is RunKind.LONG:
            refused |= bit
        if run in (RunKind.LONG, RunKind.RACE):
            peaks |= bit
    refused |= key >> 1
    if strict:
        refused |= peaks >> 1 | peaks >> 2
    return key & ALL_DAYS, refused & ALL_DAYS


def _neighbours(runs: tuple[RunKind, ...]) -> int:
    """How many key runs have a key run on the next day, the week seen as a circle."""
    return sum(runs[day].key and runs[(day + 1) % 7].key for day in WEEK)
