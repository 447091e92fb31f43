"""Opening what a replay is made of, as what it is said to be and as nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import av
from av.container import InputContainer

from recorder.container_options import CLOSED_CONTAINER
from recorder.replay.source import Piece, Source


@contextmanager
def opened(piece: Piece) -> Iterator[InputContainer]:
    """The container of a piece. Raises OSError, av.error.FFmpegError."""
    with (
        piece.path.open("rb") as file,
        av.open(file, "r", format=piece.container, options=CLOSED_CONTAINER) as container,
    ):
        yield container


def from_zero(source: Source) -> Source:
    """A film whose own times begin anywhere, with those of a film that begins at 0.

    Raises as `opened`.
    """
    tracks = []
    for track in source.tracks:
        piece = track.pieces[0]
        with opened(piece) as container:
            begins_s = (container.start_time or 0) / av.time_base
        tracks.append(replace(track, pieces=(replace(piece, offset_s=-begins_s),)))
    return replace(source, tracks=tuple(tracks))


@dataclass(frozen=True, slots=True)
class FirstPicture:
    """Width and height as it is to be seen; `turned`: a phone that was held upright wrote a picture
    that lies on its side, and said so."""

    width: int
    height: int
    turned: bool


def first_picture(piece: Piece) -> FirstPicture | None:
    """What is seen first; None where there is nothing. Raises as `opened`."""
    with opened(piece) as container:
        frame = next(container.decode(video=0), None)
        if frame is None:
            return None
        lies = round(frame.rotation / 90) % 2
        sides = (frame.height, frame.width) if lies else (frame.width, frame.height)
        return FirstPicture(*sides, turned=bool(frame.rotation))
