"""The sound of a source, track by track and mixed, a second at a time: memory does not depend on
how long it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from recorder.replay.alignment import RATE, Aligner, Placed, Samples
from recorder.replay.media_file import opened
from recorder.replay.source import Piece, Track

BLOCK_S = 1.0
BLOCK = int(RATE * BLOCK_S)


@dataclass(frozen=True, slots=True)
class Block:
    """One second of the timeline, from `at` samples on; `tracks` in the order of the tracks, None
    where one is silent because there is nothing of it."""

    at: int
    mixed: Samples
    tracks: tuple[Samples | None, ...]


def mixed_blocks(tracks: Sequence[Track], from_s: float, to_s: float) -> Iterator[Block]:
    """The sound between two times; the first block begins at the first."""
    first, last = round(from_s * RATE), round(to_s * RATE)
    readers = [_blocks(_placed(track), first) for track in tracks]
    for at in range(first, last, BLOCK):
        of_tracks = tuple(next(reader, None) for reader in readers)
        mixed = np.zeros((2, BLOCK), np.float32)
        for samples in of_tracks:
            if samples is not None:
                mixed += samples
        yield Block(at, mixed[:, : last - at], of_tracks)


def _blocks(placed: Iterator[Placed], first: int) -> Iterator[Samples | None]:
    """Placed samples as blocks of one length, without end until there is nothing more."""
    at, waiting = first, next(placed, None)
    while waiting is not None:
        block: Samples | None = None
        while waiting is not None and waiting.at < at + BLOCK:
            begin, end = max(waiting.at, at), min(waiting.at + waiting.samples.shape[1], at + BLOCK)
            if end > begin:
                block = np.zeros((2, BLOCK), np.float32) if block is None else block
                block[:, begin - at : end - at] = waiting.samples[
                    :, begin - waiting.at : end - waiting.at
                ]
            if waiting.at + waiting.samples.shape[1] > at + BLOCK:
                break
            waiting = next(placed, None)
        yield block
        at += BLOCK


def _placed(track: Track) -> Iterator[Placed]:
    for piece in track.pieces:
        aligner = Aligner()
        for frame in _frames(piece):
            if frame.pts is not None and frame.time_base is not None:
                at_s = float(frame.pts * frame.time_base) + piece.offset_s
                yield from aligner.push(_samples(frame), at_s)
        yield from aligner.flush()


def _frames(piece: Piece) -> Iterator[AudioFrame]:
    """Stereo at 48 kHz. What is damaged within it is left out, as players do."""
    resampler = AudioResampler(format="fltp", layout="stereo", rate=RATE)
    with opened(piece) as container:
        stream = container.streams.audio[0]
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                continue
            for frame in frames:
                yield from resampler.resample(frame) if _differs(frame) else [frame]


def _differs(frame: AudioFrame) -> bool:
    return (frame.format.name, frame.layout.name, frame.sample_rate) != ("fltp", "stereo", RATE)


def _samples(frame: AudioFrame) -> Samples:
    return np.asarray(frame.to_ndarray(), np.float32)
