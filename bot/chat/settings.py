"""/settings, /runs and /race: any answer of the first conversation again, and the switches."""

from __future__ import annotations

from bot.chat import start
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Keyboard, Reply, data
from bot.coach.words import Mode
from bot.services import onboarding, profile
from bot.services.questions import FIRST_QUESTIONS, question_of


async def settings(desk: Desk, event: Event) -> Replies:
    """Answer /settings."""
    return _screen(desk, await desk.call(profile.view, event.chat_id))


async def runs(desk: Desk, event: Event) -> Replies:
    """Answer /runs."""
    return await edit(desk, event, "runs")


async def race(desk: Desk, event: Event) -> Replies:
    """Answer /race."""
    return await edit(desk, event, "race")


async def edit(desk: Desk, event: Event, question: str) -> Replies:
    """Ask one of the first questions again."""
    asked = await desk.call(onboarding.edit, event.chat_id, question, event.update_id)
    return start.ask(desk, asked)


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `x:edit:<question>` and `x:set:<switch>:<value>`."""
    match event.args:
        case ():
            return await settings(desk, event)
        case ("edit", question) if question_of(question) is not None:
            return await edit(desk, event, question)
        case ("set", what, value):
            return _screen(desk, await desk.call(profile.switch, event.chat_id, what, value))
        case _:
            return desk.toast("old-button")


def _screen(desk: Desk, view: profile.ProfileView) -> Reply:
    questions = [desk.button(f"edit-{each.id}", data("x", "edit", each.id)) for each in FIRST_QUESTIONS]
    other = Mode.SPREAD if view.mode is Mode.STACK else Mode.STACK
    switches: Keyboard = (
        (desk.button(f"mode-{other.value}", data("x", "set", "mode", other.value)),),
        (desk.button("cards-off" if view.rest_day_cards else "cards-on", _cards(view)),),
    )
    wishes = tuple(
        desk.button("wish" if wish != view.wish else "wish-now", data("x", "set", "wish", wish), wish)
        for wish in profile.WISHES
    )
    minutes = tuple(
        desk.button(
            "minutes" if minutes != view.minutes else "minutes-now",
            data("x", "set", "minutes", minutes),
            minutes,
        )
        for minutes in profile.MINUTES
    )
    rows: Keyboard = tuple(tuple(questions[at : at + 2]) for at in range(0, len(questions), 2))
    return Reply(desk.say("settings", profile=view), keyboard=(*rows, wishes, minutes, *switches))


def _cards(view: profile.ProfileView) -> str:
    return data("x", "set", "cards", "off" if view.rest_day_cards else "on")


FEATURE = Feature(commands={"settings": settings, "runs": runs, "race": race}, buttons={"x": tap})
