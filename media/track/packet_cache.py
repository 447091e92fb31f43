"""The last packets of a stream, kept so that whoever lost one can have it again."""


class PacketCache:
    """A ring of packets by extended sequence number; the newest evict the oldest.

    One cache serves all subscribers of the stream: they remember only how their numbers map to it.
    """

    __slots__ = ("_mask", "_packets", "_sequences")

    def __init__(self, capacity: int) -> None:
        """`capacity` in packets, a power of two."""
        if capacity <= 0 or capacity & (capacity - 1):
            raise ValueError("the capacity of a packet cache is a power of two")
        self._mask = capacity - 1
        self._sequences = [-1] * capacity
        self._packets: list[bytes] = [b""] * capacity

    def put(self, sequence: int, packet: bytes) -> bool:
        """Keep the packet; False when it is already there or older than what took its place."""
        slot = sequence & self._mask
        if self._sequences[slot] >= sequence:
            return False
        self._sequences[slot] = sequence
        self._packets[slot] = packet
        return True

    def get(self, sequence: int) -> bytes | None:
        """The packet with this extended sequence number, or None when it is no longer (or not
        yet) here.
        """
        slot = sequence & self._mask
        return self._packets[slot] if self._sequences[slot] == sequence else None

    def clear(self) -> None:
        """Forget all packets."""
        self._sequences = [-1] * (self._mask + 1)
        self._packets = [b""] * (self._mask + 1)
