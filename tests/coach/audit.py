"""Checks one planned week against the oracle and against what every plan promises."""

from __future__ import annotations

from bot.coach.week import WeekQuestion, place, violations
from bot.coach.words import SessionKind
from tests.coach import oracle


def complaints_about(question: WeekQuestion) -> list[str]:
    """Everything that is wrong with the plan for a question; an empty list is what is wanted."""
    plan = place(question)
    wrong = [f"{day}: breaks {rule}" for day, rule in oracle.problems(question, plan.layout)]
    left = len(plan.sessions) + len(plan.dropped)
    done = sum(kind is not None for kind in question.fixed)
    if left != max(0, len(plan.wanted) - done):
        wrong.append(f"{left} sessions placed or dropped, {len(plan.wanted)} wanted and {done} done")
    wants = [placed.wanted for placed in plan.sessions] + [gone.wanted for gone in plan.dropped]
    loading = [kind for kind in wants if kind.leg_loading]
    kind = str(loading[0]) if loading else "heavy"
    legs = sum(placed.kind.leg_loading for placed in plan.sessions)
    # More than is wanted never fits, so the brute force is asked only where something is missing.
    best = legs if legs == len(loading) else oracle.most_leg_loading(question, kind, len(loading))
    if legs != best:
        wrong.append(f"{legs} leg-loading sessions, {best} would fit")
    placed_all = len(plan.sessions) == len(wants)
    most = len(wants) if placed_all else oracle.most_sessions(question, kind, legs, len(wants))
    if len(plan.sessions) != most:
        wrong.append(f"{len(plan.sessions)} sessions, {most} would fit")
    for placed in plan.sessions:
        if placed.kind is not placed.wanted and not placed.rules:
            wrong.append(f"{placed.day}: stepped down without a rule")
        if not placed.reason.strip():
            wrong.append(f"{placed.day}: no reason")
        if placed.kind is SessionKind.LEARN and placed.wanted is not SessionKind.LEARN:
            wrong.append(f"{placed.day}: a step up")
    if violations(question, plan.layout):
        wrong.append(f"the planner's own checker disagrees: {violations(question, plan.layout)}")
    return wrong
