"""/admin, for operators only: the counters, questions without a good answer, a test reminder, a word to everybody.

Whoever is no operator is answered as if there were no such command and no such button.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat import around, reminder
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.services import asked, broadcasts, operator, stats
from bot.services.broadcasts import LONGEST_TEXT, BroadcastView, Progress

SEND = "send"
WORDINGS_SHOWN = 5
# The counters in the order in which they are told; their names stand in the labels.
COUNTS = (
    *("due", "sent", "late", "dropped", "retried", "unknown", "blocked", "failed"),
    *("lag-10", "lag-60", "lag-300", "lag-more"),
)


async def admin(desk: Desk, event: Event) -> Replies:
    """Answer /admin, and `/admin send` with the text behind it."""
    if event.chat_id not in desk.operators:
        return await around.unknown_command(desk, event)
    if event.args[:1] == (SEND,):
        return await _preview(desk, event.text[len(SEND) :].strip())
    return await _home(desk, event)


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `ad:home`, `ad:again`, `ad:q:<page>`, `ad:put:<question>:<page>`, `ad:test` and `ad:b…`."""
    if event.chat_id not in desk.operators:
        return desk.toast("old-button")
    match event.args:
        case ("home",):
            if event.message_id is not None:
                await desk.call(broadcasts.leave, event.chat_id, event.message_id)
            return await _home(desk, event)
        case ("again",):
            return _fresh(desk, await _home(desk, event))
        case ("q", page) if page.isdecimal():
            return await _questions(desk, int(page))
        case ("put", number, page) if number.isdecimal() and page.isdecimal():
            return await _put_away(desk, int(number), int(page))
        case ("test",):
            view = await desk.call(operator.reminder_now, event.chat_id)
            return replace(reminder.render(desk, view), fresh=True)
        case ("b",):
            latest = await desk.call(broadcasts.show)
            return Reply(
                desk.say("admin-write", latest=latest, longest=LONGEST_TEXT), keyboard=_latest(desk, latest)
            )
        case ("b", "go" | "stop" | "show" as what, number) if number.isdecimal():
            return await _broadcast(desk, event, what, int(number))
        case _:
            return desk.toast("old-button")


def broadcast(desk: Desk, text: str) -> Reply:
    """Return the message to everybody as each of them sees it."""
    return Reply(desk.say("broadcast", text=text))


async def _home(desk: Desk, event: Event) -> Reply:
    view = await desk.call(stats.view, event.update_id)
    keyboard: Keyboard = (
        (desk.button("admin-questions", "ad:q:0", view.questions), desk.button("admin-write", "ad:b")),
        (desk.button("admin-test", "ad:test"), desk.button("admin-refresh", "ad:again")),
    )
    counts = tuple(name for name in COUNTS if view.week.get(name))
    return Reply(desk.say("admin", stats=view, counts=counts), keyboard=keyboard)


async def _questions(desk: Desk, page: int) -> Reply:
    groups = await desk.call(asked.groups)
    back = desk.button("admin-back", "ad:home")
    if not groups:
        return Reply(desk.say("admin-no-questions"), keyboard=((back,),))
    page = min(page, len(groups) - 1)
    group = groups[page]
    turn: tuple[Button, ...] = ()
    if page > 0:
        turn += (desk.button("page-back", data("ad", "q", page - 1)),)
    if page < len(groups) - 1:
        turn += (desk.button("page-on", data("ad", "q", page + 1)),)
    keyboard: Keyboard = ((desk.button("admin-put-away", data("ad", "put", group.id, page)),), turn, (back,))
    text = desk.say(
        "admin-question",
        group=group,
        wordings=group.wordings[:WORDINGS_SHOWN],
        page=page + 1,
        pages=len(groups),
    )
    return Reply(text, keyboard=tuple(row for row in keyboard if row))


async def _put_away(desk: Desk, number: int, page: int) -> Replies:
    group = await desk.call(asked.group_of, number)
    if group is not None:  # else it was put away before
        await desk.call(asked.settle, group.ids)
    return replace(await _questions(desk, page), toast=desk.messages.label("admin-put"))


async def _preview(desk: Desk, text: str) -> Replies:
    if not 0 < len(text) <= LONGEST_TEXT:
        latest = await desk.call(broadcasts.show)
        screen = desk.say("admin-write", latest=latest, longest=LONGEST_TEXT)
        return Reply(screen, keyboard=_latest(desk, latest))
    view = await desk.call(broadcasts.draft, text)
    return [broadcast(desk, view.text), state(desk, view)]


async def _broadcast(desk: Desk, event: Event, what: str, number: int) -> Replies:
    if what == "go":
        screen = None if event.message_id is None else (event.chat_id, event.message_id)
        view = await desk.call(broadcasts.confirm, number, screen)
    else:
        view = await desk.call(broadcasts.stop if what == "stop" else broadcasts.show, number)
    if view is None:
        return Reply(desk.say("admin-thrown-away"), keyboard=((desk.button("admin-back", "ad:home"),),))
    return _fresh(desk, state(desk, view)) if what == "show" else state(desk, view)


def _fresh(desk: Desk, reply: Reply) -> Reply:
    """A screen that may be as it was: the toast says that it was looked at."""
    return replace(reply, toast=desk.messages.label("admin-up-to-date"))


def state(desk: Desk, view: BroadcastView) -> Reply:
    """Return the screen of a broadcast: to be confirmed, on its way, or how it ended."""
    rows: Keyboard = ()
    if view.progress is Progress.DRAFT:
        rows = (
            (desk.button("admin-send", data("ad", "b", "go", view.id), view.left),),
            (desk.button("admin-throw-away", data("ad", "b", "stop", view.id)),),
        )
    elif view.progress is Progress.ON_ITS_WAY:
        show, stop = data("ad", "b", "show", view.id), data("ad", "b", "stop", view.id)
        rows = ((desk.button("admin-refresh", show), desk.button("admin-stop", stop)),)
    back = desk.button("admin-back", "ad:home")
    return Reply(desk.say("admin-broadcast", view=view), keyboard=(*rows, (back,)))


def _latest(desk: Desk, latest: BroadcastView | None) -> Keyboard:
    back = desk.button("admin-back", "ad:home")
    if latest is None:
        return ((back,),)
    return ((desk.button("admin-latest", data("ad", "b", "show", latest.id)),), (back,))


FEATURE = Feature(commands={"admin": admin}, buttons={"ad": tap})
