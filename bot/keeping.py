"""What an operator does with the keys of the data: make a new one, and seal everything with it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.failures import StartError
from bot.opening import open_store
from bot.settings import Settings
from bot.store.key_file import KeyFile, KeyFileError
from bot.store.migrate import current, newest
from bot.store.resealing import note_key, reseal
from bot.store.scrubbing import scrub
from bot.store.sealing import new_key


def make_key(settings: Settings) -> tuple[str, str]:
    """Make a key; return it with what to do now.

    Where the keys are in a file, or could be, it is put in front of the others there.

    Raises:
        StartError: the key file cannot be used.
        StoreError: the database cannot be opened.
    """
    key, file = new_key(), KeyFile(settings.key_file)
    if settings.keys:
        return key, (
            "Put this key behind the others in DATA_KEYS, with a comma before it, and start every process anew. Then "
            "put it in front of the others in DATA_KEYS, start every process anew once more, and run `stridesmith keys "
            "rotate`. (In one step, a process that does not have it yet could not read what another one has written.)"
        )
    database = _sqlite_file(settings)
    if not file.exists and database is None:
        return key, (
            "Set DATA_KEYS to this key before the bot starts, and keep a copy in a safe place: without it nobody can "
            "read the data."
        )
    first = not file.exists
    made = database is None or database.is_file()
    if made:  # where its keys are missing, a new one would only hide that
        open_store(settings, up_to_date=False).close()
    try:
        file.put_in_front(key)
    except KeyFileError as error:
        raise StartError(str(error)) from error
    if made:
        with closing(open_store(settings, up_to_date=False)) as store:
            if current(store) == newest():
                note_key(store)
    if first:
        return key, (
            f"This key is in {file.path} now. Keep a copy in a safe place, apart from the data: without it nobody can "
            "read them. On another machine, set DATA_KEYS to it."
        )
    return key, (
        f"This key is the first one in {file.path} now: what is written from here on is sealed with it. "
        "`stridesmith keys rotate` seals with it what is there already."
    )


def rotate(settings: Settings) -> str:
    """Seal everything with the newest key; return what was done and what to do now.

    Raises:
        StartError: there are no keys that can be used.
        StoreError: the database cannot be opened, or a row in it.
    """
    with closing(open_store(settings)) as store:
        done = reseal(store)
        older = () if store.keys is None else store.keys.fingerprints[1:]
        # Who finds an old key should find nothing that it opens; also after one that was broken off before this.
        wiped = scrub(store)
    rows = "1 row was" if done == 1 else f"{done} rows were"
    said = f"{rows} sealed anew; everything is sealed with the newest key."
    if not wiped:
        said += (
            " But the database was too busy, or had no room, to wipe what stood there before: run this command again "
            "when it is quiet."
        )
    if not older:
        return f"{said} There is no older key."
    where = "DATA_KEYS" if settings.keys else str(settings.key_file)
    return (
        f"{said} The older ones can be taken out of {where}; keep a copy of them for as long as you keep backups "
        "from before."
    )


def _sqlite_file(settings: Settings) -> Path | None:
    """Return the database's file, None for a server."""
    try:
        url = make_url(settings.database)
    except ArgumentError:
        return None
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None
