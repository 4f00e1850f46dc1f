"""Building a session: a template's blocks, filled from the exercise library by rule and without chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.coach.exercise import Exercise
from bot.coach.runner import BadInput
from bot.coach.session_choice import Choice, choice_for, is_isolated, is_possible, load_on
from bot.coach.session_dose import (
    MOST_CONTACTS,
    contacts,
    dosed,
    prehab_step,
    step_seconds,
    trimmed,
    within_contacts,
)
from bot.coach.session_parts import (
    MINUTES,
    Block,
    ComplaintWork,
    Item,
    Part,
    Session,
    SessionQuestion,
    Step,
    Template,
)
from bot.coach.words import Complaint, Level, Pattern, Phase, SessionKind, Variant

# What a session that trains the legs covers (COACHING "A session"): each group by one of its patterns.
COVERAGE: tuple[tuple[Pattern, ...], ...] = (
    (Pattern.SQUAT, Pattern.LUNGE),
    (Pattern.HINGE,),
    (Pattern.CALF,),
    (Pattern.LATERAL_HIP,),
    (Pattern.CORE_BRACE, Pattern.CORE_ROTATION),
)
_COVERING = frozenset({SessionKind.LEARN, SessionKind.HEAVY, SessionKind.POWER, SessionKind.LIGHT})
_ORDER = tuple(Part)
# Prehab may take five minutes; it does not double a session of eight.
_PREHAB_SECONDS = {Variant.FULL: 300.0, Variant.SHORT: 180.0, Variant.MINIMUM: 120.0}

Place = tuple[Item, Part]


def build(
    question: SessionQuestion,
    exercises: Mapping[str, Exercise],
    templates: Sequence[Template],
    complaint_work: Mapping[Complaint, ComplaintWork] | None = None,
) -> Session:
    """Return the session for a question; the same question always gives the same session.

    Raises BadInput("kind", …) when no template serves the kind, and BadInput("exercises", …) when
    nothing at all is possible.
    """
    work = complaint_work or {}
    return _build(question, exercises, templates, work, choice_for(question, exercises, work))


def ladder(
    questions: Mapping[Variant, SessionQuestion],
    exercises: Mapping[str, Exercise],
    templates: Sequence[Template],
    complaint_work: Mapping[Complaint, ComplaintWork] | None = None,
) -> dict[Variant, Session]:
    """Return the sessions for questions that differ in their minutes only, each as `build` gives it.

    What is possible and in which order it is preferred does not depend on the minutes: it is found out once.
    """
    work = complaint_work or {}
    choice = choice_for(next(iter(questions.values())), exercises, work)
    return {
        variant: _build(question, exercises, templates, work, choice)
        for variant, question in questions.items()
    }


def _build(
    question: SessionQuestion,
    exercises: Mapping[str, Exercise],
    templates: Sequence[Template],
    work: Mapping[Complaint, ComplaintWork],
    choice: Choice,
) -> Session:
    template = template_for(question, templates)
    places: list[Place] = [
        (item, block.part)
        for block in template.blocks
        for item in block.items
        if question.variant in item.variants
    ]
    filled = _fill(choice, places)
    if question.kind in _COVERING and question.variant is Variant.FULL:
        filled = _one_muscle(choice, _covered(choice, filled))
    steps = _with_doses(question, filled)
    steps = trimmed(steps, question.minutes * 60.0, question.variant)
    steps = _in_order((*steps, *_prehab(question, choice, exercises, work, steps)))
    if not steps:
        raise BadInput("exercises", f"nothing in the library is possible for a {question.kind} session")
    return Session(
        kind=question.kind,
        title=template.title,
        purpose=template.purpose,
        steps=steps,
        minutes=max(1, round(sum(map(step_seconds, steps)) / 60)),
    )


def template_for(question: SessionQuestion, templates: Sequence[Template]) -> Template:
    """Return the template for a kind and phase: one that names the phase, else one for any phase, else any
    of the kind.
    """
    of_kind = sorted((each for each in templates if each.kind is question.kind), key=lambda each: each.id)
    named = [each for each in of_kind if question.phase in each.phases]
    general = [each for each in of_kind if not each.phases]
    for each in (*named, *general, *of_kind):
        return each
    raise BadInput("kind", f"there is no template for a {question.kind} session")


def _fill(choice: Choice, places: list[Place]) -> list[tuple[Place, Exercise]]:
    """Choose an exercise for each place, none twice; the big lifts choose before the warm-up and the rest."""
    turn = {Part.MAIN: 0, Part.POWER: 1, Part.ACCESSORY: 2, Part.CORE: 3, Part.HOLD: 4}
    order = sorted(range(len(places)), key=lambda index: (turn.get(places[index][1], 5), index))
    chosen: dict[int, Exercise] = {}
    for index in order:
        ranked = choice.for_item(*places[index])
        taken = {exercise.id for exercise in chosen.values()}
        free = [exercise for exercise in ranked if exercise.id not in taken]
        if free:
            chosen[index] = free[0]
        else:
            _make_room(choice, places, chosen, index, ranked)
    return [(places[index], chosen[index]) for index in sorted(chosen)]


def _make_room(
    choice: Choice, places: list[Place], chosen: dict[int, Exercise], index: int, ranked: list[Exercise]
) -> None:
    """Let a place that has another choice give up its exercise to one that has none."""
    taken = {exercise.id for exercise in chosen.values()}
    for exercise in ranked:
        owner = next(other for other, each in chosen.items() if each.id == exercise.id)
        others = [each for each in choice.for_item(*places[owner]) if each.id not in taken]
        if others:
            chosen[owner], chosen[index] = others[0], exercise
            return


def _covered(choice: Choice, filled: list[tuple[Place, Exercise]]) -> list[tuple[Place, Exercise]]:
    """Add two sets of what the template left uncovered, where the runner can do any of it."""
    work = {exercise.pattern for (_, part), exercise in filled if part not in (Part.WARM_UP, Part.COOL_DOWN)}
    taken = {exercise.id for _, exercise in filled}
    added = list(filled)
    for group in COVERAGE:
        if work.isdisjoint(group):
            place = (Item(patterns=group, sets=2, rir=(2, 3), rest_seconds=45), Part.ACCESSORY)
            ranked = choice.for_item(*place)
            best = next((each for each in ranked if each.id not in taken), ranked[0] if ranked else None)
            if best is not None:
                added = [pair for pair in added if pair[1] is not best]  # then it was only a warm-up drill
                added.append((place, best))
                taken.add(best.id)
    return added


def _one_muscle(choice: Choice, filled: list[tuple[Place, Exercise]]) -> list[tuple[Place, Exercise]]:
    """Add two sets for the hamstrings or the thighs alone, by turns, to the heavy sessions of the base.

    Not for who is new: they have enough to learn. It is the first thing to go when the time is short.
    """
    question = choice.question
    if question.kind is not SessionKind.HEAVY or question.level is Level.NEW:
        return filled
    if question.phase not in (Phase.BASE, Phase.STEADY):
        return filled
    place = (Item((Pattern.HINGE, Pattern.SQUAT), sets=2, rir=(2, 3), rest_seconds=45), Part.ACCESSORY)
    taken = {exercise.id for _, exercise in filled}
    ranked = [each for each in choice.for_item(*place) if is_isolated(each) and not each.warm_up]
    free = [each for each in ranked if each.id not in taken]
    return [*filled, (place, free[0])] if free else filled


def _with_doses(question: SessionQuestion, filled: list[tuple[Place, Exercise]]) -> tuple[Step, ...]:
    steps = []
    landings = MOST_CONTACTS
    for (item, part), exercise in filled:
        step: Step | None = dosed(question, exercise, item, part)
        if step is not None and exercise.pattern is Pattern.JUMP:
            limit = MOST_CONTACTS if item.contacts_max is None else item.contacts_max
            step = within_contacts(step, min(landings, limit))
            landings -= contacts(step) if step else 0
        if step is not None:
            steps.append(step)
    return _in_order(tuple(steps))


def _in_order(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the steps by part, as they are done."""
    return tuple(sorted(steps, key=lambda step: _ORDER.index(step.part)))


