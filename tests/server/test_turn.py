"""TURN servers: names that are good for a while, and a plain word on a relay that does not work."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from hardware.network.turn_url import TurnUrl
from server.errors import StartRefused
from server.settings import Settings
from server.turn import TurnServers
from tests.support.coturn import EXECUTABLE, MISSING, SECRET, Coturn, coturn

URLS = (TurnUrl.parse("turn:relay.example.org"), TurnUrl.parse("turns:relay.example.org"))


def test_a_name_says_until_when_it_is_good() -> None:
    servers = TurnServers(URLS, secret="north")
    first, second = servers.ice_servers(lambda: 1_800_000_000.5, "p7Qm", 86_400)
    # printf %s 1800086400:p7Qm | openssl dgst -sha1 -hmac north -binary | base64
    assert first == {
        "urls": "turn:relay.example.org:3478?transport=udp",
        "username": "1800086400:p7Qm",
        "credential": "nkrXXEIr0jw2n+IY+SeDs2I/y5E=",
    }
    assert second["urls"] == "turns:relay.example.org:5349?transport=tcp"
    assert second["credential"] == first["credential"]


def test_credentials_are_made_when_they_are_asked_for() -> None:
    servers, now = TurnServers(URLS[:1], secret="north"), 1000.0
    (before,) = servers.ice_servers(lambda: now, "p7Qm", 60)
    now += 30
    (after,) = servers.ice_servers(lambda: now, "p7Qm", 60)
    (other,) = servers.ice_servers(lambda: now, "p8", 60)
    assert before["username"] == "1060:p7Qm"
    assert after["username"] == "1090:p7Qm"
    assert len({one["credential"] for one in (before, after, other)}) == 3


def test_a_user_with_a_password_is_the_same_for_everybody() -> None:
    servers = TurnServers(URLS[:1], user="passerelle", password="frog")
    (told,) = servers.ice_servers(lambda: 0.0, "p7Qm", 60)
    assert (told["username"], told["credential"]) == ("passerelle", "frog")


def test_without_addresses_there_is_none() -> None:
    assert TurnServers.of(Settings()).ice_servers(lambda: 0.0, "p7Qm", 60) == ()


@pytest.mark.parametrize("given", [{}, {"turn_user": "passerelle"}, {"turn_password": "frog"}])
def test_an_address_without_a_way_in_stops_the_start(given: dict[str, str]) -> None:
    settings = Settings.model_validate({"turn_urls": "turn:relay.example.org"} | given)
    with pytest.raises(StartRefused, match="PASSERELLE_TURN_SECRET"):
        TurnServers.of(settings)


def test_the_secrets_are_in_no_representation() -> None:
    text = repr(TurnServers(URLS, secret="north", user="passerelle", password="frog"))
    assert "north" not in text
    assert "frog" not in text


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def relay(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Coturn]:
    if EXECUTABLE is None:
        pytest.skip(MISSING)
    async with coturn(tmp_path_factory.mktemp("coturn")) as running:
        yield running


@pytest.mark.independent
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("transport", "secret", "expected"),
    [("udp", SECRET, None), ("tcp", SECRET, None), ("udp", "another", "PASSERELLE_TURN_SECRET")],
)
async def test_a_relay_is_asked_for_a_place(
    relay: Coturn, transport: str, secret: str, expected: str | None
) -> None:
    url = TurnUrl.parse(relay.url(transport))
    trouble = await TurnServers((url,), secret=secret).trouble(url, time.time())
    assert (trouble is None) == (expected is None)
    if trouble is not None and expected is not None:
        assert expected in trouble.french
        assert expected in trouble.english
        assert secret not in trouble.english


@pytest.mark.independent
@pytest.mark.asyncio(loop_scope="module")
async def test_a_name_that_is_over_opens_nothing(relay: Coturn) -> None:
    url = TurnUrl.parse(relay.url("udp"))
    trouble = await TurnServers((url,), secret=SECRET).trouble(url, time.time() - 3600)
    assert trouble is not None


@pytest.mark.independent
async def test_static_users(tmp_path: Path) -> None:
    if EXECUTABLE is None:
        pytest.skip(MISSING)
    async with coturn(tmp_path, "--lt-cred-mech", "--user=passerelle:frog") as relay:
        url = TurnUrl.parse(relay.url("udp"))
        for password, well in (("frog", True), ("toad", False)):
            servers = TurnServers((url,), user="passerelle", password=password)
            assert (await servers.trouble(url, time.time()) is None) is well


async def test_nobody_there_is_said(tmp_path: Path) -> None:
    url = TurnUrl.parse("turn:127.0.0.1:9?transport=tcp")
    trouble = await TurnServers((url,), secret="north").trouble(url, 0.0)
    assert trouble is not None
    assert "ne répond pas" in trouble.french
