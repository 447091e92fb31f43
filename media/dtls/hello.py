"""The cookie exchange before a server spends anything (RFC 6347 section 4.2.1).

Handshake messages in the clear are not authenticated. Anyone who can forge the client's
address could have the server answer a ClientHello that the client never sent, and the client
would fail on that answer. So a ClientHello starts a handshake only if it returns our cookie,
which went to the client's address and nowhere else.

OpenSSL's own `DTLSv1_listen` does not take a ClientHello in several fragments, which GStreamer
and post-quantum key shares produce. Here only the first fragment counts: random and cookie
stand at its beginning.
"""

import hmac
import secrets
import struct

from media.dtls.record import HANDSHAKE, HandshakeFragment, Record

CLIENT_HELLO = 1
HELLO_VERIFY_REQUEST = 3
COOKIE_BYTES = 32

# HelloVerifyRequest says DTLS 1.0 whatever follows (section 4.2.1).
_DTLS_1_0 = 0xFEFF
_DTLS_1_2 = 0xFEFD
_RANDOM_END = 34


def generate_cookie() -> bytes:
    """A cookie for one session. It need not depend on the address: a session has only one."""
    return secrets.token_bytes(COOKIE_BYTES)


def is_hello_start(fragment: HandshakeFragment) -> bool:
    """Whether this is a ClientHello, or its first fragment."""
    return fragment.message_type == CLIENT_HELLO and fragment.offset == 0


def returns_cookie(fragment: HandshakeFragment, cookie: bytes) -> bool:
    """Whether a first fragment carries our cookie."""
    body = fragment.body
    session_id_bytes = body[_RANDOM_END] if len(body) > _RANDOM_END else 0
    at = _RANDOM_END + 1 + session_id_bytes
    length = body[at] if len(body) > at else 0
    return length > 0 and hmac.compare_digest(body[at + 1 : at + 1 + length], cookie)


def hello_verify_request(cookie: bytes) -> Record:
    """The answer to a ClientHello without our cookie; always shorter than a ClientHello with
    what DTLS-SRTP needs in it."""
    body = struct.pack("!HB", _DTLS_1_0, len(cookie)) + cookie
    return _message(HELLO_VERIFY_REQUEST, body)


def bare_client_hello() -> Record:
    """A ClientHello without cookie, to bring a fresh OpenSSL server to the state after it has
    asked for one, where it takes the client's second ClientHello (message sequence 1)."""
    no_session, no_cookie = b"\x00", b"\x00"
    one_suite, no_compression = b"\x00\x02\xc0\x2b", b"\x01\x00"
    version = struct.pack("!H", _DTLS_1_2)
    return _message(
        CLIENT_HELLO, version + bytes(32) + no_session + no_cookie + one_suite + no_compression
    )


def _message(message_type: int, body: bytes) -> Record:
    length = len(body).to_bytes(3, "big")
    header = bytes([message_type]) + length + b"\x00\x00" + b"\x00\x00\x00" + length
    return Record(HANDSHAKE, _DTLS_1_0, 0, 0, header + body)
