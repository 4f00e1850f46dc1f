"""Whose legs are asked after today, for many at once: `checks.check_due` from facts that are read already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session

from bot.services import day_statements
from bot.services.checks import STILL_FELT
from bot.services.day_facts import DayFacts
from bot.store.tables import stored_id

Asked = tuple[int, date]
"""A runner's id, and the day of a run that shall tell something."""


def due_checks(session: Session, facts: Sequence[DayFacts]) -> dict[Asked, date]:
    """Return the day of the leg session that each day's run tells about; days without a question are left out."""
    running = [each for each in facts if each.runs_on(each.day).runs]
    if not running:
        return {}
    connection = session.connection()
    near = {
        "runners": [each.runner.id for each in running],
        "first": min(each.day for each in running) - STILL_FELT,
    }
    legs: dict[int, list[date]] = {}
    for id_, day, kind in connection.execute(day_statements.ended_since(), near):
        if kind.leg_loading:
            legs.setdefault(id_, []).append(day)
    due = {}
    for each in running:
        id_ = stored_id(each.runner)
        last = max((day for day in legs.get(id_, ()) if day < each.day), default=None)
        if last is None or each.day - last > STILL_FELT:
            continue
        between = (last + timedelta(days=number) for number in range(1, (each.day - last).days))
        if not any(each.runs_on(day).runs for day in between):
            due[id_, each.day] = last
    if due:
        answered = {(id_, day) for id_, day in connection.execute(day_statements.checked_since(), near)}
        due = {asked: last for asked, last in due.items() if (asked[0], last) not in answered}
    return due
