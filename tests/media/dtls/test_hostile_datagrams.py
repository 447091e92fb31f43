"""What an attacker sprays who can forge the peer's address but hears nothing of its traffic."""

import random
import struct
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from OpenSSL import SSL

from media.dtls.certificate import Certificate
from media.dtls.handshake import DtlsSession
from media.dtls.record import parse_records

Pair = Callable[..., Any]

ALERT_HANDSHAKE_FAILURE = b"\x02\x28"
ALERT_CLOSE_NOTIFY = b"\x01\x00"


def record(content_type: int, body: bytes, *, epoch: int = 0, sequence: int = 0) -> bytes:
    header = struct.pack("!BHH", content_type, 0xFEFD, epoch) + sequence.to_bytes(6, "big")
    return header + len(body).to_bytes(2, "big") + body


def handshake(message_type: int, body: bytes, message_sequence: int = 0) -> bytes:
    length = len(body).to_bytes(3, "big")
    sequence = message_sequence.to_bytes(2, "big")
    return bytes([message_type]) + length + sequence + bytes(3) + length + body


def forged_hello(
    cookie: bytes = b"", suites: bytes = b"\xc0\x2b", message_sequence: int = 0
) -> bytes:
    body = b"\xfe\xfd" + b"R" * 32 + b"\x00" + bytes([len(cookie)]) + cookie
    body += len(suites).to_bytes(2, "big") + suites + b"\x01\x00" + bytes(20)
    return record(22, handshake(1, body, message_sequence))


def genuine_hello() -> bytes:
    """What an OpenSSL client of somebody else's sends."""
    connection = SSL.Connection(SSL.Context(SSL.DTLS_CLIENT_METHOD))
    connection.set_connect_state()
    with pytest.raises(SSL.WantReadError):
        connection.do_handshake()
    return connection.bio_read(4096)


HUGE = 2**48 - 1
SPRAYED = {
    "empty": b"",
    "one byte": b"\x16",
    "zeros": bytes(1200),
    "noise": random.Random(1).randbytes(1200),
    "a record longer than its datagram": record(22, bytes(100))[:60],
    "an empty record": record(22, b""),
    "a plaintext fatal alert": record(21, ALERT_HANDSHAKE_FAILURE),
    "a plaintext close_notify": record(21, ALERT_CLOSE_NOTIFY),
    "an alert far ahead in sequence": record(21, ALERT_HANDSHAKE_FAILURE, sequence=HUGE),
    "an alert shaped like a Certificate": record(21, handshake(11, bytes(3), 2)),
    "plaintext data": record(23, b"hello"),
    "ClientHello": forged_hello(),
    "ClientHello of another OpenSSL": genuine_hello(),
    "ClientHello without suites": forged_hello(suites=b""),
    "ClientHello with a wrong cookie": forged_hello(cookie=b"c" * 32, message_sequence=1),
    "ClientHello without suites, wrong cookie": forged_hello(b"c" * 32, b"", 1),
    "ClientHello cut in its random": record(22, handshake(1, b"\xfe\xfd" + bytes(10))),
    "ClientHello, later fragment": record(22, bytes.fromhex("010001000001000080000004") + b"tail"),
    "ClientHello behind an old message": record(
        22, handshake(16, b"", 0) + handshake(1, bytes(60), 2)
    ),
    "HelloRequest": record(22, handshake(0, b"")),
    "Finished in the clear": record(22, handshake(20, bytes(12), 5)),
    "an unknown handshake message": record(22, handshake(99, bytes(12), 1)),
    "a fragment past its message": record(22, bytes.fromhex("010000040000000002000004") + b"tail"),
    "ChangeCipherSpec": record(20, b"\x01"),
    "ChangeCipherSpec far ahead in sequence": record(20, b"\x01", sequence=HUGE),
    "ChangeCipherSpec with a wrong body": record(20, b"\x02"),
    "encrypted noise": record(22, bytes(64), epoch=1),
    "encrypted noise far ahead": record(22, bytes(64), epoch=1, sequence=HUGE),
    "encrypted alert": record(21, bytes(26), epoch=1, sequence=9),
    "encrypted data": record(23, bytes(64), epoch=1, sequence=7),
    "a later epoch": record(22, bytes(64), epoch=2),
}  # fmt: skip


