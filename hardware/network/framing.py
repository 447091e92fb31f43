"""Datagrams on a byte stream: each after its length in two bytes (RFC 4571 section 2)."""

import struct

MAX_FRAME_BYTES = 65_535
_LENGTH = struct.Struct("!H")


def frame(datagram: bytes) -> bytes:
    """Raises ValueError for one that no length can say."""
    if len(datagram) > MAX_FRAME_BYTES:
        raise ValueError("too long for a frame")
    return _LENGTH.pack(len(datagram)) + datagram


class Deframer:
    """What comes, in whatever pieces; it never keeps more than one frame."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The datagrams that are whole now; empty ones, which carry nothing, are left out."""
        rest = self._rest
        rest += data
        datagrams, start = [], 0
        while len(rest) - start >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(rest, start)
            end = start + _LENGTH.size + length
            if end > len(rest):
                break
            if length:
                datagrams.append(bytes(rest[start + _LENGTH.size : end]))
            start = end
        del rest[:start]
        return datagrams
