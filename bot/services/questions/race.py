"""Is there a race you train for?"""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, delete, select

from bot.coach.words import Distance
from bot.services.questions.shape import (
    Answer,
    Choice,
    Draft,
    Heard,
    Problem,
    Question,
    Rows,
    Unfinished,
    threes,
)
from bot.store.tables import Race, Runner, stored_id
from bot.understanding.dates import parse_race

RACE_MONTHS = 9


def _race_rows(draft: Draft, today: date) -> Rows:
    if "distance" not in draft:
        distances = [Choice(distance.value, f"distance-{distance.value}") for distance in Distance]
        return ((Choice("none", "race-none"),), tuple(distances[:3]), tuple(distances[3:]))
    if "month" not in draft:
        first = today.replace(day=1)
        months = []
        for _ in range(RACE_MONTHS):
            months.append(Choice(f"month:{first:%Y-%m}", "month", (first,)))
            first = (first + timedelta(days=32)).replace(day=1)
        return (*threes(months), (Choice("distance", "race-other-distance"),))
    first = date.fromisoformat(f"{draft['month']}-01")
    days = [first + timedelta(days=number) for number in range(31)]
    weekend = [
        Choice(f"day:{day}", "race-day", (day,))
        for day in days
        if day.month == first.month and day.weekday() >= 5 and day > today
    ]
    return (*threes(weekend), (Choice("month", "race-other-month"),))


def _race_read(text: str, draft: Draft, now: datetime) -> Heard:
    if text.strip().lower().rstrip("!. ") in {"no", "none", "no race", "nope", "not yet", "nothing"}:
        return Answer(None)
    today = now.date()
    parsed = parse_race(text, today)
    distance = parsed.distance or (Distance(draft["distance"]) if "distance" in draft else None)
    if parsed.day is not None and parsed.day <= today:
        return Problem("race-past")
    if distance is not None and parsed.day is not None:
        return Answer((distance, parsed.day))
    if parsed.distance is not None:
        return Unfinished({"distance": parsed.distance.value})
    if parsed.day is not None:
        return Problem("race-which-distance")
    return None


def _race_tap(value: str, draft: Draft, today: date) -> Heard:
    head, _, rest = value.partition(":")
    if value == "none":
        return Answer(None)
    if value in set(Distance):
        return Unfinished({"distance": value})
    if value == "distance":
        return Unfinished({})
    if value == "month":
        return Unfinished({key: kept for key, kept in draft.items() if key != "month"})
    try:
        if head == "month":
            date.fromisoformat(f"{rest}-01")
            return Unfinished({**draft, "month": rest})
        if head == "day" and "distance" in draft:
            day = date.fromisoformat(rest)
            return Answer((Distance(draft["distance"]), day)) if day > today else Problem("race-past")
    except ValueError:
        return None
    return None


def _race_store(session: Session, runner: Runner, race: tuple[Distance, date] | None, today: date) -> None:
    session.exec(delete(Race).where(col(Race.runner_id) == runner.id, col(Race.day) >= today))
    if race is not None:
        distance, day = race
        session.add(Race(runner_id=stored_id(runner), day=day, distance=distance))


def planned_race(session: Session, runner_id: int, today: date) -> Race | None:
    """Return the runner's next race."""
    return session.exec(
        select(Race).where(col(Race.runner_id) == runner_id, col(Race.day) >= today).order_by(col(Race.day))
    ).first()


RACE = Question("race", _race_rows, _race_read, _race_tap, _race_store, None)
