"""The command line: every command, and one way to say what is wrong."""

from __future__ import annotations

import asyncio
import gc
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.failures import StartError, sentence_of
from bot.settings import Settings
from bot.stopping import stop_on_signals

EXIT_USAGE = 2
_OURS_ALONE = 0o077  # what a command writes is for the account that it runs as, and nobody else's to read
FIRST_PORT = 8765

app = typer.Typer(
    name="stridesmith",
    help="A strength coach for runners, in a Telegram chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="Look after the database.", no_args_is_help=True)
app.add_typer(db, name="db")
keys = typer.Typer(help="The keys that seal what is written about people.", no_args_is_help=True)
app.add_typer(keys, name="keys")
questions = typer.Typer(help="The questions that were not answered well, without names.")
app.add_typer(questions, name="questions")

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where the data is kept (DATA_DIR).")]


def main() -> None:
    """Run a command; whatever stops it is told in one sentence on standard error, with exit status 2."""
    os.umask(_OURS_ALONE)
    try:
        app()
    except Exception as error:  # told below or raised again
        sentence = sentence_of(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)  # noqa: T201
        raise SystemExit(EXIT_USAGE) from None


@app.command("try")
def try_(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The page's port; by default the next free one.")
    ] = None,
    data_dir: DataDir = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the page.")] = False,
) -> None:
    """Chat with the coach on a page of this machine: no account, a clock that can be moved."""
    from bot import trying

    settings = _settings(data_dir)
    trying.run(settings, port=port, browser=not no_browser, first_port=FIRST_PORT)


@app.command()
def run(data_dir: DataDir = None) -> None:
    """Run the bot with Telegram: polling and reminders in one process."""
    settings = _settings(data_dir)
    asyncio.run(_run(settings, _token(settings), listen=True))


@app.command()
def clock(data_dir: DataDir = None) -> None:
    """Send the reminders only, beside processes that answer the chats."""
    settings = _settings(data_dir)
    asyncio.run(_run(settings, _token(settings), listen=False))


@app.command()
def web(data_dir: DataDir = None) -> None:
    """Answer the chats by webhook; several such processes share the work, and `clock` reminds."""
    settings = _settings(data_dir)
    asyncio.run(_web(settings, _token(settings)))


