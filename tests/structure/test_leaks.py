"""The watch over every test's log sees what must not be there, and nothing else."""

from __future__ import annotations

import logging
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.chat.redaction import OURS
from bot.local import DEFAULT_TOKEN
from tests.conftest import Stage
from tests.leaks import Leak, Watch, is_common, telling
from tests.leaks import watch as the_watch
from tests.process import Watched

RUNNER = {"id": 424242, "is_bot": False, "first_name": "Xanthippe", "last_name": "Li"}
BOT = {"id": 1, "is_bot": True, "first_name": "Stridesmith", "username": "stridesmith_bot"}


@pytest.fixture
def watch() -> Watch:
    """Another one, beside the one that looks at this test."""
    return Watch()


def update(**content: Any) -> dict[str, Any]:
    return {"update_id": 5, "message": {"message_id": 9, "from": RUNNER, "chat": RUNNER, **content}}


def logged(
    watch: Watch, message: str, name: str = "bot.somewhere", level: int = logging.WARNING
) -> list[str]:
    """Return what is found when this is logged."""
    watch.handle(logging.LogRecord(name, level, __file__, 1, message, (), None))
    return watch.leaks()


@pytest.mark.parametrize(
    "message",
    [
        "a zone for Xanthippe",
        "a zone for XANTHIPPE",
        "chat 424242 was dropped",
        "at 52.5219",
        "heard: my left knee hurts since boston",
        "could not place 'Boston'",
        "file my-plan.ics",
    ],
)
def test_what_is_a_runners_own_is_found_with_the_loggers_name(watch: Watch, message: str) -> None:
    document = {"file_name": "my-plan.ics"}
    place = {"latitude": 52.5219, "longitude": 13.4132}
    watch.came(update(text="My left  knee hurts since Boston", document=document, location=place))
    (found,) = set(logged(watch, message)) if "heard" not in message else {logged(watch, message)[0]}
    assert found.startswith("bot.somewhere: a runner's own ")


def test_common_words_short_ones_commands_and_the_bots_own_are_not(watch: Watch) -> None:
    watch.came(update(text="/today"))
    watch.came(update(text="could not be handled 7:00"))
    watch.came(
        {"callback_query": {"from": RUNNER, "message": {"from": BOT, "text": "Your next session: squats"}}}
    )
    assert logged(watch, "/today squats of Stridesmith could not be handled, Limes at 7:00") == []


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_what_the_bot_would_not_write_does_not_count(watch: Watch, level: int) -> None:
    watch.came(update(text="hello"))
    assert logged(watch, "for Xanthippe", "telegram.ext.ExtBot", level) == []
    assert logged(watch, "for Xanthippe", "bot.app", level) != []


def test_where_in_the_code_it_happened_is_no_leak(watch: Watch) -> None:
    watch.came(update(text="the achilles"))
    try:
        achilles: int = {}["achilles"]
        raise AssertionError(achilles)
    except KeyError:
        record = logging.LogRecord("bot.app", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    watch.handle(record)
    assert watch.leaks() == []


def test_secrets_are_found_in_what_processes_write(watch: Watch, tmp_path: Path) -> None:
    link = "aA1" + secrets.token_urlsafe(30)
    watch.settings({"WEBHOOK_SECRET": "opensesame", "BOT_TOKEN": "7:short-one", "PORT": "80808080"})
    for text in (
        f"the token {DEFAULT_TOKEN}",
        "another 123456789:zzYYxxWWvvUUttSSrrQQppOOnnMMllKKjjI",
        "the header was opensesame",
        "https://telegram/bot7:short-one/getMe",
        f"key aA1{Fernet.generate_key().decode()[3:]}",
        f"/calendar/{link}.ics",
        "postgresql://coach:hunter2@db/x",
    ):
        watch.output("bot web", text, answer=True)
        (found,) = watch.leaks()[:1]
        assert found.startswith("bot web: a "), text
    watch.output("bot web", "postgresql://coach:***@db/x at port 80808080")
    assert watch.leaks() == []
    file = tmp_path / "log.txt"
    file.write_text(f"of an earlier test: {DEFAULT_TOKEN}\n")
    watch.file(file)
    assert watch.leaks() == []
    with file.open("a") as log:
        log.write(f"of this one: {DEFAULT_TOKEN}\n")
    assert watch.leaks()[0].startswith("log.txt: a secret")
    assert watch.leaks() == []


def test_what_was_typed_is_no_leak_in_an_answer_and_is_one_in_a_log(watch: Watch) -> None:
    watch.came(update(text="my Achilles hurts"))
    watch.output("bot ask", "about your Achilles", answer=True)
    assert watch.leaks() == []
    watch.output("bot ask", "about your Achilles")
    assert watch.leaks() != []


async def test_a_leak_fails_the_test_in_which_it_happens(stage: Stage, pytestconfig: pytest.Config) -> None:
    await stage.phone(1007, "Xanthippe").say("my achilles hurts since Boston")
    logging.getLogger("bot.somewhere").debug("heard: my achilles hurts since Boston")
    plugin: Any = pytestconfig.pluginmanager.get_plugin("leaks")
    call = plugin.pytest_runtest_call()
    next(call)
    with pytest.raises(Leak, match=r"bot\.somewhere: a runner's own"):
        call.send(None)
    assert the_watch.leaks() == []


def test_the_watch_is_up_at_the_chattiest_level() -> None:
    assert the_watch in logging.getLogger().handlers
    assert logging.getLogger(OURS).getEffectiveLevel() == logging.DEBUG


def test_a_started_process_is_looked_through_too() -> None:
    print_it = ["-c", f"import sys; print({DEFAULT_TOKEN!r}, file=sys.stderr)"]
    with Watched([sys.executable, *print_it], stderr=subprocess.PIPE) as process:
        process.communicate(timeout=30)
    assert "a secret" in the_watch.leaks()[0]


def test_of_a_text_its_longer_words_tell_and_all_of_it() -> None:
    assert telling("to my Aunt  in Boston") == {"to my aunt in boston", "boston"}
    assert telling("/today") == telling("") == telling("ok") == set()
    assert not is_common("boston")
    assert not is_common("to my aunt in boston")
    assert is_common("could not be handled 7:00")
