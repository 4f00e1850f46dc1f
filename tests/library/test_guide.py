"""The examples of the content guide are what it says they are: files that the bot takes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from bot.library import check
from bot.settings import PROJECT_FOLDER

GUIDE = (PROJECT_FOLDER / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```(?:markdown|yaml)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
PLACES = (
    "answers/sandbag.md",
    "exercises/sandbag-squat.yaml",
    "red_flags/a-chest.yaml",
    "sessions/core-any.yaml",
)


def test_every_example_is_sound(tmp_path: Path) -> None:
    assert len(EXAMPLES) == len(PLACES)
    folder = tmp_path / "content"
    shutil.copytree(PROJECT_FOLDER / "content", folder)
    before = check(folder)
    for place, example in zip(PLACES, EXAMPLES, strict=True):
        (folder / place).write_text(example, encoding="utf-8")
    after = check(folder)
    assert [str(each) for each in after.problems] == []
    assert {str(each) for each in after.warnings} <= {str(each) for each in before.warnings}


def test_every_folder_and_file_is_explained() -> None:
    for path in (PROJECT_FOLDER / "content").iterdir():
        assert f"`{path.name}" in GUIDE, path.name
