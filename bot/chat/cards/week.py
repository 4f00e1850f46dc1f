"""The week as a picture, from the same view as its words."""

from __future__ import annotations

from datetime import date, timedelta

from bot.chat.messages import Messages
from bot.coach.words import Variant
from bot.pictures.week_card import (
    DayFacts,
    Mark,
    SessionFacts,
    TodayFacts,
    WeekFacts,
    WeekWords,
    week_card,
)
from bot.services.plans import DayLine, DayView, WeekView

_MARKS = {
    "done": Mark.DONE,
    "partial": Mark.PARTIAL,
    "skipped": Mark.SKIPPED,
    "missed": Mark.MISSED,
}
EXERCISES_SHOWN = 4


def svg(words: Messages, view: WeekView, today: DayView | None) -> str:
    """Return the card of a week; `today` fills the panel at its foot in the present week."""
    return week_card(facts(words, view, today))


def facts(words: Messages, view: WeekView, today: DayView | None) -> WeekFacts:
    """Return what the card says."""
    label = words.label
    return WeekFacts(
        title=label("card-this-week" if view.is_this_week else "card-next-week"),
        aside=dates(words, view.first, view.first + timedelta(days=6)),
        phase=view.phase,
        phase_word=label(f"phase-{view.phase}"),
        line=_line(words, view),
        deload=view.deload,
        days=tuple(_day(words, line) for line in view.days),
        today=None if today is None or not view.is_this_week else _today(words, today),
        words=WeekWords(
            today=label("show-today"),
            ahead=label("card-ahead"),
            done=label("card-done"),
            partial=label("card-partial"),
            skipped=label("card-skipped"),
            missed=label("card-missed"),
            moved=label("card-moved"),
            deload=label("card-deload"),
        ),
        notice=_notice(words, view),
    )


def dates(words: Messages, first: date, last: date) -> str:
    """Return two days as a span: "24–30 Nov", or "28 Nov – 4 Dec"."""
    if first.month == last.month:
        return f"{first.day}–{words.short_date(last)}"
    return f"{words.short_date(first)} – {words.short_date(last)}"


def _line(words: Messages, view: WeekView) -> str:
    if view.weeks_to_race is None:
        return ""
    if view.weeks_to_race == 0:
        return words.label("card-race-this-week")
    if view.weeks_to_race == 1:
        return words.label("card-race-one-week")
    return words.label("card-race-weeks", view.weeks_to_race)


def _notice(words: Messages, view: WeekView) -> str:
    if view.rest is not None and view.rest.everything:
        return words.label("card-all-rest")
    if view.rest is not None:
        return words.label("card-legs-rest", words.day(view.rest.until))
    for pause in view.pauses:
        if not pause.trains:
            return words.label("card-paused")
    return ""


def _day(words: Messages, line: DayLine) -> DayFacts:
    session = None
    if line.kind is not None:
        state = "" if line.state is None else line.state.value
        session = SessionFacts(
            kind=line.kind,
            short=words.label(f"card-session-{line.kind}"),
            title=line.title or "",
            mark=_MARKS.get(state, Mark.AHEAD),
            moved=line.moved,
        )
    return DayFacts(
        weekday=words.short_day(line.day),
        number=line.day.day,
        run=line.run,
        run_word=words.label(f"run-{line.run}").capitalize(),
        session=session,
        is_today=line.is_today,
    )


def _today(words: Messages, day: DayView) -> TodayFacts:
    session = day.session
    if session is None:
        title = words.label("card-no-session")
        if day.next_day is None or day.next_title is None:
            return TodayFacts(title)
        return TodayFacts(title, (words.label("card-next", day.next_title, words.weekday(day.next_day)),))
    if not session.open:
        return TodayFacts(session.title, (words.label(f"card-{session.state}"),))
    minutes = words.label("card-minutes", session.minutes[Variant.FULL])
    return TodayFacts(
        session.title,
        (
            f"{minutes} · {words.label(f'order-{session.order}')}",
            " · ".join(session.exercises[:EXERCISES_SHOWN]),
        ),
    )
