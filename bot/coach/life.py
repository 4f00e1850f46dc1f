"""When life moves the week: a missed session, a moved or swapped run, days without time, other things at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.coach.changes import Change, Difference, PlannedWeek, week_difference
from bot.coach.exercise import Exercise
from bot.coach.runner import BadInput
from bot.coach.session import ComplaintWork, Session, SessionQuestion, Step, Template, build
from bot.coach.week import Dropped, Placed, WeekPlan, WeekQuestion, place
from bot.coach.week_causes import cause_of_drop, cause_of_step
from bot.coach.week_rules import WEEK, RunWeek, view_of
from bot.coach.week_search import search
from bot.coach.week_words import (
    capital,
    cause_text,
    day_name,
    order_of,
    reason_for,
    run_name,
    run_on,
)
from bot.coach.words import Complaint, Equipment, Pattern, RunKind


def missed(week: PlannedWeek, day: int, today: int) -> Difference[PlannedWeek]:
    """Return the week after a session was missed: moved to the best legal day left this week, or dropped.

    All other sessions stay where they are, and nothing is doubled up (COACHING, rule `one-a-day`). It
    moves as what it is; where only something gentler would fit, it is dropped: nothing is owed. `today`
    is the first day that may still be used, 7 when the week is over. Raises BadInput("day", …) when no
    missed session stands on the day.
    """
    plan, question = week.plan, week.question
    _weekday("day", day)
    if not 0 <= today <= 7:
        raise BadInput("today", "a day from 0 (Monday) to 7 (the week is over)")
    own = plan.layout[day]
    if own is None or question.fixed[day] is not None:
        raise BadInput("day", f"there is no missed session on {day_name(day)}")
    if day >= today:
        raise BadInput("day", f"{day_name(day)} is not over yet: move the session instead")
    kept = tuple(
        kind if other != day and (other >= today or question.fixed[other] is not None) else None
        for other, kind in enumerate(plan.layout)
    )
    now = replace(question, earliest=max(question.earliest, today), seen=plan.layout)
    settled = replace(now, fixed=kept, seen=None)
    view = view_of(settled)
    found = search(settled, view, (own,))
    sessions = [each for each in plan.sessions if kept[each.day] is not None]
    dropped = list(plan.dropped)
    layout = list(kept)
    if found is not None and found.sessions and found.sessions[0][2] is own:
        to = found.sessions[0][0]
        layout[to] = own
        text, rules = reason_for(now, view, to, own, tuple(layout))
        sessions.append(Placed(to, own, own, text, rules, order_of(own, view.runs[to])))
    else:
        rule = cause_of_step(view, own, 0) if own.leg_loading else cause_of_drop(view, own, 0)
        why = f"{day_name(day)}'s missed session found no other day this week: {cause_text(rule)}."
        dropped.append(Dropped(own, rule, None, f"{why} Nothing is owed for it."))
    after = WeekPlan(
        tuple(sorted(sessions, key=lambda each: each.day)), tuple(dropped), tuple(layout), plan.wanted
    )
    return week_difference(week, PlannedWeek(now, after), f"You missed {day_name(day)}.")


def moved_run(week: PlannedWeek, day: int, to: int, today: int = 0) -> Difference[PlannedWeek]:
    """Return this week with a run moved to another day ("my intervals moved to Thursday"), solved again.

    What stood there takes the empty day, as long as that is still to come; a day that is over stays
    without. Only this week changes. Raises BadInput("day", …) when there is no run to move or it is a race,
    BadInput("to", …) when the other day is over, is the same, or has a key run of its own (swap those).
    """
    runs = week.question.runs
    _movable(runs, day, to, today)
    if runs[to].key:
        message = f"{day_name(to)} has its own key run: swap the two days, or move that one first"
        raise BadInput("to", message)
    left = runs[to] if day >= today else RunKind.REST
    changed = _with_runs(runs, {day: left, to: runs[day]})
    return _solved_again(week, changed, today, f"{capital(run_on(runs, day))} moved to {day_name(to)}.")


def swapped_runs(week: PlannedWeek, one: int, other: int, today: int = 0) -> Difference[PlannedWeek]:
    """Return this week with the runs of two days changed round, solved again. Only this week changes.

    Raises BadInput("day", …) or BadInput("to", …) as `moved_run` does, and for a day that is over.
    """
    runs = week.question.runs
    _movable(runs, one, other, today)
    if one < today:
        raise BadInput("day", f"{day_name(one)} is over")
    changed = _with_runs(runs, {one: runs[other], other: runs[one]})
    return _solved_again(week, changed, today, f"{day_name(one)} and {day_name(other)} changed places.")


def days_off(week: PlannedWeek, days: frozenset[int], today: int, why: str) -> Difference[PlannedWeek]:
    """Return this week with days ruled out, solved again; what is done stays. `why` is one sentence."""
    for day in days:
        _weekday("days", day)
    question = replace(week.question, unavailable=week.question.unavailable | days)
    return week_difference(week, _again(question, week.plan, today), why)


def told_runs(before: RunWeek, after: RunWeek) -> str:
    """Return in one sentence how the runs of a week changed: one moved, two days that changed places, or more."""
    days = [day for day in WEEK if before[day] is not after[day]]
    if len(days) == 1:
        return f"{day_name(days[0])}: {run_name(after[days[0]])} instead of {run_name(before[days[0]])}."
    if len(days) == 2:
        one, other = days
        if (before[one], before[other]) == (after[other], after[one]):
            if RunKind.REST not in (before[one], before[other]):
                return f"{day_name(one)} and {day_name(other)} changed places."
            origin, to = (one, other) if before[other] is RunKind.REST else (other, one)
            return f"{capital(run_on(before, origin))} moved to {day_name(to)}."
    return "Your runs changed."


def _with_runs(runs: RunWeek, new: Mapping[int, RunKind]) -> RunWeek:
    return tuple(new.get(day, run) for day, run in enumerate(runs))


def _movable(runs: RunWeek, day: int, to: int, today: int) -> None:
    _weekday("day", day)
    _weekday("to", to)
    if runs[day] is RunKind.REST:
        raise BadInput("day", f"{day_name(day)} has no run")
    if RunKind.RACE in (runs[day], runs[to]):
        raise BadInput("day" if runs[day] is RunKind.RACE else "to", "a race has its own date")
    if day == to:
        raise BadInput("to", "it stands there already")
    if to < today:
        raise BadInput("to", f"{day_name(to)} is over")


def _weekday(field: str, day: int) -> None:
    if day not in WEEK:
        raise BadInput(field, "weekdays are counted from 0 (Monday) to 6 (Sunday)")


def _solved_again(week: PlannedWeek, runs: RunWeek, today: int, why: str) -> Difference[PlannedWeek]:
    # "The same week again" was said of the usual week, not of this one.
    usual = week.question.next_runs or week.question.runs
    before = week.question.previous_runs or week.question.runs
    question = replace(week.question, runs=runs, next_runs=usual, previous_runs=before)
    return week_difference(week, _again(question, week.plan, today), why)


def _again(question: WeekQuestion, plan: WeekPlan, today: int) -> PlannedWeek:
    now = replace(question, earliest=max(question.earliest, today), seen=plan.layout)
    return PlannedWeek(now, place(now))


@dataclass(frozen=True, slots=True)
class Things:
    """What is at hand from one local date to another, both included, instead of the usual ("hotel room")."""

    first: date
    last: date
    equipment: frozenset[Equipment]

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadInput("last", "the last day comes before the first")


def equipment_on(
    day: date, usual: frozenset[Equipment], for_some_days: Sequence[Things]
) -> frozenset[Equipment]:
    """Return what is at hand on a day; of several exceptions the one that was said last counts."""
    return next((each.equipment for each in reversed(for_some_days) if each.first <= day <= each.last), usual)


def with_things(
    question: SessionQuestion,
    equipment: frozenset[Equipment],
    day: int,
    exercises: Mapping[str, Exercise],
    templates: Sequence[Template],
    complaint_work: Mapping[Complaint, ComplaintWork] | None = None,
) -> Difference[Session]:
    """Return a session built with what is at hand on its day, against the usual one; `day` is its weekday."""
    before = build(question, exercises, templates, complaint_work)
    after = build(replace(question, equipment=equipment), exercises, templates, complaint_work)
    why = "With what you have there." if equipment else "It needs nothing but the floor."
    gone = [step for step in before.steps if step.exercise.id not in _ids(after)]
    came = [step for step in after.steps if step.exercise.id not in _ids(before)]
    changes = []
    for step in gone:
        new = next((each for each in came if _alike(step, each)), None)
        if new is not None:
            came.remove(new)
            changes.append(Change(day, f"{step.exercise.name} → {new.exercise.name}", why))
        else:
            changes.append(Change(day, f"{step.exercise.name} is left out", why))
    changes += [Change(day, f"{step.exercise.name} comes in", why) for step in came]
    return Difference(before, after, tuple(changes))


def _ids(session: Session) -> frozenset[str]:
    return frozenset(step.exercise.id for step in session.steps)


def _alike(old: Step, new: Step) -> bool:
    return old.part is new.part and (
        old.exercise.pattern is new.exercise.pattern or {old.exercise.pattern, new.exercise.pattern} <= _KNEES
    )


_KNEES = frozenset({Pattern.SQUAT, Pattern.LUNGE})
