"""The screens of a change of the plan: to be confirmed, made, and the button that takes it back."""

from __future__ import annotations

from datetime import date

from bot.chat.bend_codes import packed
from bot.chat.desk import Desk
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.coach.pauses import PauseReason
from bot.services import changing, plans
from bot.services.bends import Bend, ChangeRuns, ComeBack, DayWithout, TakePause


def proposal(desk: Desk, bend: Bend, difference: changing.Difference, others: tuple[Bend, ...] = ()) -> Reply:
    """Return the screen of a change: before, after, why, and the buttons that make it or leave it."""
    way_back = "w:0"
    yes = "do-this-week" if isinstance(bend, ChangeRuns) and not bend.always else "do-it"
    rows: Keyboard = ((desk.button(yes, data("b", "do", *packed(bend))),),)
    rows += tuple((desk.button("from-now-on", data("b", "ask", *packed(each))),) for each in others)
    if isinstance(bend, TakePause):
        way_back = "p"
    return Reply(
        desk.say("proposal", change=difference, bend=bend),
        keyboard=(*rows, (desk.button("leave-it", way_back),)),
    )


def done(desk: Desk, bend: Bend, changed: changing.Changed) -> Reply:
    """Return the screen of a change that was made, with what undoes it."""
    rows: Keyboard = ((undo(desk, changed.id),),)
    if isinstance(bend, TakePause):
        rows = (*rows, *_after_pause(desk, bend))
    elif isinstance(bend, ComeBack) and bend.travelled:
        rows = (*rows, (desk.button("zone-back", "x:edit:zone"),))
    return Reply(desk.say("bent", change=changed.made, bend=bend), keyboard=(*rows, ways_on(desk)))


def undo(desk: Desk, number: int) -> Button:
    """Return the button that takes a change back."""
    return desk.button("undo", data("b", "undo", number))


def no_session(desk: Desk, day: date | None) -> Reply:
    """Return what to say of a day that has no session, with the offer to keep it so."""
    rows: Keyboard = ((desk.button("show-today", "t:show"), desk.button("show-week", "w:0")),)
    if day is not None:
        rows = ((desk.button("keep-free", data("b", "ask", *packed(DayWithout(day)))),), *rows)
    return Reply(desk.say("no-session", day=day), keyboard=rows)


def moved(desk: Desk, view: plans.Moved) -> Reply:
    """Return the screen of a session that was moved by its buttons."""
    rows: Keyboard = (*(((undo(desk, view.change),),) if view.change else ()), ways_on(desk))
    return Reply(desk.say("moved", moved=view), keyboard=rows)


def _after_pause(desk: Desk, bend: TakePause) -> Keyboard:
    if bend.reason is PauseReason.TRAVEL:
        return ((desk.button("zone-there", "x:edit:zone"),),)
    if bend.reason is PauseReason.INJURY:
        return ((desk.button("what-hurts", "x:edit:complaints"),),)
    return ()


def ways_on(desk: Desk) -> tuple[Button, ...]:
    """Return the buttons that lead back to today and the week."""
    return desk.button("show-today", "t:show"), desk.button("show-week", "w:0")
