"""The logs that are kept: looked through, corrected by taps, moved, deleted and brought back."""

from __future__ import annotations

from bot.chat.days import unpacked
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.log_screens import day_screen, effort_screen, pain_screen, screen
from bot.chat.reply import Reply, data
from bot.services import logs


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `k:<what>:<log>…`."""
    chat = event.chat_id
    match event.args:
        case ("list", page) if page.isdecimal():
            return screen(desk, await desk.call(logs.book, chat, int(page)))
        case ("undo",):
            return screen(desk, await desk.call(logs.undo, chat, event.update_id))
        case (what, number, *rest) if number.isdecimal():
            return await _about(desk, event, what, int(number), rest)
        case _:
            return desk.toast("old-button")


async def _about(desk: Desk, event: Event, what: str, log: int, rest: list[str]) -> Replies:
    """Answer a tap about one log."""
    chat = event.chat_id
    match what, rest:
        case "show", []:
            return screen(desk, await desk.call(logs.show, chat, log))
        case "lift", [step] if step.isdecimal():
            return screen(desk, await desk.call(logs.lift, chat, log, int(step)))
        case (("sets" | "count" | "kg"), [step, value]) if step.isdecimal() and _is_number(value):
            changed = await desk.call(logs.change_lift, chat, log, int(step), what, float(value))
            return screen(desk, changed)
        case "drop", [step] if step.isdecimal():
            return screen(desk, await desk.call(logs.drop_lift, chat, log, int(step)))
        case "effort", []:
            return effort_screen(desk, log)
        case "effort", [rpe] if rpe.isdecimal():
            return screen(desk, await desk.call(logs.change_effort, chat, log, float(rpe)))
        case "pain", []:
            return pain_screen(desk, log)
        case "pain", [pain]:
            return screen(desk, await desk.call(logs.change_pain, chat, log, pain))
        case "day", []:
            return _days(desk, await desk.call(logs.move_day, chat, log), 0)
        case "day", ["p", page] if page.isdecimal():
            return _days(desk, await desk.call(logs.move_day, chat, log), int(page))
        case "day", [text] if (day := unpacked(text)) is not None:
            return screen(desk, await desk.call(logs.move_day, chat, log, day))
        case "gone", []:
            view = await desk.call(logs.show, chat, log)
            really = desk.button("log-delete-really", data("k", "gone", log, "yes"))
            keep = desk.button("log-keep", data("k", "show", log))
            return Reply(desk.say("log-delete", view=view), keyboard=((really, keep),))
        case "gone", ["yes"]:
            return screen(desk, await desk.call(logs.delete, chat, log, event.update_id))
        case _:
            return desk.toast("old-button")


def _days(desk: Desk, view: logs.DaysView | logs.LogView, page: int) -> Reply:
    return day_screen(desk, view, page) if isinstance(view, logs.DaysView) else screen(desk, view)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


FEATURE = Feature(buttons={"k": tap})
