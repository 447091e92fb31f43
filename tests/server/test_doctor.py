"""What `passerelle doctor` says of the relays."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.doctor import examine
from server.settings import Settings
from tests.e2e.house import free_port


def said(tmp_path: Path, capsys: pytest.CaptureFixture[str], **settings: str) -> tuple[bool, str]:
    well = examine(Settings(data_dir=tmp_path, http_port=0, media_port=0, **settings))  # type: ignore[arg-type]
    return well, capsys.readouterr().out


def test_without_a_relay_it_says_who_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    well, text = said(tmp_path, capsys)
    assert well
    assert "[ok] Aucun relais TURN (PASSERELLE_TURN_URLS)" in text


def test_a_relay_that_does_not_answer_stops_no_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"turn:127.0.0.1:{free_port()}?transport=tcp"
    well, text = said(tmp_path, capsys, turn_urls=url, turn_secret="north")
    assert well
    assert f"[--] Le relais {url} ne répond pas" in text
    assert f"     The relay {url} does not answer" in text
    assert "north" not in text


def test_a_relay_without_a_way_in_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    well, text = said(tmp_path, capsys, turn_urls="turn:relay.example.org")
    assert not well
    assert "[!!] PASSERELLE_TURN_URLS demande PASSERELLE_TURN_SECRET" in text
