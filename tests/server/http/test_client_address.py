"""Whose address counts, behind a proxy and without."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from unittest.mock import Mock

import pytest
from aiohttp.test_utils import make_mocked_request

from server.http.client_address import client_address
from server.services import SETTINGS
from tests.server.conftest import settings_for


@pytest.mark.parametrize(
    ("peer", "trusted", "forwarded", "expected"),
    [
        ("198.51.100.7", [], None, "198.51.100.7"),
        ("198.51.100.7", [], "203.0.113.1", "198.51.100.7"),
        ("198.51.100.7", ["10.0.0.0/8"], "203.0.113.1", "198.51.100.7"),
        ("10.0.0.1", ["10.0.0.0/8"], "203.0.113.1", "203.0.113.1"),
        ("10.0.0.1", ["10.0.0.0/8"], "6.6.6.6, 203.0.113.1", "203.0.113.1"),
        ("10.0.0.1", ["10.0.0.0/8"], "6.6.6.6, 203.0.113.1, 10.0.0.2", "203.0.113.1"),
        ("10.0.0.1", ["10.0.0.0/8"], None, "10.0.0.1"),
        ("10.0.0.1", ["10.0.0.0/8"], "10.0.0.3", "10.0.0.3"),
        ("::1", ["::1/128"], "2001:db8::7", "2001:db8::7"),
    ],
)
def test_whose_address(
    tmp_path: Path, peer: str, trusted: list[str], forwarded: str | None, expected: str
) -> None:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    transport = Mock()
    transport.get_extra_info.side_effect = {"peername": (peer, 1234)}.get
    request = make_mocked_request("GET", "/", headers=headers, transport=transport)
    networks = [ip_network(network) for network in trusted]
    request.app[SETTINGS] = settings_for(tmp_path, trusted_proxies=networks)
    assert client_address(request) == expected
