"""The curated content: files in, frozen objects out, and everything that is wrong with them at once."""

from bot.library.check import Report, check
from bot.library.load import load_library
from bot.library.objects import (
    ActionCard,
    Answer,
    AnswerKind,
    Certainty,
    Citation,
    ComplaintCard,
    ExerciseCard,
    Help,
    Library,
    Muscle,
    PersonalRule,
    RedFlag,
    Source,
    SourceKind,
    Thresholds,
    Vocabulary,
    WordPattern,
)
from bot.library.problems import ContentError, Problem

__all__ = [
    "ActionCard",
    "Answer",
    "AnswerKind",
    "Certainty",
    "Citation",
    "ComplaintCard",
    "ContentError",
    "ExerciseCard",
    "Help",
    "Library",
    "Muscle",
    "PersonalRule",
    "Problem",
    "RedFlag",
    "Report",
    "Source",
    "SourceKind",
    "Thresholds",
    "Vocabulary",
    "WordPattern",
    "check",
    "load_library",
]
