"""Recordings and films for the tests, by encoders that are not ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from recorder.disk.recording_folder import MANIFEST
from recorder.manifest import FileEntry, Manifest, Who

RATE = 48_000
Painter = Callable[[float], np.ndarray]
Voice = Callable[[np.ndarray], np.ndarray]


def plain(colour: tuple[int, int, int], size: tuple[int, int] = (320, 180)) -> Painter:
    """A picture of one colour (RGB) with a little that moves."""

    def paint(at_s: float) -> np.ndarray:
        image = np.full((size[1], size[0], 3), colour, np.uint8)
        x = int(at_s * 40) % (size[0] - 20)
        cv2.rectangle(image, (x, 10), (x + 8, 18), (128, 128, 128), -1)
        return image

    return paint


def tone(hz: float, level: float = 0.3) -> Voice:
    return lambda times: level * np.sin(2 * np.pi * hz * times)


def write_video(
    path: Path,
    painter: Painter,
    from_s: float,
    to_s: float,
    *,
    codec: str = "libvpx",
    fps: float = 15.0,
    container: str = "matroska",
    gop: int = 30,
) -> None:
    """Pictures at the times that they are painted for."""
    options = {"libvpx": {"deadline": "realtime", "cpu-used": "8"}}.get(
        codec, {"preset": "ultrafast", "tune": "zerolatency"}
    )
    with av.open(str(path), "w", format=container) as out:
        height, width = painter(from_s).shape[:2]
        stream: Any = out.add_stream(codec, rate=round(fps))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        stream.gop_size, stream.bit_rate = gop, 1_000_000
        stream.options = options
        for number in range(round((to_s - from_s) * fps)):
            at_s = from_s + number / fps
            frame = av.VideoFrame.from_ndarray(painter(at_s), format="rgb24")
            frame = frame.reformat(format="yuv420p")
            frame.pts, frame.time_base = round(at_s * 1000), Fraction(1, 1000)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def write_audio(path: Path, voice: Voice, from_s: float, to_s: float, *, ppm: float = 0.0) -> None:
    """Sound by a clock that is `ppm` fast, each packet with the time at which it really was."""
    with av.open(str(path), "w", format="matroska") as out:
        stream: Any = out.add_stream("libopus", rate=RATE, layout="stereo")
        encoder = stream.codec_context
        packets = []
        for number in range(round((to_s - from_s) * 50 * (1 + ppm * 1e-6))):
            samples = np.arange(960) + number * 960
            times = from_s + samples / RATE / (1 + ppm * 1e-6)
            both = np.repeat(voice(times)[None], 2, axis=0).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(both, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = RATE, number * 960
            packets += encoder.encode(frame)
        packets += encoder.encode(None)
        for number, packet in enumerate(packets):
            packet.stream, packet.time_base = stream, Fraction(1, 1000)
            packet.pts = packet.dts = round((from_s + number * 0.02 / (1 + ppm * 1e-6)) * 1000)
            out.mux(packet)


@dataclass
class RecordedSession:
    """A recording that is over, as the recorder leaves it."""

    folder: Path
    files: list[FileEntry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    def camera(
        self,
        person: str,
        painter: Painter,
        from_s: float,
        to_s: float,
        *,
        role: str = "",
        track: str | None = None,
        source: str = "camera",
        codec: str = "libvpx",
        fps: float = 15.0,
        gop: int = 30,
    ) -> None:
        name = f"v{len(self.files)}.mkv"
        write_video(self.folder / name, painter, from_s, to_s, codec=codec, fps=fps, gop=gop)
        self._entry(
            name,
            person,
            source,
            role,
            track or f"{person}-{source}",
            "video",
            {"libvpx": "VP8", "libx264": "H264"}[codec],
            from_s,
            to_s,
        )

    def microphone(
        self, person: str, voice: Voice, from_s: float, to_s: float, *, ppm: float = 0.0
    ) -> None:
        name = f"a{len(self.files)}.mkv"
        write_audio(self.folder / name, voice, from_s, to_s, ppm=ppm)
        self._entry(
            name, person, "microphone", "", f"{person}-microphone", "audio", "opus", from_s, to_s
        )

    def _entry(
        self,
        name: str,
        person: str,
        source: str,
        role: str,
        track: str,
        kind: str,
        codec: str,
        from_s: float,
        to_s: float,
    ) -> None:
        who = Who(person, person.title(), source, role)
        self.files.append(
            FileEntry(
                name,
                who,
                track,
                kind,
                codec,
                round(from_s * 1000),
                round(to_s * 1000),
                "stopped",
                bytes=(self.folder / name).stat().st_size,
            )
        )

    def finish(self) -> Path:
        manifest = Manifest("recording", "session", 1_700_000_000.0, "finished", None, self.files)
        (self.folder / MANIFEST).write_text(json.dumps(manifest.to_json()))
        return self.folder


def decoded_pictures(path: Path) -> list[tuple[float, np.ndarray]]:
    """(When, RGB) of every picture of a file."""
    with av.open(str(path)) as container:
        return [
            (float(frame.time or 0), frame.to_ndarray(format="rgb24"))
            for frame in container.decode(video=0)
        ]


def decoded_sound(path: Path) -> tuple[float, np.ndarray]:
    """When it begins, and the left channel at 48 kHz."""
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
    whole = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    return float(frames[0].time or 0), whole


def colours(video: Path) -> list[tuple[float, str]]:
    """From when on, which colour."""
    found: list[tuple[float, str]] = []
    for at_s, image in decoded_pictures(video):
        middle = image[image.shape[0] // 2, image.shape[1] // 2].astype(int)
        colour = "RGB"[int(middle.argmax())] if middle.max() > 100 else "-"
        if not found or found[-1][1] != colour:
            found.append((round(at_s, 1), colour))
    return found


def level_db(sound: np.ndarray, hz: float) -> float:
    """How loud one tone is."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size))) / sound.size * 4
    middle = round(hz * sound.size / 48_000)
    return float(20 * np.log10(spectrum[middle - 20 : middle + 20].max() + 1e-9))
