"""A new answer and a new exercise are in the bot as soon as their file is there; no code is touched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.coach.words import Variant
from bot.library import check, load_library
from bot.services import answers, sessions
from bot.services.session_views import StepView
from bot.services.tools import Tools
from bot.settings import PROJECT_FOLDER
from bot.store.database import Store
from bot.understanding.door import Context, Understanding
from bot.understanding.questions import Zone
from tests.services.people import change, settle

CHAT = 901
NEW_ANSWER = """\
---
question: Is a sandbag any good for runners?
group: exercises
phrasings:
  - sandbags
  - sandbag squats
  - lifting a bag of sand
  - filled my old duffel with sand
  - zercher carry with a sandbag
sources:
  - id: seed-main-guide
    note: Any load that can be held close will do for squats and carries.
certainty: coach's experience
related: [home-equipment]
exercises: [goblet-squat]
reviewed: 2026-11-20
---
Yes, a sandbag is as good as most things you can lift. Your legs feel the load and do not ask what it is made
of. Hug it to your chest for squats, hold it low for hinges, and carry it up and down the garden.

Its drawback is the small step: you cannot add a little, so add a rep or two first, and only then some sand.
Close it well, or you will sweep the floor more often than you train.
"""
NEW_ID = "a-sandbag-squat"
NEW_EXERCISE = """\
name: Sandbag hug squat
aliases: [sandbag squat]
pattern: squat
muscles: {main: [quads, glutes], assisting: [core, upper-back]}
equipment: [[barbell]]
level: some
measure: reps
range: [5, 8]
loaded: true
load_step_kg: 2.5
cues: [Hug it high, Sit between the heels, Drive up]
mistakes: [Rounding the back, Letting the bag slip]
instructions: Hug the bag to your chest, sit down between your heels and stand up again. Breathe out on the way up.
stop: Stop when your back or a knee hurts.
sources: [{id: seed-main-guide, note: Squats with any load that is held close.}]
"""


@pytest.fixture
def more(tmp_path: Path, store: Store, clock: MovableClock) -> Tools:
    """The services with the real content and two files more."""
    folder = tmp_path / "content"
    shutil.copytree(PROJECT_FOLDER / "content", folder)
    (folder / "answers" / "sandbag.md").write_text(NEW_ANSWER, encoding="utf-8")
    (folder / "exercises" / f"{NEW_ID}.yaml").write_text(NEW_EXERCISE, encoding="utf-8")
    assert check(folder, clock.now().date()).problems == ()
    library = load_library(folder)
    return Tools(store, clock, library, Understanding(library))


def test_a_new_answer_is_found_and_shown_with_its_sources(more: Tools, clock: MovableClock) -> None:
    asked = "is squatting with a sandbag useful"
    meaning = more.understanding.understand(asked, Context(clock.now().date()))
    assert meaning.answer.zone is Zone.DIRECT
    reply = answers.reply(more, CHAT, asked, meaning.answer)
    assert isinstance(reply, answers.AnswerView)
    assert reply.id == "sandbag"
    assert reply.body.startswith("Yes, a sandbag is as good as most")
    assert [topic.id for topic in reply.related] == ["home-equipment"]
    shown = answers.sources(more, "sandbag")
    assert shown is not None
    assert [source.authors for source, _ in shown.sources] == ["David D."]


def test_a_new_exercise_comes_up_in_a_session(more: Tools, clock: MovableClock) -> None:
    today = clock.now().date()
    settle(more, CHAT, sessions=[today])
    change(more, CHAT, equipment=["barbell"])
    view = sessions.start(more, CHAT, today, Variant.FULL)
    names = []
    while isinstance(view, StepView) and view.exercise != NEW_ID:
        names.append(view.exercise)
        view = sessions.done(more, CHAT, today, view.position)
    assert isinstance(view, StepView), names
    assert view.name == "Sandbag hug squat"
    assert view.loaded
    assert view.cues == ("Hug it high", "Sit between the heels", "Drive up")
    card = sessions.how(more, CHAT, today, view.position).card
    assert card.instructions.startswith("Hug the bag to your chest")
