"""What the reminders' services hand to those who send: what was claimed, what it says, what is left to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.services import plans
from bot.services.pause_rows import PauseView
from bot.services.schedule import spread_seconds
from bot.services.styles import Style
from bot.store.tables import ReminderKind

TOO_LATE = timedelta(hours=2)


class NotNoted(Exception):
    """The database did not take the note that a reminder was sent: without it, it would be sent again."""


class Nothing(StrEnum):
    """Why a claimed reminder is not sent."""

    TOO_LATE = "too-late"
    TOO_OFTEN = "too-often"
    NOT_NEEDED = "not-needed"
    LOST = "lost"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A reminder that this process has taken to send until `until`; `attempts` counts this one."""

    id: int
    runner_id: int
    chat_id: int
    kind: ReminderKind
    day: date
    remind_at: datetime
    token: str
    attempts: int
    until: datetime

    @property
    def meant_at(self) -> datetime:
        """When it was to leave: the nominal instant, a daily one with the runner's place in the spread."""
        if self.kind is ReminderKind.SNOOZE:
            return self.remind_at
        return self.remind_at + timedelta(seconds=spread_seconds(self.runner_id))


@dataclass(frozen=True, slots=True)
class ReminderView:
    """What a reminder says; `at` is the wall time it was meant for.

    `eve` means that it comes on the evening before, `repeated` that an earlier try may have arrived, `style` how the
    runner reads numbers, `check_due` that the day's run shall tell how the legs took the last session. `asks_after` is
    a pause without an end that is asked about.
    """

    day: plans.DayView
    at: time
    eve: bool
    late: bool
    snoozed: bool
    repeated: bool
    silent: bool
    style: Style = field(default_factory=Style)
    check_due: bool = False
    asks_after: PauseView | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What is left to do after a send: messages whose buttons are to go.

    `marked` is False when the claim was lost meanwhile: the runner changed the time, or the lease ran out.
    """

    marked: bool
    clear: tuple[int, ...] = ()
