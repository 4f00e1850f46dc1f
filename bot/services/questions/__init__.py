"""The seven questions of the first conversation, each one object: buttons, reading, storing, default.

/settings edits a single answer with the same objects.
"""

from __future__ import annotations

from bot.services.questions.level import LEVEL
from bot.services.questions.race import RACE, planned_race
from bot.services.questions.reminder_time import TIME
from bot.services.questions.run_week import RUNS, keep_usual, run_week, single_week, usual_among, usual_week
from bot.services.questions.shape import Answer, Choice, Draft, Heard, Problem, Question, Rows, Unfinished
from bot.services.questions.ticks import COMPLAINTS, EQUIPMENT
from bot.services.questions.zone import SHARE, ZONE

FIRST_QUESTIONS = (RUNS, LEVEL, EQUIPMENT, RACE, COMPLAINTS, TIME, ZONE)


def question_of(question_id: str | None) -> Question | None:
    """Return the question with an id, None when there is none."""
    return next((question for question in FIRST_QUESTIONS if question.id == question_id), None)


__all__ = [
    "COMPLAINTS",
    "EQUIPMENT",
    "FIRST_QUESTIONS",
    "LEVEL",
    "RACE",
    "RUNS",
    "SHARE",
    "TIME",
    "ZONE",
    "Answer",
    "Choice",
    "Draft",
    "Heard",
    "Problem",
    "Question",
    "Rows",
    "Unfinished",
    "keep_usual",
    "planned_race",
    "question_of",
    "run_week",
    "single_week",
    "usual_among",
    "usual_week",
]
