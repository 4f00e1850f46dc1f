"""Other runs in one week: the day, then what it becomes or with which day it changes places."""

from __future__ import annotations

from bot.chat.bend_codes import packed
from bot.chat.days import packed as day_code
from bot.chat.days import unpacked as day_of
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.services import run_wishes
from bot.services.bends import Bend
from bot.services.run_wishes import AskRuns, AskSwap, AskWhichRun


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `r:week:<0 or 1>` and `r:day:<day>`."""
    match event.args:
        case ("week", "0" | "1" as weeks):
            return await week(desk, event, int(weeks))
        case ("day", text) if (day := day_of(text)) is not None:
            found = await desk.call(run_wishes.ways, event.chat_id, day)
            return _day(desk, found)
        case _:
            return desk.toast("old-button")


async def week(desk: Desk, event: Event, weeks_on: int) -> Reply:
    """Return the days of a week whose runs can still change."""
    days = await desk.call(run_wishes.days_ahead, event.chat_id, weeks_on)
    say = desk.messages
    buttons = [
        Button(
            say.label("run-day", say.short_day(each.day), say.label(f"run-{each.run.value}")),
            data("r", "day", day_code(each.day)),
        )
        for each in days
    ]
    other = desk.button("next-week", "r:week:1") if weeks_on == 0 else desk.button("this-week", "r:week:0")
    last = (
        (other, desk.button("from-now-on", "x:edit:runs")),
        (desk.button("back-to-week", data("w", weeks_on)),),
    )
    return Reply(desk.say("runs-of-week", weeks_on=weeks_on), keyboard=(*_in_rows(buttons, 2), *last))


def ask(desk: Desk, found: AskWhichRun | AskSwap | AskRuns) -> Reply:
    """Return the question that what was said of the runs leaves open."""
    leave = (desk.button("leave-it", "w:0"),)
    match found:
        case AskWhichRun():
            say = desk.messages
            rows: Keyboard = tuple(
                (Button(say.label("the-one-of", say.weekday(day)), data("b", "ask", *packed(bend))),)
                for day, bend in found.options
            )
            return Reply(desk.say("which-run"), keyboard=(*rows, leave))
        case AskSwap():
            yes = (desk.button("swap-them", data("b", "ask", *packed(found.bend))),)
            return Reply(desk.say("runs-swap", reason=found.reason), keyboard=(yes, leave))
        case AskRuns():
            rows = (
                (desk.button("only-this-week", "r:week:0"), desk.button("from-now-on", "x:edit:runs")),
                leave,
            )
            return Reply(desk.say("runs-how", reason=found.reason), keyboard=rows)


def _day(desk: Desk, found: run_wishes.RunDay) -> Reply:
    say = desk.messages

    def button(label: str, bend: Bend) -> Button:
        return Button(label, data("b", "ask", *packed(bend)))

    moves = [button(say.label("run-with", say.short_day(day)), bend) for day, bend in found.moves]
    kinds = [button(say.label(f"run-{kind.value}"), bend) for kind, bend in found.kinds]
    back = (desk.button("back", data("r", "week", 0)),)
    return Reply(
        desk.say("run-of-day", found=found), keyboard=(*_in_rows(moves, 3), *_in_rows(kinds, 3), back)
    )


def _in_rows(buttons: list[Button], width: int) -> Keyboard:
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


FEATURE = Feature(buttons={"r": tap})
