"""/exercise: how an exercise is done, with its picture; found by name or by movement."""

from __future__ import annotations

from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Button, Keyboard, Picture, Reply, data
from bot.coach.words import Pattern
from bot.services import exercises
from bot.services.exercises import ExerciseView, Named

PAGE = 8


async def exercise(desk: Desk, event: Event) -> Replies:
    """Answer /exercise, alone or with a name behind it."""
    if not event.text:
        return _movements(desk)
    found = await desk.call(exercises.find, event.text)
    if len(found) == 1:
        view = await desk.call(exercises.show, found[0].id)
        return _movements(desk) if view is None else await _shown(desk, view)
    said = desk.say("exercise-which" if found else "exercise-unknown")
    return Reply(said, keyboard=(*_buttons(found), (desk.button("exercise-all", "ex"),)))


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `ex`, `ex:of:<movement>:<page>`, `ex:<exercise>` and `ex:<exercise>:move`."""
    match event.args:
        case ():
            return _movements(desk)
        case ("of", pattern, page) if pattern in set(Pattern) and page.isdecimal():
            return await _movement(desk, Pattern(pattern), int(page))
        case (id_,) | (id_, "move"):
            view = await desk.call(exercises.show, id_)
            moves = event.args[1:] == ("move",)
            return desk.toast("old-button") if view is None else await _shown(desk, view, moves=moves)
        case _:
            return desk.toast("old-button")


async def _shown(desk: Desk, view: ExerciseView, *, moves: bool = False) -> Reply:
    others = tuple(
        desk.button(key, data("ex", other.id), other.name)
        for key, other in (("exercise-easier", view.easier), ("exercise-harder", view.harder))
        if other is not None
    )
    rows: Keyboard = tuple((button,) for button in others)
    back = desk.button("exercise-more", data("ex", "of", view.card.exercise.pattern, 0))
    here = ("ex", view.card.id)
    picture, switch = await drawn(desk, view.card.id, data(*here), data(*here, "move"), moves=moves)
    return Reply(desk.say("how", how=view), keyboard=(*switch, *rows, (back,)), picture=picture)


async def drawn(
    desk: Desk, id_: str, still: str, moving: str, *, moves: bool
) -> tuple[Picture | None, Keyboard]:
    """Return an exercise's picture, and the button for the other one: the one that moves, or that stands still."""
    movement = await desk.movement(id_)
    if movement is None:
        return desk.exercise(id_), ()
    if moves:
        return movement, ((desk.button("stand-still", still),),)
    return desk.exercise(id_), ((desk.button("watch", moving),),)


def _movements(desk: Desk) -> Reply:
    buttons = [desk.button(f"pattern-{pattern}", data("ex", "of", pattern, 0)) for pattern in Pattern]
    rows = tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))
    return Reply(desk.say("exercise"), keyboard=(*rows, (desk.button("show-today", "t:show"),)))


async def _movement(desk: Desk, pattern: Pattern, page: int) -> Replies:
    found = await desk.call(exercises.of_pattern, pattern)
    pages = max(1, -(-len(found) // PAGE))
    page = min(page, pages - 1)
    rows = _buttons(found[page * PAGE : (page + 1) * PAGE], columns=2)
    turn = tuple(
        desk.button(key, data("ex", "of", pattern, to))
        for key, to in (("page-back", page - 1), ("page-on", page + 1))
        if 0 <= to < pages
    )
    back = (desk.button("exercise-all", "ex"),)
    return Reply(
        desk.say("exercise-movement", pattern=pattern, number=len(found)),
        keyboard=(*rows, *((turn,) if turn else ()), back),
    )


def _buttons(found: tuple[Named, ...], columns: int = 1) -> Keyboard:
    buttons = [Button(each.name, data("ex", each.id)) for each in found]
    return tuple(tuple(buttons[at : at + columns]) for at in range(0, len(buttons), columns))


FEATURE = Feature(commands={"exercise": exercise}, buttons={"ex": tap})
