"""EBML elements (RFC 8794): identifiers, sizes, values."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from mmap import mmap
from typing import NamedTuple

from recorder.errors import DamagedFile

Buffer = bytes | mmap

UNKNOWN_SIZE = b"\x01\xff\xff\xff\xff\xff\xff\xff"
VOID = 0xEC


def encode_size(size: int, width: int = 0) -> bytes:
    """A size in the fewest bytes, or in `width` of them."""
    least = 1
    while size >= (1 << 7 * least) - 1:
        least += 1
    width = width or least
    if width < least or width > 8:
        raise ValueError("an EBML size of at most 8 bytes")
    return (size | 1 << 7 * width).to_bytes(width, "big")


def encode_id(identifier: int) -> bytes:
    """An identifier, which brings its own length marker."""
    return identifier.to_bytes((identifier.bit_length() + 7) // 8, "big")


def element(identifier: int, *content: bytes) -> bytes:
    """An element with this content."""
    data = b"".join(content)
    return encode_id(identifier) + encode_size(len(data)) + data


def uint(identifier: int, value: int, width: int = 0) -> bytes:
    """An unsigned integer in the fewest bytes, or in `width` of them."""
    return element(identifier, value.to_bytes(width or max(1, (value.bit_length() + 7) // 8)))


def float64(identifier: int, value: float) -> bytes:
    """A floating-point number."""
    return element(identifier, struct.pack("!d", value))


def text(identifier: int, value: str) -> bytes:
    """A string."""
    return element(identifier, value.encode())


def void(total: int) -> bytes:
    """Room for something else, `total` bytes with its head. At least 2, and not 129."""
    width = 1 if total - 2 < 127 else 8
    return bytes([VOID]) + encode_size(total - 1 - width, width) + bytes(total - 1 - width)


class Element(NamedTuple):
    """Where an element lies. `end` is None for one of unknown size."""

    identifier: int
    start: int
    content: int
    end: int | None


def read_element(buffer: Buffer, start: int, limit: int) -> Element:
    """The head of the element at `start`. Raises DamagedFile when it does not lie before `limit`
    as a whole.
    """
    identifier, size_at = _read_vint(buffer, start, limit, most=4, keep_marker=True)
    size, content = _read_vint(buffer, size_at, limit, most=8, keep_marker=False)
    if size == (1 << 7 * (content - size_at)) - 1:
        return Element(identifier, start, content, None)
    if content + size > limit:
        raise DamagedFile("an element ends behind the end of the file")
    return Element(identifier, start, content, content + size)


def _read_vint(
    buffer: Buffer, start: int, limit: int, *, most: int, keep_marker: bool
) -> tuple[int, int]:
    if start >= limit:
        raise DamagedFile("an element without a head")
    first = buffer[start]
    width = 9 - first.bit_length()
    if width > most or start + width > limit:
        raise DamagedFile("an element with an impossible head")
    value = int.from_bytes(buffer[start : start + width], "big")
    return (value if keep_marker else value & ~(1 << 7 * width)), start + width


def children(buffer: Buffer, start: int, end: int) -> Iterator[Element]:
    """The elements from `start` to `end`, all of known size. Raises DamagedFile."""
    while start < end:
        child = read_element(buffer, start, end)
        if child.end is None:
            raise DamagedFile("an element of unknown size where none may be")
        yield child
        start = child.end


def read_uint(buffer: Buffer, found: Element) -> int:
    """The value of an unsigned integer."""
    assert found.end is not None
    return int.from_bytes(buffer[found.content : found.end], "big")
