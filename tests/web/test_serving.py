"""What a web process is put together from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot import serving
from bot.failures import StartError
from bot.local import DEFAULT_TOKEN
from bot.settings import Settings
from bot.web import webhook
from tests.web.hall import METRICS_KEY, SECRET


@pytest.mark.parametrize(
    ("said", "secret"), [("", webhook.secret_from(DEFAULT_TOKEN)), (SECRET, SECRET)], ids=["made", "set"]
)
async def test_whatever_opens_a_door_is_kept_out_of_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, secret: str
) -> None:
    told: dict[str, Any] = {}

    async def opened(_settings: Settings, token: str, **how: Any) -> None:
        told.update(how, token=token)
        raise StartError("far enough")

    monkeypatch.setattr(serving, "opened", opened)
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        public_url="https://coach.example.org",
        webhook_secret=said,
        metrics_key=METRICS_KEY,
    )
    with pytest.raises(StartError, match="far enough"):
        await serving.run(settings, DEFAULT_TOKEN)
    assert told == {"token": DEFAULT_TOKEN, "shared": True, "hidden": (secret, METRICS_KEY)}
