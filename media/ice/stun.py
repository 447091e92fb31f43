"""STUN messages as ICE uses them (RFC 8489, RFC 8445 section 16): parse, verify, serialize."""

import binascii
import hmac
import struct
from dataclasses import dataclass, field
from enum import IntEnum

from media.errors import MalformedPacket
from media.ice import attributes
from media.ice.attributes import Address, pack_attribute

BINDING = 0x0001
HEADER_BYTES = 20
MAX_DATAGRAM_BYTES = 2048

_COOKIE_BYTES = attributes.MAGIC_COOKIE.to_bytes(4, "big")
_FINGERPRINT_XOR = 0x5354554E
_INTEGRITY_BYTES = 24
_FINGERPRINT_BYTES = 8


class StunClass(IntEnum):
    """The class bits of a message type (RFC 8489 section 5)."""

    REQUEST = 0x000
    INDICATION = 0x010
    RESPONSE = 0x100
    ERROR = 0x110


@dataclass(frozen=True, slots=True)
class StunMessage:
    """One STUN message.

    `transaction_id` is 12 bytes. `error` is (code 300..699, reason). `unknown_required`: in a
    request, the attribute types that must be understood and are not; in an error, those that
    the other side did not understand. `has_fingerprint`: a correct FINGERPRINT was there.
    """

    message_class: StunClass
    transaction_id: bytes
    method: int = BINDING
    username: str | None = None
    priority: int | None = None
    use_candidate: bool = False
    ice_controlling: int | None = None
    ice_controlled: int | None = None
    xor_mapped_address: Address | None = None
    error: tuple[int, str] | None = None
    unknown_required: tuple[int, ...] = ()
    has_fingerprint: bool = field(default=False, compare=False)
    _signed: bytes = field(default=b"", compare=False, repr=False)
    _integrity: bytes = field(default=b"", compare=False, repr=False)

    def verify(self, password: str) -> bool:
        """Whether MESSAGE-INTEGRITY is there and made with `password` (RFC 8489 section 14.5)."""
        if not self._integrity:
            return False
        return hmac.compare_digest(self._integrity, _integrity_of(self._signed, password))


def is_stun(datagram: bytes) -> bool:
    """Cheap test before any parser: first byte 0 to 3, magic cookie, sane length."""
    return (
        HEADER_BYTES <= len(datagram) <= MAX_DATAGRAM_BYTES
        and datagram[0] < 4
        and datagram[4:8] == _COOKIE_BYTES
    )


def peek_local_ufrag(datagram: bytes) -> str | None:
    """The part of USERNAME before ':', unverified, to look a session up. Never raises."""
    if not is_stun(datagram):
        return None
    position, end = HEADER_BYTES, len(datagram)
    while position + 4 <= end:
        kind, length = struct.unpack_from("!HH", datagram, position)
        if kind == attributes.USERNAME:
            value = datagram[position + 4 : position + 4 + length]
            local, colon, _ = value.partition(b":")
            if len(value) != length or length > attributes.MAX_USERNAME_BYTES or not colon:
                return None
            return local.decode("ascii") if local.isascii() and local else None
        position += 4 + length + (-length % 4)
    return None


def parse_stun(datagram: bytes) -> StunMessage:
    """Read one whole message. Raises MalformedPacket, also for a wrong FINGERPRINT.

    What follows MESSAGE-INTEGRITY, but for FINGERPRINT, is not authenticated and is ignored.
    """
    if not is_stun(datagram):
        raise MalformedPacket("not a STUN message")
    message_type, length = struct.unpack_from("!HH", datagram)
    if length % 4 or len(datagram) != HEADER_BYTES + length:
        raise MalformedPacket("STUN length does not match the datagram")
    reader = _AttributeReader(datagram)
    while reader.position < len(datagram):
        reader.read_next()
    return StunMessage(
        message_class=StunClass(message_type & 0x0110),
        method=message_type & 0x3EEF,
        transaction_id=datagram[8:HEADER_BYTES],
        username=reader.username,
        priority=reader.priority,
        use_candidate=reader.use_candidate,
        ice_controlling=reader.ice_controlling,
        ice_controlled=reader.ice_controlled,
        xor_mapped_address=reader.xor_mapped_address,
        error=reader.error,
        unknown_required=tuple(reader.unknown_required),
        has_fingerprint=reader.has_fingerprint,
        _signed=reader.signed,
        _integrity=reader.integrity,
    )


def serialize_stun(message: StunMessage, password: str | None = None) -> bytes:
    """Bytes of `message`, with MESSAGE-INTEGRITY when a password is given, then FINGERPRINT."""
    body = b"".join(pack_attribute(kind, value) for kind, value in _values(message))
    message_type = message.message_class | message.method
    header = struct.pack("!HHI", message_type, len(body), attributes.MAGIC_COOKIE)
    data = header + message.transaction_id + body
    if password is not None:
        integrity = _integrity_of(data, password)
        data += pack_attribute(attributes.MESSAGE_INTEGRITY, integrity)
    # Both length and sum already count the attribute that carries the sum.
    data = _announcing(data, _FINGERPRINT_BYTES)
    return data + pack_attribute(attributes.FINGERPRINT, struct.pack("!I", _fingerprint_of(data)))


