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
    assert [(c.host, c.transport, c.tcp_type) for c in candidates] == [
        ("203.0.113.7", "udp", None),
        ("203.0.113.7", "tcp", "passive"),
    ]
    assert candidates[0].port == candidates[1].port > 0
    assert candidates[0].priority > candidates[1].priority
    assert candidates[0].foundation != candidates[1].foundation


async def test_another_tcp_port_is_announced_where_the_firewall_leads_it_here(
    tmp_path: Path,
) -> None:
    plane, candidates = open_media_plane(settings_for(tmp_path, public_tcp_port=443))
    plane.close()
    ports = {candidate.transport: candidate.port for candidate in candidates}
    assert ports["tcp"] == 443 != ports["udp"]


async def test_tcp_can_be_done_without(tmp_path: Path) -> None:
    plane, candidates = open_media_plane(settings_for(tmp_path, media_tcp=False))
    plane.close()
    assert {candidate.transport for candidate in candidates} == {"udp"}


async def test_one_tcp_port_for_the_pages_and_the_picture(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, http_port=8443, media_port=8443)
    with pytest.raises(StartRefused, match="PASSERELLE_MEDIA_TCP=false"):
        open_media_plane(settings)


async def test_a_plane_that_is_not_installed(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="PASSERELLE_PLANE"):
        open_media_plane(settings_for(tmp_path, plane="native"))


async def test_an_address_of_another_machine(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="PASSERELLE_MEDIA_HOST"):
        open_media_plane(settings_for(tmp_path, media_host=[ip_address("203.0.113.1")]))
