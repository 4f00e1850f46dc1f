"""/progress: kept weeks, the main lifts, and benchmarks with their instructions and results."""

from __future__ import annotations

from bot.chat import cards
from bot.chat.desk import Desk, Event, Feature, Replies
from bot.chat.reply import Button, Keyboard, Reply, data
from bot.coach.benchmarks import Benchmark
from bot.coach.words import Measure
from bot.services import benchmarking, progress_views

_STEPS = {Measure.REPS: (5, 1), Measure.SECONDS: (10, 5)}


async def progress(desk: Desk, event: Event) -> Replies:
    """Answer /progress."""
    view = await desk.call(progress_views.progress, event.chat_id)
    keyboard: Keyboard = (
        (desk.button("show-benchmarks", "be"), desk.button("log-list", "k:list:0")),
        (desk.button("show-season", "se"), desk.button("show-today", "t:show")),
    )
    return Reply(
        desk.say("progress", view=view, pictured=True),
        keyboard=keyboard,
        picture=cards.of_progress(desk.messages, view),
        alone=desk.say("progress", view=view, pictured=False),
    )


async def tap(desk: Desk, event: Event) -> Replies:
    """Answer `pr`."""
    return await progress(desk, event)


async def benchmark_tap(desk: Desk, event: Event) -> Replies:
    """Answer `be`, `be:<benchmark>`, `be:set:<benchmark>:<left>:<right>`, `be:save:…` and `be:undo:<benchmark>`."""
    chat = event.chat_id
    match event.args:
        case ():
            return screen(desk, await desk.call(benchmarking.view, chat))
        case (what,) if what in set(Benchmark):
            return screen(desk, await desk.call(benchmarking.one, chat, Benchmark(what)))
        case ("set", what) if what in set(Benchmark):
            view = await desk.call(benchmarking.one, chat, Benchmark(what), entering=True)
            return _entry(desk, view, view.left, view.right)
        case ("set", what, *numbers) if what in set(Benchmark) and _are_numbers(numbers):
            view = await desk.call(benchmarking.one, chat, Benchmark(what), entering=True)
            return _entry(desk, view, *_sides(view.both_sides, numbers))
        case ("save", what, *numbers) if what in set(Benchmark) and _are_numbers(numbers):
            benchmark = Benchmark(what)
            sides = _sides(benchmark.both_sides, numbers)
            return screen(desk, await desk.call(benchmarking.enter, chat, benchmark, *sides, event.update_id))
        case ("undo", what) if what in set(Benchmark):
            return screen(desk, await desk.call(benchmarking.take_back, chat, Benchmark(what)))
        case _:
            return desk.toast("old-button")


def screen(desk: Desk, view: benchmarking.View) -> Reply:
    """Return the screen of the benchmarks, of one of them, or of a result."""
    match view:
        case benchmarking.BenchmarksView():
            rows = tuple((Button(line.name, data("be", line.benchmark)),) for line in view.lines)
            back = (desk.button("progress-back", "pr"),)
            return Reply(desk.say("benchmarks", view=view), keyboard=(*rows, back))
        case benchmarking.BenchmarkView():
            enter = (desk.button("benchmark-enter", data("be", "set", view.line.benchmark)),)
            back = (desk.button("benchmark-back", "be"),)
            return Reply(desk.say("benchmark", view=view), keyboard=(enter, back))
        case benchmarking.EnteredView():
            last = (
                desk.button("benchmark-undo", data("be", "undo", view.benchmark)),
                desk.button("benchmark-back", "be"),
            )
            return Reply(desk.say("benchmark-entered", view=view), keyboard=(last,))


def _entry(desk: Desk, view: benchmarking.BenchmarkView, left: int, right: int | None) -> Reply:
    """Buttons that carry both numbers, so that tapping twice changes one once."""
    benchmark = view.line.benchmark
    most, (big, small) = benchmarking.MOST[view.measure], _STEPS[view.measure]

    def to(what: str, left: int, right: int | None) -> str:
        numbers = [min(most, max(0, each)) for each in (left, right) if each is not None]
        return data("be", what, benchmark, *numbers)

    changes = (-big, -small, small, big)
    signed = {by: f"{by:+d}".replace("-", "−") for by in changes}
    rows: list[tuple[Button, ...]]
    if right is None:
        rows = [tuple(Button(signed[by], to("set", left + by, None)) for by in changes)]
    else:
        rows = [
            tuple(desk.button("side-left", to("set", left + by, right), signed[by]) for by in changes),
            tuple(desk.button("side-right", to("set", left, right + by), signed[by]) for by in changes),
        ]
    rows.append((desk.button("log-save", to("save", left, right)),))
    rows.append((desk.button("benchmark-how", data("be", benchmark)), desk.button("benchmark-back", "be")))
    return Reply(desk.say("benchmark-entry", view=view, left=left, right=right), keyboard=tuple(rows))


def _are_numbers(texts: list[str]) -> bool:
    return 1 <= len(texts) <= 2 and all(text.isdecimal() for text in texts)


def _sides(both: bool, numbers: list[str]) -> tuple[int, int | None]:
    return int(numbers[0]), int(numbers[-1]) if both else None


FEATURE = Feature(commands={"progress": progress}, buttons={"pr": tap, "be": benchmark_tap})
