"""Placing the strength sessions of a week around its runs, with a reason for every day."""

from __future__ import annotations

from dataclasses import dataclass

from bot.coach.runner import BadInput
from bot.coach.season import sessions_wanted
from bot.coach.week_causes import Help, cause_of_drop, cause_of_step, change_that_helps
from bot.coach.week_rules import (
    WEEK,
    Layout,
    Preference,
    RaceDay,
    Rule,
    RunWeek,
    View,
    WeekQuestion,
    mask_of,
    view_of,
)
from bot.coach.week_search import SCORE_PLACES, Found, gentle_kind, search, still_wanted, wanted
from bot.coach.week_words import (
    a_session,
    capital,
    cause_text,
    day_name,
    order_of,
    preference_text,
    reason_for,
    refusal_text,
    step_text,
)
from bot.coach.words import Order, SessionKind


@dataclass(frozen=True, slots=True)
class Placed:
    """One session of the plan. `wanted` is what the phase asked for: it differs from `kind` after a step
    down.
    """

    day: int
    kind: SessionKind
    wanted: SessionKind
    reason: str
    rules: tuple[Rule | Preference, ...]
    order: Order
    would_help: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A wanted session that found no day: the rule that caused it, and the change of the runs that would
    make room.
    """

    wanted: SessionKind
    rule: Rule
    would_help: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """The new sessions by day, those that found none, and the whole week (`layout`, with what was fixed)."""

    sessions: tuple[Placed, ...]
    dropped: tuple[Dropped, ...]
    layout: Layout
    wanted: tuple[SessionKind, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a day has no session: a hard rule, or the preference that decided against it."""

    day: int
    rule: Rule | Preference
    text: str


@dataclass(frozen=True, slots=True)
class Move:
    """A day to which a session may move, and what it is there; `steps_down` where it has to become
    gentler.
    """

    day: int
    kind: SessionKind
    steps_down: bool


@dataclass(frozen=True, slots=True)
class Violation:
    """A hard rule broken on a day."""

    day: int
    rule: Rule
    text: str


def place(question: WeekQuestion) -> WeekPlan:
    """Return the best legal plan of the week: as many leg-loading sessions as fit, then the preferences
    in order.

    The search tries every set of days, so the plan is the best there is, and the same for the same question.
    """
    view = view_of(question)
    wants = still_wanted(question)
    found = _found(question, view, wants)
    layout = list(question.fixed)
    for day, _, kind in found.sessions:
        layout[day] = kind
    whole = tuple(layout)
    legs = sum(want.leg_loading and kind.leg_loading for _, want, kind in found.sessions)
    sessions = []
    help: Help | None = None
    cause: Rule | None = None
    for day, want, kind in found.sessions:
        text, rules = reason_for(question, view, day, kind, whole)
        would_help = None
        if kind is not want:
            own = _refusal_of(view, day, want, kind, whole)
            told = False
            if want.leg_loading:
                if cause is None:
                    cause = cause_of_step(view, want, legs)
                    help = change_that_helps(question, view, want, legs, cause)
                    told = help is not None and not help.asks_much
                would_help = help.text if help else None
            rule = own or cause or Rule.ONE_EASY_DAY
            rules = (rule, *(other for other in rules if other is not rule))
            text = step_text(question, view, day, kind, want, rule, own is not None)
            if told:
                text += f" {capital(a_session(want))} would fit {would_help}."
        sessions.append(Placed(day, kind, want, text, rules, order_of(kind, view.runs[day]), would_help))
    dropped = tuple(_drop(question, view, want, legs, len(found.sessions)) for want in found.dropped)
    return WeekPlan(tuple(sessions), dropped, whole, wanted(question))


def _found(question: WeekQuestion, view: View, wants: tuple[SessionKind, ...]) -> Found:
    found = search(question, view, wants)
    assert found is not None  # noqa: S101 - dropping everything is always a plan
    return found


def _refusal_of(view: View, day: int, want: SessionKind, kind: SessionKind, layout: Layout) -> Rule | None:
    """The rule because of which the day itself has `kind` and not what was wanted, or None."""
    for rule, mask in view.refused(want):
        if mask >> day & 1:
            return rule
    if view.soft_iso >> day & 1:
        return Rule.TAPER
    near = _beside_legs(layout, day) or bool(view.beside >> day & 1)
    if near and (want.leg_loading or kind is not SessionKind.LIGHT):
        return Rule.LEGS_RECOVER
    if not want.leg_loading:
        if view.eve >> day & 1:
            return Rule.EVE_OF_KEY
        if view.long >> day & 1:
            return Rule.LONG_RUN_DAY
    return None


def _drop(question: WeekQuestion, view: View, want: SessionKind, legs: int, fitted: int) -> Dropped:
    rule = cause_of_drop(view, want, fitted)
    help = change_that_helps(question, view, want, legs, rule) if want.leg_loading else None
    text = f"{capital(a_session(want))} found no day this week: {cause_text(rule)}."
    if help is not None and not help.asks_much:
        text += f" It would fit {help.text}."
    return Dropped(want, rule, help.text if help else None, text)


