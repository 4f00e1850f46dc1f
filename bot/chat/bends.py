"""Changes of the plan: shown as before and after, confirmed, and undone with one tap; by words and by buttons."""

from __future__ import annotations

from bot.chat import run_edits, today
from bot.chat.bend_codes import packed, unpacked
from bot.chat.bend_screens import done, no_session, proposal, ways_on
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Reply, data
from bot.services import changing, run_wishes, wishes
from bot.services.bends import Bend
from bot.services.talk import Wish


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `b:ask:<change>`, `b:do:<change>` and `b:undo:<number>`."""
    match event.args:
        case ("undo", number) if number.isdecimal():
            back = await desk.call(changing.undo, event.chat_id, int(number), event.update_id)
            return Reply(desk.say("undone", change=back), keyboard=(ways_on(desk),))
        case ("ask", *parts) if (bend := unpacked(tuple(parts))) is not None:
            return await ask(desk, event, bend)
        case ("do", *parts) if (bend := unpacked(tuple(parts))) is not None:
            changed = await desk.call(changing.apply, event.chat_id, bend, event.update_id)
            return done(desk, bend, changed)
        case _:
            return desk.toast("old-button")


async def ask(desk: Desk, event: Event, bend: Bend) -> Reply:
    """Return a change to be confirmed."""
    return proposal(desk, bend, await desk.call(changing.propose, event.chat_id, bend))


async def move(desk: Desk, event: Event, wish: Wish) -> Replies:
    """Answer a typed wish to move a session, or to let two days change places."""
    answer = await desk.call(wishes.move, event.chat_id, wish.action.slots, event.text)
    return _shown(desk, answer)


async def skip(desk: Desk, event: Event, wish: Wish) -> Replies:
    """Answer a typed wish to leave a session out."""
    slots = wish.action.slots
    if slots.day is None and slots.date is None and slots.week is None:
        return await today.skip_next(desk, event)
    return _shown(desk, await desk.call(wishes.skip, event.chat_id, slots))


def _shown(desk: Desk, answer: wishes.Answer) -> Reply:
    match answer:
        case wishes.Ready():
            return proposal(desk, answer.bend, answer.difference, answer.others)
        case wishes.AskWhere():
            return today.offer_days(desk, answer.view, answer.tried)
        case wishes.AskSkip():
            return today.confirm_skip(desk, answer.day, is_today=answer.is_today)
        case wishes.AskWhat():
            rows = (
                (desk.button("swap-runs", data("b", "ask", *packed(answer.runs))),),
                (desk.button("swap-sessions", data("b", "ask", *packed(answer.sessions))),),
                (desk.button("leave-it", "w:0"),),
            )
            return Reply(desk.say("which-swap"), keyboard=rows)
        case wishes.NoSession():
            return no_session(desk, answer.day)


async def runs_changed(desk: Desk, event: Event, wish: Wish) -> Replies:
    """Answer what was typed of changed runs."""
    found = await desk.call(run_wishes.hear, event.chat_id, wish.action.slots, event.text)
    if isinstance(found, tuple):
        return proposal(desk, *found)
    return run_edits.ask(desk, found)


FEATURE = Feature(buttons={"b": tap})
