"""What rests after a warning sign, and until when: the one place that says whether a session may stand on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.coach.words import SessionKind
from bot.store.tables import Runner


@dataclass(frozen=True, slots=True)
class Rest:
    """A rest after a sign: of leg-loading sessions until the last day, or of everything.

    Everything rests until the runner says that somebody cleared them; `until` is then only the last day before the
    coach asks again.
    """

    until: date
    everything: bool


def rest_on(runner: Runner, day: date) -> Rest | None:
    """Return the rest that holds on a day, None when sessions of all kinds may stand there."""
    until = runner.legs_rest_until
    if until is None or (day > until and not runner.all_rests):
        return None
    return Rest(until, runner.all_rests)


def rests(runner: Runner, day: date, kind: SessionKind) -> bool:
    """Whether a sign keeps sessions of a kind out of a day."""
    rest = rest_on(runner, day)
    return rest is not None and (rest.everything or kind.leg_loading)
