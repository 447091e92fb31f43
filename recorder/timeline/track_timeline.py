"""RTP timestamps of one track to seconds on the server's clock."""

from __future__ import annotations

from dataclasses import dataclass

from media.rtp.sequence import timestamp_distance
from recorder.timeline.offset_fit import OffsetFit

SLEW = 0.01
"""A better estimate is approached by 10 ms a second, which nobody hears or sees."""
JUMP_S = 0.3
"""What is further off is not approached but taken."""
FARTHEST_EARLY_S = 2.0
FARTHEST_LATE_S = 0.15
"""How much earlier, and later, than by its arrival a frame may be by its publisher's reports: one
that lies is not believed."""
RESTART_S = 10.0
"""A step of the timestamps, against the arrivals, that is a new numbering."""
STEP_OUT_S = 0.001
NTP_SECOND = 1 << 32


def sender_clock() -> OffsetFit:
    """A publisher's wall clock against ours; one for all its tracks."""
    return OffsetFit("least")


@dataclass(frozen=True, slots=True)
class ClockPoint:
    """What an RTP timestamp was taken for: on the publisher's clock, where known, and on ours."""

    rtp_timestamp: int
    sender_s: float | None
    server_s: float


class TrackTimeline:
    """Strictly rising times for the frames of one track, in decoding order."""

    def __init__(self, clock_rate: int, sender: OffsetFit) -> None:
        self._rate = clock_rate
        self._sender = sender
        self._reports = OffsetFit("mean")
        self._arrivals = OffsetFit("least")
        self._highest: int | None = None
        self._last_arrival = 0.0
        self._offset: float | None = None
        self._by_reports = False
        self._last_x = 0.0
        self._last_out = float("-inf")
        self._last_report: tuple[int, int] | None = None
        self.last_point: ClockPoint | None = None

    @property
    def drift(self) -> float:
        """The track's clock against its publisher's, in seconds per second."""
        return self._reports.drift

    def restart(self) -> None:
        """What follows is another stream, with timestamps of its own."""
        self._highest = None
        self._offset = None
        self._by_reports = False
        self._reports.clear()
        self._arrivals.clear()
        self._last_report = None

    def report(self, ntp_time: int, rtp_timestamp: int, arrival: float) -> None:
        """A sender report; the same one again has no effect. Needs a frame before it."""
        if self._highest is None or (ntp_time, rtp_timestamp) == self._last_report:
            return
        self._last_report = (ntp_time, rtp_timestamp)
        sender_s = ntp_time / NTP_SECOND
        x = self._unwrap(rtp_timestamp) / self._rate
        self._reports.add(x, sender_s - x)
        self._sender.add(sender_s, arrival - sender_s)

    def time_of(self, rtp_timestamp: int, arrival: float) -> float:
        """When the frame with this timestamp was there. `arrival` is that of its first packet."""
        timestamp = self._follow(rtp_timestamp, arrival)
        x = timestamp / self._rate
        self._arrivals.add(x, arrival - x)
        wanted, sender_s = self._estimate(x, arrival)
        out = x + self._approach(x, wanted - x, sender_s is not None)
        if out < self._last_out + STEP_OUT_S:
            out = self._last_out + STEP_OUT_S
        self._last_x, self._last_out = x, out
        self.last_point = ClockPoint(rtp_timestamp, sender_s, out)
        return out

    def _follow(self, rtp_timestamp: int, arrival: float) -> int:
        """The extended timestamp; a new numbering is noticed here."""
        timestamp = self._unwrap(rtp_timestamp)
        if self._highest is not None:
            step_s = (timestamp - self._highest) / self._rate
            if abs(step_s - (arrival - self._last_arrival)) > RESTART_S:
                self.restart()
                timestamp = rtp_timestamp
        if self._highest is None or timestamp > self._highest:
            self._highest = timestamp
        self._last_arrival = arrival
        return timestamp

    def _unwrap(self, rtp_timestamp: int) -> int:
        if self._highest is None:
            return rtp_timestamp
        return self._highest + timestamp_distance(rtp_timestamp, self._highest & 0xFFFFFFFF)

    def _estimate(self, x: float, arrival: float) -> tuple[float, float | None]:
        """(Time on our clock, time on the publisher's if that was used)."""
        by_arrival = x + (self._arrivals.at(x) or 0.0)
        ahead = self._reports.at(x)
        if ahead is None:
            return by_arrival, None
        sender_s = x + ahead
        delay = self._sender.at(sender_s)
        if delay is None:
            return by_arrival, None
        by_reports = sender_s + delay
        if -FARTHEST_EARLY_S <= by_reports - by_arrival <= FARTHEST_LATE_S:
            return by_reports, sender_s
        return by_arrival, None

    def _approach(self, x: float, wanted: float, by_reports: bool) -> float:
        """The offset to apply at `x`: the wanted one, or a step towards it."""
        first_reports = by_reports and not self._by_reports
        self._by_reports = by_reports
        if self._offset is None or first_reports or abs(wanted - self._offset) > JUMP_S:
            self._offset = wanted
        else:
            most = SLEW * max(0.0, x - self._last_x)
            self._offset += max(-most, min(most, wanted - self._offset))
        return self._offset
