"""DTLS records and handshake fragments, as far as they travel in the clear (RFC 6347 section 4).

Readers never raise: an invalid record is silently discarded (section 4.1.2.7).
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

CHANGE_CIPHER_SPEC = 20
ALERT = 21
HANDSHAKE = 22
APPLICATION_DATA = 23

MTU_BYTES = 1200

_HEADER = struct.Struct("!BHHHIH")
HEADER_BYTES = _HEADER.size
_MAX_BODY_BYTES = (1 << 14) + 2048
_FRAGMENT_HEADER_BYTES = 12


@dataclass(frozen=True, slots=True)
class Record:
    """One record. Epoch 0 is in the clear; later epochs are encrypted and authenticated."""

    content_type: int
    version: int
    epoch: int
    sequence: int
    body: bytes

    def serialize(self, sequence: int) -> bytes:
        """Bytes of the record under a sequence number (48 bits)."""
        high, low = sequence >> 32 & 0xFFFF, sequence & 0xFFFFFFFF
        length = len(self.body)
        header = _HEADER.pack(self.content_type, self.version, self.epoch, high, low, length)
        return header + self.body


@dataclass(frozen=True, slots=True)
class HandshakeFragment:
    """A handshake message or a part of it (section 4.2.2)."""

    message_type: int
    message_length: int
    message_sequence: int
    offset: int
    body: bytes


def parse_records(datagram: bytes) -> list[Record]:
    """The records of a datagram, up to the first that is none."""
    records: list[Record] = []
    position = 0
    while position + HEADER_BYTES <= len(datagram):
        kind, version, epoch, high, low, length = _HEADER.unpack_from(datagram, position)
        body = datagram[position + HEADER_BYTES : position + HEADER_BYTES + length]
        known = CHANGE_CIPHER_SPEC <= kind <= APPLICATION_DATA and version >> 8 == 0xFE
        if not known or len(body) != length or not 0 < length <= _MAX_BODY_BYTES:
            break
        records.append(Record(kind, version, epoch, high << 32 | low, body))
        position += HEADER_BYTES + length
    return records


def parse_fragments(record: Record) -> list[HandshakeFragment]:
    """The handshake messages in a record of epoch 0: several may share one; [] if any is wrong."""
    fragments: list[HandshakeFragment] = []
    body, position = record.body, 0
    while position < len(body):
        header = body[position : position + _FRAGMENT_HEADER_BYTES]
        length, offset = _uint24(header, 1), _uint24(header, 6)
        position += _FRAGMENT_HEADER_BYTES + _uint24(header, 9)
        part = body[position - _uint24(header, 9) : position]
        if position > len(body) or offset + len(part) > length:
            return []
        sequence = int.from_bytes(header[4:6], "big")
        fragments.append(HandshakeFragment(header[0], length, sequence, offset, part))
    return fragments


def pack_datagrams(records: Iterable[bytes]) -> list[bytes]:
    """Fill datagrams of at most `MTU_BYTES` with whole records, in order."""
    datagrams: list[bytes] = []
    for record in records:
        if datagrams and len(datagrams[-1]) + len(record) <= MTU_BYTES:
            datagrams[-1] += record
        else:
            datagrams.append(record)
    return datagrams


def _uint24(data: bytes, position: int) -> int:
    return int.from_bytes(data[position : position + 3], "big")
