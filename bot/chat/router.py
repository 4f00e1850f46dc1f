"""From an update to a feature and back: one way for every message and tap, with one path for what fails."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence

from telegram import CallbackQuery, Update
from telegram.constants import ChatAction, ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.chat import about, around, ask, screen, session, settings, start, text, today, week
from bot.chat.desk import Desk, Event, Feature, Handler, Replies
from bot.chat.reply import Reply
from bot.services import runners, talk
from bot.services.tools import Refusal

log = logging.getLogger(__name__)

FEATURES: tuple[Feature, ...] = (
    start.FEATURE,
    today.FEATURE,
    week.FEATURE,
    session.FEATURE,
    ask.FEATURE,
    text.FEATURE,
    settings.FEATURE,
    about.FEATURE,
)
TOAST_CHARACTERS = 200
_NAME_CHARACTERS = 64


class Router:
    """Hands each update to its feature and puts the reply on the screen."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.commands = _merged(feature.commands for feature in FEATURES)
        self.buttons = _merged(feature.buttons for feature in FEATURES)

    def handlers(self) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
        """Return PTB's handlers, the special before the general."""
        private = filters.ChatType.PRIVATE
        new = filters.UpdateType.MESSAGE
        handlers: list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]] = [
            CallbackQueryHandler(self._tap),
            ChatMemberHandler(self._member, ChatMemberHandler.MY_CHAT_MEMBER),
        ]
        for name, handler in self.commands.items():
            handlers.append(CommandHandler(name, self._message(handler), filters=private & new))
        handlers += [
            MessageHandler(private & filters.UpdateType.EDITED_MESSAGE, self._message(around.edited)),
            MessageHandler(private & new & filters.LOCATION, self._message(start.location)),
            MessageHandler(private & new & filters.COMMAND, self._message(around.unknown_command)),
            MessageHandler(private & new & filters.TEXT, self._message(text.text)),
            # A caption is text too: a red flag may stand in it.
            MessageHandler(private & new & filters.CAPTION, self._message(text.text)),
            MessageHandler(private & new & ~filters.StatusUpdate.ALL, self._message(around.other_media)),
            MessageHandler(filters.ChatType.GROUPS & new & filters.COMMAND, self._message(around.group)),
        ]
        return handlers

    def _message(self, handler: Handler):  # type: ignore[no-untyped-def]
        async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            event = event_of(update, context.args)
            if event is not None:
                replies = await self._sign(handler, event) or await self._answered(handler, event)
                await screen.show(context.bot, self._desk, event, replies)

        return handle

    async def _tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query, event = update.callback_query, event_of(update, None)
        if query is None:
            return
        if event is None:
            await answer_query(query, None)
            return
        head, *args = event.text.split(":")
        handler = self.buttons.get(head)
        if handler is None:
            replies: Sequence[Reply] = [self._desk.toast("old-button")]
        else:
            event = Event(
                chat_id=event.chat_id,
                update_id=event.update_id,
                name=event.name,
                args=tuple(args),
                message_id=event.message_id,
                tapped=True,
            )
            replies = await self._answered(handler, event)
        # The answer first: it stops the button's waiting sign at once.
        await answer_query(query, next((reply for reply in replies if reply.toast), None))
        await screen.show(context.bot, self._desk, event, replies)

    async def _member(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        change = update.my_chat_member
        if change is None or change.chat.type != ChatType.PRIVATE:
            return
        event = Event(chat_id=change.chat.id, update_id=update.update_id)
        if change.new_chat_member.status == ChatMemberStatus.BANNED:
            await around.blocked(self._desk, event)
        elif change.new_chat_member.status == ChatMemberStatus.MEMBER:
            await around.unblocked(self._desk, event)

    async def _sign(self, handler: Handler, event: Event) -> Sequence[Reply]:
        """A red flag goes before everything, also behind a command or in an edited message."""
        if not event.text or handler in (
            text.text,
            around.group,
        ):  # the one looks itself, the other says nothing
            return ()
        sign = await self._desk.call(talk.sign, event.chat_id, event.text[: text.LONGEST_HEARD])
        return () if sign is None else [text.red_flag(self._desk, sign)]

    async def _answered(self, handler: Handler, event: Event) -> Sequence[Reply]:
        try:
            return _listed(await handler(self._desk, event))
        except Refusal as refusal:
            return [self._refused(event, refusal)]

    def _refused(self, event: Event, refusal: Refusal) -> Reply:
        """A wish that cannot be met is answered in words; after a tap as a toast, so that the screen stays."""
        say = self._desk.say(f"refused-{refusal.reason}", **refusal.facts)
        if event.tapped and len(say) <= TOAST_CHARACTERS and "<" not in say:
            return Reply(toast=say, alert=True)
        return Reply(say, fresh=True)


def event_of(update: Update, args: Sequence[str] | None) -> Event | None:
    """Return what the features need of an update, None when there is no chat to answer in."""
    chat, user = update.effective_chat, update.effective_user
    if chat is None:
        return None
    name = (user.first_name if user is not None else "")[:_NAME_CHARACTERS]
    if update.callback_query is not None:
        message = update.callback_query.message
        return Event(
            chat_id=chat.id,
            update_id=update.update_id,
            name=name,
            text=update.callback_query.data or "",
            message_id=None if message is None else message.message_id,
            tapped=True,
        )
    message = update.effective_message
    if message is None:
        return None
    typed = message.text or message.caption or ""
    if args is not None:  # a command: only what stands behind it
        typed = typed.partition(" ")[2].strip()
    place = message.location
    return Event(
        chat_id=chat.id,
        update_id=update.update_id,
        name=name,
        text=typed,
        args=tuple(args or ()),
        location=None if place is None else (place.latitude, place.longitude),
    )


async def answer_query(query: CallbackQuery, reply: Reply | None) -> None:
    """Answer a tap; one that is too old to be answered is no matter."""
    try:
        await query.answer(text=reply.toast if reply else None, show_alert=bool(reply and reply.alert))
    except BadRequest as error:
        log.info("A tap could not be answered: %s", type(error).__name__)


def error_handler(desk: Desk):  # type: ignore[no-untyped-def]
    """Return the one path for what fails: log it first, then say one calm sentence."""

    async def handle(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        error = context.error
        chat = update.effective_chat if isinstance(update, Update) else None
        if isinstance(error, Forbidden) and chat is not None:
            await desk.call(runners.block, chat.id, "forbidden")
            log.info("A chat cannot be written to any more")
            return
        log.error("An update could not be handled", exc_info=error)
        if chat is None:
            return
        try:
            if isinstance(update, Update) and update.callback_query is not None:
                await answer_query(update.callback_query, None)
            await context.bot.send_chat_action(chat.id, ChatAction.TYPING)
            await screen.send(context.bot, chat.id, Reply(desk.say("error")))
        except TelegramError as second:
            log.warning("The apology could not be sent either: %s", type(second).__name__)

    return handle


def install(application: Application, desk: Desk) -> Router:  # type: ignore[type-arg]
    """Register every handler with an application."""
    router = Router(desk)
    application.add_handlers(router.handlers())
    application.add_error_handler(error_handler(desk))
    return router


def _listed(replies: Replies) -> Sequence[Reply]:
    if replies is None:
        return ()
    return (replies,) if isinstance(replies, Reply) else replies


def _merged(parts: Iterable[Mapping[str, Handler]]) -> dict[str, Handler]:
    merged: dict[str, Handler] = {}
    for part in parts:
        for name, handler in part.items():
            if name in merged:
                raise ValueError(f"two features answer {name}")
            merged[name] = handler
    return merged
