"""Keyboards: what a bot may put under a message or over the input, checked as the real server checks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.local.entities import link
from bot.local.wire import Json, Params, bad_request

CALLBACK_DATA_LIMIT = 64
"""Bytes in UTF-8 (core.telegram.org/bots/api#inlinekeyboardbutton)."""

BUTTON_LIMIT = 100
_ACTIONS = {
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
}
_LOOKS = {"style", "icon_custom_emoji_id"}
_KEYBOARD_FLAGS = ("is_persistent", "resize_keyboard", "one_time_keyboard", "selective")


@dataclass(frozen=True, slots=True)
class Markup:
    """A reply markup: `inline` belongs to the message, `reply` to the chat's input; both None without one."""

    inline: Json | None = None
    reply: Json | None = None


def parse_markup(params: Params, *, editing: bool = False) -> Markup:
    """Return the `reply_markup` of a call. Raises 400 in Telegram's words."""
    given = params.nested("reply_markup", "reply keyboard markup JSON object")
    if given is None:
        return Markup()
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in given:
        rows = _rows(given["inline_keyboard"], "inline keyboard")
        keyboard = [[_inline_button(button) for button in row] for row in rows]
        if sum(len(row) for row in keyboard) > BUTTON_LIMIT:
            raise bad_request("reply markup is too long")
        keyboard = [row for row in keyboard if row]
        return Markup(inline={"inline_keyboard": keyboard} if keyboard else None)
    if editing and given:
        raise bad_request("inline keyboard expected")
    return Markup(reply=_reply(given))


def _rows(value: object, what: str) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request(f'field "{what.replace(" ", "_")}" of the ReplyMarkup must be an Array of Arrays')
    return value


def _inline_button(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    actions = {key: value for key, value in button.items() if key in _ACTIONS and value is not None}
    if not actions:
        reason = "Text buttons are unallowed in the inline keyboard"
        raise bad_request(f"can't parse inline keyboard button: {reason}")
    data = actions.get("callback_data")
    if data is not None and not (isinstance(data, str) and 1 <= len(data.encode()) <= CALLBACK_DATA_LIMIT):
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in actions:
        address = link(str(actions["url"]))
        if address is None:
            raise bad_request(f"inline keyboard button URL '{actions['url']}' is invalid: Wrong HTTP URL")
        actions["url"] = address
    return {"text": text} | actions | {key: button[key] for key in _LOOKS if button.get(key)}


def _reply(given: Json) -> Json | None:
    if "keyboard" in given:
        rows = [[_reply_button(button) for button in row] for row in _rows(given["keyboard"], "keyboard")]
        rows = [row for row in rows if row]
        if not rows:
            raise bad_request("reply keyboard must be non-empty")
        flags = {flag: True for flag in _KEYBOARD_FLAGS if given.get(flag)}
        return {"keyboard": rows} | flags | _placeholder(given)
    if given.get("remove_keyboard"):
        return {"remove_keyboard": True}
    if given.get("force_reply"):
        return {"force_reply": True} | _placeholder(given)
    return None


def _placeholder(given: Json) -> Json:
    placeholder = given.get("input_field_placeholder")
    if not placeholder:
        return {}
    if not isinstance(placeholder, str) or len(placeholder) > 64:
        raise bad_request("input field placeholder is too long")
    return {"input_field_placeholder": placeholder}


def _reply_button(button: object) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    return {key: value for key, value in button.items() if value is not None}
