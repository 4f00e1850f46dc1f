"""What is put together of the library once and used by every session: exercises, complaints' work, whole sessions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

from bot.coach.exercise import Exercise
from bot.coach.session import ComplaintWork, SessionQuestion, ladder
from bot.coach.session import Session as BuiltSession
from bot.coach.words import Complaint, Variant
from bot.library.objects import Library

_LADDERS = 256  # a runner looks at a day several times: when it is due, before it begins, when it begins

Questions = tuple[tuple[Variant, SessionQuestion], ...]


class Workbench:
    """One library's parts, as the rules see them; the same questions always give the same sessions."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._ladder = lru_cache(_LADDERS)(self._built)

    @cached_property
    def exercises(self) -> Mapping[str, Exercise]:
        """The exercises by id."""
        return {id_: card.exercise for id_, card in self._library.exercises.items()}

    @cached_property
    def work(self) -> Mapping[Complaint, ComplaintWork]:
        """What each complaint changes."""
        return {
            complaint: ComplaintWork(
                helps=tuple((help_.exercise, help_.dose) for help_ in card.helps),
                leave_out_patterns=card.leave_out_patterns,
                leave_out=card.leave_out_exercises,
                instead=tuple(card.instead.items()),
            )
            for complaint, card in self._library.complaints.items()
        }

    def ladder(self, questions: Mapping[Variant, SessionQuestion]) -> Mapping[Variant, BuiltSession]:
        """Return the sessions for questions that differ in their minutes only."""
        return self._ladder(tuple(questions.items()))

    def _built(self, questions: Questions) -> Mapping[Variant, BuiltSession]:
        return ladder(dict(questions), self.exercises, self._library.templates, self.work)
