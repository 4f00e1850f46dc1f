"""The check on the next run, and pain in numbers: from the runner's answers to what changes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.coach.progress_parts import Soreness
from bot.coach.runner import BadInput
from bot.coach.words import Complaint, Pattern

P, C = Pattern, Complaint


class Where(StrEnum):
    """What a runner feels when the legs are not fine."""

    MUSCLE = "muscle"
    JOINT = "joint"


class Place(StrEnum):
    """Where it hurts."""

    KNEE = "knee"
    SHIN = "shin"
    ANKLE = "ankle"
    ACHILLES = "achilles"
    CALF = "calf"
    FOOT = "foot"
    HAMSTRING = "hamstring"
    HIP = "hip"
    LOW_BACK = "low-back"


# What loads a place, and which complaints are asked about there.
_STOPS = {
    Place.KNEE: frozenset({P.SQUAT, P.LUNGE, P.JUMP}),
    Place.SHIN: frozenset({P.JUMP, P.CALF}),
    Place.ANKLE: frozenset({P.JUMP, P.CALF, P.LUNGE}),
    Place.ACHILLES: frozenset({P.JUMP, P.CALF}),
    Place.CALF: frozenset({P.JUMP, P.CALF}),
    Place.FOOT: frozenset({P.JUMP, P.CALF, P.FOOT}),
    Place.HAMSTRING: frozenset({P.HINGE}),
    Place.HIP: frozenset({P.LUNGE, P.LATERAL_HIP, P.JUMP}),
    Place.LOW_BACK: frozenset({P.HINGE, P.SQUAT}),
}
_ASKS = {
    Place.KNEE: (C.RUNNERS_KNEE, C.IT_BAND),
    Place.SHIN: (C.SHIN_SPLINTS,),
    Place.ANKLE: (C.ACHILLES, C.SHIN_SPLINTS),
    Place.ACHILLES: (C.ACHILLES,),
    Place.CALF: (C.CALF, C.ACHILLES),
    Place.FOOT: (C.PLANTAR_FASCIITIS,),
    Place.HAMSTRING: (C.HAMSTRING,),
    Place.HIP: (C.HIP, C.IT_BAND),
    Place.LOW_BACK: (C.LOW_BACK,),
}
LEGS = frozenset({P.SQUAT, P.LUNGE, P.HINGE, P.CALF, P.LATERAL_HIP, P.JUMP, P.DRIVE})


@dataclass(frozen=True, slots=True)
class NextRun:
    """The answers: did it run easily, was the stride normal, muscle or joint (None: nothing felt), sharp?

    `place` is where, if it was said. Raises BadInput("where", …) when nothing is felt and yet sharp or
    somewhere.
    """

    ran_easily: bool
    stride_normal: bool
    where: Where | None = None
    sharp: bool = False
    place: Place | None = None

    def __post_init__(self) -> None:
        if self.where is None and (self.sharp or self.place is not None):
            raise BadInput("where", "muscle or joint has to be said when something hurts")


@dataclass(frozen=True, slots=True)
class Consequence:
    """What the answers change: the soreness that the next dose takes, the patterns that stop, what to ask.

    `triage` says that red flags are asked before anything else.
    """

    soreness: Soreness
    stops: frozenset[Pattern]
    asks: tuple[Complaint, ...]
    triage: bool
    why: str


def consequence(answers: NextRun, trained: frozenset[Pattern] | None = None) -> Consequence:
    """Return what follows from the next-run check (COACHING "Progress").

    `trained` are the patterns of the last session: without a place, those of them that load the legs stop.
    """
    if answers.where is Where.JOINT or answers.sharp or not answers.stride_normal:
        if answers.place is not None:
            stops, asks = _STOPS[answers.place], _ASKS[answers.place]
        else:
            stops, asks = (LEGS if trained is None else LEGS & trained) or LEGS, tuple(Complaint)
        named = "A joint" if answers.where is Where.JOINT else "A sharp pain" if answers.sharp else "A limp"
        why = f"{named} is no soreness: the movements that load it stop until we know more."
        return Consequence(Soreness.JOINT, stops, asks, True, why)
    if answers.where is Where.MUSCLE and not answers.ran_easily:
        why = "Your muscles were still very sore on the run: one set fewer next time."
        return Consequence(Soreness.STRONG, frozenset(), (), False, why)
    if answers.where is Where.MUSCLE:
        why = "A little muscle soreness that lets you run is normal: go on."
        return Consequence(Soreness.MILD, frozenset(), (), False, why)
    if not answers.ran_easily:
        why = "A heavy run without soreness may be the day or the sleep: go on, and watch it."
        return Consequence(Soreness.MILD, frozenset(), (), False, why)
    return Consequence(Soreness.FINE, frozenset(), (), False, "All fine: go on.")


class PainAnswer(StrEnum):
    """What a pain asks for (COACHING "Complaints")."""

    GO_ON = "go-on"
    LIGHTER = "lighter"
    LEAVE_OUT = "leave-out"
    SEE_SOMEONE = "see-someone"


MOST_PAIN = 3  # of ten: up to here, and settled within a day, it goes on lighter
WEEKS_WITHOUT_CHANGE = 2


def answer_to_pain(
    level: int, *, settled_within_a_day: bool = True, worse_next_morning: bool = False, days: int = 0
) -> tuple[PainAnswer, str]:
    """Return what a pain of `level` (0 to 10) asks for, with one sentence; `days` it has been the same.

    Raises BadInput("level", …) or BadInput("days", …).
    """
    if not 0 <= level <= 10:
        raise BadInput("level", f"pain goes from 0 to 10, not {level}")
    if days < 0:
        raise BadInput("days", "cannot be negative")
    if level == 0:
        return PainAnswer.GO_ON, "No pain: on as before."
    if days >= 7 * WEEKS_WITHOUT_CHANGE:
        return PainAnswer.SEE_SOMEONE, "Two weeks without a change: have a professional look at it."
    if level > MOST_PAIN or worse_next_morning or not settled_within_a_day:
        return (
            PainAnswer.LEAVE_OUT,
            "More than a little, or not gone in a day: leave this movement out for now.",
        )
    return PainAnswer.LIGHTER, "Up to 3 of 10 and gone within a day: go on, a little lighter."
