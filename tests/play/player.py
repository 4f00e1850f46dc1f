"""What the next turn is: chosen at random, by what each runner has on the screen."""

from __future__ import annotations

from collections import Counter
from random import Random

from bot.chat.router import FEATURES
from bot.services.reminders import next_due
from tests.databases import KEYS
from tests.phone import buttons
from tests.play import sayings
from tests.play.acts import CANCEL, Act, Turn
from tests.play.scene import Scene, kind

HEADS = tuple(sorted(head for feature in FEATURES for head in feature.buttons))
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_WAYS_OUT = ("/today", "/week", "/settings", "/help")
_NEWCOMER = (("present", 45), ("answer", 40), ("saying", 8), ("command", 5), ("stale", 2))
_SETTLED = (
    *(("present", 46), ("saying", 22), ("command", 12), ("stale", 6), ("double", 4), ("foreign", 2)),
    *(("forged", 3), ("pair", 3), ("document", 1.2), ("voice", 0.3), ("edit", 0.8), ("forward", 0.8)),
    *(("location", 0.5), ("contact", 0.2), ("flood", 0.15), ("block", 0.4), ("delete", 0.25)),
)


class Player:
    """Chooses turns; one seed gives the same choices for the same screens."""

    def __init__(self, scene: Scene, seed: int) -> None:
        self._scene = scene
        self._seed = seed
        self._rng = Random(seed)
        self._runners = [Random(f"{seed} {who}") for who in range(scene.many)]
        self._tapped: list[Counter[str]] = [Counter() for _ in range(scene.many)]
        self._asked: dict[int, str] = {}
        self._open: set[int] = set()
        self.counts: Counter[str] = Counter()

    def turn(self) -> Turn:
        """Return what happens next."""
        self._look()
        doings = {}
        for who in range(self._scene.many):
            acts = self._acts(who)
            if acts:
                doings[who] = acts
        seconds = self._seconds()
        restarts = self._rng.random() < 0.015
        self.counts["restart"] += restarts
        return Turn(
            seconds=seconds,
            upkeep=seconds >= _HOUR and self._rng.random() < 0.5,
            restarts=restarts,
            swapped=self._rng.random() < 0.1,
            doings=doings,
        )

    def _seconds(self) -> float:
        rng = self._rng
        what = rng.choices(("moments", "minutes", "hours", "next", "days"), weights=(68, 8, 6, 14, 4))[0]
        if what == "next":
            due = next_due(self._scene.stage.tools)
            if due is not None:
                self.counts["clock to a reminder"] += 1
                wait = (due - self._scene.stage.clock.now()).total_seconds()
                return max(0.0, wait) + rng.choice((0.5, 5.0, 100.0, 20 * _MINUTE))
        elif what != "moments":
            self.counts[f"clock by {what}"] += 1
        spans = {"minutes": (_MINUTE, _HOUR), "hours": (_HOUR, 20 * _HOUR), "days": (_DAY, 9 * _DAY)}
        return round(rng.uniform(*spans.get(what, (2.0, 25.0))), 1)

    def _look(self) -> None:
        """Read where each talk stands: not begun, at a question, or with a plan."""
        self._asked, self._open = {}, set()
        query = "SELECT chat.id, chat.awaiting, runner.onboarded_at FROM chat JOIN runner ON runner.id = runner_id"
        known = {row[0]: row[1:] for row in self._scene.database.execute(query)}
        for who, chat in enumerate(self._scene.chats):
            sealed, onboarded = known.get(chat.id, (None, None))
            awaiting = None if sealed is None else KEYS.open(sealed)
            if awaiting is not None:
                self._open.add(who)
            if chat.id not in known:
                self._asked[who] = "start"
            elif onboarded is None:
                self._asked[who] = awaiting or "open"

    def _acts(self, who: int) -> tuple[Act, ...]:
        rng = self._runners[who]
        if self._scene.chats[who].blocked:
            if rng.random() > 0.25:
                return ()
            self.counts["unblock"] += 1
            return (Act("unblock"),)
        asked = self._asked.get(who)
        if asked == "start" and rng.random() < 0.8:
            self.counts["start"] += 1
            return (Act("text", "/start"),)
        if asked is None and rng.random() < 0.5 and self._at_a_loss(who):
            self.counts["way out"] += 1
            return (Act("text", rng.choice(_WAYS_OUT)),)
        if who in self._open and rng.random() < 0.1:
            self.counts["cancel"] += 1
            return (CANCEL,)
        names, weights = zip(*(_SETTLED if asked is None else _NEWCOMER), strict=True)
        what = rng.choices(names, weights=weights)[0]
        acts = self._of(what, who, rng, asked)
        self.counts[what] += len(acts)
        return acts

    def _at_a_loss(self, who: int) -> bool:
        """Tell whether neither a button nor an open question shows the way on: then a command must."""
        last = self._scene.last_shown(who)
        return last is not None and "reply_markup" not in last and who not in self._open

    def _of(self, what: str, who: int, rng: Random, asked: str | None) -> tuple[Act, ...]:
        match what:
            case "present":
                return self._tap(who, rng, 0)
            case "stale":
                return self._tap(who, rng, rng.randrange(1, 12))
            case "double":
                return self._tap(who, rng, 0) * 2
            case "foreign":
                return self._foreign(who, rng)
            case "forged":
                return (Act("tap", sayings.forged(rng, HEADS)[:64]),)
            case "answer":
                pool = sayings.ANSWERS.get(asked or "")
                return (Act("text", rng.choice(pool) if pool else "/start"),)
            case "command":
                return (Act("text", rng.choice(sayings.COMMANDS)),)
            case "pair":
                other = rng.choice(("present", "saying", "command", "edit", "block"))
                return self._of("saying", who, rng, asked) + self._of(other, who, rng, asked)
            case "flood":
                return (Act("text", "today"),) * 26
            case "delete":
                return (Act("text", "/delete"),)
            case _:
                return (self._other(what, rng),)

    def _other(self, what: str, rng: Random) -> Act:
        match what:
            case "document":
                name, content = sayings.file(rng, f"{self._scene.stage.clock.now():%Y%m%d}")
                return Act("document", content, name=name)
            case "voice":
                return Act("voice", "T2dnUw==", name="voice.ogg")
            case "location":
                return Act("location", f"{rng.uniform(-89, 89):.3f},{rng.uniform(-179, 179):.3f}")
            case "edit" | "forward":
                return Act(what, sayings.saying(rng))
            case "saying":
                return Act("text", sayings.saying(rng))
            case _:
                return Act(what)

    def _tap(self, who: int, rng: Random, back: int) -> tuple[Act, ...]:
        """Tap a button, more likely one whose like was tapped seldom."""
        shown = self._scene.keyboards(who)
        if not shown:
            return (Act("text", rng.choice(sayings.COMMANDS)),)
        back = min(back, len(shown) - 1)
        labels = buttons(shown[back])
        tapped = self._tapped[who]
        weights = [1 / (1 + tapped[kind(each["callback_data"])]) for each in labels]
        place = rng.choices(range(len(labels)), weights=weights)[0]
        data = labels[place]["callback_data"]
        tapped[kind(data)] += 1
        return (Act("tap", data, back=back, place=place),)

    def _foreign(self, who: int, rng: Random) -> tuple[Act, ...]:
        """Tap what another runner's message shows."""
        shown = self._scene.keyboards((who + rng.randrange(1, self._scene.many + 1)) % self._scene.many)
        if not shown:
            return ()
        return (Act("tap", rng.choice(buttons(rng.choice(shown[:5])))["callback_data"]),)
