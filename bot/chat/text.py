"""What is typed: understood by one service, and handed to the feature that it is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.chat import (
    about,
    ask,
    bends,
    calendar,
    log_screens,
    logs,
    pause,
    privacy,
    progress,
    season,
    session,
    settings,
    start,
    today,
    week,
)
from bot.chat import next_run as checks
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Reply
from bot.services import benchmarking, next_run, onboarding, pause_wishes, sessions, talk

LONGEST_HEARD = 4096  # all that a message can hold: a sign may stand at its end


async def text(desk: Desk, event: Event) -> Replies:
    """Answer a typed message."""
    heard = await desk.call(talk.hear, event.chat_id, event.text[:LONGEST_HEARD], event.update_id)
    match heard:
        case talk.RedFlagView():
            return red_flag(desk, heard)
        case talk.Newcomer():
            return await start.start(desk, event)
        case talk.Wish():
            return await _do(desk, event, heard)
        case talk.Until():
            reply = await pause.until(desk, event, heard.code)
            if reply is not None:
                return reply
            await desk.call(pause_wishes.forget_date, event.chat_id)
            return await text(desk, event)
        case talk.Told():
            answer = ask.replied(desk, heard.reply)
            if heard.open is None:
                return answer
            return [ask.beside(answer), *start.ask(desk, heard.open, note="and-back")]
        case onboarding.Asked() | onboarding.Complete():
            return start.stepped(desk, heard)
        case (
            sessions.StepView()
            | sessions.EffortView()
            | sessions.PainView()
            | sessions.FinishedView()
            | sessions.StoppedView()
        ):
            return session.screen(desk, heard)
        case benchmarking.BenchmarksView() | benchmarking.BenchmarkView() | benchmarking.EnteredView():
            return progress.screen(desk, heard)
        case next_run.CheckView() | next_run.CheckedView() | next_run.ReferredView() | next_run.StopsView():
            return checks.screen(desk, heard)
        case _:
            return log_screens.screen(desk, heard)


async def ask_command(desk: Desk, event: Event) -> Replies:
    """Answer /ask, alone or with the question behind it."""
    return await text(desk, event) if event.text else Reply(desk.say("ask"))


def red_flag(desk: Desk, view: talk.RedFlagView) -> Reply:
    """The level's fixed text and nothing else; where it paused sessions, a way to say that it was something else."""
    if view.rest is None or view.rest.everything:
        return Reply(desk.say("red-flag", view=view))
    return Reply(desk.say("red-flag", view=view), keyboard=((desk.button("legs-again", "a:legs"),),))


async def start_session(desk: Desk, event: Event) -> Replies:
    """Go on with the session under way, or show today's."""
    day = await desk.call(sessions.under_way, event.chat_id)
    if day is not None:
        return session.screen(desk, await desk.call(sessions.current, event.chat_id, day))
    return await today.today(desk, event)


def _edits(question: str) -> Callable[[Desk, Event], Awaitable[Replies]]:
    async def wish(desk: Desk, event: Event) -> Replies:
        return await settings.edit(desk, event, question)

    return wish


def _says(topic: str) -> Callable[[Desk, Event], Awaitable[Replies]]:
    async def wish(desk: Desk, event: Event) -> Replies:
        return await ask.tap(desk, replace(event, args=(topic,)))

    return wish


WISHES: dict[str, Callable[[Desk, Event], Awaitable[Replies]]] = {
    "today": today.today,
    "start-session": start_session,
    "week": week.week,
    "season": season.season,
    "progress": progress.progress,
    "log": logs.log,
    "why": week.plan,
    "move": today.move_next,
    "skip": today.skip_next,
    "pause": pause.pause,
    "resume": pause.back,
    "snooze": today.snooze_today,
    "runs-changed": _edits("runs"),
    "change-time": _edits("time"),
    "change-place": _edits("equipment"),
    "race": _edits("race"),
    "complaint": _edits("complaints"),
    "settings": settings.settings,
    "calendar": calendar.calendar,
    "privacy": privacy.privacy,
    "export": privacy.export,
    "delete": privacy.delete,
    "help": about.help_,
    "greet": _says("greeting"),
    "thanks": _says("thanks"),
}


# Those whose days and reasons are read from the words; None leaves the wish to its plain screen.
SAID: dict[str, Callable[[Desk, Event, talk.Wish], Awaitable[Replies]]] = {
    "move": bends.move,
    "skip": bends.skip,
    "runs-changed": bends.runs_changed,
    "pause": pause.wish,
    "resume": pause.resume,
    "change-place": pause.place,
}


async def _do(desk: Desk, event: Event, wish: talk.Wish) -> Replies:
    """Open the feature's own screen: what changes something is shown there and confirmed by a tap."""
    said = SAID.get(wish.action.name)
    replies = None if said is None else await said(desk, event, wish)
    if replies is not None:
        return replies
    return await WISHES[wish.action.name](desk, event)


FEATURE = Feature(commands={"ask": ask_command})
