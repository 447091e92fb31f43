"""Flash and beep through a whole recording of twenty minutes, on clocks that drift apart.

Truth is the moment of capture; what is compared is what another library reads in the files.
"""

from __future__ import annotations

import heapq
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import pytest

from media.control.tap import SenderReading, TapBatch, TappedPacket
from media.rtp.header import RtpHeader, serialize_header
from recorder.handle import TrackHandle
from recorder.manifest import Manifest, Who
from recorder.recording_writer import Batch, DiskLimits, RecordingWriter

BEGAN = 5000.0
NTP_EPOCH = 3_900_000_000


@dataclass
class Clocks:
    """Rates, in parts per million, of a track's sampling clock and its publisher's wall clock."""

    sampling_ppm: float
    wall_ppm: float


class Publisher:
    """One track: frames of one packet that carry their number, and sender reports."""

    def __init__(self, kind: str, clocks: Clocks, cname: str, seed: int) -> None:
        self.kind, self.clocks = kind, clocks
        self.rate, self.step_s = (90_000, 1 / 25) if kind == "video" else (48_000, 0.02)
        codec = "VP8" if kind == "video" else "opus"
        self.handle = TrackHandle(kind, kind, codec, self.rate, cname, Who("p", "P", kind))
        self.ssrc = 1 if kind == "video" else 2
        self._chance = random.Random(seed)
        self._first = self._chance.randrange(1 << 32)
        self._reading: SenderReading | None = None
        # As browsers do: more often for pictures.
        self._report_every_s = 1.0 if kind == "video" else 5.0

    def timestamp(self, at: float) -> int:
        ticks = (at - BEGAN) * (1 + self.clocks.sampling_ppm / 1e6) * self.rate
        return (self._first + round(ticks)) & 0xFFFFFFFF

    def _ntp(self, at: float) -> int:
        wall = (at - BEGAN) * (1 + self.clocks.wall_ppm / 1e6) + NTP_EPOCH
        return int((wall + self._chance.uniform(-0.003, 0.003)) * (1 << 32))

    def _payload(self, number: int) -> bytes:
        mark = struct.pack("!I", number)
        if self.kind == "audio":
            return b"\xfc" + mark
        if number % 25:
            return b"\x10\x31" + mark
        return b"\x10\x10\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 160, 120) + mark

    def events(self, seconds: float) -> Iterator[tuple[float, int, TapBatch]]:
        """(Arrival, order, what comes then): sound is sent at once, a picture takes its coding."""
        next_report = BEGAN + 0.5
        for number in range(int(seconds / self.step_s)):
            at = BEGAN + number * self.step_s
            if at >= next_report:
                next_report += self._report_every_s
                arrival = at + 0.02 + self._chance.expovariate(1 / 0.008)
                self._reading = SenderReading(self._ntp(at), self.timestamp(at), arrival)
            coding_s = self._chance.uniform(0.03, 0.08) if self.kind == "video" else 0.0
            arrival = at + 0.02 + coding_s + self._chance.expovariate(1 / 0.008)
            header = RtpHeader(True, 96, number & 0xFFFF, self.timestamp(at), self.ssrc)
            packet = serialize_header(header) + self._payload(number)
            reading = self._reading if self._reading and self._reading.arrival < arrival else None
            tapped = TappedPacket(number, packet, arrival)
            yield arrival, number * 2 + self.ssrc, TapBatch(self.ssrc, [tapped], reading)


def record(folder: Path, publishers: list[Publisher], seconds: float) -> list[Path]:
    writer = RecordingWriter(
        folder, Manifest("r", "s", 0.0), BEGAN, limits=DiskLimits(0, 0), clock=lambda: 0.0
    )
    streams = [
        [(arrival, order, publisher.handle, batch) for arrival, order, batch in events]
        for publisher in publishers
        for events in [publisher.events(seconds)]
    ]
    next_step = BEGAN
    for arrival, _, handle, batch in heapq.merge(*map(sorted, streams)):
        writer.handle(Batch(handle, batch), arrival)
        if arrival >= next_step:
            next_step = arrival + 1.0
            writer.step(arrival)
    writer.finish(BEGAN + seconds + 1, 0.0)
    by_kind = {entry.kind: folder / entry.file for entry in writer.manifest.files}
    return [by_kind["video"], by_kind["audio"]]


def times(path: Path) -> dict[int, float]:
    """When each numbered frame is played, as FFmpeg reads the file."""
    out = {}
    with av.open(str(path), format="matroska") as container:
        for packet in container.demux(container.streams[0]):
            if packet.size:
                assert packet.pts is not None
                number = struct.unpack("!I", bytes(packet)[-4:])[0]
                out[number] = float(packet.pts * packet.time_base)
    return out


@pytest.mark.parametrize(
    ("minutes", "picture", "sound", "same_publisher"),
    [
        pytest.param(20, Clocks(-500, 200), Clocks(500, 200), True, marks=pytest.mark.slow),
        pytest.param(20, Clocks(0, 500), Clocks(0, -500), False, marks=pytest.mark.slow),
        (5, Clocks(500, -500), Clocks(-500, -500), True),
        (5, Clocks(0, 0), Clocks(0, 0), True),
        (5, Clocks(500, -500), Clocks(-500, 500), False),
    ],
)
def test_sound_stays_with_the_picture(
    tmp_path: Path, minutes: int, picture: Clocks, sound: Clocks, same_publisher: bool
) -> None:
    cnames = ("kit", "kit" if same_publisher else "browser")
    publishers = [
        Publisher("video", picture, cnames[0], 1),
        Publisher("audio", sound, cnames[1], 2),
    ]
    video, audio = record(tmp_path / "r", publishers, minutes * 60)
    flashes, beeps = times(video), times(audio)
    # One flash and one beep a second, captured at the same moment.
    apart = sorted(abs(flashes[n * 25] - beeps[n * 50]) for n in range(minutes * 60))
    p95_ms, worst_ms = apart[int(len(apart) * 0.95)] * 1000, apart[-1] * 1000
    print(f"p95 {p95_ms:.0f} ms, worst {worst_ms:.0f} ms")
    # By arrival alone, a picture would be as late as its coding takes.
    assert p95_ms <= (20 if same_publisher else 40)
    assert worst_ms <= 100
    # And both with the clock on the wall of the server.
    late = [flashes[n * 25] - n for n in range(60, minutes * 60)]
    assert max(late) - min(late) < 0.05
