"""Checks a content folder for its authors: what must be mended, and what could be better."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.library.advice import advice
from bot.library.load import read_all
from bot.library.messages import check_messages
from bot.library.pattern_checks import SignsIn, check_patterns, check_phrasings
from bot.library.problems import Problem
from bot.library.trial import try_out


@dataclass(frozen=True, slots=True)
class Report:
    """Problems have to be mended before the content is used; warnings could make it better."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing has to be mended."""
        return not self.problems

    def as_text(self) -> str:
        """Return one line for each finding and a last line that counts them."""
        lines = [f"{each}" for each in self.problems]
        lines += [f"{each} (warning)" for each in self.warnings]
        lines.append(f"{len(self.problems)} problems, {len(self.warnings)} warnings")
        return "\n".join(lines)

    def as_json(self) -> str:
        """Return the same as one JSON object, for editors and pipelines."""

        def plain(each: Problem) -> dict[str, str | int]:
            return {"path": str(each.path), "line": each.line, "message": each.message}

        found = {
            "ok": self.ok,
            "problems": [plain(each) for each in self.problems],
            "warnings": [plain(each) for each in self.warnings],
        }
        return json.dumps(found, ensure_ascii=False)


def check(folder: Path, today: date | None = None, signs_in: SignsIn | None = None) -> Report:
    """Read the content below `folder` and report all that is wrong or weak.

    It looks further than loading does: into the message templates, into the sessions that come of the content, into
    what the patterns of red flags can do. Without `today` the review dates are not looked at, without `signs_in` no
    phrasing is searched for a red flag.
    """
    library, loading, found = read_all(folder)
    try_out(found)
    check_patterns(found, library.vocabulary.signs)
    if signs_in is not None:
        check_phrasings(found, signs_in(library))
    check_messages(folder, found.problems)
    problems = tuple(sorted({*loading, *found.problems}))
    return Report(problems, tuple(sorted(set(advice(library, found, today)))))
