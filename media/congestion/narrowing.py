"""Tells within half a second or so that a line does not carry what is sent on it.

Of the delay-based controller of draft-ietf-rmcat-gcc-02 this keeps the trendline, the slope of the
queuing delay over the time of sending, beside the loss. Its adaptive threshold and its rate control
are left out, because there is no encoder to be steered by some per cent: the question is whether a
layer passes. Instead a queue must stand, which no jitter brings about (as in CoDel, RFC 8289): the
least delay of the last moments lies above the least of the last half minute.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from media.congestion.arrivals import Arrival
from media.plane.interface import SentRun

WINDOW_S = 0.4
MIN_SPAN_S, MIN_RUNS = 0.12, 3
"""Two samples of what is sent (`media.plane.python.numbering`), or as much without a gap."""
STANDING_QUEUE_S = 0.08
GROWING = 0.15
"""Seconds of queue per second; or such a share lost from a queue that is full."""
CARRIED = 0.85
"""On a line that is too narrow a smaller share than this gets through."""
LOSS, LOSS_WINDOW_S, LOSS_SPAN_S = 0.2, 0.25, 0.6
"""Where there is no queue: so much loss in each window of this span. Shorter bursts pass."""
BASE_S = 20.0
"""The least delay is that of the last one to two times this: clocks drift."""
BURST = 2.0
"""So many times as much as on the average is not what the line is asked to carry."""
LATE_S, GROWN_S = 0.6, 0.15
"""Nothing was heard for so long of what was sent, beyond what is usual; or for so much longer than
what was heard of last stood in a queue."""
SILENT_S = 0.3
"""And of nothing else: a large picture passes slowly, but one hears of it."""
MAX_TOLD_S = 0.5
FAMILIAR_S = 1.0
"""What is usual is known after this."""
DEAF_S = 2.0
"""After this it is the feedback that is missing."""


class Narrow(NamedTuple):
    """The line is too narrow."""

    share: float
    """So much of what was sent gets through, from 0 to 1."""
    carried_bps: float
    """Of payload."""
    queue_s: float
    """So long waits what is sent now, at least."""


@dataclass(slots=True)
class _Span:
    """Some seconds of a line."""

    began: SentRun
    least_s: float
    """The least delay."""
    told_s: float = 0.0
    """The time from a packet that no queue delays to what is said of it, at most."""


class Narrowing:
    """Fed with arrivals in the order of sending."""

    def __init__(self) -> None:
        self._window: deque[tuple[Arrival, float | None]] = deque()
        self._lossy_since: float | None = None
        self._spans: list[_Span] = []
        self._began = float("-inf")

    def restart(self, at: float) -> None:
        """Something else is sent from then on: what was sent before tells no more."""
        self._window.clear()
        self._lossy_since = None
        self._began = at

    def take(self, arrivals: Iterable[Arrival], now: float) -> Narrow | None:
        """Take in what arrived; whether it shows that the line is too narrow."""
        window, is_doubtful = self._window, self._lossy_since is not None
        for arrival in arrivals:
            delay_s = self._queuing_delay(arrival, now)
            if arrival.run.at < self._began:
                continue
            window.append((arrival, delay_s))
            waited = delay_s is None or delay_s >= STANDING_QUEUE_S
            is_doubtful = is_doubtful or waited or arrival.arrived < arrival.run.packets
        if not window:
            return None
        last_at = window[-1][0].run.at
        while window[0][0].run.at < last_at - WINDOW_S:
            window.popleft()
        # Nearly always all is well: that costs nothing.
        return (self._by_queue() or self._by_loss(last_at)) if is_doubtful else None

    def late_s(
        self, waiting: SentRun | None, last_feedback: float | None, now: float
    ) -> float | None:
        """For how long so much has stood before the line that nothing of it comes through; None
        while that cannot be said.
        """
        if waiting is None or last_feedback is None or waiting.at < self._began:
            return None
        if not self._window or waiting.at - self._spans[0].began.at < FAMILIAR_S:
            return None
        last, delay_s = self._window[-1]
        late_s = LATE_S
        if delay_s is not None and delay_s >= STANDING_QUEUE_S:
            late_s = delay_s + GROWN_S
        told_s = max(span.told_s for span in self._spans)
        late_s += told_s + self._burst_s(last.run, waiting)
        is_late = now - waiting.at > late_s and SILENT_S < now - last_feedback < DEAF_S
        return now - waiting.at - told_s if is_late else None

    def _burst_s(self, last: SentRun, waiting: SentRun) -> float:
        """What was sent from the one to the other may be a large picture: so much longer it takes
        on a line that carries what is sent on the average.
        """
        began = self._spans[0].began
        mean = (waiting.octets_before - began.octets_before) / (waiting.at - began.at)
        octets = waiting.octets_before - last.octets_before
        return max(0.0, octets / max(1.0, mean) - (waiting.at - last.at))

    def _queuing_delay(self, arrival: Arrival, now: float) -> float | None:
        """Above the least of the last half minute; the clocks' difference is in both."""
        if arrival.first_s is None:
            return None
        run = arrival.run
        if not self._spans or run.at - self._spans[-1].began.at >= BASE_S:
            self._spans = [*self._spans[-1:], _Span(run, arrival.first_s - run.at)]
        span = self._spans[-1]
        span.least_s = min(span.least_s, arrival.first_s - run.at)
        delay_s = arrival.first_s - run.at - min(span.least_s for span in self._spans)
        span.told_s = max(span.told_s, min(MAX_TOLD_S, now - run.at - delay_s))
        return delay_s

    def _by_queue(self) -> Narrow | None:
        """A queue that stands, and grows or overflows."""
        points = [(a.run.at, delay_s) for a, delay_s in self._window if delay_s is not None]
        if len(points) < MIN_RUNS or points[-1][0] - points[0][0] < MIN_SPAN_S:
            return None
        if min(delay_s for _, delay_s in points) < STANDING_QUEUE_S:
            return None
        if self._is_burst():
            return None
        slope, loss = _slope(points), self._loss(points[-1][0] - WINDOW_S)
        narrow = self._narrow((1 - loss) / (1 + max(0.0, slope)))
        # Loss at the beginning of a queue that has begun to shrink is over.
        is_so = max(slope, loss) > GROWING and slope > -GROWING
        return narrow if is_so and narrow.share < CARRIED else None

    def _by_loss(self, at: float) -> Narrow | None:
        """Loss that goes on."""
        if self._loss(at - LOSS_WINDOW_S) < LOSS:
            self._lossy_since = None
            return None
        if self._lossy_since is None:
            self._lossy_since = at
        if at - self._lossy_since < LOSS_SPAN_S:
            return None
        return self._narrow(1 - self._loss(at - WINDOW_S))

    def _loss(self, since: float) -> float:
        recent = [arrival for arrival, _ in self._window if arrival.run.at >= since]
        packets = sum(arrival.run.packets for arrival in recent)
        return 1 - sum(arrival.arrived for arrival in recent) / packets

    def _is_burst(self) -> bool:
        """Whether a large picture is among it: that has to wait on a line that carries the rest."""
        first, last, began = self._window[0][0].run, self._window[-1][0].run, self._spans[0].began
        if first.at <= began.at or last.at <= first.at:
            return False
        mean = (first.octets_before - began.octets_before) / (first.at - began.at)
        return last.octets_before - first.octets_before > BURST * mean * (last.at - first.at)

    def _narrow(self, share: float) -> Narrow:
        first, last = self._window[0][0].run, self._window[-1][0].run
        octets, seconds = last.octets_before - first.octets_before, last.at - first.at
        delays_s = [delay_s for _, delay_s in self._window if delay_s is not None]
        carried_bps = share * 8 * octets / seconds if seconds else 0.0
        return Narrow(share, carried_bps, delays_s[-1] if delays_s else 0.0)


def _slope(points: list[tuple[float, float]]) -> float:
    """Least squares: seconds of delay per second of sending."""
    mean_at = sum(at for at, _ in points) / len(points)
    mean_s = sum(delay_s for _, delay_s in points) / len(points)
    spread = sum((at - mean_at) ** 2 for at, _ in points)
    product = sum((at - mean_at) * (delay_s - mean_s) for at, delay_s in points)
    return product / spread if spread else 0.0
