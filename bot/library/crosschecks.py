"""Checks the parts of the content against each other: references, chains, doubled questions, lengths."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from bot.coach.exercise import Exercise
from bot.coach.words import Complaint, Level, Urgency
from bot.library.claims import forbidden_claims
from bot.library.markup import TELEGRAM_LIMIT, plain
from bot.library.objects import ActionCard, Answer, AnswerKind, Citation, ComplaintCard, RedFlag
from bot.library.reading import Reading

_NOT_A_WORD = re.compile(r"[^\w%]+")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|per\s?cent)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PERSONAL = " " * 400  # room for the sentence about the runner's own week
_EMERGENCY_NUMBERS = ("112", "911", "999")


def cross_check(found: Reading) -> None:
    """Add to `found.problems` whatever only shows when all files are known."""
    _phrasings(found)
    _answers(found)
    _exercises(found)
    _chains(found)
    _complaints(found)
    _red_flags(found)


def normalised(text: str) -> str:
    """Return the words of a phrasing in lower case, so that two that only differ in marks are the same."""
    words = text.lower().split()
    if "".join(words).isalnum():  # most are words and blanks only
        return " ".join(words)
    return " ".join(_NOT_A_WORD.sub(" ", text.lower().replace("’", "'").replace("'", "")).split())


def _phrasings(found: Reading) -> None:
    # within a folder only: "thanks" may be something to do and small talk with an answer of its own
    folders: dict[str, Mapping[str, Answer | ActionCard | RedFlag]] = {
        "answers": found.answers,
        "actions": found.actions,
        "red_flags": found.red_flags,
    }
    said: dict[str, dict[str, str]] = {folder: {} for folder in folders}
    for folder, entries in folders.items():
        owners = said[folder]
        for id, entry in entries.items():
            titled = [(getattr(entry, "question", ""), ("question",))]
            listed = [(text, ("phrasings", n)) for n, text in enumerate(entry.phrasings)]
            for text, keys in titled + listed:
                words = normalised(text)
                if words and owners.setdefault(words, id) != id:
                    found.report(folder, id, f"“{text}” stands in {folder}/{owners[words]} as well", *keys)
    for words in said["red_flags"].keys() & said["answers"].keys():
        text = f"“{words}” is red_flags/{said['red_flags'][words]}: nobody would get this answer"
        found.report("answers", said["answers"][words], text, "phrasings")


def _answers(found: Reading) -> None:
    for id, answer in found.answers.items():
        _cited(found, "answers", id, answer.sources)
        _known(found, "answers", id, "related", answer.related, found.answers, "answer")
        _known(found, "answers", id, "exercises", answer.exercises, found.exercises, "exercise")
        if id in answer.related:
            found.report("answers", id, "an answer is not related to itself", "related")
        _fits(found, "answers", id, [answer.question, plain(answer.body), _PERSONAL])
        shown = [found.sources[cited.id] for cited in answer.sources if cited.id in found.sources]
        listed = [f"{source.authors} (2000), {source.title} · observational study" for source in shown]
        _fits(found, "answers", id, [answer.question, *listed, *(cited.note for cited in answer.sources)])
        for number, note in enumerate(answer.sources):
            for _, message in forbidden_claims(note.note):
                found.report("answers", id, message, "sources", number, "note")
        if answer.kind is AnswerKind.ANSWER:
            _figures(found, id, answer.sources)


def _figures(found: Reading, id: str, sources: Iterable[Citation]) -> None:
    """Every percentage that a runner reads must stand in the note of a source."""
    noted = {number for source in sources for number in _NUMBER.findall(source.note)}
    document = found.documents["answers", id]
    for hit in _PERCENT.finditer(document.body):
        if hit.group(1) not in noted:
            line = document.body.count("\n", 0, hit.start())
            text = f"“{hit.group()}” stands in no source's note"
            found.problems.append(document.body_problem(text, line))


def _exercises(found: Reading) -> None:
    names: dict[str, str] = {}
    for id, card in found.exercises.items():
        _cited(found, "exercises", id, card.sources)
        _fits(
            found,
            "exercises",
            id,
            [card.name, plain(card.instructions), card.stop, *card.cues, *card.mistakes],
        )
        for n, alias in enumerate((card.name, *card.aliases)):
            keys = ("name",) if n == 0 else ("aliases", n - 1)
            first = names.setdefault(normalised(alias), id)
            if first != id:
                found.report("exercises", id, f"“{alias}” also means exercises/{first}", *keys)
        move = card.exercise
        if move.helps & move.ruled_out_by:
            found.report("exercises", id, "a complaint is helped and ruled out at once", "ruled_out_by")
        if move.load_step_kg and not move.loaded:
            found.report("exercises", id, "an exercise without a load has no step of load", "load_step_kg")


def _chains(found: Reading) -> None:
    for id, card in found.exercises.items():
        move = card.exercise
        for key, other, back in (("easier", move.easier, "harder"), ("harder", move.harder, "easier")):
            if other is None:
                continue
            target = found.exercises.get(other)
            if target is None:
                found.report("exercises", id, f"{key}: there is no exercise “{other}”", key)
            elif (steps := _steps_up(move, target.exercise, key)) not in (0, 1):
                way = "skips a level" if steps > 1 else f"is not {key}"
                levels = f"{move.level.value} → {target.exercise.level.value}"
                found.report("exercises", id, f"{key}: “{other}” {way} ({levels})", key)
            elif target.exercise.pattern is not move.pattern:
                pattern = target.exercise.pattern.value
                found.report("exercises", id, f"{key}: “{other}” is another pattern ({pattern})", key)
            elif getattr(target.exercise, back) != id:
                found.report("exercises", id, f"{key}: “{other}” does not name this one as its {back}", key)
    for id in found.exercises:
        seen: list[str] = [id]
        while (step := found.exercises[seen[-1]].exercise.harder) in found.exercises:
            if step == id:
                found.report("exercises", id, "the chain of harder forms runs in a circle", "harder")
            if step is None or step in seen:
                break
            seen.append(step)


def _steps_up(move: Exercise, other: Exercise, key: str) -> int:
    """Return how many levels the chain climbs from the easier of both to the harder."""
    levels = tuple(Level)
    climb = levels.index(other.level) - levels.index(move.level)
    return climb if key == "harder" else -climb


def _complaints(found: Reading) -> None:
    for id, card in found.complaints.items():
        _cited(found, "complaints", id, card.sources)
        _fits(found, "complaints", id, [card.name, plain(card.text), *card.watch, *card.see_someone])
        for number, help in enumerate(card.helps):
            keys = ("helps", number, "exercise")
            if help.exercise not in found.exercises:
                found.report("complaints", id, f"there is no exercise “{help.exercise}”", *keys)
            elif help.exercise in card.leave_out_exercises:
                found.report("complaints", id, f"“{help.exercise}” helps and is left out at once", *keys)
            elif id in {c.value for c in found.exercises[help.exercise].exercise.ruled_out_by}:
                found.report("complaints", id, f"“{help.exercise}” is ruled out by this complaint", *keys)
            elif id not in {c.value for c in found.exercises[help.exercise].exercise.helps}:
                text = f"exercises/{help.exercise} does not say that it helps “{id}”"
                found.report("complaints", id, text, *keys)
        _left_out(found, id, card)
        gone = sorted(card.leave_out_exercises - found.exercises.keys())
        for other in gone:
            found.report("complaints", id, f"there is no exercise “{other}”", "leave_out", "exercises")
        for pattern, ids in card.instead.items():
            _known(found, "complaints", id, "instead", ids, found.exercises, "exercise", pattern.value)
    if found.complaints:
        for complaint in Complaint:
            if complaint.value not in found.complaints:
                document = found.documents["complaints", next(iter(found.complaints))]
                found.problems.append(
                    document.problem(f"there is no file for “{complaint.value}” beside this one")
                )


def _left_out(found: Reading, id: str, card: ComplaintCard) -> None:
    """What the complaint's file leaves out neither helps by its own card nor is put in instead."""
    for other, exercise in found.exercises.items():
        out = other in card.leave_out_exercises or exercise.exercise.pattern in card.leave_out_patterns
        if out and card.complaint in exercise.exercise.helps:
            text = f"“{id}” leaves this exercise out, so it cannot be said to help it"
            found.report("exercises", other, text, "helps")
    for pattern, ids in card.instead.items():
        for number, other in enumerate(ids):
            instead = found.exercises.get(other)
            if instead is None:
                continue  # reported as a reference to nothing
            move = instead.exercise
            if other in card.leave_out_exercises or move.pattern in card.leave_out_patterns:
                text = f"“{other}” is put in and left out at once"
            elif card.complaint in move.ruled_out_by:
                text = f"“{other}” is ruled out by this complaint"
            elif move.pattern is not pattern:
                text = f"“{other}” is another pattern ({move.pattern.value})"
            else:
                continue
            found.report("complaints", id, text, "instead", pattern.value, number)


