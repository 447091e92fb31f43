"""A WebRTC client without a socket: ICE, DTLS, SRTP and RTCP of one peer connection, for tests.

Datagrams and `now` in, datagrams out, as the server's own cores; its SRTP is libsrtp alone, so
that what the server encrypts is checked by another hand. What it sends and answers is up to the
test.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from pylibsrtp import Error, Policy, Session

from media.dtls.certificate import Certificate
from media.dtls.handshake import DtlsSession
from media.dtls.keys import SrtpKeys
from media.ice.lite import IceCredentials, build_binding_request
from media.rtcp import RtcpPacket, parse_compound, serialize_compound
from media.rtp.header import RtpHeader, parse_header
from media.sdp.description import SessionDescription
from media.sdp.reader import parse_sdp

PROFILES = {
    "AEAD_AES_128_GCM": Policy.SRTP_PROFILE_AEAD_AES_128_GCM,
    "AES_CM_128_HMAC_SHA1_80": Policy.SRTP_PROFILE_AES128_CM_SHA1_80,
}
CHECK_INTERVAL_S = 1.0


@dataclass(slots=True)
class Received:
    """An RTP packet as it arrived."""

    header: RtpHeader
    packet: bytes
    at: float

    @property
    def payload(self) -> bytes:
        return self.packet[self.header.payload_offset :]


def _session(profile: str, key: bytes, salt: bytes, direction: int) -> Session:
    policy = Policy(key=key + salt, ssrc_type=direction, srtp_profile=PROFILES[profile])
    policy.window_size = 1024
    policy.allow_repeat_tx = True
    return Session(policy)


@dataclass
class RtcPeer:
    """One end of a peer connection."""

    certificate: Certificate = field(default_factory=Certificate.generate)
    credentials: IceCredentials = field(default_factory=IceCredentials.generate)
    received: list[Received] = field(default_factory=list)
    reports: list[RtcpPacket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dtls = DtlsSession(self.certificate, is_client=True)
        self._remote: IceCredentials | None = None
        self._inbound: Session | None = None
        self._outbound: Session | None = None
        self._next_check = 0.0
        self.keys: SrtpKeys | None = None
        self.refused = 0
        """Packets that libsrtp did not take: forged, damaged, or the second of a duplicate."""

    @property
    def connected(self) -> bool:
        """Whether keys are agreed on."""
        return self.keys is not None

    def take(self, sdp: str) -> SessionDescription:
        """Learn the server's credentials from its description."""
        description = parse_sdp(sdp)
        first = description.media[0]
        assert first.ufrag is not None and first.password is not None
        self._remote = IceCredentials(first.ufrag, first.password)
        return description

    def poll(self, now: float) -> list[bytes]:
        """Checks, handshake and its retransmissions, as they are due."""
        if self._remote is None:
            return []
        out = []
        if now >= self._next_check:
            self._next_check = now + (CHECK_INTERVAL_S if self.connected else 0.05)
            out.append(
                build_binding_request(
                    local_ufrag=self.credentials.ufrag,
                    remote=self._remote,
                    priority=1,
                    tie_breaker=secrets.randbits(64),
                    nominate=True,
                )
            )
        if self.dtls.state == "new":
            return out + self.dtls.start(now)
        return out + self.dtls.poll(now)

    def receive(self, datagram: bytes, now: float) -> list[bytes]:
        """Take a datagram of the server's; returns what to answer."""
        first = datagram[0]
        if 20 <= first < 64:
            out = self.dtls.receive(datagram, now)
            self._learn_keys()
            return out
        if 128 <= first < 192 and self._inbound is not None:
            try:
                self._receive_media(self._inbound, datagram, now)
            except Error:
                self.refused += 1
        return []

    def _receive_media(self, session: Session, datagram: bytes, now: float) -> None:
        if 192 <= datagram[1] < 224:
            self.reports += parse_compound(session.unprotect_rtcp(datagram))
        else:
            packet = session.unprotect(datagram)
            self.received.append(Received(parse_header(packet), packet, now))

    def _learn_keys(self) -> None:
        if self.keys is not None or self.dtls.state != "connected" or self.dtls.keys is None:
            return
        keys = self.keys = self.dtls.keys
        inbound, outbound = Policy.SSRC_ANY_INBOUND, Policy.SSRC_ANY_OUTBOUND
        self._inbound = _session(keys.profile, keys.remote_key, keys.remote_salt, inbound)
        self._outbound = _session(keys.profile, keys.local_key, keys.local_salt, outbound)

    def rtp(self, packet: bytes) -> bytes:
        """An RTP packet, protected."""
        assert self._outbound is not None
        return self._outbound.protect(packet)

    def rtcp(self, *packets: RtcpPacket) -> bytes:
        """RTCP packets as one protected compound."""
        assert self._outbound is not None
        return self._outbound.protect_rtcp(serialize_compound(packets))
