"""A DTLS 1.2 session for SRTP (RFC 5764), without a socket or a clock.

Feed it only datagrams from the address that ICE has authenticated: that is what bounds
amplification, since nobody else is ever answered. An address can be forged, though, and
nothing in the clear is authenticated. So, before OpenSSL sees it:

* a ClientHello without our cookie gets a HelloVerifyRequest, shorter than itself, and leaves
  no trace (`hello.py`);
* alerts and application data in the clear are dropped, in every state;
* handshake messages that a peer in its role does not send are dropped;
* records in the clear are renumbered, so that a forged high sequence number cannot make
  OpenSSL take the genuine ones for replays;
* once connected, nothing in the clear is read at all.

What remains: somebody who forges the address *and*, within the round trip it takes, a message
that is due next (for a server the client's Certificate or ClientKeyExchange, for a client the
server's hello) can make this handshake fail; never succeed. And the price of dropping alerts:
a peer that gives up in the clear is noticed by the timeout.
"""

from collections.abc import Iterable
from typing import Literal

from media.dtls.certificate import Certificate, matches
from media.dtls.engine import DtlsEngine, Progress
from media.dtls.flight import Flight
from media.dtls.hello import (
    CLIENT_HELLO,
    generate_cookie,
    hello_verify_request,
    is_hello_start,
    returns_cookie,
)
from media.dtls.keys import SrtpKeys
from media.dtls.record import (
    CHANGE_CIPHER_SPEC,
    HANDSHAKE,
    Record,
    parse_fragments,
    parse_records,
)

DtlsState = Literal["new", "handshaking", "connected", "failed", "closed"]

HANDSHAKE_TIMEOUT_S = 30.0

# ClientHello, Certificate, CertificateVerify, ClientKeyExchange.
_FROM_CLIENT = frozenset({CLIENT_HELLO, 11, 15, 16})
# ServerHello, HelloVerifyRequest, Certificate, ServerKeyExchange, CertificateRequest,
# ServerHelloDone, CertificateStatus.
_FROM_SERVER = frozenset({2, 3, 11, 12, 13, 14, 22})


