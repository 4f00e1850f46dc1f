"""Tries the content out: every place can be filled, and no complaint takes a session apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.coach.exercise import Exercise
from bot.coach.runner import BadInput
from bot.coach.session import COVERAGE, ComplaintWork, Part, Session, SessionQuestion, build
from bot.coach.words import Complaint, Equipment, Level, Pattern, SessionKind
from bot.library.reading import Reading

_LEVELS = tuple(Level)
_NEVER = frozenset({(Pattern.JUMP, Level.NEW)})
"""Jumps come after six weeks of strength (COACHING, "Phases"): there are none for somebody new, on purpose."""
_EQUIPMENT: Mapping[str, frozenset[Equipment]] = {
    "no equipment": frozenset(),
    "dumbbells and a band": frozenset({Equipment.BAND, Equipment.DUMBBELL}),
    "a full gym": frozenset(Equipment),
}
_COVERING = frozenset({SessionKind.LEARN, SessionKind.HEAVY, SessionKind.POWER, SessionKind.LIGHT})
"""The kinds that cover squat or lunge, hinge, calf, lateral hip and core (COACHING, "A session")."""
_MINUTES = 45
_SHORTEST = {True: 20, False: 10}
"""Minutes below which a session of a covering kind, or of another one, is no full session any more."""
_FEWEST_STEPS = 3
_STRENGTH_WEEKS = 8  # jumps are allowed from six on, so that their places are tried as well


def try_out(found: Reading) -> None:
    """Add to `found.problems` each place that stays empty and each session that falls short.

    It needs sound files: where a session, an exercise or a complaint could not be read, all that would
    follow from its absence is left unsaid.
    """
    if not found.templates or found.unread & {"exercises", "sessions", "complaints"}:
        return
    exercises = {id: card.exercise for id, card in found.exercises.items()}
    _kinds(found)
    _places(found, exercises)
    _sessions(found, exercises)


def _kinds(found: Reading) -> None:
    first = next(iter(found.templates))
    there = {template.kind for template in found.templates.values()}
    for kind in SessionKind:
        if kind not in there:
            found.report("sessions", first, f"there is no template for a {kind} session beside this one")


def _places(found: Reading, exercises: Mapping[str, Exercise]) -> None:
    """Every pattern that a template asks for, with each piece of equipment alone, at every level."""
    for id, template in found.templates.items():
        for number, block in enumerate(template.blocks):
            for place, item in enumerate(block.items):
                for pattern in item.patterns:
                    text = _unfilled(pattern, exercises.values())
                    if text:
                        found.report("sessions", id, text, "blocks", number, "items", place, "patterns")


def _unfilled(pattern: Pattern, exercises: Iterable[Exercise]) -> str | None:
    fitting = [exercise for exercise in exercises if exercise.pattern is pattern]
    for rank, level in enumerate(_LEVELS):
        if (pattern, level) in _NEVER:
            continue
        able = [exercise for exercise in fitting if _LEVELS.index(exercise.level) <= rank]
        # what nothing is needed for can be done with anything at hand
        if not any(exercise.needs(frozenset()) is not None for exercise in able):
            return f"no {pattern} exercise for level “{level}” without equipment"
    return None


def _sessions(found: Reading, exercises: Mapping[str, Exercise]) -> None:
    work = {card.complaint: card.work for card in found.complaints.values()}
    said: set[tuple[str, str]] = set()
    for kind in sorted({template.kind for template in found.templates.values()}):
        for level in Level:
            for things, equipment in _EQUIPMENT.items():
                for complaint in (None, *sorted(work)):
                    question = SessionQuestion(
                        kind=kind,
                        level=level,
                        equipment=equipment,
                        complaints=frozenset({complaint} if complaint else ()),
                        minutes=_MINUTES,
                        strength_weeks=_STRENGTH_WEEKS,
                    )
                    text = _shortfall(found, question, exercises, work)
                    if text is None:
                        continue
                    folder, id, key = (
                        ("complaints", complaint.value, "leave_out")
                        if complaint
                        else ("sessions", _template_of(found, kind), "blocks")
                    )
                    if (id, f"{kind} {text}") not in said:  # once for all levels and things
                        said.add((id, f"{kind} {text}"))
                        found.report(folder, id, f"a {kind} session (level {level}, {things}) {text}", key)


def _template_of(found: Reading, kind: SessionKind) -> str:
    return min(id for id, template in found.templates.items() if template.kind is kind)


def _shortfall(
    found: Reading,
    question: SessionQuestion,
    exercises: Mapping[str, Exercise],
    work: Mapping[Complaint, ComplaintWork],
) -> str | None:
    """Return what a session lacks of a full one, or None."""
    try:
        session = build(question, exercises, tuple(found.templates.values()), work)
    except BadInput as error:
        return f"cannot be built: {error}"
    own = [step for step in session.steps if step.part is not Part.PREHAB]
    if question.kind in _COVERING:
        missing = _uncovered(session)
        if missing:
            return f"has nothing for {missing}"
        if not any(step.part is Part.MAIN for step in own):
            return "has no main lift"
    elif len(own) < _FEWEST_STEPS:
        return f"has only {len(own)} exercises"
    if session.minutes < _SHORTEST[question.kind in _COVERING]:
        return f"takes only {session.minutes} minutes"
    return None


def _uncovered(session: Session) -> str:
    aside = (Part.WARM_UP, Part.COOL_DOWN)
    patterns = {step.exercise.pattern for step in session.steps if step.part not in aside}
    groups = [" or ".join(group) for group in COVERAGE if patterns.isdisjoint(group)]
    return ", ".join(groups)
