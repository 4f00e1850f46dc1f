"""Corrections by words: "the goblets were 24 not 42" of any log, and new numbers for the exercise that is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session, col, select

from bot.coach.progress_parts import Dose, SetRecord
from bot.coach.replay import recomputed
from bot.coach.units import step_of
from bot.coach.words import Unit
from bot.services import runners
from bot.services.logs import rows
from bot.services.logs.reading import impossible, kg_of
from bot.services.logs.views import FixView, Lift, LiftView, LogView, line_of
from bot.services.progression import records_of
from bot.services.tools import Refusal, Tools
from bot.store.tables import Chat, ExerciseLog, Runner, SessionLog
from bot.understanding.slots import LoggedSet

_LOOKED_BACK = timedelta(days=28)
_STEP_WITHOUT = {Unit.KG: 2.0, Unit.LB: 5.0}


def hear(
    session: Session, tools: Tools, chat: Chat, runner: Runner, text: str, update_id: int
) -> LiftView | None:
    """Read new numbers for the exercise of a log that is open; None when none is, or there are none in the words."""
    if chat.awaiting != "log" or "lift" not in chat.draft:
        return None
    log_id, step = chat.draft["lift"]
    entry = entry_of(session, rows.own_log(session, runner, log_id), step)
    card = tools.library.exercises.get(entry.exercise)
    if card is None:
        return None
    today = tools.today(runner.zone)
    slots = tools.understanding.actions.lifted(f"{card.name} {text}", today)
    said = next((each for each in slots.sets if each.exercise == entry.exercise), None)
    if said is None or any(each.exercise != entry.exercise for each in slots.sets):
        return None
    after = _with(lift_of(entry), said, runner.unit)
    runners.applied(chat, update_id)
    trouble = impossible(after, tools.library)
    if trouble is not None:
        return replace(lift_view(session, tools, runner, log_id, step), trouble=trouble)
    return write(session, tools, runner, log_id, step, after)


def propose(
    session: Session, tools: Tools, chat: Chat, runner: Runner, said: LoggedSet, day: date | None
) -> FixView:
    """Show a correction before it counts.

    Raises:
        Refusal: `nothing-to-correct` when no such exercise was logged lately, or the number cannot be right.
    """
    query = (
        select(ExerciseLog, SessionLog)
        .join(SessionLog)
        .where(
            col(SessionLog.runner_id) == runner.id,
            col(SessionLog.finished_at).is_not(None),
            col(SessionLog.day) >= tools.today(runner.zone) - _LOOKED_BACK,
        )
        .order_by(col(SessionLog.day).desc(), col(SessionLog.id).desc(), col(ExerciseLog.step))
    )
    if said.exercise is not None:
        query = query.where(col(ExerciseLog.exercise) == said.exercise)
    if day is not None:
        query = query.where(col(SessionLog.day) == day)
    found = list(session.exec(query).all())
    if not found or (said.exercise is None and sum(log.id == found[0][1].id for _, log in found) > 1):
        raise Refusal("nothing-to-correct")
    entry, log = found[0]
    after = _with(lift_of(entry), said, runner.unit)
    if impossible(after, tools.library) is not None:
        raise Refusal("nothing-to-correct")
    chat.awaiting, chat.draft = "log", {"fix": [log.id, entry.step, after.packed()]}
    return shown(session, tools, runner, chat.draft["fix"])


def shown(session: Session, tools: Tools, runner: Runner, fix: Sequence[object]) -> FixView:
    """Return the correction that waits to be confirmed.

    Raises:
        Refusal: `no-such-log` when its log is gone.
    """
    log_id, step, packed = fix
    assert isinstance(log_id, int)  # noqa: S101 - as `propose` put it there
    assert isinstance(step, int)  # noqa: S101 - as above
    assert isinstance(packed, dict)  # noqa: S101 - as above
    log = rows.own_log(session, runner, log_id)
    entry = entry_of(session, log, step)
    return FixView(
        log_id, step, log.day, line_of(tools.library, entry), line_of(tools.library, Lift(**packed))
    )


def apply(session: Session, tools: Tools, chat: Chat, runner: Runner, update_id: int) -> LogView:
    """Make the correction that was shown.

    Raises:
        Refusal: `nothing-to-log` when none was shown, `no-such-log` when its log is gone.
    """
    if chat.awaiting != "log" or "fix" not in chat.draft:
        raise Refusal("nothing-to-log")
    runners.applied(chat, update_id)
    log_id, step, packed = chat.draft["fix"]
    write(session, tools, runner, log_id, step, Lift(**packed))
    chat.awaiting, chat.draft = None, {}
    return log_view(session, tools, rows.own_log(session, runner, log_id))


def entry_of(session: Session, log: SessionLog, step: int) -> ExerciseLog:
    """Return one exercise of a log.

    Raises:
        Refusal: `no-such-log` when it is not there (any more).
    """
    found = next((entry for entry in rows.entries(session, log) if entry.step == step), None)
    if found is None:
        raise Refusal("no-such-log")
    return found


def lift_of(entry: ExerciseLog) -> Lift:
    """Return an exercise of a log as it was told."""
    return Lift(**{name: getattr(entry, name) for name in Lift.__slots__})


def write(session: Session, tools: Tools, runner: Runner, log_id: int, step: int, after: Lift) -> LiftView:
    """Write new numbers for an exercise of a log; the view says what that changes about the next dose.

    Raises:
        Refusal: `impossible-number` for numbers that cannot be right, `no-such-log` when the log is gone.
    """
    trouble = impossible(after, tools.library)
    if trouble is not None:
        raise Refusal("impossible-number")
    entry = entry_of(session, rows.own_log(session, runner, log_id), step)
    before = records_of(session, runner, entry.exercise)
    for name, value in after.packed().items():
        setattr(entry, name, value)
    session.flush()
    view = lift_view(session, tools, runner, log_id, step)
    return replace(view, next=_next(session, tools, runner, entry, before))


def lift_view(session: Session, tools: Tools, runner: Runner, log_id: int, step: int) -> LiftView:
    """Return one exercise of a log.

    Raises:
        Refusal: `no-such-log` when it is not there (any more).
    """
    log = rows.own_log(session, runner, log_id)
    entry = entry_of(session, log, step)
    exercise = tools.workbench.exercises.get(entry.exercise)
    return LiftView(
        id=log_id,
        day=log.day,
        line=line_of(tools.library, entry),
        exercise=entry.exercise,
        loaded=entry.kg is not None or (exercise is not None and exercise.loaded),
        load_step=(0.0 if exercise is None else step_of(exercise, runner.unit)) or _STEP_WITHOUT[runner.unit],
        unit=runner.unit,
        only=len(rows.entries(session, log)) == 1,
    )


def log_view(session: Session, tools: Tools, log: SessionLog) -> LogView:
    """Return a log that is kept."""
    return LogView(
        id=log.id or 0,
        day=log.day,
        title=rows.title_of(session, tools, log),
        lifts=tuple(line_of(tools.library, entry) for entry in rows.entries(session, log)),
        rpe=log.rpe,
        pain=log.pain,
    )


def _with(lift: Lift, said: LoggedSet, unit: Unit) -> Lift:
    """Return a lift with the numbers that were said."""
    kg = kg_of(said, unit)
    reps = said.reps if said.reps is not None else (said.reps_by_set[-1] if said.reps_by_set else None)
    seconds = said.seconds
    if lift.seconds is not None and seconds is None:
        seconds, reps = reps, None
    after = lift
    if said.sets is not None:
        after = replace(after, sets=said.sets)
    if said.rpe is not None:
        after = replace(after, rpe=said.rpe)
    if reps is not None:
        after = replace(after, reps=reps, seconds=None, left=said.left, right=said.right)
    if seconds is not None:
        after = replace(after, seconds=seconds, reps=None, left=said.left, right=said.right)
    return after if kg is None else replace(after, kg=kg)


def _next(
    session: Session,
    tools: Tools,
    runner: Runner,
    entry: ExerciseLog,
    before: tuple[SetRecord, ...],
) -> str | None:
    """What a correction changes about the next dose, in a sentence; None when it changes nothing."""
    exercise = tools.workbench.exercises.get(entry.exercise)
    if exercise is None:
        return None
    told = recomputed(
        exercise,
        before,
        records_of(session, runner, entry.exercise),
        tools.today(runner.zone) + timedelta(days=1),
        Dose(entry.sets, entry.low, entry.high),
        sessions_a_week=runner.wish,
        unit=runner.unit,
    )
    return told.why if told.differs else None
