"""What a publisher gives: tracks, and the layers of a simulcast one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from media.rtp.extensions import MID, REPAIRED_RID, RID, TRANSPORT_CC, ExtensionMap
from media.sdp.negotiation import NegotiatedCodec
from media.track.keyframe_requests import KeyframeRequests

PER_HOP_EXTENSIONS = frozenset({MID, RID, REPAIRED_RID, TRANSPORT_CC})
"""Extensions that mean something between one peer and us only: they are never passed on."""

WANTED_S = 3.0
"""A layer that nobody asked for during this time is wanted no more: subscribers choose anew every
half a second, and whoever changes to and fro shall not switch it on and off."""


def random_id() -> str:
    """An identifier that cannot be guessed: 96 bits."""
    return secrets.token_urlsafe(12)


@dataclass(slots=True)
class Layer:
    """One RTP stream of a track: the whole of it, or one size of a simulcast."""

    source_id: int
    ssrc: int
    rid: str
    keyframes: KeyframeRequests = field(default_factory=KeyframeRequests)


class Track:
    """A camera or a microphone as published."""

    def __init__(
        self,
        *,
        mid: str,
        kind: str,
        codec: NegotiatedCodec,
        extensions: dict[int, str],
        rids: tuple[str, ...],
        stream_id: str,
        cname: str,
    ) -> None:
        self.id = random_id()
        self.mid = mid
        self.kind = kind
        self.codec = codec
        self.extensions = extensions
        self.rids = rids
        self.stream_id = stream_id
        self.cname = cname
        self.layers: list[Layer] = []
        self.active = True
        self.on_muted: Callable[[], None] = lambda: None
        self._muted = False
        self._wanted_at: dict[str, float] = {}
        self._maps: dict[ExtensionMap, ExtensionMap] = {}

    @property
    def codec_name(self) -> str:
        """The codec's name as in SDP: "opus", "VP8", "H264", "VP9"."""
        return self.codec.name

    @property
    def muted(self) -> bool:
        """Whether it is kept from everybody, by the server's decision."""
        return self._muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        if muted != self._muted:
            self._muted = muted
            self.on_muted()

    @property
    def live(self) -> bool:
        """Whether anything of it has been received."""
        return bool(self.layers)

    @property
    def shared_extensions(self) -> frozenset[str]:
        """The extensions that may be passed on to subscribers."""
        return frozenset(self.extensions.values()) - PER_HOP_EXTENSIONS

    def layer(
        self, quality: str, flows: Callable[[Layer], bool], now: float, steps_down: int = 0
    ) -> Layer | None:
        """The layer for "high" or "low", the last or first in the publisher's order of rids, or
        so many steps below; the nearest smaller one that flows, else the nearest larger.

        None before the first packet; without any that flows, the choice is among all. Notes that
        this layer is wanted.
        """
        rank = max(0, (len(self.rids) - 1 if quality == "high" else 0) - steps_down)
        if self.rids:
            self._wanted_at[self.rids[rank]] = now
        order = {rid: place for place, rid in enumerate(self.rids)}
        ranked = sorted(self.layers, key=lambda layer: order.get(layer.rid, 0))
        ranked = [layer for layer in ranked if flows(layer)] or ranked
        if not ranked:
            return None
        smaller = [layer for layer in ranked if order.get(layer.rid, 0) <= rank]
        return smaller[-1] if smaller else ranked[0]

    def wanted_rids(self, now: float) -> tuple[str, ...]:
        """The layers of a simulcast that somebody wants now, whether or not they flow."""
        since = now - WANTED_S
        return tuple(rid for rid in self.rids if self._wanted_at.get(rid, since) > since)

    def extension_map(self, subscriber_ids: dict[str, int]) -> ExtensionMap:
        """From our publisher's ids to a subscriber's (URI -> id); the same object for the same
        map.
        """
        shared = self.shared_extensions
        mapping = {
            i: subscriber_ids[uri]
            for i, uri in self.extensions.items()
            if uri in shared and uri in subscriber_ids
        }
        blank = self.extensions.keys() - mapping.keys()
        new = ExtensionMap(mapping, blank)
        return self._maps.setdefault(new, new)

    def extension_id(self, uri: str) -> int | None:
        """The id under which the publisher sends an extension, or None."""
        return next((i for i, known in self.extensions.items() if known == uri), None)
