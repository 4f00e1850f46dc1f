"""The settings: one class, read from the environment and a `.env` file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")


def _parts(keys: str) -> list[str]:
    return keys.replace(",", " ").split()


class Settings(BaseSettings):
    """Everything that an operator can set; names are the environment's, in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True, frozen=True
    )

    bot_token: SecretStr = Field(
        default=SecretStr(""),
        description="The bot's token from @BotFather (/newbot). `run` needs it, `try` does not.",
    )
    database_url: str = Field(
        default="",
        description="Where the data lives; empty means an SQLite file in the data directory.",
    )
    database_connections: int = Field(
        default=8,
        ge=1,
        le=100,
        description="How many connections to PostgreSQL a process has open at most.",
    )
    data_dir: Path = Field(
        default=Path("data"), description="Directory for the SQLite file and what `try` keeps."
    )
    data_keys: SecretStr = Field(
        default=SecretStr(""),
        description="What seals names, words and complaints in the database: keys from `stridesmith keys new`, "
        "separated by commas, newest first.",
    )
    data_keys_file: str = Field(
        default="",
        description="The file with these keys, one a line, where DATA_KEYS is not set; empty means `keys` in the data "
        "directory, which is made with an SQLite file.",
    )
    content_dir: Path = Field(
        default=PROJECT_FOLDER / "content",
        description="Directory with answers, exercises, sessions and messages; empty means the one beside the code.",
    )
    bot_language: str = Field(default="en", description="Which folder of `content/messages/` the bot speaks.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO",
        description="How much the bot logs: DEBUG, INFO, WARNING or ERROR. Of libraries there are warnings and errors "
        "only, without what was handed to them: at no level is there anything personal in the log.",
    )
    sends_per_second: float = Field(
        default=25.0, gt=0, description="How many messages a second the bot sends at most, over all chats."
    )
    telegram_api_url: str = Field(
        default="https://api.telegram.org",
        description="Where the Bot API is; change it for a Bot API server of your own.",
    )
    public_url: str = Field(
        default="",
        description="The address at which the web server is reached from outside; calendar links begin with it.",
    )
    bind_address: str = Field(
        default="0.0.0.0",  # noqa: S104 - a platform's router comes from anywhere
        description="Where the web server listens: all networks, or 127.0.0.1 behind a proxy of the same machine.",
    )
    port: int = Field(
        default=8080, ge=1, le=65535, description="The port of the web server; platforms set it themselves."
    )
    proxies: int = Field(
        default=1,
        ge=0,
        le=10,
        description="How many proxies stand before the web server: callers are told apart by what they pass on.",
    )
    webhook_secret: SecretStr = Field(
        default=SecretStr(""),
        description="What Telegram proves itself with to the webhook; empty means one that is made from the token.",
    )
    metrics_key: SecretStr = Field(
        default=SecretStr(""),
        description="What opens /metrics, as a bearer token; empty means that there is no such page.",
    )
    operator_ids: Annotated[tuple[int, ...], NoDecode] = Field(
        default=(), description="Telegram ids of the operators, separated by commas."
    )

    semantic: Literal["auto", "off"] = Field(
        default="auto",
        description="Sentence vectors for questions: when the extra `semantic` is installed (auto), or never (off).",
    )

    @field_validator("operator_ids", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        """Accept `1, 2` as the environment has it."""
        if not isinstance(value, str):
            return value
        parts = value.replace(",", " ").split()
        if not all(part.isdecimal() and part.isascii() for part in parts):
            raise ValueError("ids are whole numbers, separated by commas")
        return tuple(map(int, parts))

    @field_validator("public_url")
    @classmethod
    def _check_address(cls, value: str) -> str:
        """Take a web address, without the slash at its end."""
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("an address begins with https://")
        return value.rstrip("/")

    @field_validator("webhook_secret")
    @classmethod
    def _check_secret(cls, value: SecretStr) -> SecretStr:
        """Take what Telegram takes."""
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", value.get_secret_value()):
            raise ValueError("it has letters, digits, _ and - only, 256 at most")
        return value

    @field_validator("data_keys")
    @classmethod
    def _check_keys(cls, value: SecretStr) -> SecretStr:
        """Take keys only, and say which one is none without saying it."""
        keys = _parts(value.get_secret_value())
        wrong = [number for number, key in enumerate(keys, 1) if not _KEY.fullmatch(key)]
        if wrong:
            which = "what it holds" if len(keys) == 1 else f"number {wrong[0]} of {len(keys)}"
            raise ValueError(
                f"{which} is no key; a key has 44 characters and comes from `stridesmith keys new`, several are "
                "separated by commas"
            )
        return value

    @field_validator("database_url")
    @classmethod
    def _mend_scheme(cls, value: str) -> str:
        """Name the driver."""
        return with_driver(value)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of DATA_KEYS, newest first; none when it is not set."""
        return tuple(_parts(self.data_keys.get_secret_value()))

    @property
    def key_file(self) -> Path:
        """Return where the key file is, or would be."""
        return Path(self.data_keys_file) if self.data_keys_file else self.data_dir / "keys"

    @property
    def database(self) -> str:
        """Return the URL of the database, the SQLite file in the data directory by default."""
        return self.database_url or sqlite_address(self.data_dir / "stridesmith.sqlite3")


def sqlite_address(file: Path) -> str:
    """Return the address of an SQLite file, whatever letters are in its path."""
    from sqlalchemy import URL  # most commands need no database

    return URL.create("sqlite", database=str(file)).render_as_string()


def with_driver(address: str) -> str:
    """Return a database's address with its driver: platforms hand out `postgres://`, which SQLAlchemy does not know."""
    for scheme in ("postgres://", "postgresql://"):
        if address.startswith(scheme):
            return "postgresql+psycopg://" + address.removeprefix(scheme)
    return address
