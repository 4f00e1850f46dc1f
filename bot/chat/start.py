"""The first conversation: /start, the seven questions, Back, Skip and /cancel; /settings asks with the same screens."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from bot.chat import today
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.chat.week import week_lines
from bot.library.objects import ComplaintCard
from bot.services import onboarding, runners, talk_logs
from bot.services.onboarding import Asked, Complete, NotThisQuestion, Step
from bot.services.questions import SHARE, ZONE, Choice, Problem, Rows
from bot.services.questions.shape import pairs

TICK = "✓ "
CARDS_A_MESSAGE = 3  # three of the longest stay well below what Telegram takes
FROM_THURSDAY = 3  # with the rest of such a week alone, a first plan would hardly show anything


async def start(desk: Desk, event: Event) -> Replies:
    """Answer /start: go on with the first conversation, or show today."""
    asked = await desk.call(onboarding.start, event.chat_id, event.name, event.update_id)
    if asked is None:
        return await today.today(desk, event)
    if asked.number > 1:
        return ask(desk, asked, note="carry-on")
    return [Reply(desk.say("welcome", name=event.name)), *ask(desk, asked)]


async def cancel(desk: Desk, event: Event) -> Replies:
    """Answer /cancel."""
    if await desk.call(talk_logs.leave, event.chat_id):
        return Reply(desk.say("log-left"))
    left = await desk.call(onboarding.cancel, event.chat_id)
    if left is None:
        return Reply(desk.say("nothing-to-cancel"))
    return Reply(desk.say("cancelled", asked=left), location_done=True)


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer a button of a question: `q:<question>:<value>`."""
    question = event.args[0] if event.args else ""
    value = ":".join(event.args[1:])
    if value == "back":
        step = await desk.call(onboarding.back, event.chat_id, question, event.update_id)
    elif value == "skip":
        step = await desk.call(onboarding.skip, event.chat_id, question, event.update_id)
    else:
        step = await desk.call(onboarding.tap, event.chat_id, question, value, event.update_id)
    if (
        isinstance(step, NotThisQuestion)
        and await desk.call(runners.screen, event.chat_id) == event.message_id
    ):
        return desk.toast("old-question")  # a double tap: the open question stands in this message already
    return stepped(desk, step, tapped=question)


async def location(desk: Desk, event: Event) -> Replies:
    """Answer a shared location."""
    if event.location is None:
        return None
    step = await desk.call(onboarding.place, event.chat_id, *event.location, event.update_id)
    if isinstance(step, NotThisQuestion):
        if step.open is None or step.open.question != ZONE.id:
            return Reply(desk.say("location-unasked"), location_done=True)
        return ask(desk, onboarding.unread(step.open, Problem("zone-unread")))  # a place at sea
    if isinstance(step, Complete):
        return completed(desk, replace(step, location_offered=True))
    return stepped(desk, step)


def stepped(desk: Desk, step: Step, tapped: str | None = None) -> list[Reply]:
    """Return what follows an answer: the next question, the plan, or a hint that the button is an old one."""
    if isinstance(step, Complete):
        return completed(desk, step)
    if isinstance(step, NotThisQuestion):
        old = desk.toast("old-question")
        return [old] if step.open is None or tapped is None else [old, *_again(desk, step.open)]
    replies = ask(desk, step)
    # After a tap the problem is a toast too: the text above the buttons may be out of sight.
    if step.problem is not None and tapped is not None:
        replies.append(desk.toast(f"problem-{step.problem.message}"))
    return replies


def ask(desk: Desk, asked: Asked, note: str | None = None) -> list[Reply]:
    """Return the screen of a question, and below it the button that shares the place when it was asked for."""
    text = desk.say("question", asked=asked, note=note)
    replies = [Reply(text, keyboard=_keyboard(desk, asked))]
    if asked.draft.get(SHARE) and asked.problem is None and not asked.just_said:
        label = desk.messages.label("share-location")
        replies.append(Reply(desk.say("share-location"), location=label, fresh=True))
    return replies


def completed(desk: Desk, done: Complete) -> list[Reply]:
    """Return the plan after the last question, or the changed plan after one was edited."""
    keyboard: Keyboard = ((desk.button("show-today", "t:show"), desk.button("show-week", "w:0")),)
    few_days_left = done.first and done.today.day.weekday() >= FROM_THURSDAY
    if done.first:
        keyboard = (*keyboard, (desk.button("plan-details", data("w", "plan", int(few_days_left))),))
    elif done.question == "race":
        keyboard = (*keyboard, (desk.button("show-season", "se"),))
    text = desk.say(
        "plan-ready" if done.first else "answer-changed",
        done=done,
        few_days_left=few_days_left,
        lines=week_lines(desk, done.week, only_ahead=done.first),
        next_lines=week_lines(desk, done.next_week),
    )
    before = _about(desk, done.complaints)
    if (
        done.location_offered
    ):  # its button below the text field has to go, and only a new message takes it away
        before.insert(0, Reply(desk.say("location-thanks"), location_done=True, fresh=True))
    return [*before, Reply(text, keyboard=keyboard, fresh=bool(before))]


def _about(desk: Desk, cards: tuple[ComplaintCard, ...]) -> list[Reply]:
    """Return what each complaint changes and when to see someone, a few to a message."""
    return [
        Reply(desk.say("complaints", cards=cards[at : at + CARDS_A_MESSAGE]))
        for at in range(0, len(cards), CARDS_A_MESSAGE)
    ]


def _again(desk: Desk, asked: Asked) -> list[Reply]:
    return [Reply(desk.say("question", asked=asked, note=None), keyboard=_keyboard(desk, asked), fresh=True)]


def _keyboard(desk: Desk, asked: Asked) -> Keyboard:
    rows = tuple(
        tuple(Button(_label(desk, choice), data("q", asked.question, choice.value)) for choice in row)
        for row in _in_order(desk, asked.rows)
    )
    way = []
    if asked.can_go_back:
        way.append(desk.button("back", data("q", asked.question, "back")))
    way.append(desk.button("skip" if asked.number else "leave-as-is", data("q", asked.question, "skip")))
    if asked.number and not asked.can_go_back:  # the first question: its long keyboard can do with a row less
        return (*rows[:-1], (*rows[-1], *way))
    return (*rows, tuple(way))


def _in_order(desk: Desk, rows: Rows) -> Rows:
    """Return the rows with the days of the week in the runner's order."""
    days = {choice.facts[0]: choice for row in rows for choice in row if choice.label == "run-day"}
    if not days:
        return rows
    others = tuple(row for row in rows if not any(choice.label == "run-day" for choice in row))
    return (*pairs([days[day] for day in desk.messages.style.weekdays]), *others)


def _label(desk: Desk, choice: Choice) -> str:
    say = desk.messages
    match choice.label, choice.facts:
        case "run-day", (int() as day, str() as kind):
            text = say.label("run-day", say.short_day(day), say.label(f"run-{kind}"))
        case "month", (first,):
            text = f"{say.label(f'month-short-{first.month}')} {first.year}"  # type: ignore[attr-defined]
        case "race-day", (day,):
            text = say.label("date-short", say.short_day(day), day.day, say.label(f"month-short-{day.month}"))  # type: ignore[attr-defined,arg-type]
        case "city", (str() as zone,):
            text = zone.rpartition("/")[2].replace("_", " ")
        case "time", (str() as at,):
            text = say.clock(time.fromisoformat(at))
        case "zone", (str() as label, str()):
            text = label
        case key, facts:
            text = say.label(key, *facts)
    return TICK + text if choice.chosen else text


FEATURE = Feature(commands={"cancel": cancel}, buttons={"q": tap})
