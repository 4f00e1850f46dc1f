"""The settings: one class, read from the environment and a `.env` file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROJECT_FOLDER = Path(__file__).resolve().parent.parent


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
    data_dir: Path = Field(
        default=Path("data"), description="Directory for the SQLite file and what `try` keeps."
    )
    content_dir: Path = Field(
        default=PROJECT_FOLDER / "content",
        description="Directory with answers, exercises, sessions and messages; empty means the one beside the code.",
    )
    bot_language: str = Field(default="en", description="Which folder of `content/messages/` the bot speaks.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is logged: DEBUG, INFO, WARNING or ERROR."
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

    @field_validator("database_url")
    @classmethod
    def _mend_scheme(cls, value: str) -> str:
        """Platforms hand out `postgres://`, which SQLAlchemy does not know."""
        for scheme in ("postgres://", "postgresql://"):
            if value.startswith(scheme):
                return "postgresql+psycopg://" + value.removeprefix(scheme)
        return value

    @property
    def database(self) -> str:
        """Return the URL of the database, the SQLite file in the data directory by default."""
        return self.database_url or f"sqlite:///{self.data_dir / 'stridesmith.sqlite3'}"