@pytest.mark.parametrize("what", SPRAYED)
@pytest.mark.parametrize("victim", ["client", "server"])
def test_spraying_before_during_and_after_breaks_nothing(
    pair: Pair, what: str, victim: str
) -> None:
    both = pair(delays_s=(0.01, 0.02))
    target: DtlsSession = getattr(both, victim)
    for _ in range(20):
        both.inject(target, SPRAYED[what])
    both.run(spray=lambda network: network.inject(target, SPRAYED[what]))
    assert both.is_connected
    for _ in range(200):
        both.inject(target, SPRAYED[what])
    assert both.is_connected
    assert both.client.keys.local_key == both.server.keys.remote_key
    [goodbye] = both.client.close()
    both.server.receive(goodbye, both.now)
    assert both.server.state == "closed", "the genuine close is still heard"


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_everything_at_once_through_a_lossy_network(pair: Pair, seed: int) -> None:
    choices = random.Random(seed)
    both = pair(seed=seed, loss=0.1, duplication=0.1, delays_s=(0.005, 0.05))

    def spray(network: Any) -> None:
        for target in (network.client, network.server):
            network.inject(target, choices.choice(list(SPRAYED.values())))

    both.run(spray=spray)
    assert both.is_connected
    assert both.client.keys.local_key == both.server.keys.remote_key


@settings(max_examples=200, deadline=None)
@given(datagrams=st.lists(st.binary(max_size=120), max_size=8))
def test_arbitrary_bytes_never_raise(pair: Pair, datagrams: list[bytes]) -> None:
    both = pair()
    for datagram in datagrams:
        both.inject(both.server, datagram)
        both.inject(both.client, datagram)
    both.run()
    assert both.is_connected
    for datagram in datagrams:
        both.inject(both.server, datagram)
        both.inject(both.client, datagram)
    assert both.is_connected


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_damaged_copies_of_the_handshake_never_break_a_connected_session(
    pair: Pair, seed: int
) -> None:
    heard: list[tuple[DtlsSession, bytes]] = []
    both = pair(lose=lambda receiver, datagram: heard.append((receiver, datagram)))
    both.run()
    choices = random.Random(seed)
    for receiver, datagram in heard * 10:
        damaged = bytearray(datagram)
        for _ in range(choices.randint(0, 3)):
            damaged[choices.randrange(len(damaged))] = choices.randrange(256)
        both.inject(receiver, bytes(damaged))
    assert both.is_connected


def test_a_hello_without_cookie_leaves_no_trace_and_is_not_amplified(
    server_certificate: Certificate,
) -> None:
    server = DtlsSession(server_certificate, is_client=False)
    for what, datagram in SPRAYED.items():
        answers = server.receive(datagram, 0.0)
        assert sum(map(len, answers)) <= len(datagram), what
        assert server.state == "new", what
    assert server.deadline(0.0) is None


def test_the_cookie_differs_from_session_to_session(server_certificate: Certificate) -> None:
    def answer() -> bytes:
        server = DtlsSession(server_certificate, is_client=False)
        [datagram] = server.receive(forged_hello(), 0.0)
        return parse_records(datagram)[0].body[-32:]

    cookie = answer()
    assert cookie != answer()
    other = DtlsSession(server_certificate, is_client=False)
    other.receive(forged_hello(cookie, message_sequence=1), 0.0)
    assert other.state == "new"


def test_a_client_that_cannot_be_served_is_not_answered_with_a_fatal_alert(
    server_certificate: Certificate,
) -> None:
    """It may be a forged fragment that made it so: the genuine one must find us ready."""
    server = DtlsSession(server_certificate, is_client=False)
    [request] = server.receive(forged_hello(), 0.0)
    cookie = parse_records(request)[0].body[-32:]
    assert server.receive(forged_hello(cookie, b"\x00\x00", 1), 0.0) == []
    assert server.state == "handshaking"
    server.poll(31.0)
    assert server.state == "failed"


def test_repeated_handshake_messages_are_answered_at_a_bounded_rate(pair: Pair) -> None:
    both = pair()
    both.run()
    sprayed = record(22, handshake(16, bytes(33), 3))
    answered = 0
    for step in range(1000):
        answered += sum(map(len, both.server.receive(sprayed, both.now + 1 + step / 1000)))
    assert 0 < answered < 500
