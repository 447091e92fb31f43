"""Datagrams on a byte stream: each after its length in two bytes (RFC 4571, section 2)."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from media.errors import MalformedPacket

MAX_FRAME_BYTES = 1500
"""What a plane takes of a datagram too. What is longer is no peer's: "GET " and a TLS hello read
as lengths of 18245 and 5635."""

_LENGTH = struct.Struct("!H")


def frames_of(datagrams: Iterable[bytes]) -> list[bytes]:
    """Each with its length before it."""
    pack = _LENGTH.pack
    return [pack(len(datagram)) + datagram for datagram in datagrams]


class Deframer:
    """The datagrams in what one connection brings, in whatever pieces it comes."""

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The datagrams that are whole now; null ones are left out.

        Raises MalformedPacket for one that is too long, once its length is known: nothing after
        it can be read.
        """
        if self._rest:
            data = self._rest + data
        datagrams, start, end = [], 0, len(data)
        while end - start >= 2:
            size = data[start] << 8 | data[start + 1]
            if size > MAX_FRAME_BYTES:
                raise MalformedPacket(f"a frame of {size} bytes")
            following = start + 2 + size
            if following > end:
                break
            if size:
                datagrams.append(data[start + 2 : following])
            start = following
        self._rest = data[start:]
        return datagrams
