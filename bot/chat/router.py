"""From an update to a feature and back: one way for every message and tap, with one path for what fails."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from telegram import CallbackQuery, Document, Message, Update
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

from bot.chat import (
    about,
    admin,
    around,
    ask,
    bends,
    calendar,
    documents,
    exercise,
    forwarded,
    links,
    logbook,
    logs,
    next_run,
    pause,
    privacy,
    progress,
    run_edits,
    screen,
    season,
    session,
    settings,
    start,
    text,
    today,
    week,
)
from bot.chat.desk import Desk, Event, Feature, Handler, Incoming, Replies
from bot.chat.pace import FILE, Pace, Pacer
from bot.chat.reply import Reply
from bot.services import overheard, runners, talk
from bot.services.tools import Refusal
from bot.services.visible import visible

log = logging.getLogger(__name__)

FEATURES: tuple[Feature, ...] = (
    links.FEATURE,
    start.FEATURE,
    today.FEATURE,
    week.FEATURE,
    bends.FEATURE,
    run_edits.FEATURE,
    pause.FEATURE,
    session.FEATURE,
    ask.FEATURE,
    exercise.FEATURE,
    text.FEATURE,
    settings.FEATURE,
    calendar.FEATURE,
    privacy.FEATURE,
    about.FEATURE,
    admin.FEATURE,
    logs.FEATURE,
    logbook.FEATURE,
    season.FEATURE,
    progress.FEATURE,
    next_run.FEATURE,
)
TOAST_CHARACTERS = 200
# Telegram sends a moving picture as a document as well.
ANIMATED = (filters.Sticker.ALL | filters.ANIMATION) & ~filters.CAPTION
HEARD = filters.VOICE | filters.AUDIO | filters.VIDEO_NOTE
SEEN = filters.PHOTO | filters.VIDEO
_NAME_CHARACTERS = 64
_DATA_CHARACTERS = 64  # more no button of ours can have


class Router:
    """Hands each update to its feature and puts the reply on the screen."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pacer = Pacer()
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
        # Somebody else's words, be they a command or not; but a forwarded file is a file.
        said = filters.FORWARDED & (filters.TEXT | filters.CAPTION) & ~filters.Document.ALL
        handlers.append(MessageHandler(private & new & said, self._message(forwarded.forwarded)))
        for name, handler in self.commands.items():
            handlers.append(CommandHandler(name, self._message(handler), filters=private & new))
        handlers += [
            # A live location edits its message again and again: only changed words are answered.
            MessageHandler(
                private & filters.UpdateType.EDITED_MESSAGE & (filters.TEXT | filters.CAPTION),
                self._message(around.edited),
            ),
            MessageHandler(private & new & filters.LOCATION, self._message(start.location)),
            MessageHandler(private & new & filters.COMMAND, self._message(around.unknown_command)),
            MessageHandler(private & new & filters.TEXT, self._message(text.text)),
            MessageHandler(private & new & ANIMATED, self._message(around.sticker)),
            MessageHandler(private & new & filters.Document.ALL, self._message(documents.document)),
            # A caption is text too: a red flag may stand in it.
            MessageHandler(private & new & filters.CAPTION, self._message(text.text)),
            MessageHandler(private & new & HEARD, self._message(around.voice)),
            MessageHandler(private & new & SEEN, self._message(around.picture)),
            MessageHandler(private & new & ~filters.StatusUpdate.ALL, self._message(around.other_media)),
            MessageHandler(filters.ChatType.GROUPS & new & filters.COMMAND, self._message(around.group)),
        ]
        return handlers

    def _message(self, handler: Handler):  # type: ignore[no-untyped-def]
        async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            event = event_of(update, context.args)
            if event is None:
                return
            weight = FILE if event.document is not None and documents.is_calendar(event.document) else 1
            pace = self._pacer.heard(event.chat_id, self._sent_at(update), weight=weight)
            if pace is not Pace.FINE:
                await screen.show(context.bot, self._desk, event, await self._hurried(event, pace))
            else:
                desk = await self._desk.for_chat(event.chat_id)
                replies = await self._sign(desk, handler, event) or await self._answered(desk, handler, event)
                await screen.show(context.bot, desk, event, replies)

        return handle

    async def _tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query, event = update.callback_query, event_of(update, None)
        if query is None:
            return
        chat = update.effective_chat
        private = chat is not None and chat.type == ChatType.PRIVATE  # no other message of ours has buttons
        if event is None or not private:
            await answer_query(query, None)
            return
        pace = self._pacer.heard(event.chat_id, self._desk.tools.clock.now(), tapped=True)
        if pace is not Pace.FINE:
            told = Reply(toast=self._desk.say("too-fast")) if pace is Pace.TOO_FAST else None
            await answer_query(query, told)
            return
        head, *args = event.text.split(":")
        handler = self.buttons.get(head)
        if handler is None:
            replies: Sequence[Reply] = [self._desk.toast("old-button")]
        else:
            event = replace(event, text="", args=tuple(args))
            desk = await self._desk.for_chat(event.chat_id)
            replies = await self._answered(desk, handler, event)
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

    def _sent_at(self, update: Update) -> datetime:
        """When a message was written or changed; the clock of whoever knows better is not asked for the future."""
        message, now = update.effective_message, self._desk.tools.clock.now()
        return now if message is None else min(now, message.edit_date or message.date)

    async def _hurried(self, event: Event, pace: Pace) -> Sequence[Reply]:
        """A red flag is answered however fast it comes; otherwise one sentence, and then nothing."""
        said = event.text[: text.LONGEST_HEARD]
        if said and event.forwarded:
            heard = await self._desk.call(overheard.sign, said)
        else:
            heard = await self._desk.call(talk.sign, event.chat_id, said) if said else None
        if heard is not None:
            return [text.red_flag(self._desk, heard)]
        return [Reply(self._desk.say("too-fast"))] if pace is Pace.TOO_FAST else []

    @staticmethod
    async def _sign(desk: Desk, handler: Handler, event: Event) -> Sequence[Reply]:
        """A red flag goes before everything, also behind a command or in an edited message."""
        if not event.text or handler in (
            text.text,
            forwarded.forwarded,
            around.group,
        ):  # these look themselves, the last one says nothing
            return ()
        if (
            handler is admin.admin and event.chat_id in desk.operators
        ):  # what they tell everybody is not their own
            return ()
        if event.forwarded:
            heard = await desk.call(overheard.sign, event.text[: text.LONGEST_HEARD])
            return () if heard is None else [text.red_flag(desk, heard)]
        sign = await desk.call(talk.sign, event.chat_id, event.text[: text.LONGEST_HEARD])
        return () if sign is None else [text.red_flag(desk, sign)]

    async def _answered(self, desk: Desk, handler: Handler, event: Event) -> Sequence[Reply]:
        try:
            return _listed(await handler(desk, event))
        except Refusal as refusal:
            return [self._refused(desk, event, refusal)]

    @staticmethod
    def _refused(desk: Desk, event: Event, refusal: Refusal) -> Reply:
        """A wish that cannot be met is answered in words; after a tap as a toast, so that the screen stays."""
        say = desk.say(f"refused-{refusal.reason}", **refusal.facts)
        if event.tapped and len(say) <= TOAST_CHARACTERS and "<" not in say:
            return Reply(toast=say, alert=True)
        return Reply(say, fresh=True)


