"""A Telegram of one's own: a loopback Bot API with a chat page, for trying the bot and for the tests."""

from __future__ import annotations

from bot.local.server import DEFAULT_TOKEN, LocalTelegram

__all__ = ["DEFAULT_TOKEN", "LocalTelegram"]
