"""Two sessions without a socket: they connect through loss, and agree on the keys."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.dtls.certificate import Certificate
from media.dtls.handshake import HANDSHAKE_TIMEOUT_S, DtlsSession
from media.dtls.record import MTU_BYTES, parse_records

Pair = Callable[..., Any]


def assert_equal_keys(one: DtlsSession, other: DtlsSession) -> None:
    assert one.keys is not None and other.keys is not None
    assert one.keys.profile == other.keys.profile
    assert (one.keys.local_key, one.keys.local_salt) == (
        other.keys.remote_key,
        other.keys.remote_salt,
    )
    assert (one.keys.remote_key, one.keys.remote_salt) == (
        other.keys.local_key,
        other.keys.local_salt,
    )
    assert one.keys.local_key != one.keys.remote_key


def test_connects_and_prefers_aes_gcm(pair: Pair) -> None:
    both = pair()
    both.run()
    assert both.is_connected
    assert_equal_keys(both.client, both.server)
    assert both.client.keys.profile == "AEAD_AES_128_GCM"
    assert (len(both.client.keys.local_key), len(both.client.keys.local_salt)) == (16, 12)
    assert both.client.deadline(both.now) is None
    assert both.server.deadline(both.now) is None


def test_on_a_good_network_nothing_is_sent_twice(pair: Pair) -> None:
    both = pair(delays_s=(0.02, 0.02))
    both.run()
    # Three round trips: the cookie, the hello, the end.
    assert both.now == pytest.approx(6 * 0.02, abs=0.02)
    assert both.sent_bytes["server"] < 1000
    assert both.largest_datagram <= MTU_BYTES


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    loss=st.floats(0, 0.3),
    duplication=st.floats(0, 0.3),
    jitter_s=st.floats(0, 0.2),
)
def test_connects_through_loss_duplication_and_reordering(
    pair: Pair, seed: int, loss: float, duplication: float, jitter_s: float
) -> None:
    both = pair(seed=seed, loss=loss, duplication=duplication, delays_s=(0.01, 0.01 + jitter_s))
    both.run()
    assert both.is_connected
    assert_equal_keys(both.client, both.server)
    assert both.largest_datagram <= MTU_BYTES


@pytest.mark.parametrize("lost", range(6))
def test_any_one_lost_datagram_costs_one_timeout(pair: Pair, lost: int) -> None:
    passed = iter(range(1000))
    both = pair(lose=lambda receiver, datagram: next(passed) == lost)
    both.run()
    assert both.is_connected
    assert_equal_keys(both.client, both.server)
    assert 0.25 < both.now < 0.75


def test_the_last_flight_is_repeated_as_long_as_the_client_asks(pair: Pair) -> None:
    """The server is done when it sends its Finished: only the client knows that it got lost."""
    lost: list[bytes] = []

    def lose_the_first_three_finished(receiver: DtlsSession, datagram: bytes) -> bool:
        is_last_flight = receiver is both.client and any(r.epoch for r in parse_records(datagram))
        if is_last_flight and len(lost) < 3:
            lost.append(datagram)
            return True
        return False

    both = pair(lose=lose_the_first_three_finished)
    both.run()
    assert len(lost) == 3
    assert both.is_connected


def test_gives_up_after_the_timeout_when_nobody_answers(client_certificate: Certificate) -> None:
    client = DtlsSession(client_certificate, is_client=True)
    sent = client.start(0.0)
    assert client.start(0.0) == []
    now = 0.0
    while (due := client.deadline(now)) is not None:
        now = due
        sent += client.poll(now)
    assert client.state == "failed"
    assert now == HANDSHAKE_TIMEOUT_S
    assert 10 < len(sent) < 25
    assert client.poll(now + 1) == []
    assert client.receive(sent[0], now + 1) == []


def test_a_session_that_waits_has_no_deadline(server_certificate: Certificate) -> None:
    server = DtlsSession(server_certificate, is_client=False)
    assert server.start(0.0) == []
    assert (server.state, server.deadline(0.0), server.poll(9.0)) == ("new", None, [])


def test_polling_early_sends_nothing(client_certificate: Certificate) -> None:
    client = DtlsSession(client_certificate, is_client=True)
    client.start(0.0)
    assert client.poll(0.1) == []


def test_retransmissions_are_fresh_records(client_certificate: Certificate) -> None:
    client = DtlsSession(client_certificate, is_client=True)
    first = parse_records(client.start(0.0)[0])[0]
    second = parse_records(client.poll(0.3)[0])[0]
    assert second.body == first.body
    assert second.sequence > first.sequence


def test_only_the_announced_certificate_is_verified(
    pair: Pair, client_certificate: Certificate, server_certificate: Certificate
) -> None:
    both = pair()
    assert not both.server.verify([client_certificate.fingerprint]), "nothing is known yet"
    both.run()
    assert both.server.peer_certificate_der == client_certificate.der
    assert both.server.verify([client_certificate.fingerprint])
    assert both.client.verify(["sha-256 00:11", server_certificate.fingerprint])
    assert not both.server.verify([server_certificate.fingerprint])
    assert not both.server.verify([])


def test_close_tells_the_peer(pair: Pair) -> None:
    both = pair()
    both.run()
    [close_notify] = both.client.close()
    assert both.client.state == "closed"
    both.server.receive(close_notify, both.now)
    assert both.server.state == "closed"
    assert both.server.close() == []
    assert both.server.receive(close_notify, both.now) == []


@pytest.mark.parametrize("is_client", [True, False])
def test_closing_before_the_end_is_silent(client_certificate: Certificate, is_client: bool) -> None:
    session = DtlsSession(client_certificate, is_client=is_client)
    session.start(0.0)
    assert session.close() == []
    assert session.state == "closed"
    assert session.start(1.0) == []
