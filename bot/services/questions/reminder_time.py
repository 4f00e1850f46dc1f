"""When shall I write to you each day?"""

from datetime import date, datetime, time

from sqlmodel import Session

from bot.services.questions.shape import Answer, Choice, Draft, Heard, Question, Rows
from bot.store.tables import Runner
from bot.understanding.times import parse_time

TIMES = (
    "06:00",
    "06:30",
    "07:00",
    "07:30",
    "08:00",
    "09:00",
    "12:00",
    "16:00",
    "17:00",
    "18:00",
    "19:00",
    "20:00",
)


def _time_rows(_draft: Draft, _today: date) -> Rows:
    choices = [Choice(text, "time", (text,)) for text in TIMES]
    return tuple(tuple(choices[start : start + 4]) for start in range(0, len(choices), 4))


def _time_read(text: str, _draft: Draft, _now: datetime) -> Heard:
    at = parse_time(text)
    return None if at is None else Answer(at)


def _time_tap(value: str, _draft: Draft, _today: date) -> Heard:
    try:
        return Answer(time.fromisoformat(value))
    except ValueError:
        return None


def _time_store(_session: Session, runner: Runner, at: time, _today: date) -> None:
    runner.reminder_time = at


TIME = Question("time", _time_rows, _time_read, _time_tap, _time_store, time(7))
