"""With ends that are not ours: plain OpenSSL in several dispositions, and aiortc's transport."""

import asyncio
import time
from typing import Any

import pytest
from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from OpenSSL import SSL
from pylibsrtp import Policy, Session

from media.dtls.certificate import Certificate
from media.dtls.handshake import DtlsSession
from media.dtls.record import parse_records

RTP = b"\x80\x60\x00\x01\x00\x00\x00\x01\x00\x00\x00\x2a" + b"payload"


@pytest.mark.parametrize("rsa", [False, True], ids=["ECDSA certificate", "RSA certificate"])
@pytest.mark.parametrize("we_are_client", [False, True])
@pytest.mark.parametrize("mtu_bytes", [256, 1200])
def test_connects_with_plain_openssl(
    foreign_peer: Any,
    server_certificate: Certificate,
    rsa: bool,
    we_are_client: bool,
    mtu_bytes: int,
) -> None:
    """GStreamer: RSA certificate, datagrams of 256 bytes, so a ClientHello in two fragments."""
    peer = foreign_peer(is_client=not we_are_client, rsa=rsa, mtu_bytes=mtu_bytes)
    session = DtlsSession(server_certificate, is_client=we_are_client)
    peer.handshake_with(session)
    assert peer.is_connected
    assert session.state == "connected"
    assert session.verify([peer.fingerprint])
    assert session.keys is not None and session.keys.profile == "AEAD_AES_128_GCM"


def test_a_hello_in_fragments_may_come_in_disorder_and_again(
    foreign_peer: Any, server_certificate: Certificate
) -> None:
    peer = foreign_peer(is_client=True, rsa=True, suites=b"ALL", mtu_bytes=256)
    session = DtlsSession(server_certificate, is_client=False)
    [cookie_request] = [out for part in peer.advance() for out in session.receive(part, 0.0)]
    start, rest = peer.advance(cookie_request)
    assert session.receive(rest, 0.0) == []
    assert session.state == "new", "only the first fragment can show the cookie"
    assert session.receive(start, 0.0) == []
    assert session.receive(start, 0.0) == []
    assert session.receive(rest, 0.0) != []


def test_a_server_with_an_rsa_certificate_and_rsa_suites_only_is_reached(
    foreign_peer: Any, server_certificate: Certificate
) -> None:
    peer = foreign_peer(is_client=False, rsa=True, suites=b"ECDHE-RSA-AES128-GCM-SHA256")
    session = DtlsSession(server_certificate, is_client=True)
    peer.handshake_with(session)
    assert session.state == "connected"
    assert peer.connection.get_cipher_name() == "ECDHE-RSA-AES128-GCM-SHA256"


@pytest.mark.parametrize(
    ("suites", "expected"),
    [
        # In the order GStreamer's libraries offer them: ours counts.
        (b"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256",
         "ECDHE-ECDSA-AES128-GCM-SHA256"),
        (b"ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-CHACHA20-POLY1305"),
        (b"ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"),
    ],
)  # fmt: skip
def test_suites_a_client_may_offer(
    foreign_peer: Any, server_certificate: Certificate, suites: bytes, expected: str
) -> None:
    peer = foreign_peer(is_client=True, suites=suites)
    session = DtlsSession(server_certificate, is_client=False)
    peer.handshake_with(session)
    assert session.state == "connected"
    assert peer.connection.get_cipher_name() == expected


@pytest.mark.parametrize(
    "suites",
    [
        b"ECDHE-RSA-AES128-GCM-SHA256",
        b"AES128-GCM-SHA256",
        b"DHE-RSA-AES128-GCM-SHA256",
    ],
)
def test_a_client_without_ecdhe_ecdsa_is_not_served(
    foreign_peer: Any, server_certificate: Certificate, suites: bytes
) -> None:
    """We show one certificate, ECDSA, as RFC 8827 section 6.5 makes every client accept."""
    peer = foreign_peer(is_client=True, suites=suites)
    session = DtlsSession(server_certificate, is_client=False)
    peer.handshake_with(session)
    assert not peer.is_connected
    assert session.state == "handshaking"
    session.poll(60.0)
    assert session.state == "failed"


def test_a_peer_without_srtp_fails(foreign_peer: Any, server_certificate: Certificate) -> None:
    peer = foreign_peer(is_client=True, profiles=b"")
    session = DtlsSession(server_certificate, is_client=False)
    peer.handshake_with(session)
    assert session.state == "failed"
    assert session.keys is None


