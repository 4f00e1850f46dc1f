"""The field's words as enumerations, so that no string of our own travels between the rooms."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Weekday(IntEnum):
    """Days of the week as `date.weekday()` counts them, Monday 0."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class RunKind(StrEnum):
    """What a runner runs on a day."""

    __hash__ = str.__hash__  # millions of weeks are looked up by their runs: Enum's own is slow

    REST = "rest"
    EASY = "easy"
    LONG = "long"
    TEMPO = "tempo"
    INTERVALS = "intervals"
    HILLS = "hills"
    RACE = "race"
    CROSS = "cross"

    @property
    def hard(self) -> bool:
        """Whether it is a fast day: tempo, intervals, hills or a race."""
        return self in _HARD_RUNS

    @property
    def key(self) -> bool:
        """Whether the legs have to be fresh for it: a hard run or the long run."""
        return self.hard or self is RunKind.LONG

    @property
    def runs(self) -> bool:
        """Whether there is any running on the day."""
        return self not in (RunKind.REST, RunKind.CROSS)


_HARD_RUNS = (RunKind.TEMPO, RunKind.INTERVALS, RunKind.HILLS, RunKind.RACE)


class SessionKind(StrEnum):
    """What a strength session is for."""

    __hash__ = str.__hash__

    LEARN = "learn"
    HEAVY = "heavy"
    POWER = "power"
    LIGHT = "light"
    ISO = "iso"
    UPPER = "upper"
    CORE = "core"
    PREHAB = "prehab"
    MOBILITY = "mobility"

    @property
    def leg_loading(self) -> bool:
        """Whether the legs need days to recover from it; everything else is gentle."""
        return self in _LEG_LOADING


_LEG_LOADING = (SessionKind.LEARN, SessionKind.HEAVY, SessionKind.POWER)


class Phase(StrEnum):
    """Where in the season a date lies."""

    LEARN = "learn"
    BASE = "base"
    BUILD = "build"
    RACE = "race"
    TAPER = "taper"
    RACE_WEEK = "race-week"
    RECOVERY = "recovery"
    STEADY = "steady"


class Level(StrEnum):
    """How used to lifting the runner is."""

    NEW = "new"
    SOME = "some"
    REGULAR = "regular"


class Mode(StrEnum):
    """How the runner wants hard days and strength to meet."""

    STACK = "stack"
    SPREAD = "spread"


class Distance(StrEnum):
    """Race distances that the taper rules know."""

    FIVE_K = "5k"
    TEN_K = "10k"
    HALF = "half"
    MARATHON = "marathon"
    ULTRA = "ultra"


class Priority(StrEnum):
    """How much a race matters: A shapes the season, B gets easy days, C is a hard run."""

    A = "A"
    B = "B"
    C = "C"


class Order(StrEnum):
    """How the session and the run of the same day follow each other."""

    AFTER_RUN = "after-run"
    BEFORE_RUN = "before-run"
    ANY = "any"
    NO_RUN = "no-run"


class Pattern(StrEnum):
    """Movement patterns: what a template asks for and an exercise fills."""

    SQUAT = "squat"
    HINGE = "hinge"
    LUNGE = "lunge"
    CALF = "calf"
    LATERAL_HIP = "lateral-hip"
    PUSH = "push"
    PULL = "pull"
    CORE_BRACE = "core-brace"
    CORE_ROTATION = "core-rotation"
    HOLD = "hold"
    DRIVE = "drive"
    JUMP = "jump"
    FOOT = "foot"
    MOBILITY = "mobility"


class Equipment(StrEnum):
    """What has to be at hand beyond a floor, a wall, a chair, a stair and a towel."""

    BAND = "band"
    DUMBBELL = "dumbbell"
    KETTLEBELL = "kettlebell"
    BARBELL = "barbell"
    BENCH = "bench"
    BOX = "box"
    BALL = "ball"
    MEDICINE_BALL = "medicine-ball"
    BAR = "bar"
    CABLE = "cable"
    MACHINE = "machine"
    FOAM_ROLLER = "foam-roller"
    AB_WHEEL = "ab-wheel"


class Measure(StrEnum):
    """How a set is counted."""

    REPS = "reps"
    SECONDS = "seconds"


class Complaint(StrEnum):
    """What may hurt; each has a file in the content."""

    RUNNERS_KNEE = "runners-knee"
    IT_BAND = "it-band"
    SHIN_SPLINTS = "shin-splints"
    PLANTAR_FASCIITIS = "plantar-fasciitis"
    ACHILLES = "achilles"
    CALF = "calf"
    HAMSTRING = "hamstring"
    HIP = "hip"
    LOW_BACK = "low-back"


class Urgency(StrEnum):
    """How soon a red flag needs a professional."""

    EMERGENCY = "emergency"
    TODAY = "today"
    ASSESS = "assess"


class Variant(StrEnum):
    """The dose ladder of a day: full, a quarter of an hour, or the minimum that still counts."""

    FULL = "full"
    SHORT = "short"
    MINIMUM = "minimum"


class Unit(StrEnum):
    """What a load is counted in."""

    KG = "kg"
    LB = "lb"
