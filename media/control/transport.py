"""One peer connection's transport: ICE-lite, then DTLS, then keys for the plane (RFC 8842)."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from media.dtls.certificate import Certificate
from media.dtls.handshake import DtlsSession
from media.ice.lite import IceCredentials, IceLite
from media.plane.interface import Path, Plane
from media.sdp.description import Candidate
from media.sdp.negotiation import LocalTransport, RemoteTransport

SETUP_TIMEOUT_S = 30.0
"""A connection that has not come about by then never will: it is closed."""
CONSENT_TIMEOUT_S = 15.0
"""Browsers check every few seconds (RFC 7675); one that is silent for this long is gone."""


class TransportState(Enum):
    """Where a transport stands."""

    WAITING = "waiting"
    CONNECTED = "connected"
    CLOSED = "closed"


class PeerTransport:
    """Credentials, handshake and liveness of one peer."""

    def __init__(
        self,
        peer_id: int,
        plane: Plane,
        certificate: Certificate,
        candidates: tuple[Candidate, ...],
        now: float,
    ) -> None:
        self.peer_id = peer_id
        self.state = TransportState.WAITING
        self.ice = IceLite(IceCredentials.generate())
        self.remote: RemoteTransport | None = None
        self._plane = plane
        self._certificate = certificate
        self._candidates = candidates
        self._dtls: DtlsSession | None = None
        self._created_at = now
        self._last_check = now
        self.on_connected: Callable[[float], None] = lambda now: None
        self.on_closed: Callable[[str, float], None] = lambda reason, now: None
        plane.add_peer(peer_id)

    @property
    def local(self) -> LocalTransport:
        """Our end, as SDP announces it."""
        credentials = self.ice.credentials
        return LocalTransport(
            ufrag=credentials.ufrag,
            password=credentials.password,
            fingerprint=self._certificate.fingerprint,
            candidates=self._candidates,
        )

    def set_remote(self, remote: RemoteTransport, now: float) -> None:
        """Take the other end from SDP. The handshake may be over already: browsers start early."""
        self.remote = remote
        # A stray datagram may have begun a server's session that no handshake has used.
        unused = self._dtls is None or self._dtls.state == "new"
        if remote.setup == "passive" and unused and not self._acts_as_client:
            self._dtls = DtlsSession(self._certificate, is_client=True)
        self._maybe_connected(now)

    def stun_received(self, datagram: bytes, path: Path, now: float) -> None:
        """A check with our user name: answer it, and believe the address if it knows the
        password.
        """
        verdict = self.ice.answer(datagram, (path.address[0], path.address[1]))
        if verdict.response is not None:
            self._plane.send(path, verdict.response)
        if not verdict.authenticated or self.state is TransportState.CLOSED:
            return
        first = self._last_check == self._created_at
        self._last_check = now
        self._plane.add_path(self.peer_id, path, send_here=verdict.nominated or first)
        if self._dtls is not None and self._dtls.state == "new" and self._acts_as_client:
            self._send(self._dtls.start(now))

    @property
    def _acts_as_client(self) -> bool:
        return self._dtls is not None and self._dtls.is_client

    def heard(self, now: float) -> None:
        """Something authenticated came: some clients send no more checks once connected."""
        self._last_check = now

    def dtls_received(self, datagram: bytes, now: float) -> None:
        """A handshake datagram from an address that ICE has authenticated."""
        if self.state is TransportState.CLOSED:
            return
        if self._dtls is None:
            self._dtls = DtlsSession(self._certificate, is_client=False)
        self._send(self._dtls.receive(datagram, now))
        self._after_dtls(now)

    def poll(self, now: float) -> None:
        """Retransmit what the handshake lost; give up on those who are gone."""
        if self.state is TransportState.CLOSED:
            return
        if self._dtls is not None and self.state is TransportState.WAITING:
            self._send(self._dtls.poll(now))
            self._after_dtls(now)
        if self.state is TransportState.WAITING and now - self._created_at > SETUP_TIMEOUT_S:
            self.close("never connected", now)
        elif now - self._last_check > max(CONSENT_TIMEOUT_S, SETUP_TIMEOUT_S * self._never_checked):
            self.close("silent", now)

    @property
    def _never_checked(self) -> bool:
        return self._last_check == self._created_at

    def close(self, reason: str, now: float) -> None:
        """End the transport and free its place in the plane. The second call has no effect."""
        if self.state is TransportState.CLOSED:
            return
        self.state = TransportState.CLOSED
        if self._dtls is not None:
            self._send(self._dtls.close())
        self._plane.remove_peer(self.peer_id)
        self.on_closed(reason, now)

    def _send(self, datagrams: list[bytes]) -> None:
        for datagram in datagrams:
            self._plane.send_to_peer(self.peer_id, datagram)

    def _after_dtls(self, now: float) -> None:
        assert self._dtls is not None
        if self._dtls.state == "failed":
            self.close("handshake failed", now)
        elif self._dtls.state == "closed":
            self.close("closed by the peer", now)
        else:
            self._maybe_connected(now)

    def _maybe_connected(self, now: float) -> None:
        """Media may flow once both the handshake and the announced fingerprint are known."""
        dtls = self._dtls
        if self.state is not TransportState.WAITING or dtls is None or self.remote is None:
            return
        if dtls.state != "connected" or dtls.keys is None:
            return
        if not dtls.verify(self.remote.fingerprints):
            self.close("fingerprint mismatch", now)
            return
        self.state = TransportState.CONNECTED
        self._plane.set_keys(self.peer_id, dtls.keys)
        self.on_connected(now)