@app.command()
def stats(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Show how many runners there are, what became of the reminders, and what waits."""
    from bot import operating

    operating.stats(_settings(data_dir), as_json=json)


def _token(settings: Settings) -> str:
    token = settings.bot_token.get_secret_value().strip()
    if not token:
        raise StartError(
            "There is no BOT_TOKEN: ask @BotFather in Telegram for one (/newbot) and put it into .env. "
            "`stridesmith try` needs none."
        )
    return token


async def _run(settings: Settings, token: str, *, listen: bool) -> None:
    stop = stop_on_signals()
    gc.disable()  # until all is loaded
    from bot.app import opened, serve

    await serve(await opened(settings, token), stop, listen=listen)


async def _web(settings: Settings, token: str) -> None:
    gc.disable()  # until all is loaded
    from bot import serving

    await serving.run(settings, token)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What a runner might type.")],
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell which words and phrasings led to it.")
    ] = False,
) -> None:
    """Show what a question would get, and why."""
    from bot import asking

    asking.show(_settings(None), question, explain=explain)


Labelled = Annotated[list[Path], typer.Argument(help="Files of labelled messages, JSON lines.")]


@app.command()
def evaluate(
    paths: Labelled, json: Annotated[bool, typer.Option("--json", help="Write one JSON object.")] = False
) -> None:
    """Measure what is understood over labelled messages."""
    from bot import measuring

    measuring.measure(_settings(None), paths, as_json=json)


@app.command()
def calibrate(paths: Labelled) -> None:
    """Learn from labelled questions when to answer, and write it into the content."""
    from bot import measuring

    measuring.calibrate(_settings(None), paths)


@app.command()
def plan(json: Annotated[bool, typer.Option("--json", help="Read and write JSON lines.")] = False) -> None:
    """Place the sessions of weeks that come as JSON lines on standard input."""
    from bot import batch

    _lines(batch.plan, json)


@app.command("next-reminder")
def next_reminder(
    json: Annotated[bool, typer.Option("--json", help="Read and write JSON lines.")] = False,
) -> None:
    """Tell when the next reminder falls, for JSON lines on standard input."""
    from bot import batch

    _lines(batch.next_reminder, json)


@app.command()
def understand(
    json: Annotated[bool, typer.Option("--json", help="Read and write JSON lines.")] = False,
) -> None:
    """Tell what messages mean, for JSON lines on standard input."""
    from bot import batch

    _lines(batch.understand(_settings(None)), json)


@app.command()
def session(
    json: Annotated[bool, typer.Option("--json", help="Read and write JSON lines.")] = False,
) -> None:
    """Build sessions, for JSON lines on standard input."""
    from bot import batch

    _lines(batch.session(_settings(None)), json)


@app.command()
def draw(
    ids: Annotated[list[str] | None, typer.Argument(help="Exercises; by default all.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path("cards"),
) -> None:
    """Draw the cards of exercises as PNG files, with one page that shows them all."""
    from bot import drawing

    files = drawing.draw(_settings(None), ids or [], out)
    typer.echo(f"{len(files) - 1} cards are drawn; look at {files[-1]}.")


@app.command()
def check(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")] = False,
) -> None:
    """Check the content; exit status 1 when something is wrong with it."""
    from bot import asking

    raise typer.Exit(asking.check(_settings(None), json))


@questions.callback(invoke_without_command=True)
def list_questions(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
    data_dir: DataDir = None,
) -> None:
    """List the questions that were not answered well, gathered by likeness, without names."""
    if context.invoked_subcommand is None:
        from bot import operating

        operating.questions(_settings(data_dir), as_json=json)


@questions.command("draft")
def draft_answer(
    number: Annotated[int, typer.Argument(help="A question's id.")],
    name: Annotated[
        str | None, typer.Option("--id", help="The entry's id; by default from the words.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Make a draft of an entry from a question and those like it."""
    from bot import operating

    path = operating.draft(_settings(data_dir), number, name)
    typer.echo(f"{path} waits to be written; then move it to content/answers.")


@questions.command("settle")
def settle_question(
    number: Annotated[int, typer.Argument(help="A question's id.")], data_dir: DataDir = None
) -> None:
    """Put a question and those like it away."""
    from bot import operating

    done = operating.settle(_settings(data_dir), number)
    typer.echo("One question is put away." if done == 1 else f"{done} questions are put away.")


@keys.command("new")
def keys_new(data_dir: DataDir = None) -> None:
    """Make a key and print it; where the keys are in a file, it becomes the newest one there.

    What to do with it is told on standard error.
    """
    from bot import keeping

    key, now = keeping.make_key(_settings(data_dir))
    typer.echo(key)
    typer.echo(now, err=True)


@keys.command("rotate")
def keys_rotate(data_dir: DataDir = None) -> None:
    """Seal everything with the newest key, while the bot runs; afterwards the older ones are needed no more.

    It can be broken off at any time, and goes on where it was.
    """
    from bot import keeping

    typer.echo(keeping.rotate(_settings(data_dir)))


@db.command("upgrade")
def db_upgrade(data_dir: DataDir = None) -> None:
    """Bring the database up to date."""
    from bot.opening import open_store

    store = open_store(_settings(data_dir))
    store.close()
    typer.echo("The database is up to date.")


@db.command("check")
def db_check(data_dir: DataDir = None) -> None:
    """Look for damage, and compare the database with the tables; exit status 1 when something is wrong."""
    from bot import databases

    wrong = databases.check(_settings(data_dir))
    for line in wrong:
        typer.echo(line)
    if wrong:
        raise typer.Exit(1)
    typer.echo("The database and the tables agree.")


@db.command("copy")
def db_copy(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FROM", help="A database's address, an SQLite file, or - for the one of the settings."
        ),
    ],
    target: Annotated[
        str,
        typer.Argument(metavar="TO", help="Where everything goes, said in the same way: it has to be empty."),
    ],
    data_dir: DataDir = None,
) -> None:
    """Move a bot to another database, row by row, and compare both. Stop the bot before.

    A command's words can be read by everybody on the machine: an address with a password belongs in DATABASE_URL.
    """
    from bot import databases

    databases.move(_settings(data_dir), source, target)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to make; it must not be there yet.")],
    data_dir: DataDir = None,
) -> None:
    """Write all data into one file while the bot goes on; the keys are not in it."""
    from bot import databases

    databases.back_up(_settings(data_dir), file)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` has made.")], data_dir: DataDir = None
) -> None:
    """Put a backup into the database, which has to be empty."""
    from bot import databases

    databases.restore(_settings(data_dir), file)


def _settings(data_dir: Path | None) -> Settings:
    changed: dict[str, Any] = {} if data_dir is None else {"data_dir": data_dir}
    try:
        return Settings(**changed)
    except UnicodeDecodeError as error:
        raise StartError("The file .env is not UTF-8 text: save it as that.") from error


def _lines(handle: Callable[[dict[str, Any]], dict[str, Any]], json_wanted: bool) -> None:
    from bot.batch import each_line
    from bot.services.schedule import use_packaged_zones

    if not json_wanted:
        typer.echo("This command reads JSON lines from standard input: call it with --json.", err=True)
        raise typer.Exit(EXIT_USAGE)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # JSON is UTF-8 on every machine; half a surrogate pair is written as the JSON escape that it came as.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    use_packaged_zones()
    raise typer.Exit(each_line(handle, sys.stdin.buffer, sys.stdout, sys.stderr))
