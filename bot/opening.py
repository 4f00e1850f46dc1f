"""Opening the database: apart from the rest of the bot, so that looking after it needs no Telegram."""

from __future__ import annotations

from bot.failures import need_writable
from bot.settings import Settings
from bot.store.database import Store
from bot.store.migrate import upgrade


def open_store(settings: Settings, *, up_to_date: bool = True) -> Store:
    """Return the database, brought up to date unless it is wanted as it is.

    Raises:
        StartError: the data directory cannot be written.
        StoreError: the database cannot be opened or brought up to date.
    """
    if not settings.database_url:
        need_writable(settings.data_dir)
    store = Store(settings.database)
    store.probe()
    if up_to_date:
        upgrade(store)
    return store
