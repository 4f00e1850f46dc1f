"""/pause: ill, injured, travelling, on holiday, no time for a day; and back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.chat.bend_codes import packed, packed_draft, unpacked_draft
from bot.chat.bend_screens import proposal
from bot.chat.days import packed as packed_day
from bot.chat.days import unpacked
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.coach.pauses import PauseReason
from bot.coach.words import Equipment
from bot.services import changing, pause_wishes
from bot.services.bends import ComeBack, DayWithout
from bot.services.pause_rows import PauseView
from bot.services.pause_wishes import PauseDraft
from bot.services.questions.ticks import HOME_THINGS
from bot.services.talk import Wish

TICK = "✓ "
LENGTHS = {"few-days": 3, "one-week": 7, "two-weeks": 14}
DAYS_OFFERED = 7


async def pause(desk: Desk, event: Event) -> Replies:
    """Answer /pause."""
    state = await desk.call(pause_wishes.state, event.chat_id)
    rows: list[tuple[Button, ...]] = []
    if state.now is not None:
        rows.append((desk.button("i-am-back", "p:back"),))
    reasons = [_next(desk, f"pause-{each.value}", PauseDraft(each, state.today)) for each in PauseReason]
    rows += [tuple(reasons[:2]), tuple(reasons[2:]), (desk.button("one-day", "p:days"),)]
    for ahead in state.ahead:
        call_off = packed(ComeBack(ahead.first))
        rows.append((Button(_call_off(desk, ahead.first), data("b", "ask", *call_off)),))
    for day in state.off:
        label = desk.messages.label("day-on", desk.messages.weekday(day))
        rows.append((Button(label, data("b", "ask", *packed(DayWithout(day, free=True)))),))
    rows.append((desk.button("show-today", "t:show"), desk.button("show-week", "w:0")))
    return Reply(desk.say("pause", state=state), keyboard=tuple(rows))


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `p`, `p:back`, `p:back:<day>`, `p:more`, `p:still`, `p:days` and `p:next|date|tick:<pause>`."""
    match event.args:
        case ():
            return await pause(desk, event)
        case ("back",):
            return await _come_back(desk, event)
        case ("back", text) if (day := unpacked(text)) is not None:
            return await _come_back(desk, event, day)
        case ("more",):
            found = await desk.call(pause_wishes.a_few_more, event.chat_id, LENGTHS["few-days"])
            return await pause(desk, event) if found is None else await go_on(desk, event, found)
        case ("still",):
            return await _still(desk, event)
        case ("days",):
            return await _days(desk, event)
        case ("next" | "date" | "tick" as what, *parts):
            draft = unpacked_draft(tuple(parts))
            if draft is None:
                return desk.toast("old-button")
            if what == "tick":
                return _things(desk, draft)
            if what == "date":
                await desk.call(pause_wishes.wait_for_date, event.chat_id, data(*packed_draft(draft)))
                return Reply(desk.say("pause-date", draft=draft), keyboard=((_back_to(desk, draft),),))
            return await go_on(desk, event, draft)
        case _:
            return desk.toast("old-button")


async def wish(desk: Desk, event: Event, said: Wish) -> Replies:
    """Answer a typed wish to pause."""
    draft = await desk.call(pause_wishes.hear, event.chat_id, said.action.slots, event.text)
    if draft.reason is None and not draft.until_known:
        return await pause(desk, event)
    return await go_on(desk, event, draft)


async def resume(desk: Desk, event: Event, said: Wish) -> Replies:
    """Answer "I'm back"."""
    found = await desk.call(pause_wishes.come_back, event.chat_id, said.action.slots)
    return await pause(desk, event) if found is None else proposal(desk, *found)


async def back(desk: Desk, event: Event) -> Replies:
    """Answer a wish to come back, without a day."""
    return await _come_back(desk, event)


async def place(desk: Desk, event: Event, said: Wish) -> Replies | None:
    """Answer a place that is named for some days ("hotel until friday"); None where it is for good."""
    slots = said.action.slots
    for_days = slots.until is not None or slots.date is not None or slots.day is not None or slots.week
    if slots.scope == "always" or not for_days:
        return None
    draft = await desk.call(pause_wishes.hear, event.chat_id, slots, event.text)
    things = slots.equipment if slots.equipment is not None else draft.things
    return await go_on(desk, event, replace(draft, reason=PauseReason.TRAVEL, trains=True, things=things))


async def until(desk: Desk, event: Event, code: str) -> Reply | None:
    """Answer a typed last day of a pause; None when the words are about something else."""
    draft = unpacked_draft(tuple(code.split(":")))
    if draft is None:
        return None
    found = await desk.call(pause_wishes.typed_until, event.chat_id, event.text, draft)
    return None if found is None else await go_on(desk, event, found)


