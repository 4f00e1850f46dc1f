"""What the server knows: the bot, chats with their messages, files, taps, updates not fetched yet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from bot.clock import MovableClock
from bot.local.events import Hub
from bot.local.journal import Journal
from bot.local.media import StoredFile, describe, stored
from bot.local.wire import Json, Upload

QUERY_LIFE = timedelta(minutes=15)
"""How long a callback query may be answered. Telegram names no figure; a bot down for longer is late."""

FIRST_CHAT = 500_001
GROUP_MEMBER = 700_001


@dataclass(slots=True)
class Chat:
    """A chat and, if it is private, the person in it."""

    id: int
    type: str = "private"
    first_name: str = "Runner"
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    title: str | None = None
    blocked: bool = False
    keyboard: Json | None = None
    """The reply keyboard (or forced reply) that stands over the input."""

    menu_button: Json | None = None
    pinned: int | None = None

    def as_chat(self) -> Json:
        """Return a Bot API Chat."""
        if self.type != "private":
            return {"id": self.id, "title": self.title or "Group", "type": self.type}
        named = {"last_name": self.last_name, "username": self.username}
        given = {key: value for key, value in named.items() if value}
        return {"id": self.id, "first_name": self.first_name, **given, "type": "private"}

    def as_user(self) -> Json:
        """Return a Bot API User: the person of a private chat."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        named = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        return user | {key: value for key, value in named.items() if value}


@dataclass(slots=True)
class Query:
    """A tap on an inline button that waits for its answer; `at` in seconds of the epoch."""

    id: str
    chat: int
    message: int
    at: int


