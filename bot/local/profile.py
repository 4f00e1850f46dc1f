"""Bot API methods about the bot itself, its commands and texts, chats and files."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.local.media import DOWNLOAD_LIMIT
from bot.local.sending import find_chat
from bot.local.state import Chat, State
from bot.local.wire import Json, Params, bad_request

NAME_LIMIT, DESCRIPTION_LIMIT, SHORT_DESCRIPTION_LIMIT = 64, 512, 120
COMMANDS_LIMIT, COMMAND_DESCRIPTION_LIMIT = 100, 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = {
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
}


def scope_key(scope: Json, language: str) -> str:
    """Return under what a list of commands is kept."""
    return ":".join([scope.get("type", "default"), str(scope.get("chat_id", "")), language])


def commands_for(state: State, chat: Chat) -> list[Json]:
    """Return the commands a chat's menu shows: the narrowest scope and the person's language first."""
    group = "all_private_chats" if chat.type == "private" else "all_group_chats"
    scopes: list[Json] = [{"type": "chat", "chat_id": chat.id}, {"type": group}, {"type": "default"}]
    for scope in scopes:
        for language in dict.fromkeys([chat.language_code or "", ""]):
            commands = state.bot.commands.get(scope_key(scope, language))
            if commands:
                return commands
    return []


class Profile:
    """getMe, the bot's texts and commands, getChat, getFile."""

    def __init__(self, state: State) -> None:
        self._state = state

    def methods(self) -> dict[str, Callable[[Params], object]]:
        """Return the Bot API methods of this part by name."""
        bot = self._state.bot
        return {
            "getme": self.get_me,
            "getchat": self.get_chat,
            "getfile": self.get_file,
            "setmycommands": self.set_commands,
            "getmycommands": self.get_commands,
            "deletemycommands": self.delete_commands,
            "setmyname": lambda params: self._set(params, bot.names, "name", NAME_LIMIT),
            "getmyname": lambda params: self._get(params, bot.names, "name", bot.name),
            "setmydescription": lambda params: self._set(
                params, bot.descriptions, "description", DESCRIPTION_LIMIT
            ),
            "getmydescription": lambda params: self._get(params, bot.descriptions, "description"),
            "setmyshortdescription": lambda params: self._set(
                params, bot.short_descriptions, "short_description", SHORT_DESCRIPTION_LIMIT
            ),
            "getmyshortdescription": lambda params: self._get(
                params, bot.short_descriptions, "short_description"
            ),
            "setchatmenubutton": self.set_menu_button,
            "getchatmenubutton": self.get_menu_button,
        }

    def get_me(self, _params: Params) -> Json:
        """Tell who the bot is."""
        return self._state.bot_user() | {
            "can_join_groups": True,
            "can_read_all_group_messages": True,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def get_chat(self, params: Params) -> Json:
        """Tell about a chat."""
        chat = find_chat(self._state, params)
        allowed = (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        )
        info: Json = chat.as_chat() | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(allowed, chat.type == "private"),
        }
        pinned = self._state.message(chat.id, chat.pinned)
        return info | ({"pinned_message": pinned} if pinned else {})

    def get_file(self, params: Params) -> Json:
        """Tell where to fetch a file."""
        file = self._state.files.get(params.text("file_id") or "")
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if file.size > DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        return file.as_file()

    # --- commands

    def _key(self, params: Params) -> str:
        scope = params.nested("scope", "BotCommandScope JSON object") or {}
        if not isinstance(scope, dict) or scope.get("type", "default") not in _SCOPES:
            raise bad_request("unsupported type of BotCommandScope specified")
        if "chat_id" in scope:
            find_chat(self._state, Params(scope))
        return scope_key(scope, params.text("language_code") or "")

    def set_commands(self, params: Params) -> bool:
        """Set the menu of commands for a scope and language."""
        given = params.nested("commands", "commands JSON object")
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            raise bad_request("expected an Array of BotCommand")
        if len(given) > COMMANDS_LIMIT:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        commands = []
        for one in given:
            command = str(one.get("command", "")).removeprefix("/")
            description = str(one.get("description", ""))
            if not _COMMAND.fullmatch(command):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(description) <= COMMAND_DESCRIPTION_LIMIT:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
            commands.append({"command": command, "description": description})
        self._state.bot.commands[self._key(params)] = commands
        self._state.save_bot()
        return True

    def get_commands(self, params: Params) -> list[Json]:
        """Return the commands set for exactly this scope and language."""
        return self._state.bot.commands.get(self._key(params), [])

    def delete_commands(self, params: Params) -> bool:
        """Forget the commands of a scope and language."""
        self._state.bot.commands.pop(self._key(params), None)
        self._state.save_bot()
        return True

    # --- texts by language

    def _set(self, params: Params, texts: dict[str, str], name: str, limit: int) -> bool:
        text, language = params.text(name) or "", params.text("language_code") or ""
        if len(text) > limit:
            raise bad_request(f"{name.replace('_', ' ')} is too long")
        texts.pop(language, None)
        if text:
            texts[language] = text
        self._state.save_bot()
        return True

    def _get(self, params: Params, texts: dict[str, str], name: str, default: str = "") -> Json:
        return {name: texts.get(params.text("language_code") or "", texts.get("", default))}

    # --- the button beside the input

    def set_menu_button(self, params: Params) -> bool:
        """Choose what the button beside the input does, in one chat or by default."""
        button = params.nested("menu_button", "MenuButton JSON object") or {"type": "default"}
        if not isinstance(button, dict) or button.get("type") not in {"commands", "default", "web_app"}:
            raise bad_request("MenuButton has unsupported type")
        if params.has("chat_id"):
            chat = find_chat(self._state, params)
            chat.menu_button = None if button["type"] == "default" else button
            self._state.save_chat(chat)
        else:
            self._state.bot.menu_button = {"type": "commands"} if button["type"] == "default" else button
            self._state.save_bot()
        return True

    def get_menu_button(self, params: Params) -> Json:
        """Return the button's kind."""
        if params.has("chat_id"):
            return find_chat(self._state, params).menu_button or self._state.bot.menu_button
        return self._state.bot.menu_button
