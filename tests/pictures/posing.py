"""Poses and an exercise for the tests of the figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from bot.coach.exercise import Exercise
from bot.coach.words import Level, Measure, Pattern
from bot.library.objects import ExerciseCard, Muscle
from bot.pictures.poses import Pose, PoseFile, pose_of

CONTENT = Path(__file__).parents[2] / "content"


def pose(*frames: dict[str, Any], **rest: Any) -> Pose:
    """A pose of frames as a file would have them."""
    return pose_of("squat", PoseFile.model_validate({"frames": list(frames), **rest}))


def card(
    name: str = "Squat",
    cues: tuple[str, ...] = ("Sit down", "Knees out", "Stand up"),
    main: tuple[Muscle, ...] = (Muscle.QUADS, Muscle.GLUTES),
    assisting: tuple[Muscle, ...] = (Muscle.CORE,),
) -> ExerciseCard:
    """An exercise as the library has it."""
    exercise = Exercise("squat", name, Pattern.SQUAT, Level.NEW, Measure.REPS, 8, 12)
    return ExerciseCard(
        exercise=exercise,
        aliases=(),
        main_muscles=main,
        assisting_muscles=assisting,
        tempo=None,
        cues=cues,
        mistakes=(),
        instructions=Markup(""),
        stop="",
        sources=(),
    )


SQUAT = ({"foot": [0, 12]}, {"foot": [0, 12], "anchor": {"hips": [-22, 50]}, "lean": 34, "label": "Down"})
