"""Reception statistics of one RTP stream (RFC 3550, sections 6.4.1, A.1, A.3 and A.8)."""

from dataclasses import dataclass

# A jump further than these is a restarted sender, not loss or reordering (RFC 3550, A.1).
MAX_DROPOUT_PACKETS = 3000
MAX_MISORDER_PACKETS = 1000


@dataclass(frozen=True, slots=True)
class ReceptionReport:
    """The figures of a report block.

    `fraction_lost` is in 1/256 since the last report, `packets_lost` counts since the start and may
    be negative when duplicates came, `highest_sequence` carries the wrap count in its upper 16
    bits, `jitter` is in clock units.
    """

    fraction_lost: int
    packets_lost: int
    highest_sequence: int
    jitter: int


class Reception:
    """Extends sequence numbers over their wrap, notices restarts, counts loss and jitter."""

    __slots__ = (
        "_base",
        "_candidate",
        "_clock_rate",
        "_expected_before",
        "_jitter",
        "_received_before",
        "_transit",
        "epoch",
        "highest",
        "received",
    )

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self._base = -1
        self._candidate = -1
        self._transit: float | None = None
        self._jitter = 0.0
        self._expected_before = 0
        self._received_before = 0
        self.highest = -1
        self.received = 0
        self.epoch = 0
        """Incremented each time the sender is found to have restarted its numbering."""

    def receive(self, sequence: int, timestamp: int, now: float) -> int | None:
        """Take one packet's fields; return its extended sequence number.

        None means that the packet lies implausibly far from the others: it is to be dropped, and
        the next one in its sequence will be taken for a restart of the sender.
        """
        highest = self.highest
        if highest < 0:
            # One cycle of room below, so that a packet reordered before the first stays positive.
            extended = sequence + 0x10000
            self._base = self.highest = extended
        else:
            step = (sequence - highest) & 0xFFFF
            if step < 0x8000:
                if step > MAX_DROPOUT_PACKETS:
                    return self._maybe_restart(sequence)
                extended = highest + step
                self.highest = extended
            else:
                behind = 0x10000 - step
                if behind > MAX_MISORDER_PACKETS:
                    return self._maybe_restart(sequence)
                extended = highest - behind
        self.received += 1
        # The transit is kept small by working modulo the 32-bit timestamp.
        transit = (now * self._clock_rate - timestamp) % 4294967296.0
        if self._transit is not None:
            change = abs(transit - self._transit)
            if change < 2147483648.0:
                self._jitter += (change - self._jitter) / 16.0
        self._transit = transit
        return extended

    def _maybe_restart(self, sequence: int) -> int | None:
        if sequence != self._candidate:
            self._candidate = (sequence + 1) & 0xFFFF
            return None
        extended = (self.highest & ~0xFFFF) + 0x10000 + sequence
        self._candidate = -1
        self._base = self.highest = extended
        self._transit = None
        self._expected_before = self._received_before = 0
        self.received = 1
        self.epoch += 1
        return extended

    @property
    def expected(self) -> int:
        """Packets that the sender has sent, as far as the sequence numbers tell."""
        return self.highest - self._base + 1 if self._base >= 0 else 0

    def report(self) -> ReceptionReport | None:
        """The figures since the last call; None while nothing was received."""
        if self.highest < 0:
            return None
        expected, received = self.expected, self.received
        expected_now = expected - self._expected_before
        lost_now = expected_now - (received - self._received_before)
        self._expected_before, self._received_before = expected, received
        fraction = (
            0 if expected_now <= 0 or lost_now <= 0 else min(255, lost_now * 256 // expected_now)
        )
        lost = max(-0x800000, min(0x7FFFFF, expected - received))
        highest = (self.highest - 0x10000) & 0xFFFFFFFF
        return ReceptionReport(fraction, lost, highest, int(self._jitter))
