"""What the bot's updates are measured against: bare echo bots, as processes.

`python -m tests.bench_echo ptb|aiogram polling|webhook API PORT`: python-telegram-bot and aiogram as their own first
examples have them, with their defaults. A webhook comes in by an aiohttp server, which aiogram brings along; PTB's own
server wants one more package, so its updates enter by the queue, as in its example of a custom webhook.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from aiohttp import web

from bot.local import DEFAULT_TOKEN

PATH = "/telegram"


async def ptb(api: str, port: int) -> None:
    """Echo by python-telegram-bot; port 0 polls."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None:
            await update.message.reply_text(update.message.text or "")

    application = Application.builder().token(DEFAULT_TOKEN).base_url(f"{api}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with application:
        await application.start()
        if not port:
            assert application.updater is not None
            await application.updater.start_polling()
            await asyncio.Event().wait()

        async def take(request: web.Request) -> web.Response:
            update: Any = Update.de_json(await request.json(), application.bot)
            await application.update_queue.put(update)
            return web.Response()

        server = web.Application()
        server.router.add_post(PATH, take)
        await _listen(server, port)
        await application.bot.set_webhook(f"http://127.0.0.1:{port}{PATH}")
        await asyncio.Event().wait()


async def aiogram(api: str, port: int) -> None:
    """Echo by aiogram; port 0 polls."""
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import Message
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler

    bot = Bot(DEFAULT_TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(message.text or "")

    if not port:
        await dispatcher.start_polling(bot, handle_signals=False)
        return
    server = web.Application()
    SimpleRequestHandler(dispatcher, bot).register(server, PATH)
    await _listen(server, port)
    await bot.set_webhook(f"http://127.0.0.1:{port}{PATH}")
    await asyncio.Event().wait()


async def _listen(server: web.Application, port: int) -> None:
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()


def main() -> None:
    """Run one until it is ended."""
    kind, api, port = sys.argv[1:]
    asyncio.run({"ptb": ptb, "aiogram": aiogram}[kind](api, int(port)))


if __name__ == "__main__":
    main()
