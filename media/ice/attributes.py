"""Values of STUN attributes (RFC 8489 section 14, RFC 8445 section 16.1): types and codecs.

Readers raise MalformedPacket.
"""

import ipaddress
import struct

from media.errors import MalformedPacket

Address = tuple[str, int]

MAGIC_COOKIE = 0x2112A442

USERNAME = 0x0006
MESSAGE_INTEGRITY = 0x0008
ERROR_CODE = 0x0009
UNKNOWN_ATTRIBUTES = 0x000A
XOR_MAPPED_ADDRESS = 0x0020
PRIORITY = 0x0024
USE_CANDIDATE = 0x0025
FINGERPRINT = 0x8028
ICE_CONTROLLED = 0x8029
ICE_CONTROLLING = 0x802A

MAX_USERNAME_BYTES = 513
_MAX_REASON_BYTES = 763

# MAPPED-ADDRESS, REALM, NONCE, MESSAGE-INTEGRITY-SHA256, PASSWORD-ALGORITHM, USERHASH.
_KNOWN_TO_STUN_ONLY = frozenset({0x0001, 0x0014, 0x0015, 0x001C, 0x001D, 0x001E})


def must_be_understood(kind: int) -> bool:
    """Whether a check with this unread attribute is refused (RFC 8489 section 6.3.1).

    Attributes that STUN itself knows, but that mean nothing to a check, are no reason.
    """
    return kind < 0x8000 and kind not in _KNOWN_TO_STUN_ONLY


def pack_attribute(kind: int, value: bytes) -> bytes:
    """Type, length, value, padding to 32 bits."""
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def read_unsigned(value: bytes, size: int) -> int:
    """A big-endian number of exactly `size` bytes."""
    if len(value) != size:
        raise MalformedPacket("STUN number of a wrong length")
    return int.from_bytes(value, "big")


def read_username(value: bytes) -> str:
    """USERNAME: "remote fragment:local fragment" in ICE."""
    return _read_text(value, MAX_USERNAME_BYTES)


def read_error(value: bytes) -> tuple[int, str]:
    """ERROR-CODE as (300..699, reason)."""
    if len(value) < 4 or not 3 <= value[2] & 7 <= 6 or value[3] > 99:
        raise MalformedPacket("STUN error code out of range")
    return (value[2] & 7) * 100 + value[3], _read_text(value[4:], _MAX_REASON_BYTES)


def write_error(error: tuple[int, str]) -> bytes:
    """The reverse of `read_error`."""
    code, reason = error
    return struct.pack("!HBB", 0, *divmod(code, 100)) + reason.encode()


def read_types(value: bytes) -> tuple[int, ...]:
    """UNKNOWN-ATTRIBUTES: a list of attribute types."""
    if len(value) % 2:
        raise MalformedPacket("STUN attribute list of an odd length")
    return struct.unpack(f"!{len(value) // 2}H", value)


def write_types(types: tuple[int, ...]) -> bytes:
    """The reverse of `read_types`."""
    return struct.pack(f"!{len(types)}H", *types)


def read_xor_address(value: bytes, transaction_id: bytes) -> Address:
    """XOR-MAPPED-ADDRESS of either family."""
    if (len(value), value[1:2]) not in ((8, b"\x01"), (20, b"\x02")):
        raise MalformedPacket("STUN address of a wrong family or length")
    port = int.from_bytes(value[2:4], "big") ^ (MAGIC_COOKIE >> 16)
    packed = _xor(value[4:], transaction_id)
    host = ipaddress.IPv4Address(packed) if len(packed) == 4 else ipaddress.IPv6Address(packed)
    return str(host), port


def write_xor_address(address: Address, transaction_id: bytes) -> bytes:
    """The reverse of `read_xor_address`; `address[0]` is a numeric host."""
    host = ipaddress.ip_address(address[0])
    family = 1 if host.version == 4 else 2
    port = address[1] ^ (MAGIC_COOKIE >> 16)
    return struct.pack("!BBH", 0, family, port) + _xor(host.packed, transaction_id)


def _read_text(value: bytes, max_bytes: int) -> str:
    if len(value) > max_bytes:
        raise MalformedPacket("STUN text too long")
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise MalformedPacket("STUN text is not UTF-8") from error


def _xor(value: bytes, transaction_id: bytes) -> bytes:
    size = len(value)
    mask = (MAGIC_COOKIE.to_bytes(4, "big") + transaction_id)[:size]
    return (int.from_bytes(value, "big") ^ int.from_bytes(mask, "big")).to_bytes(size, "big")
