"""Two ends joined without a socket, by a network and a clock that are simulated."""

import datetime
import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from OpenSSL import SSL

from media.dtls.certificate import Certificate
from media.dtls.handshake import DtlsSession
from media.dtls.record import parse_records

Attack = Callable[["SimulatedPair"], None]


@dataclass
class SimulatedPair:
    """A client and a server. Each datagram is lost, doubled and delayed as the seed has it.

    `spray` is called once per simulated millisecond and may call `inject`.
    """

    client: DtlsSession
    server: DtlsSession
    seed: int = 0
    loss: float = 0.0
    duplication: float = 0.0
    delays_s: tuple[float, float] = (0.005, 0.005)
    lose: Callable[[DtlsSession, bytes], bool] = lambda receiver, datagram: False
    now: float = 0.0
    sent_bytes: dict[str, int] = field(default_factory=lambda: {"client": 0, "server": 0})
    largest_datagram: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._order = itertools.count()
        self._under_way: list[tuple[float, int, DtlsSession, bytes]] = []

    @property
    def is_connected(self) -> bool:
        return self.client.state == self.server.state == "connected"

    def inject(self, receiver: DtlsSession, datagram: bytes) -> list[bytes]:
        """A datagram under a forged address: it arrives, the answer goes to the true owner."""
        answers = receiver.receive(datagram, self.now)
        self.send_from(receiver, answers)
        return answers

    def run(self, until_s: float = 60.0, spray: Attack | None = None) -> None:
        """Until both are connected and nothing is under way, or until the clock says so."""
        self.send_from(self.client, self.client.start(self.now))
        while self.now < until_s and not (self.is_connected and not self._under_way):
            self.now += 0.001
            if spray is not None:
                spray(self)
            while self._under_way and self._under_way[0][0] <= self.now:
                _, _, receiver, datagram = heapq.heappop(self._under_way)
                self.send_from(receiver, receiver.receive(datagram, self.now))
            for end in (self.client, self.server):
                due = end.deadline(self.now)
                if due is not None and due <= self.now:
                    self.send_from(end, end.poll(self.now))

    def send_from(self, sender: DtlsSession, datagrams: list[bytes]) -> None:
        receiver = self.server if sender is self.client else self.client
        for datagram in datagrams:
            self.largest_datagram = max(self.largest_datagram, len(datagram))
            self.sent_bytes["client" if sender is self.client else "server"] += len(datagram)
            copies = 2 if self._random.random() < self.duplication else 1
            for _ in range(copies):
                if self._random.random() < self.loss or self.lose(receiver, datagram):
                    continue
                arrival = self.now + self._random.uniform(*self.delays_s)
                heapq.heappush(self._under_way, (arrival, next(self._order), receiver, datagram))


@pytest.fixture(scope="session")
def client_certificate() -> Certificate:
    return Certificate.generate("a home")


@pytest.fixture(scope="session")
def server_certificate() -> Certificate:
    return Certificate.generate()


@pytest.fixture(scope="session")
def pair(
    client_certificate: Certificate, server_certificate: Certificate
) -> Callable[..., SimulatedPair]:
    """Makes a fresh pair; keyword arguments are those of `SimulatedPair`."""

    def make(**network: object) -> SimulatedPair:
        return SimulatedPair(
            DtlsSession(client_certificate, is_client=True),
            DtlsSession(server_certificate, is_client=False),
            **network,  # type: ignore[arg-type]
        )

    return make


class ForeignPeer:
    """OpenSSL used plainly, as GStreamer, ffmpeg or aiortc use it: not through our code."""

    def __init__(
        self,
        *,
        is_client: bool,
        rsa: bool = False,
        suites: bytes = b"ALL:!ADH",
        profiles: bytes = b"SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80",
        mtu_bytes: int = 1200,
    ) -> None:
        self.certificate, key = _self_signed(rsa)
        context = SSL.Context(SSL.DTLS_METHOD)
        context.set_options(SSL.OP_NO_QUERY_MTU)
        context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
        context.use_certificate(self.certificate)
        context.use_privatekey(key)
        context.set_cipher_list(suites)
        if profiles:
            context.set_tlsext_use_srtp(profiles)
        self.connection = SSL.Connection(context)
        self.connection.set_ciphertext_mtu(mtu_bytes)
        self.is_client, self.mtu_bytes, self.is_connected = is_client, mtu_bytes, False
        if is_client:
            self.connection.set_connect_state()
        else:
            self.connection.set_accept_state()

    @property
    def fingerprint(self) -> str:
        return "sha-256 " + self.certificate.fingerprint(hashes.SHA256()).hex(":")

    def advance(self, datagram: bytes = b"") -> list[bytes]:
        """One datagram per record, as OpenSSL writes to a socket of its own."""
        if datagram:
            self.connection.bio_write(datagram)
        try:
            self.connection.do_handshake()
            self.is_connected = True
        except SSL.WantReadError:
            pass
        try:
            written = self.connection.bio_read(65536)
        except SSL.WantReadError:
            return []
        return [record.serialize(record.sequence) for record in parse_records(written)]

    def handshake_with(self, session: DtlsSession) -> None:
        """Over a perfect network, until both have nothing more to say."""
        to_session, to_foreign = self.advance() if self.is_client else [], session.start(0.0)
        while to_session or to_foreign:
            to_foreign += [out for d in to_session for out in session.receive(d, 0.0)]
            to_session = [out for d in to_foreign for out in self.advance(d)]
            to_foreign = []


def _self_signed(rsa_key: bool) -> tuple[x509.Certificate, Any]:
    key: Any = (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        if rsa_key
        else ec.generate_private_key(ec.SECP256R1())
    )
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "foreign")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(datetime.datetime(2020, 1, 1))
    builder = builder.not_valid_after(datetime.datetime(2100, 1, 1))
    return builder.sign(key, hashes.SHA256()), key


@pytest.fixture(scope="session")
def foreign_peer() -> type[ForeignPeer]:
    return ForeignPeer
