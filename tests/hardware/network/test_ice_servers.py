"""The relays that a server names, by the example of RFC 9725 (section 4.6) and in a welcome."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hardware.network.ice_servers import relays_of_links, relays_of_servers
from hardware.network.turn import Relay
from hardware.network.turn_url import TurnUrl

# The text of the RFC, with its folded lines as header values.
OF_THE_RFC = [
    '<stun:stun.example.net>; rel="ice-server"',
    '<turn:turn.example.net?transport=udp>; rel="ice-server"; '
    'username="user"; credential="myPassword"; credential-type="password"',
    '<turn:turn.example.net?transport=tcp>; rel="ice-server"; '
    'username="user"; credential="myPassword"; credential-type="password"',
    '<turns:turn.example.net?transport=tcp>; rel="ice-server"; '
    'username="user"; credential="myPassword"; credential-type="password"',
]
EXPECTED = tuple(
    Relay(TurnUrl.parse(url), "user", "myPassword")
    for url in (
        "turn:turn.example.net",
        "turn:turn.example.net?transport=tcp",
        "turns:turn.example.net",
    )
)


def test_one_header_each() -> None:
    assert relays_of_links(OF_THE_RFC) == EXPECTED


def test_all_in_one_header() -> None:
    assert relays_of_links([", ".join(OF_THE_RFC)]) == EXPECTED


def test_other_links_and_odd_characters() -> None:
    header = (
        '<turn:a.example>; rel=ice-server; username="1;2, \\"x\\""; credential="a+/=", '
        '<turn:b.example>; rel="next"; username="u"'
    )
    (relay,) = relays_of_links([header])
    assert (relay.url.host, relay.username, relay.credential) == ("a.example", '1;2, "x"', "a+/=")


def test_a_welcome_may_give_several_addresses_at_once() -> None:
    servers = [
        {"urls": "stun:stun.example.net"},
        {"urls": ["turn:turn.example.net", "turns:turn.example.net"]}
        | {"username": "user", "credential": "myPassword"},
    ]
    assert relays_of_servers(servers) == (EXPECTED[0], EXPECTED[2])


@given(st.text(max_size=80))
def test_whatever_a_server_says_is_read(text: str) -> None:
    assert all(isinstance(relay, Relay) for relay in relays_of_links([text, f"<turn:a>;{text}"]))
