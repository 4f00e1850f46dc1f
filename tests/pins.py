"""requirements.txt from what is installed: `python -m tests.pins` writes the runtime dependencies with theirs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
REQUIREMENTS = PROJECT_FOLDER / "requirements.txt"


def dependencies() -> list[Requirement]:
    """Return the project's own runtime dependencies."""
    project = tomllib.loads((PROJECT_FOLDER / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line) for line in project["dependencies"]]


def installed(wanted: Iterable[Requirement]) -> dict[str, str]:
    """Return name and version of requirements and all that they need in turn, as installed here.

    Raises:
        PackageNotFoundError: one of them is not.
    """
    found: dict[str, str] = {}
    looked: set[tuple[str, str]] = set()
    waiting = [(requirement, extra) for requirement in wanted for extra in ("", *requirement.extras)]
    while waiting:
        requirement, extra = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, extra) in looked:
            continue
        looked.add((name, extra))
        package = distribution(name)
        found[name] = package.version
        for line in package.requires or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                waiting += [(needed, each) for each in ("", *needed.extras)]
    return found


def pinned() -> dict[str, str]:
    """Return what requirements.txt pins, by name."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines)


def main() -> None:
    """Write the file."""
    lines = [f"{name}=={version}\n" for name, version in installed(dependencies()).items()]
    REQUIREMENTS.write_text("".join(sorted(lines)), encoding="utf-8")


if __name__ == "__main__":
    main()
