"""RTP header extensions (RFC 8285): finding, renumbering, blanking, building, reading."""

import struct
from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeAlias

from media.errors import MalformedPacket
from media.rtp.header import PacketBytes, RtpHeader

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
TOFFSET = "urn:ietf:params:rtp-hdrext:toffset"
VIDEO_ORIENTATION = "urn:3gpp:video-orientation"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
PLAYOUT_DELAY = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
VIDEO_CONTENT_TYPE = "http://www.webrtc.org/experiments/rtp-hdrext/video-content-type"
VIDEO_TIMING = "http://www.webrtc.org/experiments/rtp-hdrext/video-timing"
COLOR_SPACE = "http://www.webrtc.org/experiments/rtp-hdrext/color-space"
ABS_CAPTURE_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"
DEPENDENCY_DESCRIPTOR = (
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
)
VIDEO_LAYERS_ALLOCATION = "http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00"

ONE_BYTE_PROFILE = 0xBEDE
TWO_BYTE_PROFILE = 0x1000

Element: TypeAlias = tuple[int, int]
"""Where the data of one extension element lies in its packet: (offset, length), in bytes."""

_HEAD = struct.Struct("!HH")
_SEQUENCE = struct.Struct("!H")


def _scan_one_byte(packet: PacketBytes, offset: int, end: int) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    while offset < end:
        head = packet[offset]
        offset += 1
        if not head:
            continue
        identifier = head >> 4
        # Id 15 and a padding byte with a length both end the scan (RFC 8285, section 4.2).
        if identifier == 15 or not identifier:
            break
        length = (head & 0x0F) + 1
        found.append((identifier, offset, length))
        offset += length
        if offset > end:
            raise MalformedPacket("one-byte extension element beyond its block")
    return found


def _scan_two_byte(packet: PacketBytes, offset: int, end: int) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    while offset < end:
        identifier = packet[offset]
        offset += 1
        if not identifier:
            continue
        if offset >= end:
            raise MalformedPacket("two-byte extension element without its length")
        length = packet[offset]
        offset += 1
        found.append((identifier, offset, length))
        offset += length
        if offset > end:
            raise MalformedPacket("two-byte extension element beyond its block")
    return found


def _scan(packet: PacketBytes, header: RtpHeader) -> list[tuple[int, int, int]]:
    """Every element as (id, offset, length), in order; other profiles have none to us."""
    profile = header.extension_profile
    if profile is None:
        return []
    offset = header.extension_offset
    if profile == ONE_BYTE_PROFILE:
        return _scan_one_byte(packet, offset, offset + header.extension_length)
    if profile & 0xFFF0 == TWO_BYTE_PROFILE:
        return _scan_two_byte(packet, offset, offset + header.extension_length)
    return []


def find_elements(packet: PacketBytes, header: RtpHeader) -> dict[int, Element]:
    """Id -> (offset, length) of the data of each element, one-byte and two-byte forms.

    `header` is what `parse_header(packet)` said. Of a repeated id the last counts. Blocks of
    another profile hold no elements. Raises MalformedPacket when an element is cut short.
    """
    return {identifier: (offset, length) for identifier, offset, length in _scan(packet, header)}


class ExtensionMap:
    """How one subscriber numbers the header extensions of one publisher.

    `mapping` is the publisher's id -> the subscriber's id; elements in `blank` are erased (id,
    length and data become zero, which is padding); an id named in neither is kept as it is,
    unless it would be taken for a mapped one: then it is erased. In the one-byte form, which a
    packet keeps, an element whose new id does not fit (above 14) is erased too.
    Maps compare and hash by what they do, so equal ones can share their work on a packet.
    """

    __slots__ = ("_one_byte", "_two_byte", "is_identity")

    is_identity: bool
    """True when no packet is changed."""

    def __init__(self, mapping: Mapping[int, int], blank: Collection[int] = ()) -> None:
        """Raises ValueError for ids outside 1..255 and for two ids mapped to one."""
        kept = {source: target for source, target in mapping.items() if source not in blank}
        targets = set(kept.values())
        if len(targets) != len(kept):
            raise ValueError("two header extension ids mapped to the same one")
        if any(not 1 <= identifier <= 255 for identifier in (*mapping, *mapping.values(), *blank)):
            raise ValueError("header extension ids lie in 1..255")
        table = [0 if i in blank or i in targets else i for i in range(256)]
        for source, target in kept.items():
            table[source] = target
        self._two_byte = bytes(table)
        self._one_byte = bytes(target if target <= 14 else 0 for target in table[:15])
        self.is_identity = table == list(range(256))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ExtensionMap) and self._two_byte == other._two_byte

    def __hash__(self) -> int:
        return hash(self._two_byte)

    def rewrite(self, packet: bytes, header: RtpHeader) -> bytes:
        """The packet with its elements renumbered and erased: same length, same offsets.

        The packet itself when nothing can change. Raises MalformedPacket as `find_elements`.
        """
        if self.is_identity or not header.extension_length:
            return packet
        buffer = bytearray(packet)
        self.rewrite_in_place(buffer, header)
        return bytes(buffer)

    def rewrite_in_place(self, packet: bytearray, header: RtpHeader) -> None:
        """As `rewrite`, in the caller's own buffer. Raises before it changes anything."""
        if self.is_identity or not header.extension_length:
            return
        one_byte = header.extension_profile == ONE_BYTE_PROFILE
        table = self._one_byte if one_byte else self._two_byte
        for identifier, offset, length in _scan(packet, header):
            target = table[identifier]
            if target == identifier:
                continue
            if not target:
                start = offset - (1 if one_byte else 2)
                packet[start : offset + length] = bytes(offset + length - start)
            elif one_byte:
                packet[offset - 1] = (target << 4) | (length - 1)
            else:
                packet[offset - 2] = target