class DtlsSession:
    """One association. Datagrams and `now` (seconds, monotonic) in, datagrams out.

    No method raises on what a peer sent. After `receive` and `poll`, look at `state`;
    call `poll` at `deadline`. `keys` are there once connected, and may be used only if
    `verify` says that the peer is the one that SDP announced.
    """

    def __init__(self, certificate: Certificate, *, is_client: bool) -> None:
        self.state: DtlsState = "new"
        self.keys: SrtpKeys | None = None
        self.peer_certificate_der: bytes | None = None
        self.is_client = is_client
        self._certificate = certificate
        self._cookie = generate_cookie()
        self._engine: DtlsEngine | None = None
        self._flight = Flight()
        self._give_up_at: float | None = None
        # A server's engine has already seen a record numbered 0.
        self._fed_records = 0

    def start(self, now: float) -> list[bytes]:
        """Begin as client: the first ClientHello. A server waits for one: []."""
        if not self.is_client or self.state != "new":
            return []
        self._open_engine(now)
        return self._advance(b"", now)

    def receive(self, datagram: bytes, now: float) -> list[bytes]:
        """Take a datagram from the peer's authenticated address; returns what to send there."""
        if self.state in ("failed", "closed"):
            return []
        records = parse_records(datagram)
        sent: list[bytes] = []
        while records and self.state in ("new", "handshaking"):
            sent += self._receive_handshaking(records.pop(0), now)
        if records and self.state == "connected":
            sent += self._receive_connected(records, now)
        return sent

    def poll(self, now: float) -> list[bytes]:
        """Retransmissions that are due; gives up after `HANDSHAKE_TIMEOUT_S`."""
        if self.state != "handshaking":
            return []
        if self._give_up_at is not None and now >= self._give_up_at:
            self.state = "failed"
            return []
        if self._engine is None or self._flight.due is None or now < self._flight.due:
            return []
        return self._flight.resend(now, self._engine.retransmit())

    def deadline(self, now: float) -> float | None:
        """When `poll` is to be called next (it may lie in the past), if ever."""
        if self.state != "handshaking":
            return None
        moments = [moment for moment in (self._flight.due, self._give_up_at) if moment is not None]
        return min(moments, default=None)

    def verify(self, fingerprints: Iterable[str]) -> bool:
        """Whether the peer's certificate is one of those SDP announced ("sha-256 AB:CD:..")."""
        der = self.peer_certificate_der
        return der is not None and matches(der, fingerprints)

    def close(self) -> list[bytes]:
        """End the session; close_notify for the peer, if it can be said."""
        was_connected, self.state = self.state == "connected", "closed"
        if self._engine is None or not was_connected:
            return []
        return self._flight.send_once(self._engine.shutdown())

    def _receive_connected(self, records: list[Record], now: float) -> list[bytes]:
        encrypted = b"".join(
            record.serialize(record.sequence) for record in records if record.epoch
        )
        sent = self._advance(encrypted, now) if encrypted else []
        repeats = any(record.epoch == 0 and record.content_type == HANDSHAKE for record in records)
        if sent or not repeats or self.state != "connected":
            return sent
        # The peer still sends handshake messages: it missed our last flight.
        return self._flight.repeat_if_asked(now)

    def _receive_handshaking(self, record: Record, now: float) -> list[bytes]:
        if record.epoch or _is_change_cipher_spec(record):
            return self._feed(record, now)
        if record.content_type != HANDSHAKE:
            return []
        fragments = parse_fragments(record)
        expected = _FROM_SERVER if self.is_client else _FROM_CLIENT
        if not fragments or any(part.message_type not in expected for part in fragments):
            return []
        if all(part.message_type != CLIENT_HELLO for part in fragments):
            return self._feed(record, now)
        if len(fragments) > 1:
            return []
        if not is_hello_start(fragments[0]):
            # The rest of the one that returned our cookie; of use until it is answered.
            return self._feed(record, now) if self._flight.is_empty else []
        if returns_cookie(fragments[0], self._cookie):
            return self._accept_hello(record, now)
        return self._ask_for_cookie(record) if self._engine is None else []

    def _ask_for_cookie(self, hello: Record) -> list[bytes]:
        request = hello_verify_request(self._cookie)
        if len(request.body) > len(hello.body):
            return []
        return self._flight.send_once([request])

    def _accept_hello(self, hello: Record, now: float) -> list[bytes]:
        if self._engine is None:
            self._open_engine(now)
        return self._feed(hello, now)

    def _open_engine(self, now: float) -> None:
        self._engine = DtlsEngine(
            self._certificate.context, is_client=self.is_client, cookie=self._cookie
        )
        self.state = "handshaking"
        if self._give_up_at is None:
            self._give_up_at = now + HANDSHAKE_TIMEOUT_S

    def _feed(self, record: Record, now: float) -> list[bytes]:
        if record.epoch:
            return self._advance(record.serialize(record.sequence), now)
        self._fed_records += 1
        return self._advance(record.serialize(self._fed_records), now)

    def _advance(self, records: bytes, now: float) -> list[bytes]:
        if self._engine is None:
            return []
        answer = self._engine.advance(records)
        match self._engine.progress:
            case Progress.HANDSHAKING:
                return self._flight.send(answer, now) if answer else []
            case Progress.FINISHED if self.state == "handshaking":
                return self._finish(self._engine, answer, now)
            case Progress.FAILED:
                return self._fail(answer)
            case Progress.CLOSED:
                self.state = "closed"
        return self._flight.send_once(answer)

    def _finish(self, engine: DtlsEngine, answer: list[Record], now: float) -> list[bytes]:
        self.keys = engine.export_keys()
        self.peer_certificate_der = engine.peer_certificate_der()
        if self.keys is None:
            self.state = "failed"
            return self._flight.send_once(engine.shutdown())
        self.state = "connected"
        return self._flight.finish(answer, now)

    def _fail(self, alert: list[Record]) -> list[bytes]:
        if self.state == "handshaking" and self._flight.is_empty:
            # A ClientHello came to nothing, perhaps because somebody forged a part of it. The
            # client will repeat it, since it heard nothing; a hopeless one until we give up.
            self._engine = None
            return []
        self.state = "failed"
        return self._flight.send_once(alert)


def _is_change_cipher_spec(record: Record) -> bool:
    # OpenSSL ignores one that comes out of order, but takes a malformed one for a fatal error.
    return record.content_type == CHANGE_CIPHER_SPEC and record.body == b"\x01"
