"""One subscriber's line: its reports beside what was sent on it, as `Downlink` wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from media.congestion.arrivals import Arrivals
from media.congestion.narrowing import Narrowing
from media.control.downlink import Downlink
from media.plane.interface import RouteState, SentRun
from media.rtcp import TransportFeedback

REPORT_INTERVAL_S = 0.8
"""Reports on several streams come one by one: those of this time are taken together."""
ESTIMATE_LASTS_S = 3.0
CONGESTION_LASTS_S = 5.0
"""From one jam on a TCP line to the next there is a keyframe, and what waited before it jammed."""
SHORT_REST_S, LONGEST_REST_S = 0.2, 0.8
"""The short one where nothing is known of the queue but that it lost packets."""
KEYFRAME_S = 0.5
"""What begins anew begins with a large picture, which may wait, and lose a packet."""
REST_SHARE = 0.7
"""Of the time that the queue takes: the line is not idle meanwhile."""


class Line:
    """Fed with what comes; `steps_down` as in `Downlink`."""

    def __init__(self) -> None:
        self._downlink = Downlink()
        self._arrivals, self._narrowing = Arrivals(), Narrowing()
        self._estimate: tuple[float, float] | None = None
        self._sent: dict[int, RouteState] = {}
        self._lost: dict[int, float] = {}
        self._reported: float | None = None
        self._congested = float("-inf")
        self.rest_s = SHORT_REST_S
        """For how long a layer that was left is followed by nothing at the last step down: what
        waits before the line would only grow, or overflow and lose parts of a keyframe."""

    @property
    def steps_down(self) -> int:
        """How many layers below the one that is asked for."""
        return self._downlink.steps_down

    def estimate(self, bitrate_bps: float, now: float) -> None:
        """What the subscriber believes that it can receive."""
        self._estimate = bitrate_bps, now

    def congested(self, now: float) -> None:
        """Pictures were dropped before they were sent: they count as lost."""
        self._congested = now

    def feedback(self, message: TransportFeedback, sent: Sequence[SentRun], now: float) -> None:
        """Take in when packets arrived, of those `sent` until now."""
        self._arrivals.sent(sent)
        self._arrivals.feedback(message, now)

    def look(self, sent: Sequence[SentRun], deepest: int, now: float) -> bool:
        """Whether what was `sent` since the last call, and before, passes: to be asked with all
        feedback, and without it every tenth of a second or so. True when `steps_down` is another.
        """
        arrivals, narrowing = self._arrivals, self._narrowing
        arrivals.sent(sent)
        narrow = narrowing.take(arrivals.settled(now), now)
        late_s = narrowing.late_s(arrivals.waiting(), arrivals.last_feedback, now)
        if narrow is None and late_s is None:
            return False
        if not self._downlink.narrow(narrow.share if narrow else 1.0, deepest, now):
            return False
        queue_s = narrow.queue_s if narrow else late_s or 0.0
        self.rest_s = min(LONGEST_REST_S, REST_SHARE * queue_s)
        narrowing.restart(now + self.rest_s + KEYFRAME_S)
        return True

    def report(
        self,
        lost: Mapping[int, float],
        sent: Mapping[int, RouteState],
        deepest: int,
        now: float,
    ) -> bool:
        """Take in the shares lost (by SSRC) since the last report on each, and what was `sent` so
        far of the pictures that flow. True when `steps_down` is another."""
        self._lost |= lost
        if self._reported is None:
            self._reported, self._sent = now, dict(sent)
            return False
        elapsed_s = now - self._reported
        if elapsed_s < REPORT_INTERVAL_S:
            return False
        before, known = self._sent, self._lost.keys() & sent.keys()
        packets = {ssrc: sent[ssrc].packets - _packets(before.get(ssrc)) for ssrc in known}
        octets = sum(state.octets - _octets(before.get(ssrc)) for ssrc, state in sent.items())
        loss = sum(self._lost[ssrc] * count for ssrc, count in packets.items())
        loss /= max(1, sum(packets.values()))
        if now - self._congested < CONGESTION_LASTS_S:
            loss = 1.0
        self._reported, self._sent, self._lost = now, dict(sent), {}
        if not known:
            return False
        fresh = self._estimate and now - self._estimate[1] < ESTIMATE_LASTS_S
        if self._arrivals.last_feedback is not None:
            # It estimates what it can see, the packets without numbers.
            fresh = False
        estimate_bps = self._estimate[0] if self._estimate and fresh else None
        self.rest_s = SHORT_REST_S
        return self._downlink.report(loss, estimate_bps, 8 * octets / elapsed_s, deepest, now)


def _packets(state: RouteState | None) -> int:
    return state.packets if state else 0


def _octets(state: RouteState | None) -> int:
    return state.octets if state else 0
