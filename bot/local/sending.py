"""Bot API methods that put messages into a chat: text, photo, document, animation, album, location."""

from __future__ import annotations

from collections.abc import Callable

from bot.local.entities import Formatted, parse_html, plain, with_entities
from bot.local.markup import Markup, parse_markup
from bot.local.media import StoredFile
from bot.local.state import Chat, State
from bot.local.wire import BotError, Json, Params, bad_request

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
"""UTF-16 units after parsing (core.telegram.org/bots/api#sendmessage, #sendphoto)."""

ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
_TITLES = {
    "photo": "Photo",
    "document": "Document",
    "animation": "Animation",
    "sticker": "Sticker",
    "voice": "VoiceNote",
}


def find_chat(state: State, params: Params) -> Chat:
    """Return the chat a call is about. Raises 400 for an unknown one."""
    if not params.has("chat_id"):
        raise bad_request("chat_id is empty")
    try:
        chat = state.chats.get(int(params.values["chat_id"]))
    except (TypeError, ValueError):
        chat = None
    if chat is None:
        raise bad_request("chat not found")
    return chat


def writable(state: State, params: Params) -> Chat:
    """Return the chat a call writes to. Raises 400 for an unknown one, 403 where the bot is shut out."""
    chat = find_chat(state, params)
    if chat.blocked:
        private = "bot was blocked by the user"
        raise BotError(
            403, f"Forbidden: {private if chat.type == 'private' else 'bot was kicked from the group chat'}"
        )
    return chat


def formatted(params: Params, name: str = "text") -> Formatted:
    """Return the text or caption of a call with its entities. Raises 400."""
    text = params.text(name) or ""
    mode = params.text("parse_mode") or ""
    if mode.lower() == "html":
        return parse_html(text)
    if mode:
        raise bad_request("unsupported parse_mode")
    listed = "entities" if name == "text" else "caption_entities"
    given = params.nested(listed, "entities JSON object")
    return plain(text) if given is None else with_entities(text, given)


def text_content(params: Params, too_long: str = "message is too long") -> Json:
    """Return the fields of a text message. Raises 400 for none and for too much of it."""
    text = formatted(params)
    if not text.text:
        raise bad_request("message text is empty")
    if text.units > TEXT_LIMIT:
        raise bad_request(too_long)
    content: Json = {"text": text.text}
    if text.entities:
        content["entities"] = text.entities
    options = params.nested("link_preview_options", "link preview options JSON object")
    if isinstance(options, dict) and options:
        content["link_preview_options"] = options
    return content


def caption_content(params: Params, too_long: str = "message caption is too long") -> Json:
    """Return the fields of a caption, none for an empty one. Raises 400 for a long one."""
    caption = formatted(params, "caption")
    if caption.units > CAPTION_LIMIT:
        raise bad_request(too_long)
    content: Json = {}
    if caption.text:
        content["caption"] = caption.text
        if caption.entities:
            content["caption_entities"] = caption.entities
        if params.flag("show_caption_above_media"):
            content["show_caption_above_media"] = True
    if params.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    return content


def find_file(state: State, params: Params, kind: str, value: object) -> StoredFile:
    """Return an uploaded file, stored, or one that was sent before, by its id. Raises 400."""
    given = params.attached(value)
    if given is None:
        raise bad_request(f"there is no {kind} in the request")
    if isinstance(given, str):
        if given.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")  # nothing is fetched from outside
        file = state.files.get(given)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if file.kind != kind:
            raise bad_request(f"can't use file of type {_TITLES[file.kind]} as {_TITLES[kind]}")
        return file
    sizes = {name: params.integer(name) or 0 for name in ("width", "height", "duration")}
    return state.keep_file(kind, given, **sizes)


class Sending:
    """The send* methods."""

    def __init__(self, state: State) -> None:
        self._state = state

    def methods(self) -> dict[str, Callable[[Params], object]]:
        """Return the Bot API methods of this part by name."""
        return {
            "sendmessage": self.send_message,
            "sendphoto": lambda params: self.send_file(params, "photo"),
            "senddocument": lambda params: self.send_file(params, "document"),
            "sendanimation": lambda params: self.send_file(params, "animation"),
            "sendmediagroup": self.send_media_group,
            "sendlocation": self.send_location,
            "sendchataction": self.send_chat_action,
        }

    def send_message(self, params: Params) -> Json:
        """Send text."""
        chat = writable(self._state, params)
        return self._send(chat, params, text_content(params))

    def send_file(self, params: Params, kind: str) -> Json:
        """Send a photo, document or animation with a caption."""
        chat = writable(self._state, params)
        caption, markup = caption_content(params), parse_markup(params)
        file = find_file(self._state, params, kind, params.file(kind))
        return self._send(chat, params, file.content() | caption, markup)

    def send_location(self, params: Params) -> Json:
        """Send a point on the map."""
        chat = writable(self._state, params)
        latitude, longitude = params.number("latitude"), params.number("longitude")
        if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
            raise bad_request("wrong location specified")
        return self._send(chat, params, {"location": {"latitude": latitude, "longitude": longitude}})

    def send_media_group(self, params: Params) -> list[Json]:
        """Send two to ten photos or documents as one album."""
        chat = writable(self._state, params)
        media = params.nested("media", "media JSON object")
        if not isinstance(media, list) or not all(isinstance(item, dict) for item in media):
            raise bad_request("expected an Array of InputMedia")
        if not 2 <= len(media) <= 10:
            raise bad_request("wrong number of media in the album, 2-10 items expected")
        kinds = {item.get("type") for item in media}
        if not kinds <= {"photo", "document"} or len(kinds) > 1:
            raise bad_request("photos and documents can't be mixed with other media types in an album")
        contents = []
        for item in media:
            part = Params(item, params.files)
            caption = caption_content(part)
            contents.append(find_file(self._state, part, item["type"], item.get("media")).content() | caption)
        album = str(self._state.now_seconds() * 1000 + len(self._state.messages.get(chat.id, {})))
        return [
            self._send(chat, params, content | {"media_group_id": album}, Markup()) for content in contents
        ]

    def send_chat_action(self, params: Params) -> bool:
        """Show that the bot is at work."""
        chat = writable(self._state, params)
        action = (params.text("action") or "").lower()
        if action not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        self._state.hub.publish({"type": "typing", "chat": chat.id, "action": action})
        return True

    def _send(self, chat: Chat, params: Params, content: Json, markup: Markup | None = None) -> Json:
        markup = parse_markup(params) if markup is None else markup
        content = self._reply_to(chat, params) | content
        if params.flag("protect_content"):
            content["has_protected_content"] = True
        if markup.inline:
            content["reply_markup"] = markup.inline
        silent = params.flag("disable_notification")
        message = self._state.add_message(chat, self._state.bot_user(), content, silent=silent)
        if markup.reply:
            chat.keyboard = None if "remove_keyboard" in markup.reply else markup.reply
            self._state.save_chat(chat)
        return message

    def _reply_to(self, chat: Chat, params: Params) -> Json:
        reply = params.nested("reply_parameters", "reply parameters JSON object")
        number, lenient = params.integer("reply_to_message_id"), params.flag("allow_sending_without_reply")
        if isinstance(reply, dict):
            part = Params(reply)
            number, lenient = part.integer("message_id"), part.flag("allow_sending_without_reply")
        if not number:
            return {}
        original = self._state.message(chat.id, number)
        if original is None:
            if lenient:
                return {}
            raise bad_request("message to be replied not found")
        return {
            "reply_to_message": {key: value for key, value in original.items() if key != "reply_to_message"}
        }
