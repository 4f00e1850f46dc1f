"""How much strength training have you done?"""

from datetime import date, datetime

from sqlmodel import Session

from bot.coach.words import Level
from bot.services.questions.shape import Answer, Choice, Draft, Heard, Question, Rows
from bot.store.tables import Runner
from bot.understanding.things import parse_level


def _level_rows(_draft: Draft, _today: date) -> Rows:
    return tuple((Choice(level.value, f"level-{level.value}"),) for level in Level)


def _level_read(text: str, _draft: Draft, _now: datetime) -> Heard:
    level = parse_level(text)
    return None if level is None else Answer(level)


def _level_tap(value: str, _draft: Draft, _today: date) -> Heard:
    return Answer(Level(value)) if value in set(Level) else None


def _level_store(_session: Session, runner: Runner, level: Level, _today: date) -> None:
    runner.level = level


LEVEL = Question("level", _level_rows, _level_read, _level_tap, _level_store, Level.NEW)
