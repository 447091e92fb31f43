"""Settings: every wrong value stops the start with one sentence that names it."""

from __future__ import annotations

import os
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from hardware.network.turn_url import TurnUrl
from server.errors import StartRefused
from server.settings import Settings, load_settings
from server.settings_table import settings_table

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("PASSERELLE_"):
            monkeypatch.delenv(name)


def test_defaults_serve_this_machine() -> None:
    settings = load_settings()
    assert (settings.http_port, settings.media_port) == (8080, 8443)
    assert settings.data_dir == Path("var")
    assert settings.database_address == "sqlite+aiosqlite:///var/passerelle.db"


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("HTTP_PORT", "8090", "http_port", 8090),
        ("HTTP_PORT", "", "http_port", 8080),
        (
            "MEDIA_HOST",
            "127.0.0.1, ::1",
            "media_host",
            (ip_address("127.0.0.1"), ip_address("::1")),
        ),
        ("TRUSTED_PROXIES", "10.0.0.0/8", "trusted_proxies", (ip_network("10.0.0.0/8"),)),
        ("PUBLIC_URL", "https://atelier.example.org/", "public_url", "https://atelier.example.org"),
        ("PUBLIC_URL", "http://[::1]:8080", "public_url", "http://[::1]:8080"),
        ("PLANE", "python", "plane", "python"),
        (
            "TURN_URLS",
            "turn:relay.example.org, turns:relay.example.org:443",
            "turn_urls",
            (TurnUrl.parse("turn:relay.example.org"), TurnUrl.parse("turns:relay.example.org:443")),
        ),
    ],
)
def test_right_values(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, field: str, expected: object
) -> None:
    monkeypatch.setenv(f"PASSERELLE_{name}", value)
    assert getattr(load_settings(), field) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTP_PORT", "http"),
        ("HTTP_PORT", "65536"),
        ("HTTP_PORT", "-1"),
        ("HTTP_HOST", "not-an-address"),
        ("MEDIA_HOST", "127.0.0.1,somewhere"),
        ("MEDIA_PORT", "8443/udp"),
        ("PUBLIC_URL", "atelier.example.org"),
        ("PUBLIC_URL", "https://atelier.example.org/sub"),
        ("PUBLIC_URL", "https://user@atelier.example.org"),
        ("PUBLIC_ADDRESSES", "203.0.113.300"),
        ("TRUSTED_PROXIES", "10.0.0.0/64"),
        ("TURN_URLS", "https://relay.example.org"),
        ("PLANE", "fast"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_value_is_named_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"PASSERELLE_{name}", value)
    with pytest.raises(StartRefused) as refusal:
        load_settings()
    for sentence in (refusal.value.french, refusal.value.english):
        assert f"PASSERELLE_{name}" in sentence
        assert value in sentence
        assert "\n" not in sentence
    assert refusal.value.exit_code != 0


def test_the_password_of_a_wrong_database_address_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PASSERELLE_DATABASE_URL", "mysql://passerelle:canary@localhost/x")
    with pytest.raises(StartRefused) as refusal:
        load_settings()
    assert "canary" not in refusal.value.french + refusal.value.english
    assert "PASSERELLE_DATABASE_URL" in refusal.value.english


def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSERELLE_HTTP_PROT", "8080")
    with pytest.raises(StartRefused, match="PASSERELLE_HTTP_PROT"):
        load_settings()


def test_the_document_holds_the_table_of_the_class() -> None:
    assert settings_table() in DOCUMENT.read_text(encoding="utf-8")


def test_every_setting_says_what_it_accepts_in_both_languages() -> None:
    for name, field in Settings.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict), name
        assert extra["accepts_fr"] and extra["accepts_en"] and extra["sens"], name
        assert field.description, name
