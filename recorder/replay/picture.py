"""The pictures of a shot, and how each looks in the replay: its size, what is blurred in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain

import av.error
import cv2
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

from recorder.replay.edits import Blur
from recorder.replay.media_file import opened
from recorder.replay.plan import Shot
from recorder.replay.source import Piece

Planes = tuple[npt.NDArray[np.uint8], ...]
#: No two pictures are closer: cameras of 60 a second give every other one.
_CLOSEST_S = 0.02
#: A picture that stands is shown again so often.
_STANDING_S = 1.0
#: A reader goes on rather than seek when what is wanted comes so soon.
_SOON_S = 5.0
#: A rectangle is blurred to so many cells in each direction: no face can be made out.
_CELLS = 5


@dataclass(frozen=True, slots=True)
class Size:
    """In pixels, both even."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture and when it is shown, in seconds of the replay and of the source."""

    at_s: float
    source_s: float
    frame: VideoFrame | None


class PictureReader:
    """Decodes shots, one file at a time; one that follows on the last is not sought again."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._piece: Piece | None = None
        self._frames: Iterator[tuple[float, VideoFrame]] = iter(())
        self._held: tuple[float, VideoFrame] | None = None
        self._stack = ExitStack()

    def close(self) -> None:
        """Let go of the file."""
        self._stack.close()
        self._piece, self._held, self._frames = None, None, iter(())

    def shown(self, shot: Shot) -> Iterator[Shown]:
        """The first at the beginning of the shot, whatever there is."""
        offset_s = shot.at_s - shot.from_s
        standing, last_s = None, shot.from_s
        for at_s, frame in self._pictures(shot):
            for again_s in _standing(last_s, at_s):
                yield Shown(again_s + offset_s, again_s, standing)
            yield Shown(at_s + offset_s, at_s, frame)
            standing, last_s = frame, at_s
        for again_s in _standing(last_s, shot.to_s):
            yield Shown(again_s + offset_s, again_s, standing)

    def _pictures(self, shot: Shot) -> Iterator[tuple[float, VideoFrame | None]]:
        if shot.piece is None:
            yield shot.from_s, None
            return
        self._go_to(shot.piece, shot.from_s)
        last_s: float | None = None
        for at_s, frame in self._from_held():
            if at_s >= shot.to_s:
                # Not shown any more; it may be the first of what follows.
                self._held = (at_s, frame)
                break
            if at_s <= shot.from_s:
                continue
            if last_s is None:
                first = self._before or (at_s, frame)
                yield shot.from_s, first[1]
                last_s = shot.from_s
            if at_s - last_s >= _CLOSEST_S:
                yield at_s, frame
                last_s = at_s
        if last_s is None:
            yield shot.from_s, self._before[1] if self._before is not None else None

    _before: tuple[float, VideoFrame] | None = None

    def _from_held(self) -> Iterator[tuple[float, VideoFrame]]:
        """What is decoded, the last one of it always in `_before` when the next comes."""
        held, self._held = self._held, None
        for at_s, frame in chain([held] if held is not None else [], self._frames):
            yield at_s, frame
            self._before = (at_s, frame)

    def _go_to(self, piece: Piece, from_s: float) -> None:
        at_s = self._before[0] if self._before is not None else None
        follows = at_s is not None and at_s <= from_s < at_s + _SOON_S
        if piece is self._piece and follows:
            return
        self.close()
        self._before, self._piece = None, piece
        self._frames = self._decoded(piece, from_s)

    def _decoded(self, piece: Piece, from_s: float) -> Iterator[tuple[float, VideoFrame]]:
        container = self._stack.enter_context(opened(piece))
        stream = container.streams.video[0]
        stream.codec_context.thread_count = self.threads
        if from_s > piece.began_s and stream.time_base is not None:
            begin = int((from_s - piece.offset_s) / stream.time_base)
            container.seek(begin, stream=stream)
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                continue
            for frame in frames:
                if isinstance(frame, VideoFrame) and frame.time is not None:
                    yield frame.time + piece.offset_s, frame


def _standing(from_s: float, to_s: float) -> Iterator[float]:
    count = int((to_s - from_s - _CLOSEST_S) / _STANDING_S)
    return (from_s + (number + 1) * _STANDING_S for number in range(count))


def composed(frame: VideoFrame | None, size: Size, blurs: Sequence[Blur]) -> VideoFrame:
    """A picture as large as the replay's, whole and in the middle; without one, dark."""
    if frame is None:
        return _from_planes(_dark(size))
    turned = round(frame.rotation / 90) % 4
    width, height = (frame.height, frame.width) if turned % 2 else (frame.width, frame.height)
    scale = min(size.width / width, size.height / height)
    inner = Size(*(max(2, round(side * scale / 2) * 2) for side in (width, height)))
    if turned % 2:
        scaled = frame.reformat(inner.height, inner.width, format="yuv420p")
    else:
        scaled = frame.reformat(inner.width, inner.height, format="yuv420p")
    if inner == size and not blurs and not turned:
        return scaled
    planes = _planes(scaled)
    planes = tuple(np.rot90(plane, turned) for plane in planes) if turned else planes
    whole = planes if inner == size else _in_the_middle(planes, size)
    for blur in blurs:
        whole = _blurred(whole, blur)
    return _from_planes(whole)


def blurs_at(blurs: Iterable[Blur], source_s: float) -> list[Blur]:
    """Those that hold at this time; a picture that is on the screen when one begins is in it."""
    margin_s = _STANDING_S / 2
    return [one for one in blurs if one.from_s - margin_s <= source_s <= one.to_s + margin_s]


def _planes(frame: VideoFrame) -> Planes:
    whole = np.asarray(frame.to_ndarray(), np.uint8)
    width, height = frame.width, frame.height
    luma, rest = whole[:height], whole[height:].reshape(2, height // 2, width // 2)
    return luma, rest[0], rest[1]


def _from_planes(planes: Planes) -> VideoFrame:
    luma, blue, red = planes
    rest = np.stack([blue, red]).reshape(-1, luma.shape[1])
    whole = np.ascontiguousarray(np.concatenate([luma, rest]))
    return VideoFrame.from_ndarray(whole, format="yuv420p")


def _dark(size: Size) -> Planes:
    shapes = ((size.height, size.width), *((size.height // 2, size.width // 2),) * 2)
    return tuple(
        np.full(shape, value, np.uint8) for shape, value in zip(shapes, (28, 128, 128), strict=True)
    )


def _in_the_middle(planes: Planes, size: Size) -> Planes:
    whole = _dark(size)
    for plane, inner in zip(whole, planes, strict=True):
        # Even places, so that colours stay on their pixels.
        top = (whole[0].shape[0] - planes[0].shape[0]) // 4 * 2 * plane.shape[0] // size.height
        left = (whole[0].shape[1] - planes[0].shape[1]) // 4 * 2 * plane.shape[1] // size.width
        plane[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return whole


def _blurred(planes: Planes, blur: Blur) -> Planes:
    changed = []
    for plane in planes:
        plane = plane.copy()
        height, width = plane.shape
        left, right = int(blur.x * width), int(np.ceil((blur.x + blur.w) * width))
        top, bottom = int(blur.y * height), int(np.ceil((blur.y + blur.h) * height))
        part = plane[top:bottom, left:right]
        if part.size:
            cells = (min(_CELLS, part.shape[1]), min(_CELLS, part.shape[0]))
            small = cv2.resize(part, cells, interpolation=cv2.INTER_AREA)
            plane[top:bottom, left:right] = cv2.resize(
                small, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_LINEAR
            )
        changed.append(plane)
    return tuple(changed)
