"""Nothing that a runner said can be read in the database, and everything of it still works."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import text
from sqlmodel import SQLModel

from bot.store.database import Store
from bot.store.tables import Runner
from tests.chat.files import latest, tables
from tests.chat.runner import TUESDAY, begin, rows, the_runner, work_through
from tests.conftest import Stage
from tests.databases import database
from tests.phone import Phone

__all__ = ["database"]

WEEK = "intervals tue, tempo thu, long on sunday, monday off"
QUESTION = "why does my grumpy periformis twinge after brunch in Lisbon?"
NOTE = "my left hamstring feels prickly"
SAID = ("Berlin Marathon on 2027-09-26", "my achilles and my knee", QUESTION, NOTE)
# Of what was said: the words that only somebody's own row can hold.
TELLING = (
    "Zebedee",
    "Berlin Marathon",
    "grumpy",
    "periformis",
    "brunch",
    "Lisbon",
    "hamstring",
    "prickly",
    "achilles",
)


def everything(store: Store) -> str:
    """Return all that is in the database, as whoever finds its file or a dump of it would read it."""
    if store.engine.dialect.name == "sqlite":
        path = Path(str(store.url.database))
        return "\n".join(
            each.read_bytes().decode("utf-8", errors="replace")
            for each in sorted(path.parent.glob(f"{path.name}*"))
        )
    with store.reading() as session:
        return "\n".join(
            str(tuple(row))
            for table in SQLModel.metadata.tables
            for row in session.connection().execute(text(f'SELECT "{table}"::text FROM "{table}"'))
        )


async def talk(stage: Stage, phone: Phone) -> None:
    """Say all of it: the seven answers, a question, a session with a note about pain, and the pain after the run."""
    stage.clock.move_to(TUESDAY)
    stage.local._state.open_chat(phone.chat_id, first_name="Zebedee")
    for said in (
        "/start",
        WEEK,
        "yes",
        "on and off",
        "dumbbells, a kettlebell and bands",
        *SAID[:2],
        "7:00",
        "London",
    ):
        await phone.say(said)
    assert the_runner(stage).onboarded_at is not None
    await phone.say(QUESTION)
    await begin(phone)
    await work_through(phone)
    await phone.tap("8")
    await phone.say(NOTE)


async def test_what_was_said_lies_nowhere_open(stage: Stage, phone: Phone) -> None:
    await talk(stage, phone)
    runner = the_runner(stage)
    assert runner.name == "Zebedee"
    assert runner.complaints
    assert "achilles" in runner.complaints
    stage.tools.store.engine.dispose()
    found = everything(stage.tools.store)
    assert "Europe/London" in found, "it is the right place to look"
    assert [word for word in TELLING if word in found] == []


async def test_the_export_says_it_all_and_delete_leaves_nothing(stage: Stage, phone: Phone) -> None:
    await talk(stage, phone)
    await phone.say("/export")
    _, data = await latest(phone)
    stored = tables(data)
    (runner,) = stored["runner"]
    assert "achilles" in runner["complaints"]
    assert NOTE in [log["pain_note"] for log in stored["session_log"]]
    assert not any(":gAAAAA" in json.dumps(row) for found in stored.values() for row in found)
    await phone.say("/delete")
    await phone.tap("Yes, delete it all")
    await phone.tap("Delete it for good")
    assert rows(stage, Runner) == []
    assert "achilles" not in everything(stage.tools.store)
