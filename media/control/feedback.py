"""The RTCP that we send to a publisher: what we received, what we miss, what we need."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from media.control.track import Layer, Track
from media.plane.interface import Plane
from media.rtcp import (
    FullIntraRequest,
    Nack,
    PictureLoss,
    ReceiverReport,
    Remb,
    ReportBlock,
    RtcpPacket,
    SenderReport,
    SourceDescription,
    serialize_compound,
)
from media.sdp.negotiation import PublishedMedia

REPORT_INTERVAL_S = 1.0
FEEDBACK_INTERVAL_S = 0.05
"""Transport-wide feedback: often enough for a browser to raise its bitrate within seconds."""
MAX_VIDEO_BITRATE_BPS = 2_500_000
"""What a publisher without transport-wide feedback is told that it may send, per track."""


@dataclass(slots=True)
class _Sender:
    """The last sender report of one source (RFC 3550, section 6.4.1: LSR and DLSR)."""

    track: Track
    layer: Layer
    last_sr: int = 0
    last_sr_at: float | None = None
    #: Of the first report, and of the last one.
    first_sequence: int | None = None
    highest_sequence: int = 0


class PublisherFeedback:
    """Composes the compound packets for one publisher."""

    def __init__(self, plane: Plane, peer_id: int) -> None:
        self._plane = plane
        self._peer_id = peer_id
        self._ssrc = secrets.randbits(32)
        self._senders: dict[int, _Sender] = {}
        self._packets_of_gone = 0
        self._feedback: dict[str, tuple[str, ...]] = {}
        self._next_report = 0.0
        self._next_transport = 0.0
        self._fir_sequence = 0

    def configure(self, media: tuple[PublishedMedia, ...]) -> None:
        """Note which kinds of feedback each section understands."""
        self._feedback = {section.mid: section.codec.feedback for section in media}

    def add(self, track: Track, layer: Layer) -> None:
        """Report on this source from now on."""
        self._senders[layer.source_id] = _Sender(track, layer)

    def remove(self, source_id: int) -> None:
        """The source is gone."""
        sender = self._senders.pop(source_id, None)
        if sender is not None:
            self._packets_of_gone += _packets(sender)

    @property
    def packets(self) -> int:
        """About how many packets of media were sent to us, to the second."""
        return self._packets_of_gone + sum(map(_packets, self._senders.values()))

    def _understands(self, track: Track, feedback: str) -> bool:
        return feedback in self._feedback.get(track.mid, ())

    def sender_report(self, report: SenderReport, now: float) -> None:
        """Keep the clock relation, for our reports and for the subscribers."""
        for source_id, sender in self._senders.items():
            if sender.layer.ssrc == report.ssrc:
                sender.last_sr = report.ntp_time >> 16 & 0xFFFFFFFF
                sender.last_sr_at = now
                self._plane.sender_report(source_id, report.ntp_time, report.rtp_timestamp, now)

    def tick(self, now: float) -> None:
        """Send everything that is due."""
        packets: list[RtcpPacket] = self._repair_requests(now)
        packets += self._keyframe_requests(now)
        if now >= self._next_transport:
            self._next_transport = now + FEEDBACK_INTERVAL_S
            packets += self._transport_feedback()
        if now >= self._next_report and self._senders:
            self._next_report = now + REPORT_INTERVAL_S
            packets = [*self._reports(now), *packets, *self._bitrate_limit()]
        self._send(packets)

    def request_keyframes(self, now: float) -> None:
        """Send the keyframe requests that are due without waiting for the next tick."""
        self._send(self._keyframe_requests(now))

    def _send(self, packets: list[RtcpPacket]) -> None:
        if not packets:
            return
        # A compound packet begins with a report (RFC 3550, 6.1), which every peer understands.
        if not isinstance(packets[0], ReceiverReport):
            packets = [ReceiverReport(self._ssrc), *packets]
        # Transport feedback may be long: each in a packet of its own.
        for start in range(0, len(packets), 8):
            part = packets[start : start + 8]
            if not isinstance(part[0], ReceiverReport):
                part = [ReceiverReport(self._ssrc), *part]
            self._plane.send_rtcp(self._peer_id, serialize_compound(part))

    def _repair_requests(self, now: float) -> list[RtcpPacket]:
        requests: list[RtcpPacket] = []
        for source_id, sender in self._senders.items():
            if not self._understands(sender.track, "nack"):
                continue
            lost = self._plane.missing(source_id, now, 0.0)
            if lost:
                requests.append(Nack(self._ssrc, sender.layer.ssrc, tuple(lost)))
        return requests

    def _keyframe_requests(self, now: float) -> list[RtcpPacket]:
        requests: list[RtcpPacket] = []
        for sender in self._senders.values():
            if not sender.layer.keyframes.due(now):
                continue
            if self._understands(sender.track, "nack pli") or not self._understands(
                sender.track, "ccm fir"
            ):
                requests.append(PictureLoss(self._ssrc, sender.layer.ssrc))
            else:
                self._fir_sequence = (self._fir_sequence + 1) & 0xFF
                target = (sender.layer.ssrc, self._fir_sequence)
                requests.append(FullIntraRequest(self._ssrc, (target,)))
        return requests

    def _transport_feedback(self) -> list[RtcpPacket]:
        """Under an SSRC of the publisher: with any other, Chromium believes that nothing
        arrives.
        """
        if not self._senders:
            return []
        media_ssrc = next(iter(self._senders.values())).layer.ssrc
        return list(self._plane.take_feedback(self._peer_id, self._ssrc, media_ssrc))

    def _reports(self, now: float) -> list[RtcpPacket]:
        blocks = []
        for source_id, sender in self._senders.items():
            report = self._plane.reception_report(source_id)
            if report is None:
                continue
            if sender.first_sequence is None:
                sender.first_sequence = report.highest_sequence
            sender.highest_sequence = report.highest_sequence
            delay = 0 if sender.last_sr_at is None else int((now - sender.last_sr_at) * 65536)
            blocks.append(
                ReportBlock(
                    ssrc=sender.layer.ssrc,
                    fraction_lost=report.fraction_lost,
                    packets_lost=report.packets_lost,
                    highest_sequence=report.highest_sequence,
                    jitter=report.jitter,
                    last_sr=sender.last_sr,
                    delay_since_last_sr=delay,
                )
            )
        return [
            ReceiverReport(self._ssrc, tuple(blocks[:31])),
            SourceDescription(((self._ssrc, "passerelle"),)),
        ]

    def _bitrate_limit(self) -> list[RtcpPacket]:
        """For encoders that know no transport-wide feedback: a plain ceiling (REMB)."""
        ssrcs = tuple(
            sender.layer.ssrc
            for sender in self._senders.values()
            if sender.track.kind == "video"
            and self._understands(sender.track, "goog-remb")
            and not self._understands(sender.track, "transport-cc")
        )
        if not ssrcs:
            return []
        return [Remb(self._ssrc, MAX_VIDEO_BITRATE_BPS * len(ssrcs), ssrcs)]


def _packets(sender: _Sender) -> int:
    return 0 if sender.first_sequence is None else sender.highest_sequence - sender.first_sequence
