"""The other end of the chat: control calls that do what a person with a phone would do."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.web_request import FileField

from bot.local.entities import plain
from bot.local.profile import commands_for
from bot.local.sending import TEXT_LIMIT
from bot.local.state import Chat, State
from bot.local.wire import BotError, Json, Upload, dumps

LONGEST_WAIT = 60.0
"""Seconds a request for messages may wait for a new one."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ControlError(Exception):
    """A control call that cannot be done; the text is a sentence for whoever called."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def told(value: object, status: int = 200) -> web.Response:
    """Return a control call's answer."""
    return web.json_response(value, status=status, dumps=dumps)


def handled(handler: Handler) -> Handler:
    """Make refusals of a control call into `{"error": sentence}`."""

    async def safe(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except ControlError as error:
            return told({"error": str(error)}, error.status)
        except BotError as error:
            return told({"error": error.description}, error.code)

    return safe


async def body(request: web.Request) -> Json:
    """Return a control call's JSON object; an empty body is an empty object."""
    if not request.can_read_body:
        return {}
    try:
        value = await request.json()
    except ValueError:
        raise ControlError("The body must be JSON.") from None
    if not isinstance(value, dict):
        raise ControlError("The body must be a JSON object.")
    return value


class Control:
    """Everything under /local/chats."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of this part."""
        chat = "/local/chats/{id:-?[0-9]+}"
        posts = {
            "text": self.text,
            "press": self.press,
            "location": self.location,
            "document": lambda request: self.file(request, "document"),
            "photo": lambda request: self.file(request, "photo"),
            "sticker": lambda request: self.file(request, "sticker"),
            "voice": lambda request: self.file(request, "voice"),
            "edit": self.edit,
            "block": lambda request: self.block(request, blocked=True),
            "unblock": lambda request: self.block(request, blocked=False),
        }
        return [
            web.get("/local/chats", handled(self.chats)),
            web.post("/local/chats", handled(self.new_chat)),
            web.get(f"{chat}/messages", handled(self.messages)),
            *(web.post(f"{chat}/{name}", handled(handler)) for name, handler in posts.items()),
        ]

    # --- reading

    async def chats(self, _request: web.Request) -> web.Response:
        """List the chats, the bot's texts beside them."""
        bot = self._state.bot
        about: Json = self._state.bot_user() | {
            "description": bot.descriptions.get("", ""),
            "short_description": bot.short_descriptions.get("", ""),
        }
        return told({"bot": about, "chats": [self._about(chat) for chat in self._state.chats.values()]})

    def _about(self, chat: Chat) -> Json:
        messages = self._state.messages.get(chat.id, {})
        return chat.as_chat() | {
            "language_code": chat.language_code,
            "blocked": chat.blocked,
            "keyboard": chat.keyboard,
            "commands": commands_for(self._state, chat),
            "menu_button": chat.menu_button or self._state.bot.menu_button,
            "pinned": chat.pinned,
            "last_message": messages[max(messages)] if messages else None,
        }

    async def messages(self, request: web.Request) -> web.Response:
        """Return a chat's messages after an id; with `wait`, as soon as there is one by the bot."""
        chat = self._chat(request)
        try:
            after, wait = int(request.query.get("after", 0)), float(request.query.get("wait", 0))
        except ValueError:
            raise ControlError("after and wait are numbers.") from None
        events = self._state.hub.listen()
        try:
            async with asyncio.timeout(min(max(wait, 0), LONGEST_WAIT)):
                while wait and not self._bot_wrote(chat, after) and await events.get() is not None:
                    pass
        except TimeoutError:
            pass  # nothing came: what is there is the answer
        finally:
            self._state.hub.leave(events)
        found = [one for number, one in self._state.messages.get(chat.id, {}).items() if number > after]
        silent = [one["message_id"] for one in found if (chat.id, one["message_id"]) in self._state.silent]
        return told({"messages": found, "silent": silent, "keyboard": chat.keyboard})

    def _bot_wrote(self, chat: Chat, after: int) -> bool:
        messages = reversed(self._state.messages.get(chat.id, {}).items())
        for number, message in messages:
            if number <= after:
                return False
            if message["from"]["id"] == self._state.bot_id:
                return True
        return False

    # --- writing

    async def new_chat(self, request: web.Request) -> web.Response:
        """Open a chat; one that exists is returned as it is."""
        order = await body(request)
        chat_id = order.get("id")
        if chat_id is not None and (
            not isinstance(chat_id, int) or isinstance(chat_id, bool) or chat_id == 0
        ):
            raise ControlError("id must be a whole number other than 0.")
        known = ("type", "first_name", "last_name", "username", "language_code", "title")
        about = {key: order[key] for key in known if order.get(key)}
        if any(not isinstance(value, str) for value in about.values()):
            raise ControlError(f"{', '.join(known)} are texts.")
        if about.get("type", "private") not in {"private", "group", "supergroup"}:
            raise ControlError("type must be private, group or supergroup.")
        is_group = about.get("type", "private") != "private"
        if is_group and (chat_id or 0) >= 0:
            raise ControlError("A group needs a negative id.")
        fresh = chat_id is None or chat_id not in self._state.chats
        chat = self._state.open_chat(chat_id, **about)
        if fresh and chat.type != "private":
            self._membership(chat, "left", "member")
        return told({"chat": self._about(chat)})

    def _chat(self, request: web.Request, *, create: bool = False) -> Chat:
        chat_id = int(request.match_info["id"])
        chat = self._state.chats.get(chat_id)
        if chat is None and create and chat_id != 0:
            chat = self._state.open_chat(chat_id)
        if chat is None:
            raise ControlError("There is no such chat.", 404)
        return chat

    def _writer(self, request: web.Request, order: Json) -> tuple[Chat, Json]:
        """Return the chat and who writes; the first message opens a chat."""
        chat = self._chat(request, create=True)
        if chat.blocked:
            raise ControlError("The bot is blocked in this chat. Unblock it first.", 409)
        user = order.get("user")
        if user is not None and not isinstance(user, int):
            raise ControlError("user is the id of a person.")
        return chat, self._state.member(chat, user)

    def _say(self, chat: Chat, sender: Json, content: Json, order: Json) -> web.Response:
        extra: Json = {}
        if forwarded := order.get("forwarded_from"):
            origin = {"type": "hidden_user", "sender_user_name": str(forwarded)}
            extra["forward_origin"] = origin | {"date": self._state.now_seconds()}
        if number := order.get("reply_to_message_id"):
            original = self._state.message(chat.id, number)
            if original is None:
                raise ControlError("There is no message of that id to reply to.")
            extra["reply_to_message"] = {k: v for k, v in original.items() if k != "reply_to_message"}
        message = self._state.add_message(chat, sender, extra | content)
        if chat.keyboard and (chat.keyboard.get("one_time_keyboard") or "force_reply" in chat.keyboard):
            chat.keyboard = None
            self._state.save_chat(chat)
        return told({"message": message, "update_id": self._state.add_update("message", message)})

    async def text(self, request: web.Request) -> web.Response:
        """Write text."""
        order = await body(request)
        chat, sender = self._writer(request, order)
        return self._say(chat, sender, _text(order), order)

    async def location(self, request: web.Request) -> web.Response:
        """Share a location, in degrees."""
        order = await body(request)
        point = {}
        for name, most in (("latitude", 90), ("longitude", 180)):
            value = order.get(name)
            if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) <= most:
                raise ControlError(f"{name} must be a number between -{most} and {most}.")
            point[name] = float(value)
        chat, sender = self._writer(request, order)
        return self._say(chat, sender, {"location": point}, order)

    async def file(self, request: web.Request, kind: str) -> web.Response:
        """Send a document, photo, sticker or voice message: a multipart file or `content_base64`."""
        order, upload = await _upload(request, kind)
        chat, sender = self._writer(request, order)
        content = self._state.keep_file(kind, upload, **_sizes(kind, order)).content()
        if kind == "sticker":
            content["sticker"]["emoji"] = str(order.get("emoji") or "👍")
        caption = plain(str(order.get("caption") or ""))
        if caption.text:
            content["caption"] = caption.text
            if caption.entities:
                content["caption_entities"] = caption.entities
        return self._say(chat, sender, content, order)

    async def edit(self, request: web.Request) -> web.Response:
        """Change a text this side has written."""
        order = await body(request)
        chat, _ = self._writer(request, order)
        message = self._state.message(chat.id, order.get("message_id"))
        if message is None or "text" not in message or message["from"]["id"] == self._state.bot_id:
            raise ControlError("There is no text of yours with that message_id.")
        edited = {key: value for key, value in message.items() if key not in {"text", "entities"}} | _text(
            order
        )
        self._state.change_message(chat, edited)
        return told({"message": edited, "update_id": self._state.add_update("edited_message", edited)})

    async def press(self, request: web.Request) -> web.Response:
        """Tap a button. Data the message no longer shows goes through: a slow phone does that too."""
        order = await body(request)
        data = order.get("data")
        if not isinstance(data, str) or not data:
            raise ControlError("data must be the button's callback data.")
        chat, sender = self._writer(request, order)
        message = self._state.message(chat.id, order.get("message_id"))
        if message is None:
            raise ControlError("There is no message with that message_id.")
        query_id, update_id = self._state.add_query(chat, message, data, sender)
        return told({"callback_query_id": query_id, "update_id": update_id})

    async def block(self, request: web.Request, *, blocked: bool) -> web.Response:
        """Block the bot in a chat, or let it in again; the bot is told."""
        chat = self._chat(request)
        if chat.blocked != blocked:
            chat.blocked = blocked
            self._state.save_chat(chat)
            was, now = ("member", "kicked") if blocked else ("kicked", "member")
            self._membership(chat, was, now)
        return told({"chat": self._about(chat)})

    def _membership(self, chat: Chat, was: str, now: str) -> None:
        self._state.add_update(
            "my_chat_member",
            {
                "chat": chat.as_chat(),
                "from": self._state.member(chat),
                "date": self._state.now_seconds(),
                "old_chat_member": self._standing(was),
                "new_chat_member": self._standing(now),
            },
        )

    def _standing(self, status: str) -> Json:
        standing: Json = {"user": self._state.bot_user(), "status": status}
        return standing | ({"until_date": 0} if status == "kicked" else {})


