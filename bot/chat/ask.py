"""Answers to questions: with their sources, judged by the runner, and what they mean in this runner's week."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import start
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.services import answers, onboarding, talk
from bot.services.answers import AnswerView, ChooseView, Verdict

LONGEST_LABEL = 60


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `a:<topic>[:<question>]`, `a:src:<topic>[:<question>]`, `a:legs`, `a:all` and `a:rest`."""
    match event.args:
        case ("legs" | "all" as what,):
            again = await desk.call(talk.train_again, event.chat_id, everything=what == "all")
            keyboard = ((desk.button("show-week", "w:0"),),)
            return Reply(desk.say("legs-again" if again else "legs-already"), keyboard=keyboard, fresh=True)
        case ("rest",):
            rest = await desk.call(talk.rest_on, event.chat_id)
            if rest is None:
                return desk.toast("old-button")
            keyboard = ((desk.button("show-week", "w:0"),),)
            return Reply(desk.say("legs-rest-on", rest=rest), keyboard=keyboard, fresh=True)
        case ("src", topic, *asked):
            view = await desk.call(answers.sources, topic)
            if view is None:
                return desk.toast("old-button")
            back = desk.button("back-to-answer", data("a", topic, *asked))
            return beside(Reply(desk.say("sources", view=view), keyboard=((back,),)))
        case (topic, *asked):
            answer = await desk.call(answers.show, event.chat_id, topic, _number(asked))
            if answer is None:
                return desk.toast("old-button")
            open_ = await desk.call(onboarding.waiting, event.chat_id)
            if open_ is None or not open_.number:
                return replied(desk, answer)
            return [beside(replied(desk, answer)), *start.ask(desk, open_, note="and-back")]
        case _:
            return desk.toast("old-button")


async def judge(desk: Desk, event: Event) -> Replies:
    """Answer `j:<verdict>:<question>`: a thumb, or "not what I asked"."""
    match event.args:
        case (word, number) if word in set(Verdict) and number.isdecimal():
            reply = await desk.call(answers.judge, event.chat_id, int(number), Verdict(word))
        case _:
            reply = None
    if reply is None:
        return desk.toast("judged-already")
    shown, thumb = beside(replied(desk, reply)), event.args[0]
    if isinstance(reply, ChooseView):
        return shown
    return replace(shown, toast=desk.messages.label(f"judged-{thumb}"))


def replied(desk: Desk, reply: answers.Reply) -> Reply:
    """Return the screen of an answer, or of the likely questions."""
    if isinstance(reply, ChooseView):
        name = "not-covered" if reply.sure_of_none else "not-that" if reply.instead else "did-you-mean"
        rows = _topics(reply.topics, reply.asked)
        if reply.asked is not None and not reply.sure_of_none:
            rows += ((desk.button("judge-none", data("j", Verdict.OTHER, reply.asked)),),)
        return Reply(desk.say(name, view=reply), keyboard=rows)
    return _answer(desk, reply)


def beside(reply: Reply) -> Reply:
    """Return an answer that leaves an open question its buttons, and keeps its own."""
    return replace(reply, keep_keyboard=True)


def _answer(desk: Desk, answer: AnswerView) -> Reply:
    asked = () if answer.asked is None else (answer.asked,)
    about: tuple[Button, ...] = ()
    if answer.sources_count:
        about = (desk.button("sources", data("a", "src", answer.id, *asked), answer.sources_count),)
    if answer.asked is not None:
        about += tuple(
            desk.button(f"judge-{verdict.value}", data("j", verdict, answer.asked))
            for verdict in (Verdict.UP, Verdict.DOWN)
        )
    rows: Keyboard = (about,) if about else ()
    if answer.asked is not None:
        rows += ((desk.button("judge-other", data("j", Verdict.OTHER, answer.asked)),),)
    return Reply(desk.say("answer", answer=answer), keyboard=(*rows, *_topics(answer.related)))


def _topics(topics: tuple[answers.Topic, ...], asked: int | None = None) -> Keyboard:
    number = () if asked is None else (asked,)
    return tuple((Button(_short(topic.question), data("a", topic.id, *number)),) for topic in topics)


def _number(asked: list[str]) -> int | None:
    return int(asked[0]) if asked and asked[0].isdecimal() else None


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rsplit(" ", 1)[0] + "…"


FEATURE = Feature(buttons={"a": tap, "j": judge})
