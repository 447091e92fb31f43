"""Addresses of TURN servers, as RFC 7065 writes them (section 3.1) and as people do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.network.turn_url import TurnUrl


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("turn:example.org", ("example.org", 3478, "udp", False)),
        ("turns:example.org", ("example.org", 5349, "tcp", True)),
        ("turn:example.org:8000?transport=udp", ("example.org", 8000, "udp", False)),
        ("turn:192.0.2.1?transport=tcp", ("192.0.2.1", 3478, "tcp", False)),
        ("turns:example.org:443?transport=tcp", ("example.org", 443, "tcp", True)),
        ("turn:[2001:db8::1]:3478", ("2001:db8::1", 3478, "udp", False)),
    ],
)
def test_addresses(text: str, expected: tuple[str, int, str, bool]) -> None:
    url = TurnUrl.parse(text)
    assert (url.host, url.port, url.transport, url.tls) == expected
    assert TurnUrl.parse(str(url)) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "turn:",
        "stun:example.org",
        "turn://example.org",
        "turn:example.org:0",
        "turn:example.org:65536",
        "turn:user@example.org",
        "turn:example.org?transport=sctp",
        "turns:example.org?transport=udp",
        "turn:2001:db8::1",
        "turn:example.org, turn:other.org",
    ],
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="TURN"):
        TurnUrl.parse(text)


@given(st.text(max_size=60))
def test_nothing_else_than_value_errors(text: str) -> None:
    try:
        url = TurnUrl.parse(f"turn:{text}")
    except ValueError:
        return
    assert TurnUrl.parse(str(url)) == url