def _prehab(
    question: SessionQuestion,
    choice: Choice,
    exercises: Mapping[str, Exercise],
    work: Mapping[Complaint, ComplaintWork],
    steps: tuple[Step, ...],
) -> list[Step]:
    """What helps the complaints, as far as it fits: in turn one exercise for each of them."""
    possible = {exercise.id for exercise in choice.possible}
    here = {step.exercise.id for step in steps}
    left = _PREHAB_SECONDS[question.variant]
    queues = [list(work[complaint].helps) for complaint in sorted(question.complaints) if complaint in work]
    fair = left / max(1, len(queues))  # in the first round every complaint gets its share
    added: list[Step] = []
    while any(queues):
        for queue in queues:
            if not queue:
                continue
            id, dose = queue.pop(0)
            if id not in possible or id in here:
                continue
            step = prehab_step(question, exercises[id], dose)
            while step_seconds(step) > min(left, fair) and step.sets > 1:
                step = replace(step, sets=step.sets - 1)
            if step_seconds(step) <= min(left, fair):
                left -= step_seconds(step)
                here.add(id)
                added.append(step)
        fair = left
    return added


def swap(
    step: Step,
    question: SessionQuestion,
    exercises: Mapping[str, Exercise],
    complaint_work: Mapping[Complaint, ComplaintWork] | None = None,
) -> tuple[Exercise, ...]:
    """Return what may replace the exercise, best first: same pattern, possible for this runner.

    What works the same muscles comes first, then what is counted the same way, then what carries a
    similar load.
    """
    now = step.exercise
    possible = choice_for(question, exercises, complaint_work or {}).possible
    others = [each for each in possible if each.pattern is now.pattern and each.id != now.id]

    def distance(each: Exercise) -> tuple[int | str, ...]:
        shared = len(set(each.main_muscles) & set(now.main_muscles))
        load = load_on(each, each.needs(question.equipment) or frozenset())
        return (-shared, each.measure is not now.measure, abs(load - load_on(now, step.equipment)), each.id)

    return tuple(sorted(others, key=distance))


