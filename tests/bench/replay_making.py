"""How long a replay takes, with how much memory, and how well its sound stays with its picture.

python -m tests.bench.replay_making              # 3 minutes of recording, forecast for an hour
python -m tests.bench.replay_making --minutes 60 --only copied
python -m tests.bench.replay_making --only together --minutes 20
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from recorder.manifest import FileEntry, Who
from recorder.replay.edits import Edits
from recorder.replay.manifest import read_manifest
from recorder.replay.order import Order
from recorder.replay.process import make_apart
from recorder.replay.progress import Progress
from tests.recorder.replay.filming import RecordedSession, tone
from tests.recorder.replay.test_flash_and_beep import apart_ms

LOOP_S = 10
FPS = 30
SIZE = (1280, 720)
VOICES = 3


class Room:
    """A picture with detail that moves: somebody before shelves, more or less."""

    def __init__(self) -> None:
        random = np.random.default_rng(1)
        small = random.integers(30, 220, (45, 90, 3), dtype=np.uint8)
        wide = np.kron(small, np.ones((16, 16, 1), np.uint8))
        self._shelves = wide + random.integers(0, 12, wide.shape, dtype=np.uint8)
        self._somebody = random.integers(60, 180, (400, 300, 3), dtype=np.uint8)

    def paint(self, number: int) -> np.ndarray:
        image = self._shelves[: SIZE[1], : SIZE[0]].copy()
        x = 400 + round(200 * np.sin(number / 40))
        image[200:600, x : x + 300] = self._somebody
        return image


def write_looped(path: Path, codec: str, seconds: float, *, picture: bool) -> None:
    """Ten seconds, again and again: what costs time is made once."""
    with av.open(str(path), "w", format="matroska") as out:
        packets, stream = _pictures(out, codec) if picture else _sounds(out)
        for again in range(round(seconds / LOOP_S)):
            for at_ms, keyframe, data in packets:
                packet: Any = av.Packet(data)
                packet.stream, packet.time_base = stream, Fraction(1, 1000)
                packet.pts = packet.dts = at_ms + again * LOOP_S * 1000
                packet.is_keyframe = keyframe
                out.mux(packet)


def _pictures(out: Any, codec: str) -> tuple[list[tuple[int, bool, bytes]], Any]:
    stream: Any = out.add_stream(codec, rate=FPS)
    stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
    stream.codec_context.time_base = Fraction(1, 1000)
    stream.gop_size, stream.bit_rate = FPS * LOOP_S, 1_500_000
    fast = {"deadline": "realtime", "cpu-used": "8"}
    stream.options = fast if codec == "libvpx" else {"preset": "superfast", "tune": "zerolatency"}
    packets, room = [], Room()
    for number in range(LOOP_S * FPS):
        frame = av.VideoFrame.from_ndarray(room.paint(number), format="rgb24")
        frame = frame.reformat(format="yuv420p")
        frame.pts, frame.time_base = round(number * 1000 / FPS), Fraction(1, 1000)
        packets += stream.encode(frame)
    packets += stream.encode(None)
    return [(packet.pts, packet.is_keyframe, bytes(packet)) for packet in packets], stream


def _sounds(out: Any) -> tuple[list[tuple[int, bool, bytes]], Any]:
    stream: Any = out.add_stream("libopus", rate=48_000, layout="stereo")
    packets = []
    for number in range(LOOP_S * 50):
        times = (np.arange(960) + number * 960) / 48_000
        both = np.repeat(tone(300, 0.2)(times)[None], 2, axis=0).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(both, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = 48_000, number * 960
        packets += stream.codec_context.encode(frame)
    return [(index * 20, True, bytes(one)) for index, one in enumerate(packets)], stream


def session(folder: Path, codec: str, seconds: float) -> Path:
    """One camera and three voices."""
    recorded = RecordedSession(folder)
    name = {"libvpx": "VP8", "libx264": "H264"}[codec]
    for index in range(VOICES + 1):
        picture, file, end_ms = index == 0, f"{index}.mkv", round(seconds * 1000)
        write_looped(folder / file, codec, seconds, picture=picture)
        who = Who(f"p{index}", f"P{index}", "camera" if picture else "microphone", "Salle")
        kind = ("video", name) if picture else ("audio", "opus")
        recorded.files.append(FileEntry(file, who, f"t{index}", *kind, 0, end_ms, "stopped"))
    return recorded.finish()


async def measure(title: str, codec: str, minutes: float, threads: int, root: Path) -> None:
    """Makes it as the server does, and says what it took."""
    recording = session(root / f"{codec}-{threads}", codec, minutes * 60)
    folder = root / f"replay-{codec}-{threads}"
    folder.mkdir()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began_s, watchable_s = time.monotonic(), 0.0

    def hear(progress: Progress) -> None:
        nonlocal watchable_s
        if progress.watchable and not watchable_s:
            watchable_s = time.monotonic() - began_s

    order = Order(folder, Edits(), recording=recording, threads=threads)
    await make_apart(order, hear, lambda: 1.0)
    took_s = time.monotonic() - began_s
    made = read_manifest(folder)
    assert made is not None
    sizes = ", ".join(f"{one.height}p {one.bytes / 1e6:.1f} MB" for one in made.videos)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    hour_min, first_min = (s / minutes for s in (took_s, watchable_s or took_s))
    print(
        f"{title}: {minutes:g} min in {took_s:.0f} s ({sizes}), {cpu_s:.0f} s of a core; "
        f"an hour: {hour_min:.1f} min ({cpu_s / minutes:.1f} of a core), "
        f"ready to watch after {first_min:.1f} min; at most {used.ru_maxrss / 1024:.0f} MB",
        flush=True,
    )


def main() -> None:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--only", choices=["encoded", "copied", "together"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--ppm", type=float, nargs="*", default=[500.0, -500.0])
    parser.add_argument("--folder", type=Path, help="kept, and gone on with when it is there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = given.folder or Path(temporary)
        if given.only in (None, "copied"):
            asyncio.run(measure("copied", "libx264", given.minutes, given.threads, root))
        if given.only in (None, "encoded"):
            asyncio.run(measure("encoded", "libvpx", given.minutes, given.threads, root))
        if given.only in (None, "together"):
            for ppm in given.ppm:
                place = root / f"together{ppm}"
                place.mkdir(parents=True, exist_ok=True)
                apart = sorted(apart_ms(place, given.minutes, ppm))
                p95 = apart[int(len(apart) * 0.95)]
                print(
                    f"flash and beep at {ppm:+.0f} ppm, {given.minutes:g} min: p95 {p95:.0f} ms, "
                    f"worst {apart[-1]:.0f} ms",
                    flush=True,
                )


if __name__ == "__main__":
    main()
