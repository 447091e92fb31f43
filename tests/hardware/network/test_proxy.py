"""What the environment says of proxies, and how one is asked for a tunnel."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.network.proxy import Proxy, TunnelOpening, TunnelRefused, named_proxy, proxy_of

pytestmark = pytest.mark.usefixtures("no_proxies")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://proxy.example:3128", Proxy("proxy.example", 3128)),
        ("http://proxy.example", Proxy("proxy.example", 80)),
        # printf %s 'kit:p@ss:word' | base64
        (
            "http://kit:p%40ss:word@10.0.0.1:8888",
            Proxy("10.0.0.1", 8888, authorization="Basic a2l0OnBAc3M6d29yZA=="),
        ),
        ("http://[2001:db8::1]:3128/", Proxy("2001:db8::1", 3128)),
    ],
)
def test_addresses(monkeypatch: pytest.MonkeyPatch, address: str, expected: Proxy) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)
    assert proxy_of("passerelle.example.org") == expected
    assert "word" not in f"{expected} {expected!r}"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "proxy.example:3128",
        "https://proxy.example",
        "socks5://proxy.example:1080",
        "http://:3128",
    ],
)
def test_what_is_none(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)
    assert proxy_of("passerelle.example.org") is None


def test_no_proxy_names_those_that_are_reached_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "localhost,.intern.example")
    assert proxy_of("passerelle.intern.example") is None
    assert proxy_of("passerelle.example.org") is not None
    assert named_proxy("passerelle.example.org", ("http",)) is None


def test_a_tunnel_is_asked_for() -> None:
    opening = TunnelOpening(Proxy("proxy", 3128, authorization="Basic eA=="), "2001:db8::1", 8443)
    assert opening.request == (
        b"CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n"
        b"Proxy-Authorization: Basic eA==\r\n\r\n"
    )
    assert opening.feed(b"HTTP/1.0 200 Connection estab") is None
    assert opening.feed(b"lished\r\nVia: x\r\n\r\n\x00\x01a") == b"\x00\x01a"


@pytest.mark.parametrize("status", [403, 407, 502])
def test_a_refusal_has_its_number(status: int) -> None:
    opening = TunnelOpening(Proxy("proxy", 3128), "192.0.2.1", 8443)
    with pytest.raises(TunnelRefused) as refused:
        opening.feed(f"HTTP/1.1 {status} No\r\n\r\n".encode())
    assert refused.value.status == status


@given(st.binary(max_size=60))
def test_whatever_comes_is_read(data: bytes) -> None:
    opening = TunnelOpening(Proxy("proxy", 3128), "192.0.2.1", 8443)
    try:
        rest = opening.feed(data)
    except ConnectionError:
        return
    assert rest is None or rest in data
