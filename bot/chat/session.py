"""The guided session: one message that is edited from the warm-up to the log."""

from __future__ import annotations

from bot.chat.days import packed, unpacked
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.exercise import drawn
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.coach.units import in_kg, in_unit
from bot.services import sessions

EFFORTS = ((5, 6, 7), (8, 9, 10))


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `s:<what>:<day>:<position>…`."""
    what = event.args[0] if event.args else ""
    day = unpacked(event.args[1]) if len(event.args) > 1 else None
    position = int(event.args[2]) if len(event.args) > 2 and event.args[2].isdecimal() else None
    if day is None:
        return desk.toast("old-button")
    chat = event.chat_id
    match what, event.args[2:]:
        case "show", ():
            return screen(desk, await desk.call(sessions.current, chat, day))
        case "done", (_,) if position is not None:
            return screen(desk, await desk.call(sessions.done, chat, day, position))
        case "back", (_,) if position is not None:
            return screen(desk, await desk.call(sessions.back, chat, day, position))
        case "stop", (_,) if position is not None:
            return screen(desk, await desk.call(sessions.stop, chat, day, position))
        case "use", (_, exercise) if position is not None:
            return screen(desk, await desk.call(sessions.use, chat, day, position, exercise))
        case "kg", (_, kg) if position is not None and kg.replace(".", "", 1).isdecimal():
            return screen(desk, await desk.call(sessions.load, chat, day, position, float(kg)))
        case (("how" | "move"), (_,)) if position is not None:
            how = await desk.call(sessions.how, chat, day, position)
            at = (packed(day), position)
            picture, switch = await drawn(
                desk,
                how.card.exercise.id,
                data("s", "how", *at),
                data("s", "move", *at),
                moves=what == "move",
            )
            back = desk.button("back-to-exercise", data("s", "show", packed(day)))
            return Reply(desk.say("how", how=how), keyboard=(*switch, (back,)), picture=picture)
        case "rpe", (rpe,) if rpe.isdecimal():
            return screen(desk, await desk.call(sessions.effort, chat, day, float(rpe) or None))
        case "pain", (pain,):
            return screen(desk, await desk.call(sessions.pain, chat, day, pain))
        case _:
            return desk.toast("old-button")


def screen(desk: Desk, view: sessions.View) -> Reply:
    """Return the screen of where a session stands."""
    day = packed(view.day)
    match view:
        case sessions.StepView():
            return Reply(
                desk.say("step", step=view, pictured=True),
                keyboard=_step_keyboard(desk, view),
                picture=desk.exercise(view.exercise),
                alone=desk.say("step", step=view, pictured=False),
            )
        case sessions.EffortView():
            rows = tuple(
                tuple(desk.button("effort", data("s", "rpe", day, effort), effort) for effort in row)
                for row in EFFORTS
            )
            back = desk.button("back", data("s", "back", day, view.total))
            return Reply(
                desk.say("effort", view=view),
                replaces_picture=True,
                keyboard=(*rows, (back, desk.button("skip", data("s", "rpe", day, 0)))),
            )
        case sessions.PainView():
            rows = tuple(
                (desk.button(f"pain-{pain}", data("s", "pain", day, pain)),) for pain in sessions.PAINS
            )
            return Reply(desk.say("pain", view=view), keyboard=rows, replaces_picture=True)
        case sessions.StoppedView():
            keyboard: Keyboard = ((desk.button("show-today", "t:show"), desk.button("show-week", "w:0")),)
            return Reply(desk.say("stopped", view=view), keyboard=keyboard, replaces_picture=True)
        case sessions.FinishedView():
            return Reply(desk.say("finished", view=view), keyboard=((desk.button("show-week", "w:0"),),))


def _step_keyboard(desk: Desk, step: sessions.StepView) -> Keyboard:
    at = (packed(step.day), step.position)
    rows: list[tuple[Button, ...]] = [(desk.button("done", data("s", "done", *at)),)]
    if step.loaded:
        rows.append(_load_row(desk, step))
    others = [
        desk.button(label, data("s", "use", *at, exercise))
        for label, exercise in (("easier", step.easier), ("harder", step.harder), ("swap", step.swap))
        if exercise is not None
    ]
    if others:
        rows.append(tuple(others))
    last = [desk.button("how", data("s", "how", *at)), desk.button("stop", data("s", "stop", *at))]
    if step.position:
        last.insert(0, desk.button("back-step", data("s", "back", *at)))
    rows.append(tuple(last))
    return tuple(rows)


def _load_row(desk: Desk, step: sessions.StepView) -> tuple[Button, ...]:
    """Buttons that carry the load that they set, in kg, so that tapping twice sets it once."""
    at = (packed(step.day), step.position)

    def button(label: str, load: float, shown: float | None = None) -> Button:
        kg = in_kg(load, step.unit)
        text = desk.messages.load(kg if shown is None else in_kg(shown, step.unit))
        return desk.button(label, data("s", "kg", *at, f"{kg:g}"), text)

    if step.kg is None:
        return tuple(button("kg", step.load_step * times) for times in (2, 4, 6, 8))
    load = in_unit(step.kg, step.unit)
    return (
        button("kg-less", max(0.0, load - step.load_step), step.load_step),
        desk.button("kg-now", data("s", "kg", *at, f"{step.kg:g}"), desk.messages.load(step.kg)),
        button("kg-more", load + step.load_step, step.load_step),
    )


FEATURE = Feature(buttons={"s": tap})
