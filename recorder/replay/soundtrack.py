"""The sound of a replay: mixed, cut, as loud as it should be, and what can be seen of it.

In two passes, because how loud it is to be is known when all of it was heard. In between it lies
on the disk as it is (16 bits, 48 kHz, stereo).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from recorder.disk.folder import replace_json
from recorder.replay.alignment import RATE, Samples
from recorder.replay.loudness import LoudnessMeter, Normaliser, audio_frame, gain_db_for
from recorder.replay.manifest import Kept
from recorder.replay.sound import mixed_blocks
from recorder.replay.source import Source
from recorder.replay.speakers import LEVEL_S, level_db, speakers_of

BIT_RATE = 128_000
#: Room for several who speak at once.
_HEADROOM = 0.25
_FULL = 32767
_FADE = RATE // 200
PEAKS_PER_S = 10
_PEAKS_MAX = 20_000
Report = Callable[[float], None]
"""Is told which part of a step is done, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the first pass found. `speakers`: who speaks from when on. `peaks`: of the source, ten
    a second, from 0 to 100."""

    gain_db: float
    speakers: tuple[tuple[float, str], ...]
    peaks: tuple[int, ...]

    def save(self, path: Path) -> None:
        """Raises OSError."""
        replace_json(path, asdict(self))

    @classmethod
    def load(cls, path: Path) -> Heard:
        """Raises OSError, ValueError, KeyError, TypeError."""
        value: dict[str, Any] = json.loads(path.read_bytes())
        speakers = tuple((float(at_s), str(person)) for at_s, person in value["speakers"])
        return cls(float(value["gain_db"]), speakers, tuple(value["peaks"]))


def mix(source: Source, kept: Sequence[Kept], path: Path, report: Report) -> Heard:
    """The first pass: the mixed sound to `path`. Raises OSError, av.error.FFmpegError."""
    tracks = source.of_kind("audio")
    meter, peaks = LoudnessMeter(), bytearray()
    levels: list[list[float]] = [[] for _ in tracks]
    length_s = max(source.ended_s - source.began_s, 1.0)
    with path.open("wb") as file:
        for block in mixed_blocks(tracks, source.began_s, source.ended_s):
            for of_track, samples in zip(levels, block.tracks, strict=True):
                of_track += [
                    -math.inf if samples is None else level_db(part)
                    for part in _parts(block.mixed if samples is None else samples, LEVEL_S)
                ]
            peaks += bytes(_peak(part) for part in _parts(block.mixed, 1 / PEAKS_PER_S))
            for samples in _cut(block.mixed, block.at, kept):
                meter.push(samples)
                file.write(_to_bytes(samples))
            report((block.at / RATE - source.began_s) / length_s)
    people = [track.person for track in tracks]
    speakers = speakers_of(people, levels, source.began_s)
    return Heard(round(gain_db_for(meter.lufs()), 2), tuple(speakers), tuple(peaks))


def encode(mixed: Path, heard: Heard, path: Path, report: Report) -> list[int]:
    """The second pass: `mixed` to AAC in MP4. Returns its peaks, ten a second. Raises as `mix`."""
    normaliser, peaks = Normaliser(heard.gain_db), bytearray()
    size = max(mixed.stat().st_size, 1)
    options = {"movflags": "+faststart"}
    with mixed.open("rb") as file, av.open(str(path), "w", format="mp4", options=options) as out:
        stream = out.add_stream("aac", rate=RATE, layout="stereo")
        stream.bit_rate = BIT_RATE
        at = 0

        def write(parts: list[Samples]) -> None:
            nonlocal at
            for samples in parts:
                out.mux(stream.encode(audio_frame(samples, at)))
                at += samples.shape[1]

        while data := file.read(RATE * 4):
            samples = _from_bytes(data)
            peaks += bytes(
                _peak(part * 10 ** (heard.gain_db / 20))
                for part in _parts(samples, 1 / PEAKS_PER_S)
            )
            write(normaliser.push(samples))
            report(file.tell() / size)
        write(normaliser.flush())
        out.mux(stream.encode(None))
    return list(peaks)


def waveform(peaks: Sequence[int]) -> dict[str, Any]:
    """Peaks for a page: not more of them than can be drawn."""
    together = max(1, -(-len(peaks) // _PEAKS_MAX))
    highest = [max(peaks[at : at + together]) for at in range(0, len(peaks), together)]
    return {"every_s": together / PEAKS_PER_S, "peaks": highest}


def _cut(samples: Samples, at: int, kept: Sequence[Kept]) -> list[Samples]:
    """What is kept of a block; where something was cut out, it fades for 5 ms."""
    found = []
    for part in kept:
        begin, end = round(part.from_s * RATE), round(part.to_s * RATE)
        first, last = max(begin - at, 0), min(end - at, samples.shape[1])
        if last > first:
            position = np.arange(first + at, last + at, dtype=np.float32)
            edge = np.minimum(position - begin, end - 1 - position)
            found.append(samples[:, first:last] * np.clip(edge / _FADE, 0, 1))
    return found


def _parts(samples: Samples, length_s: float) -> list[Samples]:
    count = round(length_s * RATE)
    return [samples[:, at : at + count] for at in range(0, samples.shape[1], count)]


def _peak(samples: Samples) -> int:
    return min(100, round(float(np.abs(samples).max(initial=0)) * 100))


def _to_bytes(samples: Samples) -> bytes:
    whole = np.clip(samples.T * (_HEADROOM * _FULL), -_FULL, _FULL)
    return bytes(np.rint(whole).astype("<i2").tobytes())


def _from_bytes(data: bytes) -> Samples:
    whole = np.frombuffer(data, "<i2").reshape(-1, 2)
    return np.ascontiguousarray(whole.T, np.float32) / np.float32(_HEADROOM * _FULL)