async def go_on(desk: Desk, event: Event, draft: PauseDraft) -> Reply:
    """Return the next question about a pause, or the pause to be confirmed."""
    match draft.missing:
        case "reason":
            reasons = [
                _next(desk, f"pause-{each.value}", replace(draft, reason=each)) for each in PauseReason
            ]
            rows: Keyboard = (tuple(reasons[:2]), tuple(reasons[2:]), (desk.button("back", "p"),))
            return Reply(desk.say("pause-reason", draft=draft), keyboard=rows)
        case "until":
            return _until(desk, draft)
        case "trains":
            rows = (
                (_next(desk, "trains-yes", replace(draft, trains=True)),),
                (_next(desk, "trains-no", replace(draft, trains=False)),),
                (_back_to(desk, replace(draft, last=None, until_known=False)),),
            )
            return Reply(desk.say("pause-trains", draft=draft), keyboard=rows)
        case "things":
            return _things(desk, draft)
    bend = draft.bend()
    return proposal(desk, bend, await desk.call(changing.propose, event.chat_id, bend))


def _until(desk: Desk, draft: PauseDraft) -> Reply:
    lengths = tuple(
        _next(desk, name, replace(draft, last=draft.first + timedelta(days=days - 1), until_known=True))
        for name, days in LENGTHS.items()
    )
    rows: Keyboard = (
        lengths,
        (
            _next(desk, "until-i-say", replace(draft, last=None, until_known=True)),
            desk.button("a-date", data("p", "date", *packed_draft(draft))),
        ),
        (desk.button("back", "p"),),
    )
    return Reply(desk.say("pause-until", draft=draft), keyboard=rows)


def _things(desk: Desk, draft: PauseDraft) -> Reply:
    """Tick what is at hand; each button carries what the list looks like after it."""
    chosen = draft.things or frozenset()
    ticks = []
    for thing in HOME_THINGS:
        label = desk.messages.label(f"equipment-{thing.value}")
        after = replace(draft, things=chosen ^ {thing})
        ticks.append(
            Button(TICK + label if thing in chosen else label, data("p", "tick", *packed_draft(after)))
        )
    all_of_it = _next(desk, "equipment-gym", replace(draft, things=frozenset(Equipment)))
    nothing = _next(desk, "these" if chosen else "equipment-nothing", replace(draft, things=chosen))
    rows = tuple(tuple(ticks[start : start + 2]) for start in range(0, len(ticks), 2))
    way_back = _back_to(desk, replace(draft, trains=None, things=None))
    return Reply(desk.say("pause-things", draft=draft), keyboard=((all_of_it,), *rows, (nothing, way_back)))


def asked(desk: Desk, day: date, pause: PauseView, *, eve: bool) -> Keyboard:
    """Return the answers to "how are you?" in a pause without an end; `day` is the one that is asked about."""
    carry_on = "carry-on-tomorrow" if eve else "carry-on"
    return (
        (desk.button(carry_on, data("p", "back", packed_day(day))),),
        (desk.button("few-more-days", "p:more"), desk.button(f"still-{pause.reason.value}", "p:still")),
    )


async def _still(desk: Desk, event: Event) -> Replies:
    """It goes on as it is: nothing changes, and the next question comes in a week."""
    state = await desk.call(pause_wishes.state, event.chat_id)
    if state.now is None:
        return await pause(desk, event)
    keyboard = ((desk.button("i-am-back", "p:back"), desk.button("change-pause", "p")),)
    return Reply(desk.say("pause-still", pause=state.now), keyboard=keyboard)


async def _come_back(desk: Desk, event: Event, day: date | None = None) -> Replies:
    found = await desk.call(pause_wishes.come_back, event.chat_id, None, day)
    return await pause(desk, event) if found is None else proposal(desk, *found)


async def _days(desk: Desk, event: Event) -> Replies:
    """Offer the next days for a day without time."""
    state = await desk.call(pause_wishes.state, event.chat_id)
    say = desk.messages
    days = [state.today + timedelta(days=number) for number in range(DAYS_OFFERED)]
    buttons = [
        Button(
            say.label("date-short", say.short_day(day), day.day, say.label(f"month-short-{day.month}")),
            data("b", "ask", *packed(DayWithout(day))),
        )
        for day in days
        if day not in state.off
    ]
    rows = tuple(tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3))
    return Reply(desk.say("which-day-off"), keyboard=(*rows, (desk.button("back", "p"),)))


def _call_off(desk: Desk, first: date) -> str:
    return desk.messages.label("call-off", desk.messages.short_date(first))


def _next(desk: Desk, label: str, draft: PauseDraft) -> Button:
    return desk.button(label, data("p", "next", *packed_draft(draft)))


def _back_to(desk: Desk, draft: PauseDraft) -> Button:
    return _next(desk, "back", draft)


FEATURE = Feature(commands={"pause": pause}, buttons={"p": tap})
