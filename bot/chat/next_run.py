"""The check on the next run: three questions after a leg session, and what they change."""

from __future__ import annotations

from bot.chat.days import packed, unpacked
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.coach.progress_parts import Soreness
from bot.services import next_run
from bot.services.checks import Standing
from bot.services.next_run import PLACES, Ask

_ANSWERS = {
    Ask.EASY: (("check-easy-yes", "y"), ("check-easy-no", "n")),
    Ask.STRIDE: (("check-stride-yes", "y"), ("check-stride-no", "n")),
    Ask.FELT: (("check-nothing", "0"), ("check-muscle", "m"), ("check-joint", "j"), ("check-sharp", "s")),
    Ask.SIGNS: (("check-signs-no", "-"), ("check-signs-yes", "+")),
}


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `nr`, `nr:<day>:<answers>`, `nr:stops` and `nr:clear`."""
    match event.args:
        case ():
            return screen(desk, await desk.call(next_run.open_, event.chat_id, event.update_id))
        case ("stops",):
            stops = await desk.call(next_run.stops, event.chat_id)
            return desk.toast("check-none-stopped") if stops is None else screen(desk, stops)
        case ("clear",):
            cleared = await desk.call(next_run.clear, event.chat_id)
            if not cleared:
                return desk.toast("check-none-stopped")
            return Reply(desk.say("check-cleared"), keyboard=_onward(desk))
        case (text, code) if (day := unpacked(text)) is not None:
            view = await desk.call(next_run.answer, event.chat_id, day, code, event.update_id)
            return screen(desk, view)
        case _:
            return desk.toast("old-button")


def rows(desk: Desk, standing: Standing) -> Keyboard:
    """Return the rows for a day's screen: the check where one is due, and the way back from what is left out."""
    return (*due_row(desk, standing.due is not None), *_stopped_row(desk, standing.stopped))


def due_row(desk: Desk, due: bool) -> Keyboard:
    """Return the row that opens the check, for the daily card too."""
    return ((desk.button("check-open", "nr"),),) if due else ()


def screen(desk: Desk, view: next_run.View) -> Reply:
    """Return the screen of a question, or of what the answers change."""
    match view:
        case next_run.CheckView():
            return Reply(desk.say("check", view=view), keyboard=_answers(desk, view))
        case next_run.ReferredView():
            return Reply(desk.say("check-referred", view=view), keyboard=_onward(desk))
        case next_run.StopsView():
            keyboard = (
                (desk.button("check-cleared", "nr:clear"),),
                (desk.button("edit-complaints", "x:edit:complaints"), desk.button("show-today", "t:show")),
            )
            return Reply(desk.say("check-stops", view=view), keyboard=keyboard)
        case next_run.CheckedView():
            asks: Keyboard = (
                ((desk.button("edit-complaints", "x:edit:complaints"),),)
                if view.soreness is Soreness.JOINT
                else ()
            )
            return Reply(desk.say("checked", view=view), keyboard=(*asks, *_onward(desk)))


def _answers(desk: Desk, view: next_run.CheckView) -> Keyboard:
    def to(letter: str) -> str:
        return data("nr", packed(view.day), view.code + letter)

    if view.ask is Ask.PLACE:
        places = [desk.button(f"place-{place.value}", to(str(number))) for number, place in enumerate(PLACES)]
        places.append(desk.button("place-elsewhere", to("x")))
        buttons = [tuple(places[at : at + 3]) for at in range(0, len(places), 3)]
    else:
        labels = [desk.button(label, to(letter)) for label, letter in _ANSWERS[view.ask]]
        buttons = [tuple(labels[at : at + 2]) for at in range(0, len(labels), 2)]
    back: Button = (
        desk.button("back", data("nr", packed(view.day), view.code[:-1]))
        if view.code
        else desk.button("check-later", "t:show")
    )
    return (*buttons, (back,))


def _onward(desk: Desk) -> Keyboard:
    return ((desk.button("show-today", "t:show"), desk.button("show-week", "w:0")),)


def _stopped_row(desk: Desk, stopped: bool) -> Keyboard:
    return ((desk.button("check-stopped", "nr:stops"),),) if stopped else ()


FEATURE = Feature(buttons={"nr": tap})
