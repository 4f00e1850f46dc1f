"""`stridesmith ask` and `check`: what the content would say, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.chat.messages import Messages
from bot.clock import SystemClock
from bot.hearing import whole_understanding
from bot.library import ContentError, Library, Report, load_library
from bot.library.check import check as check_content
from bot.pictures.pose_checks import check_poses
from bot.settings import Settings
from bot.understanding.door import Context, Understanding
from bot.understanding.questions import FEATURES, Zone

_TAGS = re.compile(r"<[^>]+>")


def show(settings: Settings, question: str, *, explain: bool = False) -> None:
    """Print what a question gets: the red flag, the action, or the answer with the topics that came near."""
    library = load_library(settings.content_dir)
    understanding = whole_understanding(settings, library)
    meaning = understanding.understand(question, Context(SystemClock().now().date()))
    console = Console(soft_wrap=True)
    if explain:
        _explain(console, understanding, question)
    if meaning.triage is not None:
        console.print(f"[bold red]red flag: {meaning.triage.level}[/] ({', '.join(meaning.triage.words)})")
        console.print(escape(_plain(meaning.triage.text)))
        flag = next(each for each in library.red_flags if each.id == meaning.triage.flag)
        for source in (library.sources[id] for id in flag.sources):
            console.print(f"  [dim]{escape(source.authors)} {source.year or ''}: {escape(source.title)}[/]")
        return
    if meaning.action is not None:
        console.print(f"[bold]action:[/] {meaning.action.name}")
    console.print(f"[bold]zone:[/] {meaning.answer.zone}")
    table = Table("topic", "score", "question", box=None)
    for scored in meaning.answer.topics:
        table.add_row(scored.id, f"{scored.score:.2f}", library.answers[scored.id].question)
    console.print(table)
    if meaning.answer.zone in (Zone.DIRECT, Zone.REDIRECT):
        answer = library.answers[meaning.answer.topics[0].id]
        console.print(f"\n[bold]{escape(answer.question)}[/]\n{escape(_plain(answer.body))}")
        for citation in answer.sources:
            source = library.sources[citation.id]
            console.print(f"  [dim]{escape(source.authors)} {source.year or ''}: {escape(citation.note)}[/]")


def _explain(console: Console, understanding: Understanding, question: str) -> None:
    """Print how the question was read, and what each of the likeliest topics was found by."""
    for sign in understanding.red_flags.find_all(question):
        console.print(f"[bold]sign:[/] {sign.flag} ({sign.level}) by {escape(', '.join(sign.words))}")
    why = understanding.questions.explain(question)
    console.print(f"[bold]read as:[/] {escape(' '.join(why.words)) or '-'}")
    if why.unknown:
        console.print(f"[bold]not known:[/] {escape(' '.join(why.unknown))}")
    for view, shared in zip(why.views, why.shared, strict=True):
        console.print(f"[bold]{view.id}[/] by “{escape(view.phrasing)}”, {escape(', '.join(shared)) or '-'}")
        parts = zip(FEATURES, view.features, strict=True)
        console.print("  [dim]" + ", ".join(f"{name} {value:.2f}" for name, value in parts) + "[/]")


def check(settings: Settings, json: bool = False) -> int:
    """Print what is wrong with the content, for people or as one JSON object; return the exit status."""
    today = SystemClock().now().date()
    report = check_content(settings.content_dir, today, signs_in=_signs_in)
    report = _with_poses(_with_compiled(report, settings), settings)
    if json:
        print(report.as_json())  # noqa: T201 - nothing may wrap or colour it
        return 0 if report.ok else 1
    console = Console(soft_wrap=True, highlight=False)
    for problem in report.problems:
        console.print(escape(str(problem)))
    for warning in report.warnings:
        console.print(f"[dim]{escape(str(warning))} (warning)[/]")
    console.print("The content is sound." if report.ok else f"{len(report.problems)} to mend.")
    return 0 if report.ok else 1


def _signs_in(library: Library) -> Callable[[str], str | None]:
    red_flags = Understanding(library).red_flags

    def sign_in(text: str) -> str | None:
        found = red_flags.find(text)
        return None if found is None else found.flag

    return sign_in


def _with_compiled(report: Report, settings: Settings) -> Report:
    """Add what only the renderer knows of the messages, such as a filter that there is not."""
    seen = {(each.path, each.line) for each in report.problems}
    found = set(report.problems)
    for language in sorted((settings.content_dir / "messages").glob("[!.]*/")):
        try:
            Messages(language)
        except ContentError as error:
            for each in error.problems:
                problem = replace(each, path="messages" / each.path)
                if (problem.path, problem.line) not in seen:
                    found.add(problem)
    return replace(report, problems=tuple(sorted(found)))


def _with_poses(report: Report, settings: Settings) -> Report:
    """Add what is wrong with the poses of the drawings; an exercise without one is shown in words, with a warning."""
    exercises = {path.stem for path in (settings.content_dir / "exercises").glob("*.yaml")}
    found = check_poses(settings.content_dir, exercises, complete=True)
    missing = {each for each in found if not (settings.content_dir / each.path).is_file()}
    problems = set(found) - missing
    return replace(
        report,
        problems=tuple(sorted({*report.problems, *problems})),
        warnings=tuple(sorted({*report.warnings, *missing})),
    )


def _plain(html: str) -> str:
    return _TAGS.sub("", html).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
