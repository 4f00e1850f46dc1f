"""/calendar: the plan as a file and as a private link, and runs from another calendar's file."""

from __future__ import annotations

from bot.chat.days import packed, unpacked
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.services.calendar import feed, imports
from bot.services.calendar.file import FILE_NAME
from bot.services.calendar.imports import FoundView


async def calendar(desk: Desk, event: Event) -> Replies:
    """Answer /calendar."""
    return await _home(desk, event)


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `c:home`, `c:file`, the link's `c:link…`, and the import's `c:how`, `c:out…` and `c:in:…`."""
    match event.args:
        case ("home",):
            return await _home(desk, event)
        case ("file",):
            content = await desk.call(feed.file, event.chat_id)
            return Reply(desk.say("calendar-file"), document=(FILE_NAME, content))
        case ("link", *rest):
            return await _link(desk, event, rest)
        case ("how",):
            return Reply(desk.say("calendar-how"), keyboard=(_back(desk),))
        case ("out",):
            rows = ((desk.button("calendar-out-really", "c:out:really"),), _back(desk))
            return Reply(desk.say("calendar-out"), keyboard=rows)
        case ("out", "really"):
            await desk.call(imports.remove, event.chat_id)
            return Reply(desk.say("calendar-removed"), keyboard=_plan_and_back(desk))
        case ("in", *rest):
            return await _import(desk, event, rest)
        case _:
            return desk.toast("old-button")


def found(desk: Desk, view: FoundView, page: int = 0) -> Reply:
    """Return one week of what a file has, with ways to the others, to taking them and to leaving it."""
    page = min(page, len(view.weeks) - 1)
    week = view.weeks[page]
    turn: list[Button] = []
    if page > 0:
        turn.append(desk.button("page-back", data("c", "in", "page", page - 1)))
    change, label = ("skip", "calendar-leave-week") if week.taken else ("keep", "calendar-keep-week")
    turn.append(desk.button(label, data("c", "in", change, packed(week.monday), page)))
    if page < len(view.weeks) - 1:
        turn.append(desk.button("page-on", data("c", "in", "page", page + 1)))
    rows: Keyboard = (tuple(turn),)
    if view.taken:
        label = "calendar-take-one" if view.taken == 1 else "calendar-take"
        rows += ((desk.button(label, "c:in:take", view.taken),),)
    rows += ((desk.button("calendar-drop", "c:in:drop"),),)
    text = desk.say("calendar-found", view=view, week=week, page=page + 1)
    return Reply(text, keyboard=rows)


async def _home(desk: Desk, event: Event) -> Reply:
    view = await desk.call(feed.view, event.chat_id)
    rows: Keyboard = ((desk.button("calendar-file", "c:file"),),)
    if desk.public_url and not view.linked:
        rows += ((desk.button("calendar-link", "c:link:make"),),)
    elif view.linked:
        new = (desk.button("calendar-new-link", "c:link:new"),) if desk.public_url else ()
        rows += ((*new, desk.button("calendar-revoke", "c:link:off")),)
    rows += ((desk.button("calendar-how", "c:how"),),)
    if view.imported_weeks:
        rows += ((desk.button("calendar-remove", "c:out"),),)
    return Reply(desk.say("calendar", view=view, links=bool(desk.public_url)), keyboard=rows)


async def _link(desk: Desk, event: Event, what: list[str]) -> Replies:
    match what:
        case ["make"] if desk.public_url:
            token = await desk.call(feed.new_token, event.chat_id)
            url = f"{desk.public_url}/calendar/{token}.ics"
            return Reply(desk.say("calendar-link", url=url), keyboard=(_back(desk),))
        case ["new"] if desk.public_url:
            rows = ((desk.button("calendar-new-really", "c:link:make"),), _back(desk))
            return Reply(desk.say("calendar-new"), keyboard=rows)
        case ["off"]:
            rows = ((desk.button("calendar-off-really", "c:link:revoke"),), _back(desk))
            return Reply(desk.say("calendar-off"), keyboard=rows)
        case ["revoke"]:
            await desk.call(feed.revoke, event.chat_id)
            return Reply(desk.say("calendar-revoked"), keyboard=(_back(desk),))
        case _:
            return desk.toast("old-button")


async def _import(desk: Desk, event: Event, what: list[str]) -> Replies:
    match what:
        case ["page", page] if page.isdecimal():
            return found(desk, await desk.call(imports.found, event.chat_id), int(page))
        case ["skip" | "keep" as change, text, page] if page.isdecimal() and (monday := unpacked(text)):
            view = await desk.call(imports.turn, event.chat_id, monday, taken=change == "keep")
            return found(desk, view, int(page))
        case ["take"]:
            weeks = await desk.call(imports.take, event.chat_id, event.update_id)
            return Reply(desk.say("calendar-taken", weeks=weeks), keyboard=_plan_and_back(desk))
        case ["drop"]:
            await desk.call(imports.drop, event.chat_id)
            return Reply(desk.say("calendar-dropped"), keyboard=(_back(desk),))
        case _:
            return desk.toast("old-button")


def _back(desk: Desk) -> tuple[Button, ...]:
    return (desk.button("calendar-back", "c:home"),)


def _plan_and_back(desk: Desk) -> Keyboard:
    return ((desk.button("show-week", "w:0"),), _back(desk))


FEATURE = Feature(commands={"calendar": calendar}, buttons={"c": tap})
