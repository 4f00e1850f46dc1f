"""Pictures that Telegram keeps already: by what is on them, for each bot, so that none is uploaded twice."""

from __future__ import annotations

from bot.services.tools import Tools
from bot.store.tables import SentPicture


def find(tools: Tools, digest: str, bot_id: int) -> str | None:
    """Return the file's id at Telegram, None when this bot has not sent the picture yet."""
    with tools.store.reading() as session:
        row = session.get(SentPicture, (digest, bot_id))
        return None if row is None else row.file_id


def keep(tools: Tools, digest: str, bot_id: int, file_id: str) -> None:
    """Remember the id under which Telegram keeps a picture."""
    with tools.store.writing() as session:
        session.merge(SentPicture(digest=digest, bot_id=bot_id, file_id=file_id))


def forget(tools: Tools, digest: str, bot_id: int) -> None:
    """Telegram does not know the file any more: it has to be uploaded again."""
    with tools.store.writing() as session:
        row = session.get(SentPicture, (digest, bot_id))
        if row is not None:
            session.delete(row)
