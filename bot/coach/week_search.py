"""The exhaustive search: every legal set of days, the best of them by the preferences in their order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import permutations

from bot.coach.season import kinds_wanted, sessions_wanted
from bot.coach.week_rules import ALL_DAYS, Preference, Rule, View, WeekQuestion, days_of
from bot.coach.words import Mode, SessionKind

# What a score's places mean, for the answer to "why not this day?". The first three places are no
# preference but the number of leg-loading sessions and of all sessions that fit.
SCORE_PLACES: tuple[Preference | None, ...] = (
    None,
    None,
    Preference.WANTED_KIND,
    Preference.CLEAR_EVE,
    Preference.MODE,
    Preference.AFTER_LONG_RUN,
    Preference.REST_DAYS,
    Preference.GAPS,
    Preference.SEEN_PLAN,
    Preference.EARLIER_DAY,
    Preference.MODE,
    Preference.EARLIER_DAY,
)
Score = tuple[int, ...]

# The step-down ladder. Light work is kept off the eve of a key run, off the long run's day and off the days
# next to a session that loads the legs, where the trunk and the upper body cost the legs nothing; in a race
# week only holds are left.
_LIGHT, _UPPER, _ISO = 1, 2, 3
_RUNGS = {SessionKind.LIGHT: _LIGHT, SessionKind.UPPER: _UPPER, SessionKind.CORE: _UPPER}


@dataclass(frozen=True, slots=True)
class Found:
    """The best plan: by day, what was wanted and what it became; what was dropped; and the score (smaller
    is better).
    """

    sessions: tuple[tuple[int, SessionKind, SessionKind], ...]
    dropped: tuple[SessionKind, ...]
    score: Score


@lru_cache(maxsize=1)
def _subsets() -> tuple[tuple[int, ...], ...]:
    """For every mask of days its subsets of up to three days: `_subsets()[mask]`."""
    small = [mask for mask in range(128) if mask.bit_count() <= 3]
    return tuple(tuple(sub for sub in small if sub & ~mask == 0) for mask in range(128))


@lru_cache(maxsize=128)
def smallest_gap(mask: int) -> int:
    """Days between the two sessions closest to each other, the week seen as a circle; 7 for a single one."""
    days = list(days_of(mask))
    if len(days) < 2:
        return 7
    return min((later - earlier) % 7 for earlier, later in zip(days, days[1:] + days[:1], strict=True))


@lru_cache(maxsize=128)
def lateness(mask: int) -> int:
    """A number that is smaller the earlier the days are, the first day counting most."""
    return -sum(1 << (6 - day) for day in days_of(mask))


def wanted(question: WeekQuestion) -> tuple[SessionKind, ...]:
    """Return the kinds that the phase, the level and the wish ask for in the whole week."""
    count = sessions_wanted(question.phase, question.level, question.wish, question.deload)
    return kinds_wanted(question.phase, question.level, count, question.recovery_week)


def still_wanted(question: WeekQuestion) -> tuple[SessionKind, ...]:
    """Return what is left to place after the sessions already done or started (rule `frequency`).

    Each of those takes the place of its own kind, else of a session that loads the legs as it does,
    else of the last one.
    """
    left = list(wanted(question))
    others = []
    for kind in question.fixed:
        if kind is None:
            continue
        if kind in left:
            left.remove(kind)
        else:
            others.append(kind)
    for kind in others:
        alike = [index for index, want in enumerate(left) if want.leg_loading is kind.leg_loading]
        if left:
            del left[alike[-1] if alike else -1]
    return tuple(left)


@cache
def legs_that_fit(open_days: int, easy_days: int, count: int, apart: bool = True) -> int:
    """Return how many of `count` leg-loading sessions fit on the open days.

    `easy_days` are the days of which one has to stay free (0: none has to), `apart` whether neighbours
    are forbidden. At most 128 x 128 x 3 x 2 small answers are kept.
    """
    return max(
        mask.bit_count()
        for mask in _subsets()[open_days]
        if mask.bit_count() <= count
        and not (apart and mask & mask >> 1)
        and not (easy_days and easy_days & ~mask == 0)
    )


def most_legs(view: View, kind: SessionKind, count: int, without: Rule | None = None) -> int:
    """Return how many of `count` leg-loading sessions fit, when one rule is looked away from."""
    easy_days = 0 if without is Rule.ONE_EASY_DAY else view.easy_days
    return legs_that_fit(view.open_days(kind, without), easy_days, count, without is not Rule.LEGS_RECOVER)


def search(
    question: WeekQuestion, view: View, wants: tuple[SessionKind, ...], *, must: int = 0, never: int = 0
) -> Found | None:
    """Return the best plan for the wanted kinds, or None when no plan has sessions on all days of `must`.

    `must` and `never` are masks of days that have to be used and to be left free (to ask "what if?").
    """
    legs = tuple(kind for kind in wants if kind.leg_loading)
    others = tuple(kind for kind in wants if not kind.leg_loading)
    gentle_days = ALL_DAYS & ~never
    for kind in others or (SessionKind.LIGHT,):
        gentle_days &= view.open_days(kind)
    leg_days = ALL_DAYS & ~never
    for kind in set(legs):
        leg_days &= view.open_days(kind)
    leg_sets = [mask for mask in _subsets()[leg_days] if not mask & mask >> 1] if legs else [0]
    best: Found | None = None
    subsets = _subsets()
    for size in range(len(legs), -1, -1):
        chosen = [mask for mask in leg_sets if mask.bit_count() == size]
        lowered = (*legs[size:], *others)
        for extra in range(len(lowered), -1, -1) if chosen else ():
            for leg_mask in chosen:
                for gentle_mask in subsets[gentle_days & ~leg_mask]:
                    used = leg_mask | gentle_mask
                    if gentle_mask.bit_count() != extra or must & ~used or not view.easy_day_left(used):
                        continue
                    found = _best_kinds(question, view, legs[:size], leg_mask, lowered, gentle_mask)
                    if best is None or found.score < best.score:
                        best = found
            if best is not None:
                return best
    return best


def _best_kinds(
    question: WeekQuestion,
    view: View,
    legs: tuple[SessionKind, ...],
    leg_mask: int,
    lowered: tuple[SessionKind, ...],
    gentle_mask: int,
) -> Found:
    """Settle which kind stands on which day of a set of days, and score it."""
    used = leg_mask | gentle_mask
    whole = used | view.fixed
    sign = -1 if question.mode is Mode.STACK else 1
    days = tuple(days_of(gentle_mask))
    leg_days = tuple(days_of(leg_mask))
    beside = leg_mask << 1 | leg_mask >> 1 | view.beside
    middle = (
        (gentle_mask & view.eve).bit_count(),
        sign * (used & view.hard).bit_count(),
        (used & view.after_long).bit_count(),
        -min(2, (view.rest & ~whole).bit_count()),
        -smallest_gap(whole),
    )
    tail = (lateness(used), sign * (leg_mask & view.hard).bit_count(), lateness(leg_mask))
    best: Found | None = None
    # The wanted order comes first and ties keep it: of two kinds that may change places, the more
    # important is earlier.
    for leg_order in _orders(legs) if question.seen is not None else (legs,):
        strong = tuple(zip(leg_days, leg_order, leg_order, strict=True))
        for order in _orders(lowered[: len(days)]):
            weak, depth = _stepped(view, days, order, question.fixed, beside)
            changes = 0 if question.seen is None else _changes(question, strong + weak)
            score = (-len(legs), -len(days), depth, *middle, changes, *tail)
            if best is None or score < best.score:
                best = Found(tuple(sorted(strong + weak)), lowered[len(days) :], score)
    assert best is not None  # noqa: S101 - there is always at least the empty order
    return best


@lru_cache(maxsize=256)
def _orders(kinds: tuple[SessionKind, ...]) -> tuple[tuple[SessionKind, ...], ...]:
    """The different orders of some kinds, the given one first."""
    if len(set(kinds)) < 2:
        return (kinds,)
    return tuple(dict.fromkeys(permutations(kinds)))


def _stepped(
    view: View,
    days: tuple[int, ...],
    order: tuple[SessionKind, ...],
    fixed: tuple[SessionKind | None, ...],
    beside: int,
) -> tuple[tuple[tuple[int, SessionKind, SessionKind], ...], int]:
    """Give each day its wanted kind, stepped down as far as the day asks, and count the steps."""
    sessions = []
    steps = 0
    has_upper = SessionKind.UPPER in fixed or SessionKind.UPPER in order
    for day, want in zip(days, order, strict=True):
        lowest = _lowest_rung(view, day, beside)
        start = 0 if want.leg_loading else _RUNGS.get(want, _ISO)
        if lowest <= start:
            sessions.append((day, want, want))
            continue
        steps += lowest - start
        if lowest == _LIGHT:
            kind = SessionKind.LIGHT
        elif lowest == _ISO:
            kind = SessionKind.ISO
        else:
            kind = SessionKind.CORE if has_upper else SessionKind.UPPER
            has_upper = not has_upper
        sessions.append((day, want, kind))
    return tuple(sessions), steps


def _lowest_rung(view: View, day: int, beside: int) -> int:
    """How far down the ladder a gentle session has to step for a day; `beside` are days next to hard leg work."""
    bit = 1 << day
    if view.soft_iso & bit:
        return _ISO
    return _UPPER if (view.eve | view.long | beside) & bit else _LIGHT


def gentle_kind(view: View, day: int, beside: int) -> SessionKind:
    """Return what a leg-loading session becomes when it has to step down on a day.

    `beside` is the mask of the days next to a session that loads the legs.
    """
    return {_LIGHT: SessionKind.LIGHT, _UPPER: SessionKind.UPPER, _ISO: SessionKind.ISO}[
        _lowest_rung(view, day, beside)
    ]


def _changes(question: WeekQuestion, sessions: tuple[tuple[int, SessionKind, SessionKind], ...]) -> int:
    """On how many days still to come the plan differs from the one that the runner saw."""
    seen = question.seen
    if seen is None:
        return 0
    kinds = list(question.fixed)
    for day, _, kind in sessions:
        kinds[day] = kind
    return sum(kinds[day] is not seen[day] for day in range(question.earliest, 7))
