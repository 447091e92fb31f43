"""What strangers may send to the port while a session runs: nothing of it may cost the session
anything.
"""

from __future__ import annotations

import logging
import random
import struct

import pytest

from media.ice.lite import IceCredentials, build_binding_request
from media.rtcp import Nack
from tests.support.descriptions import VP8, publish_offer
from tests.support.rtc_peer import RtcPeer
from tests.support.sessions import VIDEO_SSRC, film, publish, subscribe, video
from tests.support.simulated_network import SimulatedNetwork
from tests.support.streams import Vp8Stream

STRANGER = ("198.51.100.7", 666)
STUN_WITH_EMPTY_FINGERPRINT = struct.pack("!HHI12sHH", 1, 4, 0x2112A442, bytes(12), 0x8028, 0)
PLAINTEXT_FATAL_ALERT = bytes([21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40])
CIPHERLESS_CLIENT_HELLO = (
    bytes([22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 54])
    + bytes([1, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0, 42, 254, 253])
    + bytes(32)
    + bytes([0, 0, 0, 0, 1, 0, 0, 0])
)
DATAGRAMS = {
    "empty": b"",
    "one byte": b"\x80",
    "RTP-like and oversize": b"\x80" + bytes(1599),
    "RTP-like": b"\x80\x60" + bytes(40),
    "RTCP-like": b"\x80\xc8" + bytes(40),
    "STUN with an empty FINGERPRINT": STUN_WITH_EMPTY_FINGERPRINT,
    "STUN cut short": bytes([0, 1, 0, 0, 0x21]),
    "plaintext DTLS alert": PLAINTEXT_FATAL_ALERT,
    "ClientHello without ciphers": CIPHERLESS_CLIENT_HELLO,
    "no known protocol": bytes([77]) * 100,
}


@pytest.mark.parametrize("name", DATAGRAMS)
@pytest.mark.parametrize(
    "spoofed", [False, True], ids=["from a stranger", "from a spoofed address"]
)
def test_a_bad_datagram_harms_no_session(
    name: str, spoofed: bool, caplog: pytest.LogCaptureFixture
) -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    film(network, publishing, stream, 5)
    counters = network.plane.counters
    sent_before, received_before = counters.sent_bytes, counters.received_bytes
    victims = [network.address_of(publishing), network.address_of(watching)]
    with caplog.at_level(logging.INFO):
        for _ in range(50):
            for address in victims if spoofed else [STRANGER]:
                network.spray(DATAGRAMS[name], address)
    sprayed = counters.received_bytes - received_before
    # Whoever forges a known address gets nothing either; its owner may, but less than was sent.
    assert counters.sent_bytes - sent_before <= (sprayed if spoofed else 0)
    assert caplog.records == []
    film(network, publishing, stream, 10, keyframe_first=False)
    assert len(video(watching)) == 15
    assert network.heard.closed == []


def test_a_stun_check_without_the_password_gets_no_answer() -> None:
    network = SimulatedNetwork()
    publisher = network.endpoint.publish(publish_offer(RtcPeer()), network.now)
    ufrag = publisher.transport.ice.credentials.ufrag
    for remote in (IceCredentials(ufrag, "wrong" * 6), IceCredentials("nobody", "x" * 24)):
        check = build_binding_request(
            local_ufrag="abcd", remote=remote, priority=1, tie_breaker=1, nominate=True
        )
        network.spray(check, STRANGER)
    assert network.plane.counters.sent_packets == 0


def test_an_answer_to_an_authenticated_check_is_no_lever() -> None:
    """An attacker who knows the password of his own session may forge his source address."""
    network = SimulatedNetwork()
    publisher = network.endpoint.publish(publish_offer(RtcPeer()), network.now)
    check = build_binding_request(
        local_ufrag="abcd",
        remote=publisher.transport.ice.credentials,
        priority=1,
        tie_breaker=1,
        nominate=True,
    )
    network.spray(check, STRANGER)
    assert network.plane.counters.sent_bytes <= len(check)


def test_media_from_an_unknown_address_is_not_learned() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    film(network, publishing, stream, 3)
    network.spray(publishing.rtp(stream.packet()), STRANGER)
    film(network, publishing, stream, 3, keyframe_first=False)
    assert len(video(watching)) == 6
    assert network.plane.counters.dropped["unknown_address"] == 1


def test_a_replayed_packet_is_not_forwarded_twice() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    film(network, publishing, stream, 3)
    packet = publishing.rtp(stream.packet())
    for _ in range(20):
        network.spray(packet, network.address_of(publishing))
    network.run(0.1)
    assert len(video(watching)) == 4


def test_a_publisher_that_invents_ssrcs_is_not_listened_to_for_ever() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    for ssrc in range(1000, 1200):
        network.send(publishing, [publishing.rtp(Vp8Stream(ssrc, 55).packet())])
    network.run(0.1)
    assert network.plane.counters.dropped["unknown_ssrc"] == 200
    film(network, publishing, Vp8Stream(VIDEO_SSRC, VP8), 5)
    assert len(video(watching)) == 5


def test_twenty_thousand_malformed_packets_during_a_session() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    film(network, publishing, stream, 1)
    chance = random.Random(5)
    for _ in range(20):
        for _ in range(1000):
            noise = chance.randbytes(chance.choice([0, 1, 12, 20, 60, 200, 1600]))
            network.spray(noise, chance.choice([STRANGER, network.address_of(publishing)]))
        film(network, publishing, stream, 1, keyframe_first=False)
    assert len(video(watching)) == 21
    assert network.heard.closed == []
    assert "fault" not in network.plane.counters.dropped


def test_a_hundred_people_join_while_forged_handshakes_are_sprayed() -> None:
    network = SimulatedNetwork()
    chance = random.Random(6)
    peers = []
    for _ in range(100):
        peer = RtcPeer()
        network.join(peer)
        publisher = network.endpoint.publish(publish_offer(peer), network.now)
        peer.take(publisher.answer_sdp)
        peers.append(peer)
        for _ in range(6):
            network.run(0.005)
            for victim in peers[-3:]:
                forged = chance.choice([PLAINTEXT_FATAL_ALERT, CIPHERLESS_CLIENT_HELLO])
                network.spray(forged, network.address_of(victim))
                network.spray(chance.randbytes(40), network.address_of(victim))
    network.run(3.0)
    assert sum(peer.connected for peer in peers) >= 99
    assert len(network.heard.connected) >= 99


def test_a_subscriber_that_asks_for_everything_again_gets_no_more_than_half() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    film(network, publishing, stream, 100, step_s=0.01)
    network.run(0.1)
    packets = video(watching)
    ssrc = packets[0].header.ssrc
    everything = [packet.header.sequence for packet in packets]
    for _ in range(100):
        for start in range(0, len(everything), 17):
            lost = tuple(everything[start : start + 17])
            network.send(watching, [watching.rtcp(Nack(1, ssrc, lost))])
        network.run(0.1)
    assert network.plane.counters.retransmitted <= 256 + len(everything) // 2
