"""/season: the phases up to the race, and why each of them."""

from __future__ import annotations

from bot.chat import cards
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Keyboard, Reply, data
from bot.coach.words import Phase
from bot.services import seasons


async def season(desk: Desk, event: Event) -> Replies:
    """Answer /season."""
    view = await desk.call(seasons.season, event.chat_id)
    return Reply(
        desk.say("season", view=view, pictured=True),
        keyboard=_keyboard(desk, view),
        picture=cards.of_season(desk.messages, view),
        alone=desk.say("season", view=view, pictured=False),
    )


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `se` and `se:<phase>`."""
    match event.args:
        case ():
            return await season(desk, event)
        case (phase,) if phase in set(Phase):
            view = await desk.call(seasons.season, event.chat_id)
            block = seasons.block_of(view, Phase(phase))
            if block is None:
                return desk.toast("old-button")
            text = desk.say("season-why", view=view, block=block)
            return Reply(text, keyboard=((desk.button("season-back", "se"),),))
        case _:
            return desk.toast("old-button")


def _keyboard(desk: Desk, view: seasons.SeasonView) -> Keyboard:
    phases = list(dict.fromkeys(block.phase for block in view.blocks))
    whys = [desk.button(f"season-why-{phase}", data("se", phase)) for phase in phases]
    rows = tuple(tuple(whys[at : at + 2]) for at in range(0, len(whys), 2))
    return (*rows, (desk.button("show-week", "w:0"), desk.button("edit-race", data("x", "edit", "race"))))


FEATURE = Feature(commands={"season": season}, buttons={"se": tap})
