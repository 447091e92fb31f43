"""A subscriber inside the server: the packets of a published track as they come, without a
transport of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from media.control.subscriber import LAYER_CHECK_S, LAYER_SILENT_S
from media.control.track import Layer, Track
from media.plane.interface import Plane, SenderReading, TappedPacket

__all__ = ["SenderReading", "TapBatch", "TappedPacket", "TrackTap"]


class TapBatch(NamedTuple):
    """What came of one RTP stream: another SSRC is another layer, with timestamps of its own."""

    ssrc: int
    packets: list[TappedPacket]
    reading: SenderReading | None
    """The stream's last sender report, whether or not it is new."""


class TrackTap:
    """The best layer of one track, tapped. Made by `MediaEndpoint.tap`.

    Of a track that is muted by the server, or over, nothing comes.
    """

    def __init__(
        self, track: Track, plane: Plane, on_keyframe_wanted: Callable[[int, float], None]
    ) -> None:
        self.track = track
        self._plane = plane
        self._on_keyframe_wanted = on_keyframe_wanted
        self._layer: Layer | None = None
        self._next_check = 0.0

    def take(self, now: float) -> TapBatch | None:
        """The packets since the last call, each once, in the order of arrival; None without any."""
        if self.track.muted or not self.track.active:
            self.close()
            return None
        batch = self._take(self._layer) if self._layer is not None else None
        if now >= self._next_check:
            self._next_check = now + LAYER_CHECK_S
            self._select(now)
        return batch

    def _take(self, layer: Layer) -> TapBatch | None:
        packets = self._plane.take_tapped(layer.source_id)
        if not packets:
            return None
        return TapBatch(layer.ssrc, packets, self._plane.sender_reading(layer.source_id))

    def want_keyframe(self, now: float) -> None:
        """Ask the publisher for a keyframe; requests are merged with everybody's."""
        if self._layer is not None and self.track.kind == "video":
            self._on_keyframe_wanted(self._layer.source_id, now)

    def close(self) -> None:
        """End the tap; `take` would begin it again."""
        if self._layer is not None:
            self._plane.remove_tap(self._layer.source_id)
            self._layer = None
            self._next_check = 0.0

    def _select(self, now: float) -> None:
        def flows(layer: Layer) -> bool:
            arrival = self._plane.source_arrival(layer.source_id)
            return arrival is not None and arrival > now - LAYER_SILENT_S

        layer = self.track.layer("high", flows, now)
        if layer is self._layer:
            return
        if self._layer is not None:
            self._plane.remove_tap(self._layer.source_id)
        self._layer = layer
        if layer is not None:
            self._plane.add_tap(layer.source_id)
            self.want_keyframe(now)
