"""The screens of /log: a log that is told, and the logs that are kept."""

from __future__ import annotations

from datetime import date, timedelta

from bot.chat.days import packed
from bot.chat.desk import Desk
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.coach.units import in_kg, in_unit
from bot.services import logs, sessions

EFFORTS = (5, 6, 7, 8, 9, 10)
_DAYS_A_PAGE = 6
_LIFTS_SHOWN = 20


def screen(desk: Desk, view: logs.View) -> Reply:
    """Return the screen of where a log stands."""
    match view:
        case logs.DaysView():
            return day_screen(desk, view, 0)
        case logs.WhatView():
            return _what(desk, view)
        case logs.DraftView():
            return _draft(desk, view)
        case logs.SavedView():
            keyboard: Keyboard = (
                (
                    desk.button("log-correct", data("k", "show", view.id)),
                    desk.button("log-more", "l"),
                ),
                (desk.button("show-today", "t:show"), desk.button("show-week", "w:0")),
            )
            return Reply(desk.say("log-saved", view=view), keyboard=keyboard)
        case logs.LeftView():
            return Reply(desk.say("log-left"), keyboard=((desk.button("log-again", "l"),),))
        case logs.FixView():
            rows: Keyboard = (
                (desk.button("log-fix", "l:fix"),),
                (desk.button("back", data("k", "show", view.id)), desk.button("log-leave", "l:leave")),
            )
            return Reply(desk.say("log-fix", view=view), keyboard=rows)
        case logs.BookView():
            return _book(desk, view)
        case logs.LogView():
            return _log(desk, view)
        case logs.LiftView():
            return Reply(desk.say("log-lift", view=view), keyboard=_lift_keyboard(desk, view))
        case logs.DeletedView():
            undo = (desk.button("log-undo", "k:undo"), desk.button("log-book", "k:list:0"))
            return Reply(desk.say("log-deleted", view=view), keyboard=(undo,))


def day_screen(desk: Desk, view: logs.DaysView, page: int) -> Reply:
    """Return the choice of a day: today and yesterday first, the others page by page."""
    moving = view.moving
    back = (
        (desk.button("log-correct", "k:list:0"), desk.button("log-leave", "l:leave"))
        if moving is None
        else (desk.button("back", data("k", "show", moving)),)
    )
    lines = view.days[2:] if page else view.days[:2]
    at = max(0, page - 1) * _DAYS_A_PAGE
    shown = lines[at : at + _DAYS_A_PAGE] if page else lines
    buttons = [Button(_day_label(desk, line, view.today), _day_data(line.day, moving)) for line in shown]
    rows = tuple((button,) for button in buttons)
    turn = [desk.button("log-newer", _page(page - 1, moving))] if page else []
    if not page:
        turn.append(desk.button("log-other-day", _page(1, moving)))
    elif at + _DAYS_A_PAGE < len(lines):
        turn.append(desk.button("log-older", _page(page + 1, moving)))
    return Reply(desk.say("log-day", view=view), keyboard=(*rows, tuple(turn), back))


def _page(page: int, moving: int | None) -> str:
    return data("l", "days", page) if moving is None else data("k", "day", moving, "p", page)


def _day_data(day: date, moving: int | None) -> str:
    return data("l", "day", packed(day)) if moving is None else data("k", "day", moving, packed(day))


def _day_label(desk: Desk, line: logs.DayLine, today: date) -> str:
    say = desk.messages
    if line.day == today:
        name = say.label("log-today")
    elif line.day == today - timedelta(days=1):
        name = say.label("log-yesterday")
    else:
        name = f"{say.short_day(line.day)} {say.short_date(line.day)}"
    mark = "✅ " if line.logged else ""
    return f"{mark}{name}" if line.title is None else f"{mark}{name} · {line.title}"


def _what(desk: Desk, view: logs.WhatView) -> Reply:
    asked = ((desk.button("log-as-asked", data("l", "asked", packed(view.day))),),) if view.lifts else ()
    back = (desk.button("log-other-day", "l:days:0"), desk.button("log-leave", "l:leave"))
    return Reply(desk.say("log-what", view=view), keyboard=(*asked, back))


