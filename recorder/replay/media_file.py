"""Opening what a replay is made of, as what it is said to be and as nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import av
from av.container import InputContainer

from recorder.replay.source import Piece

#: The file comes as an open one: there is no protocol by which it could name another.
_OPTIONS = {
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,"
    "jpeg_pipe,png_pipe,webp_pipe",
    "protocol_whitelist": "none",
    "max_probe_packets": "2000",
    "probesize": "8000000",
    "analyzeduration": "10000000",
}


@contextmanager
def opened(piece: Piece) -> Iterator[InputContainer]:
    """The container of a piece. Raises OSError, av.error.FFmpegError."""
    with (
        piece.path.open("rb") as file,
        av.open(file, "r", format=piece.container, options=_OPTIONS) as container,
    ):
        yield container