def _text(order: Json) -> Json:
    given = order.get("text")
    if not isinstance(given, str):
        raise ControlError("text must be a text.")
    text = plain(given)
    if not text.text:
        raise ControlError("The text is empty.")
    if text.units > TEXT_LIMIT:
        raise ControlError(f"The text is longer than {TEXT_LIMIT} characters.")
    return {"text": text.text} | ({"entities": text.entities} if text.entities else {})


_STAND_INS = {
    "sticker": Upload("sticker.webp", b"RIFF\x04\x00\x00\x00WEBP"),
    "voice": Upload("voice.ogg", b"OggS\x00\x02", "audio/ogg"),
}


async def _upload(request: web.Request, kind: str) -> tuple[Json, Upload]:
    if request.content_type == "multipart/form-data":
        order: Json = {}
        upload = None
        for name, value in (await request.post()).items():
            if isinstance(value, FileField):
                upload = Upload(value.filename, value.file.read(), value.content_type)
            else:
                order[name] = value
    else:
        order = await body(request)
        upload = _decoded(order)
    upload = upload or _STAND_INS.get(kind)
    if upload is None:
        raise ControlError("A file is missing: a multipart part, or file_name and content_base64.")
    return order, upload


def _decoded(order: Json) -> Upload | None:
    content = order.get("content_base64")
    if content is None:
        return None
    try:
        data = base64.b64decode(str(content), validate=True)
    except binascii.Error:
        raise ControlError("content_base64 is not base64.") from None
    return Upload(str(order.get("file_name") or "file.bin"), data)


def _sizes(kind: str, order: Json) -> dict[str, int]:
    if kind == "sticker":
        return {"width": 512, "height": 512}
    try:
        return {"duration": int(order.get("duration") or 0)}
    except (TypeError, ValueError):
        raise ControlError("duration must be a number of seconds.") from None
