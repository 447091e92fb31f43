"""The tracks of a recording, each in its turn: read back often, decoded now and then."""

from __future__ import annotations

import logging
from collections.abc import Collection

from recorder.decoding import DecodeCheck
from recorder.track_writer import TrackWriter

log = logging.getLogger(__name__)

READ_INTERVAL_S = 3.0
DECODE_INTERVAL_S = 30.0
"""A decoder is a process of its own, whose start costs a few tenths of a second."""
FIRST_DECODE_S = 5.0


class Proving:
    """Finds out whether what was written can be read; `TrackWriter.readable` tells."""

    def __init__(self, began: float) -> None:
        self._next_read = began + READ_INTERVAL_S
        self._next_decode = began + FIRST_DECODE_S
        self._read_turn = self._decode_turn = 0
        self._decoding: TrackWriter | None = None
        self._check = DecodeCheck()

    def step(self, writers: Collection[TrackWriter], now: float) -> None:
        """What is due."""
        decodes = self._check.poll(now)
        if decodes is not None and self._decoding is not None:
            self._decoding.decodes = decodes
            self._decoding = None
        tracks = list(writers)
        if not tracks:
            return
        if now >= self._next_read:
            self._next_read = now + READ_INTERVAL_S
            self._read_turn += 1
            tracks[self._read_turn % len(tracks)].prove()
        if now >= self._next_decode and not self._check.busy:
            self._next_decode = now + DECODE_INTERVAL_S
            self._decode_turn += 1
            self._decode(tracks[self._decode_turn % len(tracks)], now)

    def close(self) -> None:
        """End what is under way."""
        self._check.close()

    def _decode(self, writer: TrackWriter, now: float) -> None:
        passage = writer.passage()
        if passage is None:
            return
        try:
            self._check.start(passage, now)
        except OSError as error:
            log.warning("no process to decode in: %s", error)
            return
        self._decoding = writer
