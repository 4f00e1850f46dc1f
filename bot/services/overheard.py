"""Words that a runner passes on from somebody else: answered, but never taken for the runner's own."""

from __future__ import annotations

from bot.library.objects import AnswerKind
from bot.services import answers, onboarding
from bot.services.talk import RedFlagView, Told
from bot.services.tools import Tools
from bot.understanding.door import Context
from bot.understanding.questions import Zone


def sign(tools: Tools, text: str) -> RedFlagView | None:
    """Return the red flag in somebody's words; whoever it is about should read it, but no plan rests for it."""
    triage = tools.understanding.red_flags.find(text)
    return None if triage is None else RedFlagView(triage.level, triage.text, None)


def hear(tools: Tools, chat_id: int, text: str) -> RedFlagView | Told:
    """Answer forwarded words as a question: nothing is logged, changed or kept of them."""
    meaning = tools.understanding.understand(text, Context(tools.clock.now().date(), None, tools.clock.now()))
    if meaning.triage is not None:
        return RedFlagView(meaning.triage.level, meaning.triage.text, None)
    answered, open_ = meaning.answer, onboarding.waiting(tools, chat_id)
    topics = [tools.library.answers[scored.id] for scored in answered.topics]
    if topics and answered.zone in (Zone.DIRECT, Zone.REDIRECT):
        shown = answers.show(tools, chat_id, topics[0].id)
        if shown is not None:
            return Told(shown, open_)
    likely = tuple(answers.Topic(each.id, each.question) for each in topics if each.kind is AnswerKind.ANSWER)
    return Told(answers.ChooseView(likely, sure_of_none=not likely), open_)
