"""Random runners against the whole bot, for as long as a test may take; `python -m tests.play` plays for hours."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.services import broadcasts
from tests.play.acts import Act, Turn, load, save
from tests.play.checks import Checks, Finding, errors_kept
from tests.play.scene import FIRST_CHAT, Posted
from tests.play.walk import RUNNERS, Walk, merged, only, replay, scene_of, walk

SECONDS = 8.0  # a seed: half a minute in all
STEPS = 10_000


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
async def test_random_runners_break_nothing(seed: int, tmp_path: Path) -> None:
    report = await walk(seed, STEPS, seconds=SECONDS)

    if report.finding is not None:
        save(tmp_path / "turns.jsonl", report.played)
        pytest.fail(
            f"{report.finding}\npython -m tests.play --seed {seed} --replay {tmp_path / 'turns.jsonl'}"
        )
    assert report.steps > 20
    assert report.counts["present"] > 0


async def test_what_was_played_can_be_played_again(tmp_path: Path) -> None:
    report = await walk(5, 60)
    save(tmp_path / "turns.jsonl", report.played)
    turns = load(tmp_path / "turns.jsonl")

    assert turns == report.played
    assert await replay(5, turns) is None
    alone = merged([only(turn, 0) for turn in turns])
    assert {who for turn in alone for who in turn.doings} <= {0}
    assert sum(turn.seconds for turn in alone) <= sum(turn.seconds for turn in turns)


async def test_silence_is_found() -> None:
    with errors_kept() as errors:
        async with scene_of(1, RUNNERS) as scene:
            checks = Checks(scene, errors)
            posted = Posted()
            scene.post(0, Act("text", "/start"), posted)
            await scene.settled()
            calls = scene.new_calls()
            checks.answered(0, posted, calls, hushed=0)
            with pytest.raises(Finding, match="silence"):
                checks.answered(0, posted, [], hushed=0)
            tapped = Posted(taps=["1"])
            with pytest.raises(Finding, match="answered 0 times"):
                checks.answered(0, tapped, calls, hushed=0)


async def test_a_reminder_that_nobody_wants_is_found() -> None:
    call = {"method": "sendMessage", "chat": FIRST_CHAT, "delivered": True, "result": {"message_id": 1}}
    with errors_kept() as errors:
        async with scene_of(1, RUNNERS) as scene:
            with pytest.raises(Finding, match="deleted"):
                Checks(scene, errors).reminders({}, [call])


async def test_what_leaves_while_the_clock_moves_is_looked_at_without_a_reminder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with errors_kept() as errors:
        async with scene_of(1, 2) as scene:
            checks = Checks(scene, errors)
            course, posted = Walk(scene, checks), Posted()
            for who in range(2):
                scene.post(who, Act("text", "/start"), posted)
            await scene.settled()
            await course.play(Turn(seconds=1))
            broadcasts.confirm(scene.stage.tools, broadcasts.draft(scene.stage.tools, "Hello").id)
            seen: list[str] = []
            monkeypatch.setattr(
                checks,
                "reminders",
                lambda before, calls: seen.extend(call["method"] for call in calls if before),
            )
            await course.play(Turn(seconds=10))
            assert "sendMessage" in seen


async def test_a_calendar_counts_as_several_messages() -> None:
    with errors_kept() as errors:
        async with scene_of(1, 1) as scene:
            checks = Checks(scene, errors)
            files = dict.fromkeys(("runs.txt", "runs.ics"), 0)
            for name in files:
                while not checks.paced(0, Act("document", "", name=name)):
                    files[name] += 1
                scene.stage.clock.advance(timedelta(hours=1))
            assert files["runs.txt"] >= 4 * files["runs.ics"]


def test_a_turn_counts_its_acts() -> None:
    turn = Turn(restarts=True, doings={0: (Act("text", "x"),), 3: (Act("tap", "y"), Act("tap", "y"))})
    assert turn.steps == 4
