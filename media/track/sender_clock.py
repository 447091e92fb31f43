"""The relation between a sender's wall clock and its RTP timestamps (RFC 3550, section 6.4.1).

Sender reports give pairs of both. Passed on to the subscribers, they let a browser play a voice
together with the lips, and they let a stream continue its timestamps across a change of layer.
"""

NTP_SECOND = 1 << 32


class SenderClock:
    """The last sender report of one stream, and when it came."""

    __slots__ = ("_clock_rate", "_received_at", "ntp_time", "rtp_timestamp")

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self.ntp_time = 0
        self.rtp_timestamp = 0
        self._received_at: float | None = None

    @property
    def known(self) -> bool:
        """Whether a sender report was received."""
        return self._received_at is not None

    @property
    def received_at(self) -> float | None:
        """When the last sender report came, or None."""
        return self._received_at

    def report(self, ntp_time: int, rtp_timestamp: int, now: float) -> None:
        """Take a sender report: `ntp_time` in 1/2^32 s, `rtp_timestamp` in clock units."""
        self.ntp_time, self.rtp_timestamp, self._received_at = ntp_time, rtp_timestamp, now

    def at(self, now: float) -> tuple[int, int] | None:
        """The sender's wall clock and RTP timestamp at `now`, or None while unknown."""
        if self._received_at is None:
            return None
        elapsed_s = max(0.0, now - self._received_at)
        ntp_time = (self.ntp_time + int(elapsed_s * NTP_SECOND)) & 0xFFFFFFFFFFFFFFFF
        return ntp_time, (self.rtp_timestamp + int(elapsed_s * self._clock_rate)) & 0xFFFFFFFF

    def timestamp_at_ntp(self, ntp_time: int) -> int | None:
        """The RTP timestamp of this stream at a given time of the sender's wall clock."""
        if self._received_at is None:
            return None
        elapsed_s = (ntp_time - self.ntp_time) / NTP_SECOND
        return (self.rtp_timestamp + round(elapsed_s * self._clock_rate)) & 0xFFFFFFFF