@dataclass(slots=True)
class BotProfile:
    """What the bot has told about itself, and how it wants its updates."""

    name: str = "Stridesmith"
    commands: dict[str, list[Json]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_button: Json = field(default_factory=lambda: {"type": "commands"})
    allowed_updates: list[str] = field(default_factory=list)
    webhook: Json | None = None


@dataclass(slots=True)
class _Counters:
    message: int
    update: int
    query: int
    file: int = 0
    chat: int = FIRST_CHAT


class State:
    """Everything that lasts. Each change goes to the journal at once and to the hub as an event."""

    def __init__(
        self, journal: Journal, clock: MovableClock, hub: Hub, *, bot_id: int, bot_name: str
    ) -> None:
        self.clock = clock
        self.hub = hub
        self.journal = journal
        self.bot_id = bot_id
        self.bot = BotProfile(name=bot_name)
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, dict[int, Json]] = {}
        self.silent: set[tuple[int, int]] = set()
        self.files: dict[str, StoredFile] = {}
        self.queries: dict[str, Query] = {}
        self.updates: dict[int, Json] = {}
        self.on_update: list[Callable[[], None]] = []
        # Begin above the ids of any older server, or a bot that remembers ids takes news for repeats.
        start = self.now_seconds()
        self._next = _Counters(message=1, update=start, query=start << 20)
        self._closed = False
        self._load()
        clock.on_move(self._moved)

    # --- what was there before

    def _load(self) -> None:
        messages: list[tuple[int, int, Json]] = []
        for key, value in self.journal.objects():
            kind, _, rest = key.partition(":")
            if kind == "chat":
                self.chats[int(rest)] = Chat(**value)
            elif kind == "message":
                chat, _, number = rest.partition(":")
                messages.append((int(chat), int(number), value))
            elif kind == "file":
                self.files[rest] = stored(value)
            elif kind == "query":
                self.queries[rest] = Query(**value)
            elif kind == "update":
                self.updates[int(rest)] = value
            elif kind == "bot":
                self.bot = BotProfile(**value)
            elif kind == "next":
                self._next = _Counters(**value)
            elif kind == "clock":
                self.clock.advance(timedelta(seconds=value["offset_seconds"]) - self.clock.offset)
        for chat_id, message_id, value in sorted(messages, key=lambda one: one[1]):
            self.messages.setdefault(chat_id, {})[message_id] = value["message"]
            if value["silent"]:
                self.silent.add((chat_id, message_id))
        self.updates = dict(sorted(self.updates.items()))

    def close(self) -> None:
        """Write nothing more: the clock may outlive the server."""
        self._closed = True
        self.journal.close()

    def _moved(self) -> None:
        if self._closed:
            return
        self.journal.put("clock", {"offset_seconds": self.clock.offset.total_seconds()})
        self.hub.publish({"type": "clock"} | self.clock_face())

    def clock_face(self) -> Json:
        """Return the moved instant and by how much it was moved, for the page."""
        return {"utc": self.clock.now().isoformat(), "moved_seconds": self.clock.offset.total_seconds()}

    def now_seconds(self) -> int:
        """Return the present instant of the movable clock in seconds of the epoch."""
        return int(self.clock.now().timestamp())

    def _number(self, kind: str) -> int:
        number: int = getattr(self._next, kind)
        setattr(self._next, kind, number + 1)
        self.journal.put("next", asdict(self._next))
        return number

    # --- the bot

    def bot_user(self) -> Json:
        """Return the bot as a Bot API User."""
        name = self.bot.names.get("") or self.bot.name
        return {"id": self.bot_id, "is_bot": True, "first_name": name, "username": f"{self.bot.name}_bot"}

    def save_bot(self) -> None:
        """Write what the bot has told about itself."""
        self.journal.put("bot", asdict(self.bot))
        self.hub.publish({"type": "chats"})

    # --- chats and messages

    def open_chat(self, chat_id: int | None = None, **about: str | None) -> Chat:
        """Return a new chat, with the next free id if none is given; an existing one is returned as it is."""
        while chat_id is None:
            number = self._number("chat")
            chat_id = None if number in self.chats else number
        chat = self.chats.get(chat_id)
        if chat is None:
            chat = Chat(chat_id, **{key: value for key, value in about.items() if value is not None})  # type: ignore[arg-type]
            if chat_id < 0 and chat.type == "private":
                chat.type = "group"
            self.chats[chat_id] = chat
            self.save_chat(chat)
        return chat

    def save_chat(self, chat: Chat) -> None:
        """Write a chat after a change."""
        self.journal.put(f"chat:{chat.id}", asdict(chat))
        self.hub.publish({"type": "chats", "chat": chat.id})

    def member(self, chat: Chat, user_id: int | None = None) -> Json:
        """Return who writes in a chat: its person, or in a group a named or a standing member."""
        if chat.type == "private":
            return chat.as_user()
        known = self.chats.get(user_id or GROUP_MEMBER)
        return (known or Chat(user_id or GROUP_MEMBER, first_name="Member")).as_user()

    def add_message(self, chat: Chat, sender: Json, content: Json, *, silent: bool = False) -> Json:
        """Put a message into a chat and return it as a Bot API Message."""
        message: Json = {
            "message_id": self._number("message"),
            "from": sender,
            "chat": chat.as_chat(),
            "date": self.now_seconds(),
        } | content
        self._put_message(chat.id, message, silent=silent)
        self._tell("message", chat.id, message, silent)
        return message

    def change_message(self, chat: Chat, message: Json) -> None:
        """Put an edited message in the place of the former one."""
        silent = (chat.id, message["message_id"]) in self.silent
        message["edit_date"] = self.now_seconds()
        self._put_message(chat.id, message, silent=silent)
        self._tell("edit", chat.id, message, silent)

    def _put_message(self, chat_id: int, message: Json, *, silent: bool) -> None:
        number = message["message_id"]
        self.messages.setdefault(chat_id, {})[number] = message
        if silent:
            self.silent.add((chat_id, number))
        self.journal.put(f"message:{chat_id}:{number}", {"message": message, "silent": silent})

    def _tell(self, kind: str, chat_id: int, message: Json, silent: bool) -> None:
        self.hub.publish({"type": kind, "chat": chat_id, "message": message, "silent": silent})

    def message(self, chat_id: int, message_id: object) -> Json | None:
        """Return a message as it stands; None for an id that is unknown or no number at all."""
        if not isinstance(message_id, int):
            return None
        return self.messages.get(chat_id, {}).get(message_id)

    def remove_message(self, chat_id: int, message_id: int) -> None:
        """Take a message out of its chat."""
        del self.messages[chat_id][message_id]
        self.silent.discard((chat_id, message_id))
        self.journal.drop(f"message:{chat_id}:{message_id}")
        self.hub.publish({"type": "delete", "chat": chat_id, "message_id": message_id})

    # --- files

    def keep_file(self, kind: str, upload: Upload, **sizes: int) -> StoredFile:
        """Store a file's bytes and return its record. Raises 400 for what is empty, too big or no image."""
        file = describe(kind, upload, self._next.file, **sizes)
        self._number("file")
        self.files[file.file_id] = file
        self.journal.put_content(file.file_id, upload.data)
        self.journal.put(f"file:{file.file_id}", file.record())
        return file

    # --- updates and taps

    def add_update(self, kind: str, payload: Json) -> int | None:
        """Queue an update for the bot; None if it asked not to get this kind."""
        if self.bot.allowed_updates and kind not in self.bot.allowed_updates:
            return None
        number = self._number("update")
        self.updates[number] = {"update_id": number, kind: payload}
        self.journal.put(f"update:{number}", self.updates[number])
        for listener in self.on_update:
            listener()
        return number

    def forget_updates(self, before: int | None = None) -> None:
        """Drop acknowledged updates: those with a lower id, or all."""
        for number in [number for number in self.updates if before is None or number < before]:
            self.forget_update(number)

    def forget_update(self, number: int) -> None:
        """Drop one update, if it is still there."""
        if self.updates.pop(number, None) is not None:
            self.journal.drop(f"update:{number}")

    def chat_instance(self, chat_id: int) -> str:
        """Return the lasting global id of a chat, as callback queries carry it."""
        digest = hashlib.sha256(f"{self.bot_id}:{chat_id}".encode()).digest()
        return str(int.from_bytes(digest[:8], "big", signed=True))

    def add_query(self, chat: Chat, message: Json, data: str, sender: Json) -> tuple[str, int | None]:
        """Queue a tap on a button; returns the callback query's id and the update's."""
        query = Query(str(self._number("query")), chat.id, message["message_id"], self.now_seconds())
        self.queries[query.id] = query
        self.journal.put(f"query:{query.id}", asdict(query))
        payload = {
            "id": query.id,
            "from": sender,
            "message": message,
            "chat_instance": self.chat_instance(chat.id),
            "data": data,
        }
        return query.id, self.add_update("callback_query", payload)

    def take_query(self, query_id: str) -> Query | None:
        """Return an open callback query and close it; None for one that is unknown, answered or too old."""
        query = self.queries.pop(query_id, None)
        if query is None:
            return None
        self.journal.drop(f"query:{query_id}")
        late = self.now_seconds() - query.at > QUERY_LIFE.total_seconds()
        return None if late else query
