"""Serial-number arithmetic for RTP sequence numbers (16 bits) and timestamps (32 bits)."""

_HALF_SEQUENCE = 1 << 15
_HALF_TIMESTAMP = 1 << 31


def sequence_distance(newer: int, older: int) -> int:
    """Signed shortest way from `older` to `newer`, in -32768..32767 (RFC 1982, 16 bits)."""
    return ((newer - older + _HALF_SEQUENCE) & 0xFFFF) - _HALF_SEQUENCE


def timestamp_distance(newer: int, older: int) -> int:
    """Signed shortest way from `older` to `newer`, in clock-rate units (RFC 1982, 32 bits)."""
    return ((newer - older + _HALF_TIMESTAMP) & 0xFFFFFFFF) - _HALF_TIMESTAMP


class SequenceUnwrapper:
    """Extends 16-bit sequence numbers to integers that never wrap (RFC 3550, section 6.4.1).

    Each number is taken as the extended one nearest to the highest seen so far, so packets
    reordered across the wrap get their right place. A packet older than the very first one
    may come out negative.
    """

    __slots__ = ("highest",)

    highest: int | None
    """The highest extended number so far; None before the first."""

    def __init__(self) -> None:
        self.highest = None

    def unwrap(self, sequence: int) -> int:
        """The extended number of `sequence` (0..65535). The first one is returned as it is."""
        highest = self.highest
        if highest is None:
            self.highest = sequence
            return sequence
        extended = highest + sequence_distance(sequence, highest & 0xFFFF)
        if extended > highest:
            self.highest = extended
        return extended