def known_signs(found: Reading, signs: Collection[str]) -> None:
    """Report red flags whose patterns name a thing, `<leg>`, that the vocabulary has no words for."""
    for id, flag in found.red_flags.items():
        for key, patterns in (("patterns", flag.patterns), ("look_alikes", flag.look_alikes)):
            for number, pattern in enumerate(patterns):
                words = {
                    word for group in (*pattern.groups, pattern.unless) for each in group for word in each
                }
                for word in sorted(word for word in words if word[0] == "<" and word[1:-1] not in signs):
                    text = f"“{word}” is not among the signs of vocabulary.yaml"
                    found.report("red_flags", id, text, key, number)


def _red_flags(found: Reading) -> None:
    for id, flag in found.red_flags.items():
        _fits(found, "red_flags", id, [plain(flag.text)])
        _known(found, "red_flags", id, "sources", flag.sources, found.sources, "source")
        named = any(number in flag.text for number in _EMERGENCY_NUMBERS)
        if flag.level is Urgency.EMERGENCY and not named:
            found.report("red_flags", id, "text: an emergency names the number to call", "text")


def _cited(found: Reading, folder: str, id: str, sources: Iterable[Citation]) -> None:
    for number, source in enumerate(sources):
        if source.id not in found.sources:
            found.report(folder, id, f"there is no source “{source.id}”", "sources", number, "id")


def _known(
    found: Reading,
    folder: str,
    id: str,
    key: str,
    ids: Iterable[str],
    among: Mapping[str, object],
    what: str,
    *below: str,
) -> None:
    for number, other in enumerate(ids):
        if other not in among:
            found.report(folder, id, f"there is no {what} “{other}”", key, *below, number)


def _fits(found: Reading, folder: str, id: str, texts: Iterable[str]) -> None:
    """All texts of an entry together must fit one message, with room for labels and line breaks."""
    length = sum(len(text) + 2 for text in texts)
    if length > TELEGRAM_LIMIT:
        found.report(folder, id, f"{length} characters do not fit one message of {TELEGRAM_LIMIT}")
