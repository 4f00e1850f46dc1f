"""Opening the database with its keys: apart from the rest of the bot, so that looking after it needs no Telegram."""

from __future__ import annotations

from bot.failures import StartError, need_writable
from bot.settings import Settings
from bot.store.database import Store, StoreError
from bot.store.key_file import KeyFile, KeyFileError
from bot.store.migrate import upgrade
from bot.store.resealing import check_keys, note_key, sealed_with
from bot.store.sealing import KeyRing


def open_store(settings: Settings, *, up_to_date: bool = True) -> Store:
    """Return the database with its keys, brought up to date unless it is wanted as it is.

    An SQLite file in which nothing is sealed yet gets a key file when there are no keys at all.

    Raises:
        StartError: the data directory cannot be written, or there are no keys that can be used.
        StoreError: the database cannot be opened or brought up to date, or was sealed with other keys.
    """
    if not settings.database_url:
        need_writable(settings.data_dir)
    store = Store(settings.database, ring_of(settings), connections=settings.database_connections)
    try:
        store.probe()
        if store.keys is None:
            store.use(_first_ring(settings, store, make=up_to_date))
        check_keys(store)
        if up_to_date:
            upgrade(store)
            note_key(store)
    except BaseException:
        store.close()
        raise
    return store


def ring_of(settings: Settings) -> KeyRing | None:
    """Return the keys of the settings or else of the key file, None when there are none.

    Raises:
        StartError: the key file cannot be used.
    """
    if settings.keys:
        return KeyRing(settings.keys)
    file = KeyFile(settings.key_file)
    return _ring_from(file) if file.exists else None


def _first_ring(settings: Settings, store: Store, *, make: bool) -> KeyRing | None:
    """Return the keys of a database that had none so far."""
    if sealed_with(store):
        raise StoreError(
            f"The database {store.url.render_as_string(hide_password=True)} is sealed, and its keys are not there: "
            f"put back the key file {settings.key_file} or set DATA_KEYS; nothing was read or changed."
        )
    if store.engine.dialect.name != "sqlite":
        raise StartError(
            "There is no key to seal the data with: set DATA_KEYS to what `stridesmith keys new` prints, and keep a "
            "copy of it. (A key file on this machine's disk could vanish with it.)"
        )
    if not make:
        return None
    file = KeyFile(settings.key_file)
    try:
        file.make()
    except KeyFileError as error:
        raise StartError(str(error)) from error
    return _ring_from(file)


def _ring_from(file: KeyFile) -> KeyRing:
    try:
        return KeyRing(file.read(), file.changed)
    except KeyFileError as error:
        raise StartError(str(error)) from error
