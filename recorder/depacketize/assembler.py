"""Packets in order to whole frames; after a loss, none before the next keyframe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from media.errors import MalformedPacket

MAX_FRAME_BYTES = 8 << 20
"""No camera sends more in one picture; whoever claims to wants our memory."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame as a decoder takes it. `timestamp` is the RTP one, in clock units."""

    data: bytes
    timestamp: int
    keyframe: bool
    size: tuple[int, int] | None = None
    """Width and height in pixels, of keyframes of video."""
    setup: bytes = b""
    """What a decoder must know beforehand, of keyframes of codecs that have such."""


class Assembler(Protocol):
    """What turns the packets of one stream into frames."""

    needs_keyframe: bool
    """Whether nothing more comes out before a keyframe."""

    def push(self, payload: bytes, timestamp: int, marker: bool) -> list[Frame]:
        """The next packet's payload, without padding; the frames that it completes."""

    def lost(self) -> None:
        """Packets are missing here."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole coded picture, before it has its timestamp."""

    data: bytes
    keyframe: bool
    size: tuple[int, int] | None = None
    setup: bytes = b""


class Pictures(Protocol):
    """A codec's way of cutting a picture into payloads."""

    def begin(self) -> None:
        """A new picture; whatever was being put together is forgotten."""

    def add(self, payload: bytes) -> int:
        """The next payload of the picture; its size in bytes. Raises MalformedPacket."""

    def finish(self) -> Picture | None:
        """The picture, or None when its beginning was missing or there is nothing in it.

        Raises MalformedPacket.
        """


class VideoAssembler:
    """See `Assembler`. A picture is what has one timestamp; its last packet has the marker."""

    def __init__(self, pictures: Pictures) -> None:
        self.needs_keyframe = True
        self._pictures = pictures
        self._timestamp: int | None = None
        self._damaged = False
        self._bytes = 0

    def push(self, payload: bytes, timestamp: int, marker: bool) -> list[Frame]:
        """See `Assembler`."""
        if not payload:
            return []
        frames: list[Frame] = []
        if self._timestamp is not None and timestamp != self._timestamp:
            # A sender that sets no marker: the next picture ends this one.
            frames += self._finish(self._timestamp)
        if self._timestamp is None:
            self._timestamp, self._damaged, self._bytes = timestamp, False, 0
            self._pictures.begin()
        self._add(payload)
        if marker:
            frames += self._finish(timestamp)
        return frames

    def lost(self) -> None:
        """See `Assembler`."""
        self._damaged = True
        self.needs_keyframe = True

    def _add(self, payload: bytes) -> None:
        if self._damaged:
            return
        try:
            self._bytes += self._pictures.add(payload)
        except MalformedPacket:
            self.lost()
        if self._bytes > MAX_FRAME_BYTES:
            self._pictures.begin()
            self.lost()

    def _finish(self, timestamp: int) -> list[Frame]:
        self._timestamp = None
        if self._damaged:
            return []
        try:
            picture = self._pictures.finish()
        except MalformedPacket:
            picture = None
        if picture is None:
            self.needs_keyframe = True
            return []
        if self.needs_keyframe and not picture.keyframe:
            return []
        self.needs_keyframe = False
        return [Frame(picture.data, timestamp, picture.keyframe, picture.size, picture.setup)]
