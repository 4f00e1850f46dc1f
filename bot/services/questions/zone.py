"""Which clock do you live by?"""

from datetime import date, datetime

from sqlmodel import Session

from bot.services.questions.shape import Answer, Choice, Draft, Heard, Question, Rows, Unfinished, threes
from bot.services.schedule import zone_names
from bot.store.tables import Runner
from bot.understanding.places import find_zone

ZONES = (
    "Europe/London",
    "Europe/Berlin",
    "Europe/Helsinki",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
)


SHARE = "share"


def _zone_rows(draft: Draft, _today: date) -> Rows:
    guesses = draft.get("guesses")
    if guesses:
        return tuple((Choice(zone, "zone", (label, zone)),) for zone, label in guesses)
    cities = threes([Choice(zone, "city", (zone,)) for zone in ZONES])
    return (*cities, (Choice(SHARE, "share-location"),))


def _zone_read(text: str, draft: Draft, now: datetime) -> Heard:
    guesses = find_zone(text, now)
    zones = {guess.zone for guess in guesses}
    if not guesses:
        return None
    if len(zones) == 1:
        return Answer(guesses[0].zone)
    return Unfinished({**draft, "guesses": [[guess.zone, guess.label] for guess in guesses[:5]]})


def _zone_tap(value: str, draft: Draft, _today: date) -> Heard:
    if value == SHARE:
        return Unfinished({**draft, SHARE: True})
    return Answer(value) if value in zone_names() else None


def _zone_store(_session: Session, runner: Runner, zone: str, _today: date) -> None:
    runner.zone = zone


ZONE = Question("zone", _zone_rows, _zone_read, _zone_tap, _zone_store, "UTC")
