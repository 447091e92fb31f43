"""The sender reports that we give a subscriber, and the round trip that its answers tell.

A report relates the publisher's wall clock to the timestamps as this subscriber gets them, so that
a browser plays voice and lips of one publisher together (RFC 3550, section 6.4.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from secrets import randbelow

from media.plane.interface import Plane
from media.rtcp import (
    ReceiverReport,
    RtcpPacket,
    SenderReport,
    SourceDescription,
    serialize_compound,
)

REPORT_INTERVAL_S = 1.0
REPORTS_PER_PACKET = 20
MASK_32 = 0xFFFFFFFF


class SenderReports:
    """Composes and sends the reports of one subscriber's routes."""

    def __init__(self, plane: Plane, peer_id: int) -> None:
        self._plane = plane
        self._peer_id = peer_id
        # Those who joined together do not all report together.
        self._next = 0.0
        self._interval_s = REPORT_INTERVAL_S * (900 + randbelow(201)) / 1000

    def due(self, now: float) -> bool:
        """Whether it is time to report."""
        return now >= self._next

    def send(self, routes: Sequence[tuple[int, str, int]], now: float) -> list[int]:
        """Report on these (ssrc, cname, route id); the NTP times (32 middle bits)
        sent.
        """
        self._next = now + self._interval_s
        reports: list[SenderReport] = []
        names: dict[int, str] = {}
        for ssrc, cname, route_id in routes:
            report = self._report(ssrc, route_id, now)
            if report is not None:
                reports.append(report)
                names[ssrc] = cname
        for start in range(0, len(reports), REPORTS_PER_PACKET):
            part = reports[start : start + REPORTS_PER_PACKET]
            cnames = SourceDescription(tuple((r.ssrc, names[r.ssrc]) for r in part))
            packets: list[RtcpPacket] = [*part, cnames]
            self._plane.send_rtcp(self._peer_id, serialize_compound(packets))
        if reports:
            # Hearing from the sources soon matters only at the start; later once a second will do.
            return [report.ntp_time >> 16 & MASK_32 for report in reports]
        self._next = now + REPORT_INTERVAL_S / 10
        return []

    def _report(self, ssrc: int, route_id: int, now: float) -> SenderReport | None:
        state = self._plane.route_state(route_id)
        if state is None or state.source_id is None or not state.packets:
            return None
        clock = self._plane.source_clock(state.source_id, now)
        if clock is None:
            return None
        ntp_time, rtp_timestamp = clock
        return SenderReport(
            ssrc=ssrc,
            ntp_time=ntp_time,
            rtp_timestamp=(rtp_timestamp - state.timestamp_offset) & MASK_32,
            packet_count=state.packets & MASK_32,
            octet_count=state.octets & MASK_32,
        )


class RoundTrip:
    """The time from a sender report to the receiver report that answers it."""

    MAX_REMEMBERED = 64

    def __init__(self) -> None:
        self.seconds: float | None = None
        self._sent: dict[int, float] = {}

    def sent(self, middle_ntp_times: Sequence[int], now: float) -> None:
        """Remember when these reports (32 middle bits of their NTP time) left."""
        for middle in middle_ntp_times:
            self._sent[middle] = now
        while len(self._sent) > self.MAX_REMEMBERED:
            del self._sent[next(iter(self._sent))]

    def report(self, report: ReceiverReport, now: float) -> None:
        """Take a receiver report; the smallest figure of its blocks counts."""
        measured = []
        for block in report.reports:
            sent_at = self._sent.get(block.last_sr)
            if sent_at is not None:
                measured.append(max(0.0, now - sent_at - block.delay_since_last_sr / 65536))
        if measured:
            self.seconds = min(measured)
