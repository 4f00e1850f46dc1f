"""The parts of README and .env.example that are made from the code: `python -m tests.docs` writes them anew."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.chat.commands import COMMANDS
from bot.settings import PROJECT_FOLDER, Settings

README = PROJECT_FOLDER / "README.md"
ENV_EXAMPLE = PROJECT_FOLDER / ".env.example"
_ENV_HEAD = "# Copy this file to .env and fill in what you need. `stridesmith try` needs none of it.\n"


def command_table() -> str:
    """Return the chat's commands as a Markdown table."""
    rows = [f"| `/{command.name}` | {command.does} |" for command in COMMANDS]
    return "\n".join(["| command | what it does |", "|---|---|", *rows])


def setting_table() -> str:
    """Return the settings as a Markdown table."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = _default(field)
        rows.append(f"| `{name.upper()}` | {field.description} | {f'`{default}`' if default else ''} |")
    return "\n".join(["| key | what it is | default |", "|---|---|---|", *rows])


def env_example() -> str:
    """Return a `.env` with every setting at its default."""
    parts = [
        f"# {field.description}\n{name.upper()}={_default(field)}\n"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join([_ENV_HEAD, *parts])


def between(text: str, name: str) -> str:
    """Return what stands between the two comments of a name.

    Raises:
        ValueError: they are not there, or more than once.
    """
    found = _pattern(name).findall(text)
    if len(found) != 1:
        raise ValueError(f"there is not one part “{name}”")
    return str(found[0][1]).strip()


def with_part(text: str, name: str, part: str) -> str:
    """Return a text with another part between the two comments of a name."""
    return _pattern(name).sub(lambda match: f"{match[1]}\n{part}\n{match[3]}", text)


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name}: [^>]*-->)\n(.*?\n?)(<!-- /{name} -->)", re.DOTALL)


def _default(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, SecretStr | tuple):
        return ""
    if isinstance(value, Path):
        return "" if value.is_absolute() else value.as_posix()
    return f"{value:g}" if isinstance(value, float) else str(value)


def main() -> None:
    """Write the parts anew."""
    text = README.read_text(encoding="utf-8")
    for name, part in (("commands", command_table()), ("settings", setting_table())):
        between(text, name)
        text = with_part(text, name, part)
    README.write_text(text, encoding="utf-8")
    ENV_EXAMPLE.write_text(env_example(), encoding="utf-8")


if __name__ == "__main__":
    main()
