"""A real film of a minute, small: H.264 and AAC in MP4 with its index first, its colour telling the
second; the same in small, and its sound alone."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from recorder.replay.manifest import (
    AudioFile,
    Chapter,
    Person,
    ReplayManifest,
    Strip,
    Subtitles,
    VideoFile,
    write_manifest,
)

DURATION_S = 60
FRAMES_PER_S = 10
SAMPLES_PER_S = 48_000
_SIZES = ((720, 1280), (360, 640))
SUBTITLES = "WEBVTT\n\n" + "\n".join(
    f"00:{second:02}.000 --> 00:{second + 4:02}.500\n<v Sandrine>Étape {second // 5 + 1}"
    f"{', on verse la pâte' if second == 30 else ''}\n"
    for second in range(0, DURATION_S, 5)
)


def write_film(folder: Path, *people: Person) -> None:
    """What making leaves of a replay, in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    videos = []
    for height, width in _SIZES:
        path = folder / f"{height}.mp4"
        _write(path, height, width)
        videos.append(VideoFile(path.name, height, width, path.stat().st_size, "video/mp4"))
    sound = folder / "sound.m4a"
    _write(sound)
    _picture(folder / "poster.jpg", 640, 360)
    _picture(folder / "strip.jpg", 160 * 4, 90 * 2)
    (folder / "fr.vtt").write_text(SUBTITLES, encoding="utf-8")
    write_manifest(
        folder,
        ReplayManifest(
            duration_s=float(DURATION_S),
            videos=tuple(videos),
            audio=AudioFile(sound.name, sound.stat().st_size, "audio/mp4"),
            poster="poster.jpg",
            posters=("poster.jpg",),
            strip=Strip("strip.jpg", 7.5, 4, 160, 90),
            chapters=(
                Chapter(0.0, "Bonjour à tous"),
                Chapter(20.0, "La pâte et le repos"),
                Chapter(40.0, "Étaler et retourner"),
            ),
            subtitles=(Subtitles("fr.vtt", "fr", "Français", reviewed=True),),
            people=people,
        ),
    )


def _write(path: Path, height: int = 0, width: int = 0) -> None:
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        sound = container.add_stream("aac", rate=SAMPLES_PER_S, layout="mono")
        picture = _video(container, height, width) if height else None
        for second in range(DURATION_S):
            container.mux(sound.encode(_beep(second)))
            for index in range(FRAMES_PER_S if picture else 0):
                frame = av.VideoFrame.from_ndarray(_frame(second, height, width), format="rgb24")
                frame.pts = second * FRAMES_PER_S + index
                frame.time_base = Fraction(1, FRAMES_PER_S)
                if picture:
                    container.mux(picture.encode(frame))
        container.mux(sound.encode(None))
        if picture:
            container.mux(picture.encode(None))


def _video(container: av.container.OutputContainer, height: int, width: int) -> av.VideoStream:
    stream = container.add_stream("libx264", rate=FRAMES_PER_S)
    stream.height, stream.width, stream.pix_fmt = height, width, "yuv420p"
    stream.options = {"preset": "ultrafast", "g": str(2 * FRAMES_PER_S), "tune": "zerolatency"}
    return stream


def _frame(second: int, height: int, width: int) -> np.ndarray:
    """As bright as it is late."""
    return np.full((height, width, 3), 20 + second * 3, dtype=np.uint8)


def _beep(second: int) -> av.AudioFrame:
    times = np.arange(SAMPLES_PER_S) / SAMPLES_PER_S
    tone = (np.sin(2 * math.pi * 440 * times) * 3000 * (times < 0.1)).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(tone[np.newaxis], format="s16", layout="mono")
    frame.sample_rate, frame.pts = SAMPLES_PER_S, second * SAMPLES_PER_S
    frame.time_base = Fraction(1, SAMPLES_PER_S)
    return frame


def _picture(path: Path, width: int, height: int) -> None:
    with av.open(str(path), "w", format="image2") as container:
        stream = container.add_stream("mjpeg", rate=1)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuvj420p"
        across = np.linspace(40, 220, width, dtype=np.uint8)
        picture = np.dstack([np.tile(across, (height, 1))] * 3)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
