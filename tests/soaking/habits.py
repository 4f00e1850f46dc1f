"""What runners do with their reminders and in between: chosen by chance, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tests.play import sayings
from tests.play.acts import CANCEL, Act

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# Names that runners type, with a clock that changes in the weeks around the end of March, and others.
ZONES = (
    *("London", "Berlin", "Lisbon", "Athens", "Helsinki", "Dublin", "Azores", "New York", "Los Angeles"),
    *("Chicago", "St John's", "Halifax", "Havana", "Santiago", "Auckland", "Chatham Islands", "Sydney"),
    *("Lord Howe Island", "Adelaide", "Casablanca", "Jerusalem", "Beirut", "Tokyo", "Kathmandu", "Honolulu"),
    *("Kiritimati", "Sao Paulo", "UTC", "Nairobi", "Kolkata"),
)
TIMES = (
    *("6:00", "6:30", "7:00", "7:00", "7:30", "8:00", "12:00", "18:00", "19:00", "20:00", "5:45", "9:20"),
    *("0:00", "0:30", "1:30", "2:00", "2:30", "3:00", "23:30", "23:59"),
)
_JOIN = {
    "runs": (
        "tue intervals, thu tempo, sun long",
        "mon easy, wed hills, fri easy, sat long",
        "long sunday, intervals wednesday",
    ),
    "level": ("new", "on and off", "regularly"),
    "equipment": ("nothing", "dumbbells, a kettlebell and bands", "full gym"),
    "race": ("none", "10k on 18 april", "half marathon in ten weeks", "marathon on 2 may"),
    "complaints": ("nothing", "my achilles is sore", "runner's knee", "none"),
    "time": TIMES,
    "zone": ZONES,
}
_TYPED = (
    *(sayings.LOGS[:3] * 4 + sayings.LOGS),
    *sayings.QUESTIONS,
    *sayings.QUESTIONS,
    *sayings.WISHES[:20],
    *sayings.WORRIES[:4],
    *sayings.NONSENSE[:8],
    *("/today", "/week", "/log", "/progress", "/season", "/help"),
)
_PAUSES = (
    "ill until friday",
    "I'm ill",
    "on holiday for a week",
    "travelling from tomorrow to sunday",
    "injured",
    "pause for 3 days",
)
# What happens to a runner on a day, how often in a thousand days.
_DAILY = (
    *(("typed", 30), ("present", 15), ("time", 14), ("zone", 8), ("evening", 8), ("cards", 10)),
    *(("reminders", 6), ("pause", 10), ("back", 9), ("block", 7), ("delete", 2), ("week", 4), ("moved", 8)),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody will do at an instant; `what` is an act, or how a screen is gone on with."""

    at: datetime
    chat: int
    what: str
    text: str = ""