class _AttributeReader:
    """Walks the attributes of one message, in order."""

    def __init__(self, datagram: bytes) -> None:
        self.position = HEADER_BYTES
        self.username: str | None = None
        self.priority: int | None = None
        self.use_candidate = False
        self.ice_controlling: int | None = None
        self.ice_controlled: int | None = None
        self.xor_mapped_address: Address | None = None
        self.error: tuple[int, str] | None = None
        self.unknown_required: list[int] = []
        self.has_fingerprint = False
        self.signed = b""
        self.integrity = b""
        self._datagram = datagram
        self._seen: set[int] = set()

    def read_next(self) -> None:
        if self.has_fingerprint:
            raise MalformedPacket("STUN attribute after FINGERPRINT")
        kind, length = struct.unpack_from("!HH", self._datagram, self.position)
        start, end = self.position + 4, self.position + 4 + length
        if end > len(self._datagram):
            raise MalformedPacket("STUN attribute longer than its message")
        value = self._datagram[start:end]
        if kind == attributes.FINGERPRINT:
            self._check_fingerprint(value)
        elif not self.integrity and kind not in self._seen:
            # The first of a repeated attribute counts (RFC 8489 section 14).
            self._seen.add(kind)
            self._read_value(kind, value)
        self.position = end + (-length % 4)

    def _check_fingerprint(self, value: bytes) -> None:
        covered = _announcing(self._datagram[: self.position], _FINGERPRINT_BYTES)
        if attributes.read_unsigned(value, 4) != _fingerprint_of(covered):
            raise MalformedPacket("wrong STUN fingerprint")
        self.has_fingerprint = True

    def _read_value(self, kind: int, value: bytes) -> None:
        if kind == attributes.MESSAGE_INTEGRITY:
            if len(value) != 20:
                raise MalformedPacket("STUN integrity of a wrong length")
            self.signed, self.integrity = self._datagram[: self.position], value
        elif kind == attributes.USERNAME:
            self.username = attributes.read_username(value)
        elif kind == attributes.PRIORITY:
            self.priority = attributes.read_unsigned(value, 4)
        elif kind == attributes.USE_CANDIDATE:
            self.use_candidate = True
        elif kind == attributes.ICE_CONTROLLING:
            self.ice_controlling = attributes.read_unsigned(value, 8)
        elif kind == attributes.ICE_CONTROLLED:
            self.ice_controlled = attributes.read_unsigned(value, 8)
        elif kind == attributes.XOR_MAPPED_ADDRESS:
            transaction_id = self._datagram[8:HEADER_BYTES]
            self.xor_mapped_address = attributes.read_xor_address(value, transaction_id)
        elif kind == attributes.ERROR_CODE:
            self.error = attributes.read_error(value)
        elif kind == attributes.UNKNOWN_ATTRIBUTES:
            self.unknown_required += attributes.read_types(value)
        elif attributes.must_be_understood(kind):
            self.unknown_required.append(kind)


def _values(message: StunMessage) -> list[tuple[int, bytes]]:
    values: list[tuple[int, bytes]] = []
    if message.error is not None:
        values.append((attributes.ERROR_CODE, attributes.write_error(message.error)))
        if message.unknown_required:
            types = attributes.write_types(message.unknown_required)
            values.append((attributes.UNKNOWN_ATTRIBUTES, types))
    if message.username is not None:
        values.append((attributes.USERNAME, message.username.encode()))
    if message.xor_mapped_address is not None:
        address = attributes.write_xor_address(message.xor_mapped_address, message.transaction_id)
        values.append((attributes.XOR_MAPPED_ADDRESS, address))
    if message.priority is not None:
        values.append((attributes.PRIORITY, struct.pack("!I", message.priority)))
    if message.use_candidate:
        values.append((attributes.USE_CANDIDATE, b""))
    if message.ice_controlling is not None:
        values.append((attributes.ICE_CONTROLLING, struct.pack("!Q", message.ice_controlling)))
    if message.ice_controlled is not None:
        values.append((attributes.ICE_CONTROLLED, struct.pack("!Q", message.ice_controlled)))
    return values


def _announcing(data: bytes, extra_bytes: int) -> bytes:
    """`data` with a header length that counts an attribute of `extra_bytes` still to come."""
    return data[:2] + struct.pack("!H", len(data) - HEADER_BYTES + extra_bytes) + data[4:]


def _integrity_of(data: bytes, password: str) -> bytes:
    return hmac.digest(password.encode(), _announcing(data, _INTEGRITY_BYTES), "sha1")


def _fingerprint_of(data: bytes) -> int:
    return binascii.crc32(data) ^ _FINGERPRINT_XOR
