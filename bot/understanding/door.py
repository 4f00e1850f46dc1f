"""The one door of the room: what did they mean?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from bot.library import Library
from bot.understanding.actions import Action, Actions
from bot.understanding.questions import Answered, Questions, Zone
from bot.understanding.semantic import Sentences, with_sentences
from bot.understanding.triage import RedFlags, Triage


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about the talk: the runner's local date, and the question the bot waits for, if any.

    `now` is the present time with its zone, for "it's 3 pm here": without it no zone is told from a clock.
    """

    today: date
    awaiting: str | None = None
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """Everything that was understood, in order of importance; with a triage the rest must not be used."""

    triage: Triage | None
    action: Action | None
    answer: Answered


class Understanding:
    """Understands messages by the content alone; built once, shared by threads.

    Its parts are built when they are first needed: half a second that a start need not wait for. Sentence vectors
    take longer, half a minute at the very first start: until `prepare` has made them, questions go by their words.
    """

    def __init__(self, library: Library, sentences: Sentences | None = None) -> None:
        """Take the content, and what makes sentence vectors where questions shall be found by meaning as well."""
        self._library = library
        self._sentences = sentences
        self._known = set(library.vocabulary.known)
        self._by_meaning: Questions | None = None

    @cached_property
    def red_flags(self) -> RedFlags:
        """The signs that are looked for first."""
        return RedFlags(self._library.red_flags, self._known, self._library.vocabulary.signs)

    @cached_property
    def actions(self) -> Actions:
        """What the bot can be asked to do."""
        return Actions(self._library.actions, self._known, self._library.exercises.values())

    @cached_property
    def _by_words(self) -> Questions:
        return Questions(self._library.answers.values(), self._library.vocabulary, self._library.thresholds)

    @property
    def questions(self) -> Questions:
        """The questions that the content answers."""
        return self._by_meaning or self._by_words

    def prepare(self) -> None:
        """Build everything now, so that the first message need not wait for it; the sentence vectors last."""
        _ = self.red_flags, self.actions, self._by_words
        if self._sentences and self._by_meaning is None:
            limits = with_sentences(self._library.thresholds)
            self._by_meaning = self._by_words.by_meaning(limits, self._sentences)

    def understand(self, text: str, context: Context) -> Meaning:
        """Return the red flag, the action and the question that the message holds; never raises."""
        triage = self.red_flags.find(text)
        action = None if triage else self.actions.find(text, context.today, context.now)
        answer = self.questions.ask(text)
        if action and not action.sure and not action.slots.sets and answer.zone is Zone.DIRECT:
            action = None  # "my achilles is stiff in the morning" wants an answer more than a note
        return Meaning(triage, action, answer)
