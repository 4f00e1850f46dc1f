"""Every text that a runner may get: whole, well-formed, short enough, and spelled by labels that exist."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from bot.chat.admin import COUNTS
from bot.chat.commands import Group
from bot.chat.messages import LONGEST_TEXT, Messages
from bot.chat.router import TOAST_CHARACTERS
from bot.coach.next_run import Place
from bot.coach.pauses import PauseReason
from bot.coach.session import Part
from bot.coach.words import (
    Complaint,
    Distance,
    Equipment,
    Level,
    Mode,
    Order,
    Pattern,
    Phase,
    RunKind,
    SessionKind,
    Unit,
)
from bot.library import Library
from bot.library.objects import Certainty, PersonalRule, SourceKind
from bot.local.entities import parse_html
from bot.services.asked import Reason
from bot.services.profile import FIGURES
from bot.services.questions import FIRST_QUESTIONS
from bot.settings import PROJECT_FOLDER
from bot.store.tables import SessionState
from tests.structure.samples import DAY, PROBLEMS
from tests.structure.views import cases
from tests.structure.views_talk import PERSONAL

MESSAGES = PROJECT_FOLDER / "content" / "messages" / "en"
BOT = PROJECT_FOLDER / "bot"
LABELS: dict[str, str] = yaml.safe_load((MESSAGES / "labels.yaml").read_text(encoding="utf-8"))
NOT_A_TEXT = re.compile(
    r"(?<![.!?] )(?<!\n)\bNone\b|Undefined|\bnan\b|<bound|[{}]|%}"  # what is no word of ours
    r"|\n\n\n|\A\s|\s\Z|  |[ \t]\n"  # blanks too many
    r"|[ \t][,.;:!?](?:\s|$)|,,|(?<!\.)\.\.(?!\.)|\(\s*\)|[,;–—(]\Z"  # punctuation that hangs in the air
)


@dataclass
class Rendered:
    """All texts by template, and which way each condition went."""

    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    conditions: set[str] = field(default_factory=set)
    ways: dict[str, set[bool]] = field(default_factory=lambda: defaultdict(set))


class Watch(NodeTransformer):
    """Lets every condition of a template pass through the filter `watched`."""

    def __init__(self, template: str, rendered: Rendered) -> None:
        self._template, self._rendered, self._number = template, rendered, 0

    def _watched(self, test: nodes.Expr) -> nodes.Expr:
        self._number += 1
        name = f"{self._template}:{test.lineno}#{self._number}"
        self._rendered.conditions.add(name)
        return nodes.Filter(test, "watched", [nodes.Const(name)], [], None, None, lineno=test.lineno)

    def visit_If(self, node: nodes.If) -> nodes.If:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        node.test = self._watched(node.test)
        return node

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.CondExpr:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        node.test = self._watched(node.test)
        return node


@pytest.fixture(scope="module")
def rendered(library: Library) -> Rendered:
    """Every template in every form of its view."""
    found = Rendered()
    messages = Messages(MESSAGES)
    environment = messages._environment

    def watched(value: Any, name: str) -> Any:
        found.ways[name].add(bool(value))
        return value

    parse = environment._parse

    def parse_and_watch(source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = Watch(name or "", found).visit(parse(source, name, filename))
        return tree.set_environment(environment)

    environment.filters["watched"] = watched
    environment._parse = parse_and_watch  # type: ignore[method-assign]
    assert environment.cache is not None
    environment.cache.clear()
    for name, facts in [*cases(library), *refusals()]:
        found.texts[name].append(messages.render(name, **facts))
    return found


def refusals() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each refusal that the source raises, with just the facts that it is raised with."""
    for name, keywords in raised():
        facts: dict[str, Any] = {"day": DAY, "at": datetime(2026, 11, 24, 23, 5)}  # noqa: DTZ001 - a wall time
        for state in (None, *SessionState) if "state" in keywords else (None,):
            yield f"refused-{name}", {key: (state if key == "state" else facts[key]) for key in keywords}


