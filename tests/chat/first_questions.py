"""The seven questions as the tests know them, and a short way to each."""

from __future__ import annotations

from bot.services import onboarding
from bot.services.questions import FIRST_QUESTIONS
from bot.store.tables import RunWeek
from tests.chat.runner import rows, unused_update
from tests.conftest import Stage
from tests.phone import Phone

QUESTIONS = (
    "What does your running week look like?",
    "How much strength training have you done?",
    "What do you have to train with?",
    "Are you training for a race?",
    "Does anything hurt at the moment?",
    "When should I write to you each day?",
    "Where do you live?",
)
WEEK = "intervals tue, tempo thu, long on sunday, monday off"
TYPED = (WEEK, "yes", "on and off", "two dumbbells and a band", "none", "nothing", "7:30", "Berlin")


async def at_question(stage: Stage, phone: Phone, number: int) -> str:
    """Come to a question with those before it skipped."""
    text = await phone.say("/start")
    if number > 1:
        for question in FIRST_QUESTIONS[: number - 1]:
            onboarding.skip(stage.tools, phone.chat_id, question.id, unused_update())
        text = await phone.say("/start")
    assert f"{number} of 7" in text
    assert QUESTIONS[number - 1] in text
    return text


def kinds(stage: Stage) -> list[str]:
    """The stored run week."""
    (week,) = rows(stage, RunWeek)
    return week.kinds