@pytest.mark.parametrize(
    ("profiles", "expected"),
    [
        (b"SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM", "AEAD_AES_128_GCM"),
        (b"SRTP_AEAD_AES_256_GCM:SRTP_AEAD_AES_128_GCM", "AEAD_AES_128_GCM"),
        (b"SRTP_AES128_CM_SHA1_80", "AES_CM_128_HMAC_SHA1_80"),
        (b"SRTP_AES128_CM_SHA1_32:SRTP_AES128_CM_SHA1_80", "AES_CM_128_HMAC_SHA1_80"),
    ],
)
def test_our_order_of_srtp_profiles_counts(
    foreign_peer: Any, server_certificate: Certificate, profiles: bytes, expected: str
) -> None:
    peer = foreign_peer(is_client=True, profiles=profiles)
    session = DtlsSession(server_certificate, is_client=False)
    peer.handshake_with(session)
    assert session.keys is not None
    assert session.keys.profile == expected


def test_a_foreign_server_that_lost_its_last_flight_is_asked_with_a_fresh_finished(
    foreign_peer: Any, server_certificate: Certificate
) -> None:
    """It takes a repeated record for a replay; only OpenSSL can encrypt a new one, in real time."""
    peer = foreign_peer(is_client=False)
    session = DtlsSession(server_certificate, is_client=True)
    [hello] = session.start(0.0)
    answers = [out for datagram in peer.advance(hello) for out in session.receive(datagram, 0.0)]
    lost = [out for datagram in answers for out in peer.advance(datagram)]
    assert peer.is_connected and lost
    assert session.state == "handshaking"
    time.sleep(1.1)
    repeated = session.poll(1.1)
    assert {r.sequence for d in repeated for r in parse_records(d) if r.epoch} == {1}
    for datagram in repeated:
        peer.connection.bio_write(datagram)
    with pytest.raises(SSL.WantReadError):
        peer.connection.recv(100)
    session.receive(peer.connection.bio_read(4096), 1.1)
    assert session.state == "connected"


class LoopbackIce:
    """What RTCDtlsTransport asks of an ICE transport, in front of one of our sessions."""

    def __init__(self, session: DtlsSession, role: str) -> None:
        self.role = role
        self.session = session
        self.media: list[bytes] = []
        self.inbox: asyncio.Queue[bytes] = asyncio.Queue()

    async def _recv(self) -> bytes:
        return await self.inbox.get()

    async def _send(self, datagram: bytes) -> None:
        if datagram[0] >= 128:
            self.media.append(datagram)
        self.deliver(self.session.receive(datagram, 0.0))

    def deliver(self, datagrams: list[bytes]) -> None:
        for datagram in datagrams:
            self.inbox.put_nowait(datagram)


@pytest.mark.parametrize("we_are_client", [False, True])
@pytest.mark.parametrize("profile", ["AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80"])
async def test_connects_with_aiortc_and_exchanges_media(
    server_certificate: Certificate, we_are_client: bool, profile: str
) -> None:
    session = DtlsSession(server_certificate, is_client=we_are_client)
    ice = LoopbackIce(session, role="controlling" if we_are_client else "controlled")
    theirs = RTCCertificate.generateCertificate()
    transport = RTCDtlsTransport(ice, [theirs])  # type: ignore[arg-type]
    wanted = (
        b"SRTP_"
        + {"A": b"AEAD_AES_128_GCM", "C": b"AES128_CM_SHA1_80"}[
            "A" if profile.startswith("AEAD") else "C"
        ]
    )
    transport._srtp_profiles = [p for p in transport._srtp_profiles if p.openssl_profile == wanted]
    ice.deliver(session.start(0.0))
    algorithm, value = server_certificate.fingerprint.split()
    await transport.start(RTCDtlsParameters(fingerprints=[RTCDtlsFingerprint(algorithm, value)]))
    assert transport.state == "connected"
    assert session.state == "connected"
    assert session.verify(f"{f.algorithm} {f.value}" for f in theirs.getFingerprints())
    assert session.keys is not None and session.keys.profile == profile

    await transport._send_rtp(RTP)
    assert receiving_session(session).unprotect(ice.media[-1]) == RTP
    assert transport._rx_srtp.unprotect(sending_session(session).protect(RTP)) == RTP

    await transport.stop()
    assert session.state == "closed"


POLICY_PROFILES = {
    "AEAD_AES_128_GCM": Policy.SRTP_PROFILE_AEAD_AES_128_GCM,
    "AES_CM_128_HMAC_SHA1_80": Policy.SRTP_PROFILE_AES128_CM_SHA1_80,
}


def sending_session(session: DtlsSession) -> Session:
    keys = session.keys
    assert keys is not None
    return Session(
        Policy(
            key=keys.local_key + keys.local_salt,
            ssrc_type=Policy.SSRC_ANY_OUTBOUND,
            srtp_profile=POLICY_PROFILES[keys.profile],
        )
    )


def receiving_session(session: DtlsSession) -> Session:
    keys = session.keys
    assert keys is not None
    return Session(
        Policy(
            key=keys.remote_key + keys.remote_salt,
            ssrc_type=Policy.SSRC_ANY_INBOUND,
            srtp_profile=POLICY_PROFILES[keys.profile],
        )
    )
