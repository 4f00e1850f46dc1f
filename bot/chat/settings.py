"""/settings, /runs and /race: any answer of the first conversation again, and the switches."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import start
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Keyboard, Reply, data
from bot.coach.words import Mode, Unit
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
    replies = start.ask(desk, asked)
    if question == "runs":  # the usual week is asked for; one week alone is a tap away
        single = (desk.button("only-this-week", "r:week:0"),)
        replies[0] = replace(replies[0], keyboard=(*replies[0].keyboard, single))
    return replies


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `x`, `x:more`, `x:figure`, `x:edit:<question>` and `x:set:<switch>:<value>`."""
    match event.args:
        case ():
            return await settings(desk, event)
        case ("edit", question) if question_of(question) is not None:
            return await edit(desk, event, question)
        case ("more",):
            return _more(desk, await desk.call(profile.view, event.chat_id))
        case ("figure",):
            buttons = [
                desk.button(f"figure-{each}", data("x", "set", "figure", each)) for each in profile.FIGURES
            ]
            rows = (buttons[:1], buttons[1:3], buttons[3:], [desk.button("settings-more-back", "x:more")])
            return Reply(desk.say("settings-figure"), keyboard=tuple(tuple(row) for row in rows))
        case ("set", ("unit" | "clock" | "reminders" | "evening" | "figure" | "start") as what, value):
            view = await desk.call(profile.switch, event.chat_id, what, value)
            return _more(await desk.for_chat(event.chat_id), view)  # the words in the new style
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
        (desk.button("settings-more", "x:more"),),
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


def _more(desk: Desk, view: profile.ProfileView) -> Reply:
    """The second page: how numbers are written, and when to write."""
    unit = Unit.LB if view.unit is Unit.KG else Unit.KG
    reminders, evening = (
        "off" if view.reminders else "on",
        "off" if view.evening_before else "on",
    )
    rows: Keyboard = (
        (
            desk.button(f"unit-{unit.value}", data("x", "set", "unit", unit)),
            desk.button("clock-24", data("x", "set", "clock", 24))
            if view.half_day_clock
            else desk.button("clock-12", data("x", "set", "clock", 12)),
        ),
        (
            desk.button("start-monday", data("x", "set", "start", "monday"))
            if view.sunday_first
            else desk.button("start-sunday", data("x", "set", "start", "sunday")),
        ),
        (desk.button(f"reminders-{reminders}", data("x", "set", "reminders", reminders)),),
        (desk.button(f"evening-{evening}", data("x", "set", "evening", evening)),),
        (desk.button("settings-figure", "x:figure"),),
        (desk.button("settings-back", "x"),),
    )
    return Reply(desk.say("settings-more", profile=view), keyboard=rows)


def _cards(view: profile.ProfileView) -> str:
    return data("x", "set", "cards", "off" if view.rest_day_cards else "on")


FEATURE = Feature(commands={"settings": settings, "runs": runs, "race": race}, buttons={"x": tap})
