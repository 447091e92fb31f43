"""Records a camera and a microphone as they come, until it is ended: by SIGTERM, or by a kill.

`record_live.py FOLDER MEDIA SEED`: MEDIA holds the payloads, made beforehand. Prints the beginning
of the recording on the monotonic clock, then how much it has given to be written.
"""

from __future__ import annotations

import pickle
import random
import signal
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from media.control.tap import TapBatch, TappedPacket  # noqa: E402
from media.rtp.header import RtpHeader, serialize_header  # noqa: E402
from recorder.handle import TrackHandle  # noqa: E402
from recorder.manifest import Manifest, Who  # noqa: E402
from recorder.recording_writer import Batch, DiskLimits, RecordingWriter  # noqa: E402
from recorder.writing_thread import WritingThread  # noqa: E402

TICK_S = 0.02


class Live:
    """One track: frames as they are due, through a network that delays and loses."""

    def __init__(
        self, kind: str, frames: list[tuple[bytes, ...]], step_s: float, chance: random.Random
    ) -> None:
        codec, rate = ("VP8", 90_000) if kind == "video" else ("opus", 48_000)
        self.handle = TrackHandle(kind, kind, codec, rate, "kit", Who("p", "P", kind))
        self._kind, self._frames, self._step_s, self._chance = kind, frames, step_s, chance
        self._ticks = round(step_s * rate)
        self._number = self._sequence = 0
        self._under_way: list[tuple[float, int, bytes]] = []
        self.given = 0

    def due(self, elapsed_s: float) -> list[TappedPacket]:
        """What arrives now."""
        while self._number * self._step_s <= elapsed_s:
            self._send(self._frames[self._number % len(self._frames)], elapsed_s)
            self._number += 1
        arrived = [item for item in self._under_way if item[0] <= elapsed_s]
        self._under_way = [item for item in self._under_way if item[0] > elapsed_s]
        now = time.monotonic()
        return [TappedPacket(sequence, packet, now) for _, sequence, packet in sorted(arrived)]

    def _send(self, payloads: tuple[bytes, ...], elapsed_s: float) -> None:
        timestamp = self._number * self._ticks
        for index, payload in enumerate(payloads):
            self._sequence += 1
            header = RtpHeader(
                index == len(payloads) - 1, 96, self._sequence & 0xFFFF, timestamp, 1
            )
            if self._kind == "audio" and self._chance.random() < 0.01:
                continue
            late = self._chance.random() < 0.01
            at = elapsed_s + (self._chance.random() if late else 0.0)
            self._under_way.append((at, self._sequence, serialize_header(header) + payload))


def main(folder: Path, media: Path, seed: int) -> None:
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: stopped.append(number))
    chance = random.Random(seed)
    with media.open("rb") as file:
        pictures, voice = pickle.load(file)
    began = time.monotonic()
    manifest = Manifest("recording", "session", time.time())
    writer = WritingThread(RecordingWriter(folder, manifest, began, limits=DiskLimits(0, 0)))
    tracks = [Live("video", pictures, 1 / 30, chance), Live("audio", voice, 0.02, chance)]
    print(began, flush=True)
    while not stopped:
        time.sleep(TICK_S)
        elapsed_s = time.monotonic() - began
        for track in tracks:
            packets = track.due(elapsed_s)
            if packets:
                writer.give(Batch(track.handle, TapBatch(1, packets, None)))
    print(elapsed_s, flush=True)
    writer.stop()
    writer.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