def why_not(question: WeekQuestion, plan: WeekPlan, day: int) -> Refusal:
    """Return why no session stands on `day`: the hard rule that refuses it, or the preference that
    chose otherwise.

    Raises BadInput("day", …) when the day does not exist or has a session.
    """
    if day not in WEEK:
        raise BadInput("day", "weekdays are counted from 0 (Monday) to 6 (Sunday)")
    if plan.layout[day] is not None:
        raise BadInput("day", f"{day_name(day)} has a session")
    view = view_of(question)
    wants = still_wanted(question)
    probe = next((kind for kind in wants if kind.leg_loading), wants[0] if wants else SessionKind.HEAVY)

    def refuse(rule: Rule) -> Refusal:
        return Refusal(day, rule, refusal_text(question, view, day, rule, probe))

    for rule, mask in view.refused(probe):
        if mask >> day & 1:
            return refuse(rule)
    if not wants:
        return refuse(Rule.FREQUENCY)
    found = _found(question, view, wants)
    if (
        _layout(question, found) != plan.layout
    ):  # the runner moved something: the wanted number is what is left to say
        legal = probe.leg_loading and _beside_legs(plan.layout, day)
        return refuse(Rule.LEGS_RECOVER if legal else Rule.FREQUENCY)
    other = search(question, view, wants, must=1 << day)
    if other is None or not view.easy_day_left(1 << day):
        return refuse(Rule.ONE_EASY_DAY)
    place_of_change = next(
        (
            index
            for index, (mine, theirs) in enumerate(zip(found.score, other.score, strict=True))
            if mine != theirs
        ),
        len(SCORE_PLACES) - 1,
    )
    preference = SCORE_PLACES[place_of_change]
    if preference is None:
        beside = probe.leg_loading and _beside_legs(plan.layout, day)
        return refuse(Rule.LEGS_RECOVER if beside else Rule.ONE_EASY_DAY)
    return Refusal(day, preference, preference_text(question, view, day, preference))


def _layout(question: WeekQuestion, found: Found) -> Layout:
    kinds = list(question.fixed)
    for day, _, kind in found.sessions:
        kinds[day] = kind
    return tuple(kinds)


def _beside_legs(layout: Layout, day: int) -> bool:
    """Whether the day before or after holds a session that loads the legs."""
    return any(_loads(layout[other]) for other in (day - 1, day + 1) if other in WEEK)


def _loads(kind: SessionKind | None) -> bool:
    return kind is not None and kind.leg_loading


def legal_days(question: WeekQuestion, plan: WeekPlan, day_from: int) -> tuple[int, ...]:
    """Return the other days of the week to which the session of `day_from` may move as it is.

    No hard rule is broken there. Raises BadInput("day", …) when no session stands on `day_from` or it
    is already done or started.
    """
    return tuple(move.day for move in moves(question, plan, day_from) if not move.steps_down)


def moves(question: WeekQuestion, plan: WeekPlan, day_from: int) -> tuple[Move, ...]:
    """Return the days to which a session may move, with what it becomes there: itself, or the step down
    that is legal.

    Raises BadInput("day", …) when no session stands on `day_from` or it is already done or started.
    """
    own = plan.layout[day_from] if day_from in WEEK else None
    if own is None:
        raise BadInput("day", "there is no session to move")
    if question.fixed[day_from] is not None:
        raise BadInput("day", "a session that is done or started stays where it is")
    view = view_of(question)
    before = {(broken.day, broken.rule) for broken in violations(question, plan.layout)}
    found = []
    for day in WEEK:
        if plan.layout[day] is not None:
            continue
        others = mask_of(tuple(_loads(each) and index != day_from for index, each in enumerate(plan.layout)))
        beside = others << 1 | others >> 1 | view.beside
        for kind in (own, gentle_kind(view, day, beside)) if own.leg_loading else (own,):
            kinds = list(plan.layout)
            kinds[day], kinds[day_from] = kind, None
            if {(broken.day, broken.rule) for broken in violations(question, tuple(kinds))} <= before:
                found.append(Move(day, kind, kind is not own))
                break
    return tuple(found)


def violations(question: WeekQuestion, sessions: Layout) -> tuple[Violation, ...]:
    """Return every hard rule that a layout of the whole week breaks, by day.

    What is done or started (`question.fixed`) is a fact: it counts, but it is not blamed.
    """
    if len(sessions) != 7:
        raise BadInput("sessions", f"a week has seven days, not {len(sessions)}")
    view = view_of(question)
    new = [day for day in WEEK if sessions[day] is not None and sessions[day] is not question.fixed[day]]
    broken: list[tuple[int, Rule]] = []
    for day in new:
        kind = sessions[day]
        assert kind is not None  # noqa: S101 - `new` holds only days with a session
        broken += [(day, rule) for rule, mask in view.refused(kind) if mask >> day & 1]
        later = sessions[day + 1] if day < 6 else None
        if kind.leg_loading and later is not None and later.leg_loading and day + 1 in new:
            broken.append((day + 1, Rule.LEGS_RECOVER))
    if new and not view.easy_day_left(mask_of(tuple(day in new for day in WEEK))):
        broken.append((next(day for day in reversed(new) if not view.runs[day].key), Rule.ONE_EASY_DAY))
    count = len(new) + sum(kind is not None for kind in question.fixed)
    surplus = count - sessions_wanted(question.phase, question.level, question.wish, question.deload)
    broken += [(day, Rule.FREQUENCY) for day in new[max(0, len(new) - surplus) :] if surplus > 0]
    return tuple(
        Violation(day, rule, refusal_text(question, view, day, rule, sessions[day] or SessionKind.HEAVY))
        for day, rule in dict.fromkeys(sorted(broken))
    )


__all__ = [
    "BadInput",
    "Dropped",
    "Layout",
    "Move",
    "Placed",
    "Preference",
    "RaceDay",
    "Refusal",
    "Rule",
    "RunWeek",
    "Violation",
    "WeekPlan",
    "WeekQuestion",
    "legal_days",
    "moves",
    "place",
    "violations",
    "why_not",
]
