"""The packets of one track to frames with their times: order, assembly and clocks together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from media.control.tap import TapBatch, TappedPacket
from media.errors import MalformedPacket
from media.rtp.header import parse_header
from recorder.depacketize import Frame, assembler_for
from recorder.gaps import Gap, Gaps
from recorder.reorder import Lost, ReorderBuffer
from recorder.timeline import OffsetFit, TrackTimeline

SILENCE_S = {"audio": 0.5, "video": 2.0}
"""A longer way from one frame to the next is a gap. A still picture, shared, may take its time."""


class TimedFrame(NamedTuple):
    """A frame, and when it was there, in milliseconds since the recording began."""

    frame: Frame
    time_ms: int


@dataclass(slots=True)
class StreamCounters:
    """What came of one track."""

    packets: int = 0
    frames: int = 0
    lost_packets: int = 0
    malformed_packets: int = 0


class TrackStream:
    """Pure: packets and `now` in, frames out. `began` is the recording's zero on our clock."""

    def __init__(
        self, *, kind: str, codec: str, clock_rate: int, sender: OffsetFit, began: float
    ) -> None:
        """Raises UnsupportedCodec."""
        self.gaps = Gaps()
        self.counters = StreamCounters()
        self.timeline = TrackTimeline(clock_rate, sender)
        self._codec = codec
        self._assembler = assembler_for(codec)
        self._buffer: ReorderBuffer[TappedPacket] = ReorderBuffer()
        self._silence_ms = SILENCE_S[kind] * 1000
        self._began = began
        self._ssrc: int | None = None
        self._begun: tuple[int, float] | None = None
        """The frame under way: its timestamp, and when its first packet came."""
        self._last_ms: int | None = None
        self._gap_reason = "silent"

    @property
    def needs_keyframe(self) -> bool:
        """Whether nothing more comes out before a keyframe."""
        return self._assembler.needs_keyframe

    @property
    def waiting(self) -> int:
        """Packets that wait for missing ones."""
        return len(self._buffer)

    def receive(self, batch: TapBatch, now: float) -> list[TimedFrame]:
        """Packets as they came; the frames that they complete."""
        frames: list[TimedFrame] = []
        if batch.ssrc != self._ssrc:
            if self._ssrc is not None:
                frames += self._restart()
            self._ssrc = batch.ssrc
        for packet in batch.packets:
            self.counters.packets += 1
            frames += self._handle(self._buffer.push(packet.sequence, packet, now))
        if batch.reading is not None:
            self.timeline.report(*batch.reading)
        return frames

    def poll(self, now: float) -> list[TimedFrame]:
        """Give up what is missing for too long; the frames behind it."""
        return self._handle(self._buffer.poll(now))

    def flush(self) -> list[TimedFrame]:
        """Nothing more will come: the frames that can still be had."""
        return self._handle(self._buffer.flush())

    def overrun(self) -> None:
        """Packets were thrown away before they came here: the disk did not follow."""
        self._gap_reason = "overrun"
        self._assembler.lost()

    def resume(self) -> list[TimedFrame]:
        """The track was off on purpose; the rest of what came before. Nothing between is lost."""
        frames = self.flush()
        self._buffer = ReorderBuffer()
        self._assembler.lost()
        self._begun = None
        self._gap_reason = "muted"
        return frames

    def _restart(self) -> list[TimedFrame]:
        """Another layer, or the sender numbers anew: the rest of the old, then from the start."""
        frames = self.flush()
        self._buffer = ReorderBuffer()
        self._begin_anew()
        return frames

    def _begin_anew(self) -> None:
        self._assembler.lost()
        self._begun = None
        self._gap_reason = "restarted"
        self.timeline.restart()

    def _handle(self, items: Iterable[TappedPacket | Lost]) -> list[TimedFrame]:
        frames: list[TimedFrame] = []
        for item in items:
            if isinstance(item, TappedPacket):
                frames += self._assemble(item)
            elif item.count:
                self.counters.lost_packets += item.count
                self._gap_reason = "lost"
                self._assembler.lost()
            else:
                self._begin_anew()
        return frames

    def _assemble(self, packet: TappedPacket) -> list[TimedFrame]:
        data = packet.packet
        try:
            header = parse_header(data)
        except MalformedPacket:
            self.counters.malformed_packets += 1
            return []
        payload = data[header.payload_offset : len(data) - header.padding_length]
        before = self._begun
        if before is None or before[0] != header.timestamp:
            self._begun = (header.timestamp, packet.arrival)
        timed: list[TimedFrame] = []
        for frame in self._assembler.push(payload, header.timestamp, header.marker):
            # Without a marker it is the packet behind it that completes a frame.
            earlier = before is not None and before[0] == frame.timestamp
            arrival = before[1] if before is not None and earlier else packet.arrival
            timed.append(self._time(frame, arrival))
        return timed

    def _time(self, frame: Frame, arrival: float) -> TimedFrame:
        seconds = self.timeline.time_of(frame.timestamp, arrival) - self._began
        time_ms = max(0, round(seconds * 1000))
        if self._last_ms is not None and time_ms - self._last_ms > self._gap_limit_ms:
            self.gaps.add(Gap(self._last_ms, time_ms, self._gap_reason))
        self._gap_reason = "silent"
        self._last_ms = time_ms
        self.counters.frames += 1
        return TimedFrame(frame, time_ms)

    @property
    def _gap_limit_ms(self) -> float:
        """After a loss, any missing frame counts."""
        return self._silence_ms if self._gap_reason == "silent" else 50.0
