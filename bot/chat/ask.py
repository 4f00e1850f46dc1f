"""Answers to questions: the answer with its sources, and what it means in this runner's week."""

from __future__ import annotations

from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.services import answers, talk
from bot.services.answers import AnswerView, ChooseView

LONGEST_LABEL = 60


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `a:<topic>`, `a:src:<topic>` and `a:legs`."""
    match event.args:
        case ("legs",):
            again = await desk.call(talk.legs_again, event.chat_id)
            keyboard = ((desk.button("show-week", "w:0"),),)
            return Reply(desk.say("legs-again" if again else "legs-already"), keyboard=keyboard, fresh=True)
        case ("src", topic):
            view = await desk.call(answers.sources, topic)
            if view is None:
                return desk.toast("old-button")
            return Reply(
                desk.say("sources", view=view), keyboard=((desk.button("back-to-answer", data("a", topic)),),)
            )
        case (topic,):
            answer = await desk.call(answers.show, event.chat_id, topic)
            return desk.toast("old-button") if answer is None else replied(desk, answer)
        case _:
            return desk.toast("old-button")


def replied(desk: Desk, reply: answers.Reply) -> Reply:
    """Return the screen of an answer, or of the likely questions."""
    if isinstance(reply, ChooseView):
        return Reply(
            desk.say("not-covered" if reply.sure_of_none else "did-you-mean", view=reply),
            keyboard=_topics(reply.topics),
        )
    return _answer(desk, reply)


def _answer(desk: Desk, answer: AnswerView) -> Reply:
    rows: Keyboard = _topics(answer.related)
    if answer.sources_count:
        rows = ((desk.button("sources", data("a", "src", answer.id), answer.sources_count),), *rows)
    return Reply(desk.say("answer", answer=answer), keyboard=rows)


def _topics(topics: tuple[answers.Topic, ...]) -> Keyboard:
    return tuple((Button(_short(topic.question), data("a", topic.id)),) for topic in topics)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rsplit(" ", 1)[0] + "…"


FEATURE = Feature(buttons={"a": tap})