def event_of(update: Update, args: Sequence[str] | None) -> Event | None:
    """Return what the features need of an update, None when there is no chat to answer in."""
    chat, user = update.effective_chat, update.effective_user
    if chat is None:
        return None
    name = visible(user.first_name, _NAME_CHARACTERS) if user is not None else ""
    if update.callback_query is not None:
        message = update.callback_query.message
        return Event(
            chat_id=chat.id,
            update_id=update.update_id,
            name=name,
            text=(update.callback_query.data or "")[:_DATA_CHARACTERS],
            message_id=None if message is None else message.message_id,
            tapped=True,
            pictured=isinstance(message, Message) and bool(message.photo or message.animation),
        )
    message = update.effective_message
    if message is None:
        return None
    typed = message.text or message.caption or ""
    if args is not None:  # a command: only what stands behind it
        typed = "".join(typed.split(maxsplit=1)[1:])
    place = message.location
    return Event(
        chat_id=chat.id,
        update_id=update.update_id,
        name=name,
        text=typed,
        args=tuple(args or ()),
        location=None if place is None else (place.latitude, place.longitude),
        document=None if message.document is None else _incoming(message.document),
        forwarded=message.forward_origin is not None,
    )


def _incoming(document: Document) -> Incoming:
    async def fetch() -> bytes:
        file = await document.get_file()
        return bytes(await file.download_as_bytearray())

    return Incoming(
        name=document.file_name or "",
        mime=document.mime_type or "",
        size=document.file_size or 0,
        fetch=fetch,
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
        if error is not None and desk.outage.noticed(error):
            log.info("An update could not be handled: the database is away for too long")
        else:
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