def build_extension(elements: Mapping[int, bytes]) -> bytes:
    """A whole extension block (profile, length, elements, padding) for `serialize_header`.

    One-byte form where every id (1..14) and length (1..16) allows it, else two-byte; b"" for
    no elements. Raises ValueError for an id outside 1..255 or data of more than 255 bytes.
    """
    if not elements:
        return b""
    if any(not 1 <= i <= 255 or len(data) > 255 for i, data in elements.items()):
        raise ValueError("header extension ids lie in 1..255, data in 0..255 bytes")
    if all(i <= 14 and 1 <= len(data) <= 16 for i, data in elements.items()):
        profile = ONE_BYTE_PROFILE
        parts = [bytes([i << 4 | len(data) - 1]) + data for i, data in elements.items()]
    else:
        profile = TWO_BYTE_PROFILE
        parts = [bytes([i, len(data)]) + data for i, data in elements.items()]
    block = b"".join(parts)
    block += bytes(-len(block) % 4)
    return _HEAD.pack(profile, len(block) // 4) + block


def before_transport_sequence(packet: PacketBytes, header: RtpHeader, identifier: int) -> bytes:
    """What follows the fixed header, with one more element at its end: a transport-wide sequence
    number under `identifier` (1..14), less its two bytes, which are for the caller to append.

    Last, because so the number is added to each subscriber's packet for the price of an addition.
    The fixed header has its extension bit set then. Elements of a profile that is not RFC 8285's
    are given up: a packet has one block.
    """
    profile, block = ONE_BYTE_PROFILE, b""
    csrcs = bytes(packet[12 : 12 + 4 * len(header.csrcs)])
    if header.extension_profile is not None:
        is_two_byte = header.extension_profile & 0xFFF0 == TWO_BYTE_PROFILE
        if is_two_byte or header.extension_profile == ONE_BYTE_PROFILE:
            profile = header.extension_profile
            block = bytes(packet[header.extension_offset : header.payload_offset])
    one_byte = profile == ONE_BYTE_PROFILE
    element = bytes([identifier << 4 | 1]) if one_byte else bytes([identifier, 2])
    padding = bytes(-(len(block) + len(element) + 2) % 4)
    words = (len(block) + len(padding) + len(element) + 2) // 4
    return csrcs + _HEAD.pack(profile, words) + block + padding + element


class AudioLevel(NamedTuple):
    """RFC 6464: is it a voice, and how loud: 0 dBov (overload) down to -127 dBov (silence)."""

    voice: bool
    level_dbov: int


def read_audio_level(packet: PacketBytes, element: Element) -> AudioLevel:
    """The audio level of `element`. Raises MalformedPacket when it is empty (RFC 6464)."""
    offset, length = element
    if not length:
        raise MalformedPacket("empty audio level")
    value = packet[offset]
    return AudioLevel(value >= 0x80, -(value & 0x7F))


def read_identifier(packet: PacketBytes, element: Element) -> str:
    """The text of a MID, RID or repaired RID (RFC 7941). Raises MalformedPacket: not UTF-8."""
    offset, length = element
    try:
        return packet[offset : offset + length].decode()
    except UnicodeDecodeError:
        raise MalformedPacket("header extension text is not UTF-8") from None


def read_transport_sequence(packet: PacketBytes, element: Element) -> int:
    """The transport-wide sequence number, 16 bits (draft-holmer-rmcat-transport-wide-cc-01)."""
    offset, length = element
    if length < 2:
        raise MalformedPacket("transport-wide sequence number of less than 16 bits")
    return packet[offset] << 8 | packet[offset + 1]


def write_transport_sequence(packet: bytearray, element: Element, sequence: int) -> None:
    """Number a packet for its own transport, in place; `element` is at least 2 bytes long."""
    _SEQUENCE.pack_into(packet, element[0], sequence & 0xFFFF)


def write_abs_send_time(packet: bytearray, element: Element, now: float) -> None:
    """Stamp a packet with its time of sending, in place: seconds as 6.18 bits, wrapping."""
    offset = element[0]
    packet[offset : offset + 3] = (int(now * (1 << 18)) & 0xFFFFFF).to_bytes(3)