def _draft(desk: Desk, view: logs.DraftView) -> Reply:
    way = (desk.button("log-other-day", "l:days:0"), desk.button("log-leave", "l:leave"))
    if not view.lifts:
        return Reply(desk.say("log-draft", view=view), keyboard=(way,))
    efforts = tuple(
        desk.button("effort-now" if effort == view.rpe else "effort", data("l", "rpe", effort), effort)
        for effort in EFFORTS
    )
    rows = ((desk.button("log-save", "l:save"),), efforts[:3], efforts[3:], way)
    return Reply(desk.say("log-draft", view=view), keyboard=rows)


def _book(desk: Desk, view: logs.BookView) -> Reply:
    say = desk.messages
    rows = [
        (
            Button(
                f"{say.short_day(line.day)} {say.short_date(line.day)} · "
                f"{line.title or say.label('log-own-session')}",
                data("k", "show", line.id),
            ),
        )
        for line in view.lines
    ]
    turn = []
    if view.page:
        turn.append(desk.button("log-newer", data("k", "list", view.page - 1)))
    if view.page + 1 < view.pages:
        turn.append(desk.button("log-older", data("k", "list", view.page + 1)))
    back = (desk.button("log-again", "l"), desk.button("show-progress", "pr"))
    return Reply(desk.say("log-book", view=view), keyboard=(*rows, *((tuple(turn),) if turn else ()), back))


def _log(desk: Desk, view: logs.LogView) -> Reply:
    lifts = [Button(line.name, data("k", "lift", view.id, line.step)) for line in view.lifts[:_LIFTS_SHOWN]]
    rows = tuple(tuple(lifts[at : at + 2]) for at in range(0, len(lifts), 2))
    keyboard: Keyboard = (
        *rows,
        (
            desk.button("log-effort", data("k", "effort", view.id)),
            desk.button("log-pain", data("k", "pain", view.id)),
            desk.button("log-move", data("k", "day", view.id)),
        ),
        (desk.button("log-delete", data("k", "gone", view.id)), desk.button("log-book", "k:list:0")),
    )
    return Reply(desk.say("log-shown", view=view), keyboard=keyboard)


def _lift_keyboard(desk: Desk, view: logs.LiftView) -> Keyboard:
    """Buttons that carry the number that they set, so that tapping twice sets it once."""
    line, at = view.line, (view.id, view.line.step)
    seconds = line.seconds is not None
    count = (line.seconds if line.seconds is not None else line.reps) or 0
    by = 5 if seconds else 1
    fewer, longer = (
        ("log-seconds-less", "log-seconds-more") if seconds else ("log-reps-less", "log-reps-more")
    )
    sets = [desk.button("log-sets-more", data("k", "sets", *at, line.sets + 1))]
    if line.sets > 1:
        sets.insert(0, desk.button("log-sets-less", data("k", "sets", *at, line.sets - 1)))
    counts = [desk.button(longer, data("k", "count", *at, count + by))]
    if count > by:
        counts.insert(0, desk.button(fewer, data("k", "count", *at, count - by)))
    rows: list[tuple[Button, ...]] = [tuple(sets), tuple(counts)]
    if view.loaded:
        load = 0.0 if line.kg is None else in_unit(line.kg, view.unit)
        step = desk.messages.load(in_kg(view.load_step, view.unit))
        more, less = load + view.load_step, load - view.load_step
        loads = [desk.button("kg-more", data("k", "kg", *at, f"{in_kg(more, view.unit):g}"), step)]
        if less >= 0:
            loads.insert(0, desk.button("kg-less", data("k", "kg", *at, f"{in_kg(less, view.unit):g}"), step))
        rows.append(tuple(loads))
    last = [desk.button("log-back", data("k", "show", view.id))]
    if not view.only:
        last.insert(0, desk.button("log-drop", data("k", "drop", *at)))
    return (*rows, tuple(last))


def effort_screen(desk: Desk, log: int) -> Reply:
    """Return the choice of an effort for a log that is kept."""
    efforts = tuple(desk.button("effort", data("k", "effort", log, effort), effort) for effort in EFFORTS)
    back = (desk.button("log-back", data("k", "show", log)),)
    return Reply(desk.say("log-effort"), keyboard=(efforts[:3], efforts[3:], back))


def pain_screen(desk: Desk, log: int) -> Reply:
    """Return the choice of what hurt for a log that is kept."""
    pains = tuple((desk.button(f"pain-{pain}", data("k", "pain", log, pain)),) for pain in sessions.PAINS)
    back = (desk.button("log-back", data("k", "show", log)),)
    return Reply(desk.say("log-pain"), keyboard=(*pains, back))
