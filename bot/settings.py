"""The settings: one class, read from the environment and a `.env` file."""

from __future__ import annotations

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
    operator_ids: Annotated[tuple[int, ...], NoDecode] = Field(
        default=(), description="Telegram ids of the operators, separated by commas."
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
