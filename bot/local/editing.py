"""Bot API methods that change or remove what is already in a chat, and the answer to a tap."""

from __future__ import annotations

from collections.abc import Callable

from bot.local.markup import parse_markup
from bot.local.sending import caption_content, find_file, text_content, writable
from bot.local.state import Chat, State
from bot.local.wire import Json, Params, bad_request

DELETE_LIFE = 48 * 60 * 60
"""Seconds after which a message cannot be deleted any more (core.telegram.org/bots/api#deletemessage)."""

ANSWER_LIMIT = 200
_TEXT = ("text", "entities", "link_preview_options")
_CAPTION = ("caption", "caption_entities", "show_caption_above_media", "has_media_spoiler")
_MEDIA = ("photo", "document", "animation")
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


class Editing:
    """The edit*, delete*, pin* methods and answerCallbackQuery."""

    def __init__(self, state: State) -> None:
        self._state = state

    def methods(self) -> dict[str, Callable[[Params], object]]:
        """Return the Bot API methods of this part by name."""
        return {
            "editmessagetext": self.edit_text,
            "editmessagecaption": self.edit_caption,
            "editmessagemedia": self.edit_media,
            "editmessagereplymarkup": self.edit_markup,
            "deletemessage": self.delete_message,
            "deletemessages": self.delete_messages,
            "answercallbackquery": self.answer_query,
            "pinchatmessage": self.pin,
            "unpinchatmessage": self.unpin,
            "unpinallchatmessages": self.unpin,
        }

    def edit_text(self, params: Params) -> Json:
        """Change a text message; without `reply_markup` its buttons go."""
        chat, message = self._editable(params)
        content = text_content(params, "MESSAGE_TOO_LONG")
        if "text" not in message:
            raise bad_request("there is no text in the message to edit")
        return self._replace(chat, message, params, _TEXT, content)

    def edit_caption(self, params: Params) -> Json:
        """Change a caption; without `reply_markup` the buttons go."""
        chat, message = self._editable(params)
        content = caption_content(params, "MEDIA_CAPTION_TOO_LONG")
        if not any(name in message for name in _MEDIA):
            raise bad_request("there is no caption in the message to edit")
        kept = {"has_media_spoiler": True} if message.get("has_media_spoiler") else {}
        return self._replace(chat, message, params, _CAPTION, kept | content)

    def edit_media(self, params: Params) -> Json:
        """Put another photo, document or animation, with its own caption, in place of what is there."""
        chat, message = self._editable(params)
        media = params.nested("media", "input media JSON object")
        if not isinstance(media, dict) or media.get("type") not in _MEDIA:
            raise bad_request(
                'can\'t parse InputMedia: Field "type" must be one of photo, document, animation'
            )
        part = Params(media, params.files)
        caption = caption_content(part, "MEDIA_CAPTION_TOO_LONG")
        file = find_file(self._state, part, media["type"], media.get("media"))
        gone = (*_TEXT, *_CAPTION, *_MEDIA)
        return self._replace(chat, message, params, gone, file.content() | caption)

    def edit_markup(self, params: Params) -> Json:
        """Change the buttons only; none given removes them."""
        chat, message = self._editable(params)
        return self._replace(chat, message, params, (), {})

    def _editable(self, params: Params) -> tuple[Chat, Json]:
        if not (params.has("chat_id") and params.has("message_id")):
            raise bad_request("message identifier is not specified")
        chat = writable(self._state, params)
        message = self._state.message(chat.id, params.integer("message_id"))
        if message is None:
            raise bad_request("message to edit not found")
        if message["from"]["id"] != self._state.bot_id:
            raise bad_request("message can't be edited")
        return chat, message

    def _replace(
        self, chat: Chat, message: Json, params: Params, gone: tuple[str, ...], content: Json
    ) -> Json:
        markup = parse_markup(params, editing=True).inline
        content = content | ({"reply_markup": markup} if markup else {})
        dropped = (*gone, "reply_markup")
        if {name: message[name] for name in dropped if name in message} == content:
            raise bad_request(_SAME)
        edited = {name: value for name, value in message.items() if name not in dropped} | content
        self._state.change_message(chat, edited)
        return edited

    def delete_message(self, params: Params) -> bool:
        """Remove a message of either side from a private chat, in a group only an own one."""
        chat = writable(self._state, params)
        message = self._state.message(chat.id, params.integer("message_id"))
        if message is None:
            raise bad_request("message to delete not found")
        foreign = chat.type != "private" and message["from"]["id"] != self._state.bot_id
        if foreign or self._state.now_seconds() - message["date"] > DELETE_LIFE:
            raise bad_request("message can't be deleted for everyone")
        self._state.remove_message(chat.id, message["message_id"])
        return True

    def delete_messages(self, params: Params) -> bool:
        """Remove up to a hundred messages; those that cannot be found are skipped."""
        chat = writable(self._state, params)
        numbers = params.nested("message_ids", "message_ids")
        if not isinstance(numbers, list) or not 1 <= len(numbers) <= 100:
            raise bad_request("message identifiers are not specified")
        for number in numbers:
            if self._state.message(chat.id, number) is not None:
                self.delete_message(Params({"chat_id": chat.id, "message_id": number}))
        return True

    def answer_query(self, params: Params) -> bool:
        """End the waiting state of a button, with a toast or an alert if there is a text."""
        text = params.text("text") or ""
        if len(text) > ANSWER_LIMIT:
            raise bad_request("MESSAGE_TOO_LONG")
        query = self._state.take_query(params.text("callback_query_id") or "")
        if query is None:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        self._state.hub.publish(
            {
                "type": "answer",
                "chat": query.chat,
                "message_id": query.message,
                "callback_query_id": query.id,
                "text": text,
                "show_alert": params.flag("show_alert"),
                "url": params.text("url"),
            }
        )
        return True

    def pin(self, params: Params) -> bool:
        """Pin a message."""
        chat = writable(self._state, params)
        message = self._state.message(chat.id, params.integer("message_id"))
        if message is None:
            raise bad_request("message to pin not found")
        chat.pinned = message["message_id"]
        self._state.save_chat(chat)
        return True

    def unpin(self, params: Params) -> bool:
        """Unpin whatever is pinned."""
        chat = writable(self._state, params)
        chat.pinned = None
        self._state.save_chat(chat)
        return True
