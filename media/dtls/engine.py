"""OpenSSL behind two memory buffers: the only module that knows pyOpenSSL.

It judges no datagram: what may reach it is decided in `handshake.py`.
"""

import hmac
from enum import Enum

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL, crypto

from media.dtls.hello import bare_client_hello
from media.dtls.keys import EXPORTER_LABEL, PROFILES, SrtpKeys, exported_bytes, split_keys
from media.dtls.record import MTU_BYTES, Record, parse_records
from media.errors import DtlsFailure

_DTLS_1_2 = 0xFEFD
# In openssl/ssl.h; pyOpenSSL does not name them.
_OP_COOKIE_EXCHANGE = 1 << 13
_OP_NO_RENEGOTIATION = 1 << 30
_READ_BYTES = 1 << 16

# Forward secret and authenticated suites only (RFC 8827 section 6.5). We show an ECDSA
# certificate, so a client of ours must offer ECDHE-ECDSA; the RSA suites let us be the client
# of a peer whose certificate is RSA (GStreamer).
_SUITES = b":".join(
    b"ECDHE-%b-%b" % (signature, cipher)
    for cipher in (b"AES128-GCM-SHA256", b"CHACHA20-POLY1305", b"AES256-GCM-SHA384")
    for signature in (b"ECDSA", b"RSA")
)


class Progress(Enum):
    """How far a connection is."""

    HANDSHAKING = "handshaking"
    FINISHED = "finished"
    FAILED = "failed"
    CLOSED = "closed"


def build_context(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> SSL.Context:
    """What all connections with one certificate share. Raises DtlsFailure."""
    context = SSL.Context(SSL.DTLS_METHOD)
    context.set_min_proto_version(_DTLS_1_2)
    context.set_max_proto_version(_DTLS_1_2)
    context.set_options(
        SSL.OP_NO_TICKET
        | SSL.OP_NO_QUERY_MTU
        | SSL.OP_NO_COMPRESSION
        | SSL.OP_CIPHER_SERVER_PREFERENCE
        | _OP_COOKIE_EXCHANGE
        | _OP_NO_RENEGOTIATION
    )
    context.set_mode(SSL.MODE_RELEASE_BUFFERS)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    # Any certificate will do here: it is the fingerprint in SDP that vouches for it.
    context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *_: True)
    context.set_cookie_generate_callback(lambda connection: _cookie_of(connection))
    context.set_cookie_verify_callback(
        lambda connection, cookie: hmac.compare_digest(cookie, _cookie_of(connection))
    )
    try:
        context.set_cipher_list(_SUITES)
        context.set_tlsext_use_srtp(b":".join(PROFILES))
        context.use_certificate(certificate)
        context.use_privatekey(key)
        context.check_privatekey()
    except SSL.Error as error:
        raise DtlsFailure("OpenSSL refuses the certificate or the suites") from error
    return context


class DtlsEngine:
    """One OpenSSL connection. `cookie` is what a server has asked the client to return."""

    def __init__(self, context: SSL.Context, *, is_client: bool, cookie: bytes) -> None:
        self.progress = Progress.HANDSHAKING
        self._is_client = is_client
        self._connection = SSL.Connection(context)
        self._connection.set_app_data(cookie)
        self._connection.set_ciphertext_mtu(MTU_BYTES)
        if is_client:
            self._connection.set_connect_state()
        else:
            self._connection.set_accept_state()
            # The cookie exchange is behind us: what comes next is the second ClientHello.
            self.advance(bare_client_hello().serialize(sequence=0))

    def advance(self, records: bytes = b"") -> list[Record]:
        """Take in whole records, go as far as possible, return what is to be sent."""
        if records:
            self._connection.bio_write(records)
        try:
            if self.progress is Progress.HANDSHAKING:
                self._connection.do_handshake()
                self.progress = Progress.FINISHED
            # Also where OpenSSL answers a repeated Finished. There are no data channels here:
            # what a peer sends as application data is dropped.
            while self.progress is Progress.FINISHED:
                self._connection.recv(_READ_BYTES)
        except SSL.WantReadError:
            pass
        except SSL.ZeroReturnError:
            self.progress = Progress.CLOSED
        except SSL.Error:
            self.progress = Progress.FAILED
        return self._drain()

    def retransmit(self) -> list[Record]:
        """A flight made anew, when OpenSSL's own timer (real time, 1 s at first) ran out; or []."""
        try:
            self._connection.DTLSv1_handle_timeout()
        except SSL.Error:
            self.progress = Progress.FAILED
        return self._drain()

    def shutdown(self) -> list[Record]:
        """close_notify, if the handshake has come so far."""
        try:
            self._connection.shutdown()
        except SSL.Error:
            return []
        return self._drain()

    def export_keys(self) -> SrtpKeys | None:
        """The SRTP keys of a finished handshake; None when no profile was agreed upon."""
        profile = self._connection.get_selected_srtp_profile()
        if profile not in PROFILES:
            return None
        length = exported_bytes(profile)
        material = self._connection.export_keying_material(EXPORTER_LABEL, length)
        return split_keys(profile, material, is_client=self._is_client)

    def peer_certificate_der(self) -> bytes | None:
        """The peer's certificate, as received."""
        certificate = self._connection.get_peer_certificate()
        if certificate is None:
            return None
        return crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate)

    def _drain(self) -> list[Record]:
        records: list[Record] = []
        while True:
            try:
                records += parse_records(self._connection.bio_read(_READ_BYTES))
            except SSL.WantReadError:
                return records


def _cookie_of(connection: SSL.Connection) -> bytes:
    cookie: bytes = connection.get_app_data()
    return cookie
