"""Which addresses are listened on, and which are announced."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

import pytest

from server import media_plane
from server.errors import StartRefused
from server.media_plane import open_media_plane, reachable
from tests.server.conftest import settings_for

OWN = ["127.0.0.1", "::1", "192.0.2.7", "2001:db8::7"]


@pytest.mark.parametrize(
    ("hosts", "announced"),
    [
        (["127.0.0.1"], ["127.0.0.1"]),
        (["0.0.0.0"], ["127.0.0.1", "192.0.2.7"]),
        (["::"], ["::1", "2001:db8::7"]),
        (["0.0.0.0", "::"], ["127.0.0.1", "192.0.2.7", "::1", "2001:db8::7"]),
        (["192.0.2.7", "0.0.0.0"], ["192.0.2.7", "127.0.0.1"]),
    ],
)
def test_what_is_announced(
    monkeypatch: pytest.MonkeyPatch, hosts: list[str], announced: list[str]
) -> None:
    monkeypatch.setattr(media_plane, "host_addresses", lambda: OWN)
    assert reachable(hosts) == announced


async def test_public_addresses_are_announced_instead(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, public_addresses=[ip_address("203.0.113.7")])
    plane, candidates = open_media_plane(settings)
    plane.close()
    assert [candidate.host for candidate in candidates] == ["203.0.113.7"]
    assert candidates[0].port > 0


async def test_a_plane_that_is_not_installed(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="PASSERELLE_PLANE"):
        open_media_plane(settings_for(tmp_path, plane="native"))


async def test_an_address_of_another_machine(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="PASSERELLE_MEDIA_HOST"):
        open_media_plane(settings_for(tmp_path, media_host=[ip_address("203.0.113.1")]))
