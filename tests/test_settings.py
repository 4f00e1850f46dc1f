"""The settings: read from the environment and `.env`, and told where an operator looks for them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy.engine import make_url

from bot.failures import sentence_of
from bot.settings import PROJECT_FOLDER, Settings
from tests import docs
from tests.databases import KEY, key_of

KEYS = [name.upper() for name in Settings.model_fields]


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine's, and no `.env` of the project's."""
    for key in KEYS:
        monkeypatch.delenv(key, raising=False)
    monkeypatch.chdir(tmp_path)


def test_env_example_has_every_key_with_its_description_and_default() -> None:
    written = docs.ENV_EXAMPLE.read_text(encoding="utf-8")
    assert re.findall(r"^([A-Z_]+)=", written, re.MULTILINE) == KEYS
    assert written == docs.env_example(), "run `python -m tests.docs`"


def test_readme_has_every_key_with_its_description_and_default() -> None:
    part = docs.between(docs.README.read_text(encoding="utf-8"), "settings")
    assert re.findall(r"^\| `([A-Z_]+)` \|", part, re.MULTILINE) == KEYS
    assert part == docs.setting_table(), "run `python -m tests.docs`"


def test_every_setting_is_described_in_a_sentence() -> None:
    for name, field in Settings.model_fields.items():
        assert re.fullmatch(r"[A-Z].{15,}\.", field.description or ""), name


def test_env_example_is_the_defaults(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(docs.ENV_EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert Settings() == Settings(_env_file=None)


def test_empty_values_mean_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("".join(f"{key}=\n" for key in KEYS), encoding="utf-8")
    assert Settings() == Settings(_env_file=None)
    for key in KEYS:
        monkeypatch.setenv(key, "")
    assert Settings() == Settings(_env_file=None)
    assert Settings().content_dir == PROJECT_FOLDER / "content"


def test_the_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("BOT_LANGUAGE=fr\nDATA_DIR=here\n", encoding="utf-8")
    monkeypatch.setenv("BOT_LANGUAGE", "de")
    settings = Settings()
    assert (settings.bot_language, settings.data_dir) == ("de", Path("here"))


@pytest.mark.parametrize("scheme", ["postgres://", "postgresql://"])
def test_the_address_that_platforms_hand_out_is_mended(scheme: str) -> None:
    settings = Settings(_env_file=None, database_url=f"{scheme}robin:secret@db:5432/coach?sslmode=require")
    assert settings.database == "postgresql+psycopg://robin:secret@db:5432/coach?sslmode=require"


@pytest.mark.parametrize("url", ["postgresql+psycopg://db/coach", "sqlite:///postgres://", "sqlite:///x.db"])
def test_other_addresses_stay_as_they_are(url: str) -> None:
    assert Settings(_env_file=None, database_url=url).database == url


def test_without_an_address_the_data_lies_in_the_data_directory(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)
    assert settings.database == f"sqlite:///{tmp_path}/stridesmith.sqlite3"


def test_the_database_is_where_it_belongs_whatever_letters_are_in_the_path(tmp_path: Path) -> None:
    folder = tmp_path / "what? a %41#folder"
    assert (
        make_url(Settings(_env_file=None, data_dir=folder).database).database
        == f"{folder}/stridesmith.sqlite3"
    )


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("", ()),
        ("7", (7,)),
        ("7,8", (7, 8)),
        (" 7 , 8 9,", (7, 8, 9)),
        ("5000000000", (5_000_000_000,)),
    ],
)
def test_operator_ids(typed: str, ids: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPERATOR_IDS", typed)
    assert Settings().operator_ids == ids


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (
            "OPERATOR_IDS",
            "7,robin",
            "The setting OPERATOR_IDS cannot be used: ids are whole numbers, separated by commas",
        ),
        ("OPERATOR_IDS", "²", "ids are whole numbers"),
        (
            "SENDS_PER_SECOND",
            "fast",
            "The setting SENDS_PER_SECOND cannot be used: Input should be a valid number",
        ),
        ("SENDS_PER_SECOND", "0", "greater than 0"),
        (
            "PUBLIC_URL",
            "coach.example",
            "The setting PUBLIC_URL cannot be used: an address begins with https://",
        ),
        ("SENDS_PER_SECOND", "nan", "The setting SENDS_PER_SECOND cannot be used"),
        ("DATA_KEYS", "hunter2hunter2", "The setting DATA_KEYS cannot be used: what it holds is no key"),
        ("DATA_KEYS", f"{KEY},hunter2", "The setting DATA_KEYS cannot be used: number 2 of 2 is no key"),
        (
            "DATA_KEYS",
            KEY[:-1],
            "what it holds is no key; a key has 44 characters and comes from `stridesmith keys new`",
        ),
        ("LOG_LEVEL", "LOUD", "The setting LOG_LEVEL cannot be used: Input should be 'DEBUG', 'INFO'"),
    ],
)
def test_a_bad_value_is_told_by_its_key_and_without_the_value(
    key: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(key, value)
    with pytest.raises(ValidationError) as raised:
        Settings()
    sentence = sentence_of(raised.value)
    assert sentence is not None
    assert said in sentence
    assert "\n" not in sentence
    assert value not in sentence.replace(said, "")


@pytest.mark.parametrize("typed", ["https://coach.example", "https://coach.example/"])
def test_the_public_address_ends_without_a_slash(typed: str) -> None:
    assert Settings(_env_file=None, public_url=typed).public_url == "https://coach.example"


def test_keys_are_told_apart_by_commas_and_do_not_show() -> None:
    other = key_of("other")
    settings = Settings(_env_file=None, data_keys=f" {KEY}, {other},\n")
    assert settings.keys == (KEY, other)
    assert KEY not in f"{settings!r} {settings}"
    assert Settings(_env_file=None).keys == ()


def test_the_key_file_lies_in_the_data_directory_or_where_it_is_said_to(tmp_path: Path) -> None:
    assert Settings(_env_file=None, data_dir=tmp_path).key_file == tmp_path / "keys"
    assert Settings(_env_file=None, data_keys_file="/run/secrets/keys").key_file == Path("/run/secrets/keys")


def test_the_token_does_not_show() -> None:
    settings = Settings(_env_file=None, bot_token="123456:a-secret-part")
    assert "a-secret-part" not in f"{settings!r} {settings}"
    assert settings.bot_token.get_secret_value() == "123456:a-secret-part"
