"""/today: the run, the session and their order; start it, shorten it, move it, skip it, be reminded later."""

from __future__ import annotations

from datetime import date

from bot.chat import bend_codes, bend_screens, next_run, session
from bot.chat.days import packed, unpacked
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.coach.pauses import PauseReason
from bot.coach.words import Variant
from bot.services import plans, sessions, snoozing
from bot.services.bends import DayWithout, SkipReason
from bot.services.pause_wishes import PauseDraft
from bot.services.resting import Rest

# Minutes by the word on the button; None: this evening.
_WAITS = {"20": 20, "60": 60, "180": 180, "evening": None}


async def today(desk: Desk, event: Event) -> Replies:
    """Answer /today."""
    day, standing = await desk.call(plans.today_with_check, event.chat_id)
    checks = next_run.rows(desk, standing)
    more = (desk.button("log-again", "l"), desk.button("show-progress", "pr"))
    return Reply(desk.say("today", day=day), keyboard=(*checks, *day_keyboard(desk, day), more))


async def move_next(desk: Desk, event: Event) -> Replies:
    """Answer /move: offer days for today's session, else for the next one."""
    day = await desk.call(plans.today, event.chat_id)
    if day.session is not None and day.session.open:
        return await _offer_days(desk, event, day.day)
    if day.next_day is None:
        return Reply(desk.say("nothing-to-move"))
    return await _offer_days(desk, event, day.next_day)


async def skip_next(desk: Desk, event: Event) -> Replies:
    """Answer a typed wish to leave today's session out."""
    day = await desk.call(plans.today, event.chat_id)
    if day.session is None or not day.session.open:
        return Reply(desk.say("today", day=day), keyboard=day_keyboard(desk, day))
    return confirm_skip(desk, day.day)


async def snooze_today(desk: Desk, event: Event) -> Replies:
    """Answer a typed wish to be reminded later."""
    day = await desk.call(plans.today, event.chat_id)
    if day.session is None or not day.session.open:
        return Reply(desk.say("today", day=day), keyboard=day_keyboard(desk, day))
    return await _offer_snooze(desk, event, day.day)


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer a button of a day: `t:<what>:<day>…`."""
    what = event.args[0] if event.args else ""
    if what == "show":
        return await today(desk, event)
    day = unpacked(event.args[1]) if len(event.args) > 1 else None
    if day is None:
        return desk.toast("old-button")
    rest = event.args[2:]
    match what, rest:
        case "go", (variant,) if variant in set(Variant):
            view = await desk.call(sessions.start, event.chat_id, day, Variant(variant))
            return session.screen(desk, view)
        case "move", ():
            return await _offer_days(desk, event, day)
        case "to", (target,) if (to := unpacked(target)) is not None:
            return bend_screens.moved(
                desk, await desk.call(plans.move, event.chat_id, day, to, event.update_id)
            )
        case "skip", ():
            return confirm_skip(desk, day)
        case "skipped", reasons if all(each in set(SkipReason) for each in reasons):
            reason = SkipReason(reasons[0]) if reasons else SkipReason.OTHER
            skipped = await desk.call(plans.skip, event.chat_id, day, event.update_id, reason)
            return _skipped(desk, skipped)
        case "snooze", ():
            return await _offer_snooze(desk, event, day)
        case "wake", (word,) if word in _WAITS:
            at = await desk.call(snoozing.snooze, event.chat_id, day, _WAITS[word])
            return Reply(desk.say("snoozed", at=at), keyboard=((desk.button("show-today", "t:show"),),))
        case _:
            return desk.toast("old-button")


def day_keyboard(desk: Desk, day: plans.DayView) -> Keyboard:
    """Return the buttons that suit a day."""
    return (*sign_row(desk, day), *_day_rows(desk, day))


def sign_row(desk: Desk, day: plans.DayView) -> Keyboard:
    """Return the answers to the question whether somebody has looked at a sign, or what ends the rest for it."""
    if day.sign_due:
        return ((desk.button("sign-clear", _clears(day.rest)), desk.button("sign-rest", "a:rest")),)
    return rest_row(desk, day.rest)


def rest_row(desk: Desk, rest: Rest | None) -> Keyboard:
    """Return the way back from a red flag that is cleared: an emergency's own text has no button for it."""
    if rest is None:
        return ()
    return ((desk.button("all-cleared" if rest.everything else "legs-cleared", _clears(rest)),),)


def _clears(rest: Rest | None) -> str:
    """What a button does: one from before an emergency must not end what rests for that."""
    return "a:all" if rest is not None and rest.everything else "a:legs"


