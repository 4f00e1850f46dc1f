"""The one table of all measurements: what it is, how much, what it should be, and whether it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Line:
    """One figure; `least` or `most` is its target (none: it is only told). `note` says more about it."""

    group: str
    what: str
    value: float
    unit: str
    least: float | None = None
    most: float | None = None
    note: str = ""

    @property
    def target(self) -> str:
        """The target in words."""
        if self.least is not None:
            return f"at least {_told(self.least)}"
        return "" if self.most is None else f"at most {_told(self.most)}"

    @property
    def met(self) -> bool | None:
        """Whether the target is met, None where there is none."""
        if self.least is not None:
            return self.value >= self.least
        return None if self.most is None else self.value <= self.most

    @property
    def verdict(self) -> str:
        """Met or missed, or nothing."""
        return {True: "met", False: "missed", None: ""}[self.met]


def show(lines: Iterable[Line], title: str) -> None:
    """Print the table."""
    table = Table(title=title, title_justify="left")
    for name in ("", "what"):
        table.add_column(name, overflow="fold")
    table.add_column("figure", justify="right")
    for name in ("", "target", "verdict", "more"):
        table.add_column(name, overflow="fold")
    group = ""
    for line in lines:
        if group and line.group != group:
            table.add_section()
        style = {"met": "green", "missed": "red"}.get(line.verdict)
        table.add_row(
            line.group if line.group != group else "",
            line.what,
            _told(line.value),
            line.unit,
            line.target,
            line.verdict,
            line.note,
            style=style,
        )
        group = line.group
    Console(soft_wrap=False, highlight=False, width=150).print(table)


def _told(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