class Habits:
    """Chooses what the runners do; `Random` of each runner and day is their own."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._asked: Counter[tuple[int, str]] = Counter()

    def answer(self, chat: int, asked: str | None, shown: list[str]) -> Act:
        """Return a newcomer's answer to an open question: typed, then confirmed where that is wanted."""
        if asked is None:
            return Act("text", "/start")
        self._asked[chat, asked] += 1
        if asked == "runs" and self._asked[chat, asked] % 2 == 0 and "q:runs:ok" in shown:
            return Act("tap", "q:runs:ok")
        pool = _JOIN.get(asked, ("skip",))
        return Act("text", self._chance(chat, f"{asked} {self._asked[chat, asked]}").choice(pool))

    def day(self, chat: int, begins: datetime) -> list[Plan]:
        """Return what a runner does on a day of their own accord."""
        rng = self._chance(chat, f"{begins:%F}")
        plans = []
        for what, often in _DAILY:
            if rng.random() < often / 1000:
                at = begins + timedelta(minutes=5 * rng.randrange(288))
                plans += self._of(rng, what, chat, at)
        return plans

    def after(self, chat: int, now: datetime, shown: list[str]) -> list[Plan]:
        """Return what a runner does about the reminder that has just come."""
        rng = self._chance(chat, f"{now:%F %R}")
        go = [each for each in shown if each.startswith("t:go:")]
        if not go:
            return []
        soon = now + rng.randrange(1, 40) * MINUTE
        what = rng.choices(
            ("nothing", "train", "leave", "snooze", "skip", "move", "say"), (75, 4, 3, 6, 3, 3, 6)
        )[0]
        match what:
            case "train":
                return [Plan(soon, chat, "train", rng.choice(go))]
            case "leave":
                return [Plan(soon, chat, "press", rng.choice(go))]
            case "say":
                return [
                    Plan(now + rng.randrange(60, 600) * MINUTE, chat, "text", rng.choice(sayings.LOGS[:3]))
                ]
            case "snooze" | "skip" | "move":
                day = go[0].split(":")[2]
                return [Plan(soon, chat, "choose", f"t:{what}:{day}")]
        return []

    def next_tap(self, chat: int, now: datetime, shown: list[str]) -> str | None:
        """Return what is tapped next in a guided session, None when it has ended."""
        rng = self._chance(chat, f"tap {now:%F %R} {len(shown)}")
        for head, often in (
            ("s:done", 0.85),
            ("s:use", 0.3),
            ("s:rpe", 1.0),
            ("s:pain", 1.0),
            ("s:stop", 0.2),
        ):
            found = [each for each in shown if each.startswith(head)]
            if found and rng.random() < often:
                return rng.choice(found)
        return next((each for each in shown if each.startswith("s:done")), None)

    def choice(self, chat: int, now: datetime, shown: list[str]) -> str | None:
        """Return one of the buttons that stand there."""
        mine = [each for each in shown if not each.startswith(("d:", "x:", "c:"))]
        return self._chance(chat, f"choice {now:%F %R}").choice(mine) if mine else None

    def trouble(self, chat: int, day: str, rate: float) -> tuple[str, int] | None:
        """Return what happens to a runner's reminder of a day on its way: the kind, and how often."""
        rng = self._chance(chat, f"trouble {day}")
        if rng.random() >= rate:
            return None
        kinds = ("500", "500-html", "502", "drop", "drop-after", "slow", "429")
        kind = rng.choices(kinds, (20, 10, 15, 20, 20, 5, 10))[0]
        return kind, 1 if kind in ("429", "slow") else rng.choice((1, 1, 1, 2))

    def _of(self, rng: Random, what: str, chat: int, at: datetime) -> list[Plan]:
        later = at + 5 * MINUTE
        match what:
            case "typed":
                return [Plan(at, chat, "text", rng.choice(_TYPED)), Plan(later, chat, "text", CANCEL.text)]
            case "present":
                return [Plan(at, chat, "any"), Plan(later, chat, "text", CANCEL.text)]
            case "time":
                return [
                    Plan(at, chat, "press", "x:edit:time"),
                    Plan(later, chat, "text", rng.choice(TIMES)),
                ]
            case "zone":
                return [
                    Plan(at, chat, "press", "x:edit:zone"),
                    Plan(later, chat, "text", rng.choice(ZONES)),
                ]
            case "evening" | "cards" | "reminders":
                back = at + rng.randrange(1, 12) * DAY
                on = what == "evening"
                words = ("on", "off") if on else ("off", "on")
                return [
                    Plan(at, chat, "press", f"x:set:{what}:{words[0]}"),
                    Plan(back, chat, "press", f"x:set:{what}:{words[1]}"),
                ]
            case "pause":
                return [Plan(at, chat, "text", rng.choice(_PAUSES)), Plan(later, chat, "yes")]
            case "back":
                return [Plan(at, chat, "text", "I'm back"), Plan(later, chat, "yes")]
            case "moved":
                wish = rng.choice(("my intervals moved to thursday", "swap tuesday and friday", "skip today"))
                return [Plan(at, chat, "text", wish), Plan(later, chat, "yes")]
            case "block":
                told = rng.random() < 0.5
                back = at + rng.randrange(6, 90) * HOUR
                return [
                    Plan(at, chat, "block" if told else "block unseen"),
                    Plan(back, chat, "unblock"),
                ]
            case "delete":
                back = at + rng.randrange(1, 6) * DAY
                return [
                    Plan(at, chat, "text", "/delete"),
                    Plan(later, chat, "press", "d:really"),
                    *([Plan(back, chat, "join")] if rng.random() < 0.6 else []),
                ]
        return [Plan(at, chat, "text", "/week")]

    def _chance(self, chat: int, about: str) -> Random:
        return Random(f"{self._seed} {chat} {about}")
