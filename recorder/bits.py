"""Bits of a header, most significant first, with Exp-Golomb numbers (ITU-T H.264, section 9.1)."""

from media.errors import MalformedPacket

MAX_LEADING_ZEROS = 32


class BitReader:
    """Reads from the first bit of `data` on. Raises MalformedPacket past the end."""

    __slots__ = ("_at", "_bits", "_value")

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._bits = len(data) * 8
        self._at = 0

    def read(self, count: int) -> int:
        """The next `count` bits as a number."""
        self._at += count
        if self._at > self._bits:
            raise MalformedPacket("a header ends within a field")
        return self._value >> (self._bits - self._at) & ((1 << count) - 1)

    def read_ue(self) -> int:
        """An unsigned Exp-Golomb number."""
        zeros = 0
        while not self.read(1):
            zeros += 1
            if zeros > MAX_LEADING_ZEROS:
                raise MalformedPacket("an Exp-Golomb number too long")
        return (1 << zeros) - 1 + self.read(zeros)

    def read_se(self) -> int:
        """A signed Exp-Golomb number."""
        code = self.read_ue()
        return (code + 1) // 2 if code & 1 else -(code // 2)