def _day_rows(desk: Desk, day: plans.DayView) -> Keyboard:
    week = desk.button("show-week", "w:0")
    if day.pause is not None and not day.pause.trains and day.session is None:
        return ((desk.button("i-am-back", "p:back"), desk.button("change-pause", "p")), (week,))
    if day.session is None:
        return ((week, desk.button("why-today", data("w", "why", packed(day.day)))),)
    if not day.session.open:
        return ((week,),)
    on, minutes = packed(day.day), day.session.minutes
    if day.session.state.value == "started":
        return ((desk.button("go-on", data("s", "show", on)),), (week,))
    rows: Keyboard = (
        (desk.button("start-session", data("t", "go", on, Variant.FULL), minutes[Variant.FULL]),),
        (
            desk.button("short-session", data("t", "go", on, Variant.SHORT), minutes[Variant.SHORT]),
            desk.button("minimum-session", data("t", "go", on, Variant.MINIMUM), minutes[Variant.MINIMUM]),
        ),
        (
            desk.button("move", data("t", "move", on)),
            desk.button("skip-session", data("t", "skip", on)),
            week,
        ),
    )
    return rows if day.is_today else rows[2:]


async def _offer_days(desk: Desk, event: Event, day: date) -> Replies:
    return offer_days(desk, await desk.call(plans.where_to, event.chat_id, day))


def offer_days(desk: Desk, view: plans.MoveView, tried: date | None = None) -> Reply:
    """Return the days to which a session may move; `tried` is the one that was named and cannot be."""
    say = desk.messages
    days = [
        Button(
            say.label("move-to", say.short_day(to), to.day, say.label(f"run-{run.value}")),
            data("t", "to", packed(view.day), packed(to)),
        )
        for to, run in view.days
    ]
    rows = tuple(tuple(days[start : start + 2]) for start in range(0, len(days), 2))
    back = (desk.button("back", "t:show"), desk.button("skip-session", data("t", "skip", packed(view.day))))
    return Reply(desk.say("move", move=view, tried=tried), keyboard=(*rows, back))


def confirm_skip(desk: Desk, day: date, *, is_today: bool = True) -> Reply:
    """Ask whether a session shall be left out, and why: one tap answers both."""
    reasons = [
        desk.button(f"skip-{each.value}", data("t", "skipped", packed(day), each.value))
        for each in SkipReason
        if each is not SkipReason.OTHER
    ]
    keyboard: Keyboard = (
        *(
            ((desk.button("minimum-instead", data("t", "go", packed(day), Variant.MINIMUM)),),)
            if is_today
            else ()
        ),
        tuple(reasons[:3]),
        tuple(reasons[3:]),
        (desk.button("skip-really", data("t", "skipped", packed(day))),),
        (
            desk.button("move", data("t", "move", packed(day))),
            desk.button("plan-around", data("b", "ask", *bend_codes.packed(DayWithout(day)))),
        ),
        (desk.button("back", "t:show"),),
    )
    return Reply(desk.say("skip", day=day, is_today=is_today), keyboard=keyboard)


def _skipped(desk: Desk, skipped: plans.Skipped) -> Reply:
    rows: Keyboard = ((bend_screens.undo(desk, skipped.change),),) if skipped.change else ()
    if skipped.reason is SkipReason.ILL:
        draft = PauseDraft(PauseReason.ILLNESS, skipped.day.day)
        rows = ((desk.button("pause-now", data("p", "next", *bend_codes.packed_draft(draft))),), *rows)
    elif skipped.reason is SkipReason.HURTS:
        rows = ((desk.button("what-hurts", "x:edit:complaints"),), *rows)
    rows = (*rows, bend_screens.ways_on(desk))
    return Reply(desk.say("skipped", day=skipped.day, reason=skipped.reason), keyboard=rows)


async def _offer_snooze(desk: Desk, event: Event, day: date) -> Replies:
    possible = await desk.call(snoozing.snoozes, event.chat_id, day, tuple(_WAITS.values()))
    times = tuple(
        desk.button(f"snooze-{word}", data("t", "wake", packed(day), word))
        for word, minutes in _WAITS.items()
        if minutes in possible
    )
    rows = tuple(times[start : start + 2] for start in range(0, len(times), 2))
    return Reply(desk.say("snooze", times=len(times)), keyboard=(*rows, (desk.button("back", "t:show"),)))


FEATURE = Feature(commands={"today": today, "move": move_next}, buttons={"t": tap})