def raised() -> list[tuple[str, frozenset[str]]]:
    """The reasons of all `Refusal(…)` in the services, with the facts' names."""
    found = set()
    for path in sorted((BOT / "services").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                reason = node.args[0]
                assert isinstance(reason, ast.Constant), (
                    f"{path.name}:{node.lineno}: a reason that is no word"
                )
                found.add((str(reason.value), frozenset(str(each.arg) for each in node.keywords)))
    return sorted(found, key=lambda each: (each[0], sorted(each[1])))


# --- the templates -----------------------------------------------------------------------------------------------


def test_every_template_is_rendered(rendered: Rendered) -> None:
    names = {path.name.removesuffix(".html.j2") for path in MESSAGES.glob("*.html.j2")}
    asked_for = {name for name in names if not name.startswith("_")}

    assert asked_for <= set(rendered.texts)


def test_every_branch_of_every_template_is_come_by(rendered: Rendered) -> None:
    one_way = {name: ways for name in sorted(rendered.conditions) if len(ways := rendered.ways[name]) < 2}

    # The last of a chain of names is never false: there is no further name.
    last = {
        name
        for name, ways in one_way.items()
        if name.startswith(("_problem", "_personal")) and ways == {True}
    }
    assert set(one_way) - last == set()
    assert len(last) <= 2


def test_every_text_is_whole(rendered: Rendered) -> None:
    wrong = [
        (name, found.group(), parse_html(text).text)
        for name, texts in rendered.texts.items()
        for text in texts
        if (found := NOT_A_TEXT.search(parse_html(text).text))
    ]

    assert wrong == []


def test_every_text_is_html_that_telegram_takes(rendered: Rendered) -> None:
    for name, texts in rendered.texts.items():
        for text in texts:
            parsed = parse_html(text)  # raises what Telegram would refuse
            assert 0 < parsed.units <= LONGEST_TEXT, name


def test_what_users_type_is_escaped(rendered: Rendered) -> None:
    (text,) = [each for each in rendered.texts["welcome"] if "Bo" in each]

    assert "&lt;b&gt;Bo&lt;/b&gt; &amp; Co" in text


def test_every_sentence_ends(rendered: Rendered) -> None:
    unended = [
        (name, line)
        for name, texts in rendered.texts.items()
        for text in texts
        for line in parse_html(text).text.split("\n")
        # Neither titles nor lists are sentences, nor is what a source is called.
        if len(line) > 90
        and not line.startswith("•")
        and name not in ("sources", "settings")
        and line.rstrip("”\"')")[-1] not in ".!?:…✓"
    ]

    assert unended == []


def test_a_refusal_after_a_tap_fits_a_toast(rendered: Rendered) -> None:
    for name, texts in rendered.texts.items():
        if name.startswith("refused-"):
            for text in texts:
                assert len(text) <= TOAST_CHARACTERS
                assert "<" not in text
                assert "&" not in text  # a toast is plain text


def test_every_refusal_has_its_text_and_every_text_its_refusal() -> None:
    texts = {path.name.removesuffix(".html.j2") for path in MESSAGES.glob("refused-*.html.j2")}

    assert texts == {f"refused-{name}" for name, _ in raised()}


def test_every_question_and_problem_has_its_text() -> None:
    assert {path.name for path in MESSAGES.glob("_question-*.html.j2")} == {
        f"_question-{question.id}.html.j2" for question in FIRST_QUESTIONS
    }
    told = set(re.findall(r'p == "([a-z-]+)"', (MESSAGES / "_problem.html.j2").read_text(encoding="utf-8")))
    in_code = {
        each
        for path in [*(BOT / "services").rglob("*.py"), *(BOT / "chat").rglob("*.py")]
        for each in re.findall(r'Problem\("([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    unread = {f"{question.id}-unread" for question in FIRST_QUESTIONS}

    assert told == in_code | unread
    assert told == {problem for problems in PROBLEMS.values() for problem in problems}


def test_every_personal_rule_has_its_sentence(library: Library) -> None:
    told = set(re.findall(r'"([a-z-]+)"', (MESSAGES / "_personal.html.j2").read_text(encoding="utf-8")))
    by_hand = set(PERSONAL) | {
        PersonalRule.ORDER_TODAY,
        PersonalRule.HOURS_TO_KEY_RUN,
        PersonalRule.LONG_RUN_EVE,
        PersonalRule.WEEK_LAYOUT,
        PersonalRule.SESSIONS_THIS_WEEK,
        PersonalRule.MISSED_THIS_WEEK,
    }

    assert {rule.value for rule in PersonalRule} <= told
    assert by_hand == set(PersonalRule)
    assert {answer.personal for answer in library.answers.values() if answer.personal} <= set(PersonalRule)


# --- the labels --------------------------------------------------------------------------------------------------

# Labels whose key is put together, with everything that can stand behind the dash.
FAMILIES: dict[str, set[str]] = {
    "weekday-": {str(day) for day in range(7)},
    "weekday-short-": {str(day) for day in range(7)},
    "month-": {str(month) for month in range(1, 13)},
    "month-short-": {str(month) for month in range(1, 13)},
    "run-": {run.value for run in RunKind},
    "a-run-": {run.value for run in RunKind},
    "order-": {order.value for order in Order},
    "reminder-order-": {order.value for order in Order},
    "level-": {level.value for level in Level},
    "equipment-": {thing.value for thing in Equipment},
    "complaint-": {part.value for part in Complaint},
    "distance-": {distance.value for distance in Distance},
    "race-": {distance.value for distance in Distance},
    "part-": {part.value for part in Part},
    "certainty-": {certainty.value for certainty in Certainty},
    "source-": {kind.value for kind in SourceKind},
    "pain-": {"none", "muscle", "joint"},
    "edit-": {question.id for question in FIRST_QUESTIONS},
    "mode-": {mode.value for mode in Mode},
    "asked-": {reason.value for reason in Reason},
    "snooze-": {"20", "60", "180", "evening"},
    "figure-": set(FIGURES),
    "judge-": {"up", "down"},
    "judged-": {"up", "down"},
    "card-": {"done", "partial", "skipped", "missed"},
    "card-session-": {kind.value for kind in SessionKind},
    "problem-": {"runs-none", "race-past"},
    "reminder-tip-": {str(tip) for tip in range(13)},
    "skip-": {"no-time", "tired", "sore", "ill", "hurts"},
    "pause-": {reason.value for reason in PauseReason},
    "count-": set(COUNTS),
    "help-": {group.value for group in Group},
    "season-why-": {phase.value for phase in Phase},
    "still-": {reason.value for reason in PauseReason},
    "place-": {place.value for place in Place},
    "phase-": {phase.value for phase in Phase},
    "pattern-": {pattern.value for pattern in Pattern},
    "unit-": {unit.value for unit in Unit},
    "reminders-": {"on", "off"},
    "evening-": {"on", "off"},
    "log-pain-": {"none", "muscle", "joint"},
    "reminder-": {"short", "minimum", "move", "skip", "snooze"},
}


def used() -> set[str]:
    """Every word in the chat's source and in the templates that may be a label's key."""
    found: set[str] = set()
    for path in [*(BOT / "chat").rglob("*.py"), *(BOT / "services" / "questions").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    for path in MESSAGES.glob("*.html.j2"):
        found |= set(re.findall(r'"([a-z-]+)"', path.read_text(encoding="utf-8")))
    return found


def asked_for() -> set[str]:
    """The keys that are asked for by their whole names."""
    found: set[str] = set()
    for path in (BOT / "chat").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in ("label", "button", "toast") and node.args:
                found |= {
                    str(each.value) for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)
                }
    for path in (BOT / "services" / "questions").rglob("*.py"):
        found |= set(re.findall(r'Choice\("[^"]*", "([a-z-]+)"', path.read_text(encoding="utf-8")))
    return {each for each in found if not each.endswith("-")}


def prefixes() -> set[str]:
    """The beginnings of keys that are put together, in the source and in the templates."""
    found: set[str] = set()
    for path in [*(BOT / "chat").rglob("*.py"), *(BOT / "services" / "questions").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                found.add(str(node.values[0].value))
    for path in MESSAGES.glob("*.html.j2"):
        found |= set(re.findall(r'"([a-z-]+-)" ~', path.read_text(encoding="utf-8")))
    return found & set(FAMILIES)


def test_every_label_that_is_asked_for_exists() -> None:
    made = {prefix + each for prefix in prefixes() for each in FAMILIES[prefix]}

    assert (asked_for() - {"run-day", *FAMILIES}) - set(LABELS) <= set()
    assert made - set(LABELS) == set()


def test_every_label_is_used() -> None:
    made = {prefix + each for prefix in prefixes() for each in FAMILIES[prefix]}

    assert set(LABELS) - used() - made == set()
    assert set(FAMILIES) - prefixes() == set()


def test_labels_are_short_and_plain() -> None:
    # A card's words stand in a picture, where there is room.
    roomy = ("problem-", "card-", "judged-")
    toasts = {"old-button", "old-question", *(key for key in LABELS if key.startswith(roomy))}
    for key, text in LABELS.items():
        assert text == text.strip(), key
        assert "<" not in text, key
        limit = TOAST_CHARACTERS if key in toasts or key.startswith("reminder-tip-") else 64
        assert len(text) <= limit, key


def test_the_folder_holds_nothing_else() -> None:
    assert {path.suffix for path in MESSAGES.iterdir()} == {".j2", ".yaml"}
    assert isinstance(DAY, date)
    assert Path(MESSAGES).name == "en"