def easier(
    step: Step,
    question: SessionQuestion,
    exercises: Mapping[str, Exercise],
    complaint_work: Mapping[Complaint, ComplaintWork] | None = None,
) -> Exercise | None:
    """Return the next easier variation that the runner can do with what is at hand, or None."""
    return _along(step.exercise, "easier", question, exercises, complaint_work or {})


def harder(
    step: Step,
    question: SessionQuestion,
    exercises: Mapping[str, Exercise],
    complaint_work: Mapping[Complaint, ComplaintWork] | None = None,
) -> Exercise | None:
    """Return the next harder variation that the runner can do with what is at hand, or None."""
    return _along(step.exercise, "harder", question, exercises, complaint_work or {})


def _along(
    start: Exercise,
    way: str,
    question: SessionQuestion,
    exercises: Mapping[str, Exercise],
    complaint_work: Mapping[Complaint, ComplaintWork],
) -> Exercise | None:
    """Walk the chain of variations one way until one is possible."""
    work = [
        complaint_work[complaint] for complaint in sorted(question.complaints) if complaint in complaint_work
    ]
    passed = {start.id}
    id = start.easier if way == "easier" else start.harder
    while id is not None and id in exercises and id not in passed:
        passed.add(id)
        exercise = exercises[id]
        if is_possible(exercise, question, work):
            return exercise
        id = exercise.easier if way == "easier" else exercise.harder
    return None


def with_exercise(step: Step, exercise: Exercise, question: SessionQuestion) -> Step:
    """Return the step with another exercise in it.

    Sets, rest and effort stay; repetitions or seconds stay where both are counted and loaded alike,
    else they are the new exercise's own.
    """
    equipment = exercise.needs(question.equipment) or frozenset()
    alike = exercise.measure is step.measure and (load_on(exercise, equipment) >= 2) is (
        load_on(step.exercise, step.equipment) >= 2
    )
    low, high = (step.low, step.high) if alike else (exercise.low, exercise.high)
    return replace(
        step,
        exercise=exercise,
        low=low,
        high=high,
        measure=exercise.measure,
        per_side=exercise.per_side,
        rir=step.rir if exercise.measure is step.measure else None,
        equipment=equipment,
    )


__all__ = [
    "COVERAGE",
    "MINUTES",
    "BadInput",
    "Block",
    "ComplaintWork",
    "Item",
    "Part",
    "Session",
    "SessionQuestion",
    "Step",
    "Template",
    "build",
    "easier",
    "harder",
    "ladder",
    "step_seconds",
    "swap",
    "template_for",
    "with_exercise",
]
