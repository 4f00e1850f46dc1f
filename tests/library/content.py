"""A small sound content folder, to be broken by the tests."""

from __future__ import annotations

from pathlib import Path

from bot.coach.words import SessionKind

WORDS = " ".join(["Lift after the run and keep the easy days easy, week after week."] * 6)

SOURCES = """\
- id: a-review
  authors: Blagrove and others
  title: Effects of strength training
  year: 2018
  kind: review
  doi: 10.1007/s40279-017-0835-7
- id: a-coach
  authors: A coach
  title: Train to run
  kind: coach's experience
  page: the guide
"""

ANSWER = f"""\
---
question: Should I lift before or after my run?
group: timing
phrasings:
  - gym first or jog first
  - weights then intervals
sources:
  - id: a-review
    note: Lifting first slowed the run that followed.
certainty: moderate
related: []
exercises: [goblet-squat]
reviewed: 2026-11-20
---
{WORDS}

- one **bold** thing
- one *slanted* thing
"""


def exercise(name: str, **changes: str) -> str:
    lines = {
        "name": name,
        "pattern": "squat",
        "muscles": "{main: [quads], assisting: [glutes]}",
        "equipment": "[[kettlebell], []]",
        "level": "new",
        "measure": "reps",
        "range": "[8, 12]",
        "cues": "[Stand tall, Sit back, Drive up]",
        "mistakes": "[Heels lift, Knees cave in]",
        "instructions": "Hold the weight at the chest, sit down between the heels and stand up again.",
        "stop": "Stop when a joint hurts.",
        "sources": "[{id: a-coach, note: Named there.}]",
    } | changes
    return "".join(f"{key}: {value}\n" for key, value in lines.items() if value)


SESSION = """\
kind: heavy
title: Heavy
purpose: Few reps and a load that asks for respect.
phases: [base]
blocks:
  - part: main
    items:
      - {patterns: [squat, lunge], sets: 3, range: [5, 8], rir: [1, 3], rest_seconds: 150, variants: [full, short]}
"""


def session(kind: SessionKind) -> str:
    """A template of another kind: all that a full session covers, three sets each."""
    items = "".join(
        f"      - {{patterns: [{pattern}], sets: 4, rest_seconds: 90}}\n"
        for pattern in ("squat", "hinge", "calf", "lateral-hip", "core-brace")
    )
    return f"kind: {kind}\ntitle: A day\npurpose: To be tried.\nblocks:\n  - part: main\n    items:\n{items}"


RED_FLAG = """\
name: Chest pain
level: emergency
phrasings: [pressure on my chest, chest pain on a run, tight chest and left arm]
patterns: [chest + pain|pressure|tight]
look_alikes: [chest day]
sources: []
text: Sit down and **call 112**.
"""

ACTION = """\
name: skip
phrasings: [skip today, not doing it tonight, leave out this one]
patterns:
  - skip + today|tonight
  - {all: cancel + session, unless: reminder, window: 5}
slots: [day]
"""

FILES = {
    "sources.yaml": SOURCES,
    "answers/lift-before-or-after-run.md": ANSWER,
    "exercises/goblet-squat.yaml": exercise("Goblet squat", easier="bodyweight-squat"),
    "exercises/bodyweight-squat.yaml": exercise("Body-weight squat", harder="goblet-squat"),
    "sessions/heavy-base.yaml": SESSION,
    "red_flags/chest-pain.yaml": RED_FLAG,
    "actions/skip.yaml": ACTION,
}

REST = {
    f"exercises/a-{pattern}.yaml": exercise(f"A {pattern}", pattern=pattern)
    for pattern in ("lunge", "hinge", "calf", "lateral-hip", "core-brace")
} | {f"sessions/{kind}-any.yaml": session(kind) for kind in SessionKind if kind is not SessionKind.HEAVY}
"""What a bot needs besides to have a session for every day; left out where a test counts what there is."""


def write(folder: Path, **changes: str) -> Path:
    """Write the sound content; `changes` are further files by path, with the content that they get."""
    for path, text in (FILES | changes).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def write_whole(folder: Path, **changes: str) -> Path:
    """Write the sound content together with what every session needs."""
    return write(folder, **(REST | changes))
