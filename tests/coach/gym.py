"""A small exercise library and three templates, enough to build sessions from in the tests."""

from __future__ import annotations

from bot.coach.exercise import Exercise
from bot.coach.session import Block, ComplaintWork, Item, Part, Template
from bot.coach.words import Complaint, Equipment, Level, Measure, Pattern, Phase, SessionKind, Variant

E, P, L = Equipment, Pattern, Level
ALL = frozenset(Variant)
FULL = frozenset({Variant.FULL})
LONGER = frozenset({Variant.FULL, Variant.SHORT})


def move(
    id, pattern, level="new", *equipment, muscles="quads glutes", measure="reps", low=8, high=12, **more
):
    """One exercise; `equipment` as "barbell", "barbell bench", or "" for nothing."""
    alternatives = tuple(frozenset(E(thing) for thing in each.split()) for each in equipment or ("",))
    return Exercise(
        id, id.replace("-", " "), P(pattern), L(level), Measure(measure), low, high,
        equipment=alternatives, loaded=any(alternatives), load_step_kg=2 if any(alternatives) else 0,
        main_muscles=tuple(muscles.split()), **more,
    )  # fmt: skip


EXERCISES = {
    each.id: each
    for each in (
        move("bodyweight-squat", "squat", high=15, harder="split-squat"),
        move("goblet-squat", "squat", "new", "dumbbell", "kettlebell"),
        move("back-squat", "squat", "some", "barbell", low=4),
        move("leg-extension", "squat", "new", "machine", muscles="quads"),
        move("split-squat", "lunge", "some", "dumbbell", "", per_side=True, easier="bodyweight-squat"),
        move(
            "reverse-lunge",
            "lunge",
            "new",
            "",
            per_side=True,
            ruled_out_by=frozenset({Complaint.RUNNERS_KNEE}),
        ),
        move("hip-hinge", "hinge", muscles="hamstrings glutes", high=15),
        move("deadlift", "hinge", "some", "barbell", "dumbbell", muscles="hamstrings glutes", low=4),
        move("glute-bridge", "hinge", "new", "", muscles="glutes", high=20, warm_up=True),
        move("single-leg-deadlift", "hinge", "some", "", muscles="hamstrings glutes", per_side=True),
        move("calf-raise", "calf", "new", "dumbbell", "", muscles="calves", harder="single-leg-calf-raise"),
        move(
            "single-leg-calf-raise", "calf", "new", "", muscles="calves", per_side=True, easier="calf-raise"
        ),
        move("heel-drop", "calf", "some", "", muscles="calves", per_side=True),
        move(
            "clamshell", "lateral-hip", "new", "band", "", muscles="side-glutes", per_side=True, warm_up=True
        ),
        move("band-walk", "lateral-hip", "new", "band", muscles="side-glutes"),
        move("side-lying-raise", "lateral-hip", "new", "", muscles="side-glutes", per_side=True),
        move("push-up", "push", "new", "", muscles="chest arms"),
        move("row", "pull", "new", "band", "dumbbell", muscles="upper-back"),
        move("plank", "core-brace", "new", "", muscles="core", measure="seconds", low=20, high=60),
        move("dead-bug", "core-brace", "new", "", muscles="core"),
        move("wall-sit", "hold", "new", "", muscles="quads", measure="seconds", low=20, high=60),
        move("jump-squat", "jump", "new", "", low=5, high=8),
        move("single-leg-hop", "jump", "some", "", low=5, high=8, per_side=True),
        move("leg-swings", "mobility", "new", "", muscles="hip-flexors hamstrings", warm_up=True),
        move("arm-circles", "mobility", "new", "", muscles="shoulders", warm_up=True),
        move("calf-stretch", "mobility", "new", "", muscles="calves", measure="seconds", low=30, high=45),
    )
}


def items(*specs):
    return tuple(Item(**spec) for spec in specs)


WARM_UP = Block(Part.WARM_UP, items(
    {"patterns": (P.MOBILITY,), "sets": 1, "rest_seconds": 10},
    {"patterns": (P.HINGE,), "sets": 1, "rest_seconds": 15, "muscle": "glutes", "variants": FULL},
))  # fmt: skip
MAIN = Block(Part.MAIN, items(
    {"patterns": (P.SQUAT, P.LUNGE), "sets": 3, "range": (5, 8), "rir": (1, 3), "rest_seconds": 120},
    {"patterns": (P.HINGE,), "sets": 3, "range": (5, 8), "rir": (1, 3), "rest_seconds": 120},
))  # fmt: skip
SMALL = Block(Part.ACCESSORY, items(
    {"patterns": (P.CALF,), "sets": 2, "range": (8, 12), "rir": (2, 3), "variants": LONGER},
    {"patterns": (P.LATERAL_HIP,), "sets": 2, "range": (8, 12), "rir": (2, 3), "variants": FULL},
    {"patterns": (P.PUSH, P.PULL), "sets": 2, "range": (8, 12), "rir": (2, 3), "variants": FULL},
))  # fmt: skip
CORE = Block(Part.CORE, items({"patterns": (P.CORE_BRACE,), "sets": 2, "rest_seconds": 30, "variants": FULL}))
COOL_DOWN = Block(
    Part.COOL_DOWN, items({"patterns": (P.MOBILITY,), "sets": 1, "rest_seconds": 10, "variants": FULL})
)
JUMPS = Block(Part.POWER, items(
    {"patterns": (P.JUMP,), "sets": 3, "range": (5, 8), "rest_seconds": 90},
    {"patterns": (P.JUMP,), "sets": 3, "range": (5, 8), "rest_seconds": 90, "variants": FULL},
))  # fmt: skip

TEMPLATES = (
    Template(
        "heavy-any", SessionKind.HEAVY, "Heavy", "Few and heavy.", (WARM_UP, MAIN, SMALL, CORE, COOL_DOWN)
    ),
    Template(
        "heavy-race", SessionKind.HEAVY, "Keep it", "Keep the weight.", (MAIN, SMALL), frozenset({Phase.RACE})
    ),
    Template("power-build", SessionKind.POWER, "Power", "Fast first.", (WARM_UP, JUMPS, MAIN, SMALL, CORE)),
    Template("learn-any", SessionKind.LEARN, "Basics", "Learn it.", (WARM_UP, MAIN, SMALL, CORE)),
    Template("light-any", SessionKind.LIGHT, "Light", "Easy.", (MAIN,)),
)
COMPLAINTS = {
    Complaint.ACHILLES: ComplaintWork(
        helps=(("calf-raise", "3 × 15, slow"), ("wall-sit", "3 × 30 s")),
        leave_out_patterns=frozenset({P.JUMP}),
        leave_out=frozenset({"heel-drop", "single-leg-calf-raise"}),
        instead=((P.CALF, ("calf-raise",)),),
    ),
    Complaint.HIP: ComplaintWork(helps=(("side-lying-raise", "2 × 10 a side"), ("band-walk", "2 x 10–12"))),
}
