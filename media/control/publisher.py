"""A peer connection that sends us media: its offer, its streams, its repair and reports."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from itertools import count

from media.control.feedback import PublisherFeedback
from media.control.ice_patch import patch
from media.control.rate import MAX_RTCP_PER_S, RateLimit
from media.control.track import Layer, Track, random_id
from media.control.transport import PeerTransport, TransportState
from media.plane.interface import ExtensionIds, Plane, SourceSpec
from media.rtcp import RtcpPacket, SenderReport
from media.rtp.extensions import AUDIO_LEVEL, MID, REPAIRED_RID, RID, TRANSPORT_CC
from media.sdp.negotiation import (
    PublishedMedia,
    answer_publish,
    ice_restart_offered,
)
from media.sdp.reader import parse_sdp
from media.sdp.writer import write_sdp


class Publisher:
    """What one participant, or one WHIP client, publishes. Made by `MediaEndpoint.publish`."""

    def __init__(self, transport: PeerTransport, plane: Plane, source_ids: count[int]) -> None:
        self.id = random_id()
        self.transport = transport
        self.rtcp_rate = RateLimit(MAX_RTCP_PER_S)
        self.tracks: dict[str, Track] = {}
        """By mid."""
        self.answer_sdp = ""
        self.on_changed: Callable[[], None] = lambda: None
        """The ICE credentials may be new."""
        self.on_muted: Callable[[], None] = lambda: None
        """A track was muted or is no longer."""
        self.on_track: Callable[[Track, float], None] = lambda track, now: None
        self._plane = plane
        self._source_ids = source_ids
        self._cname = secrets.token_urlsafe(12)
        self._extensions: dict[str, int] = {}
        self._feedback = PublisherFeedback(plane, transport.peer_id)
        self._media: dict[str, PublishedMedia] = {}

    # -- descriptions -------------------------------------------------------------------------

    def renegotiate(self, offer_sdp: str, now: float) -> str:
        """Answer an offer, the first or a later one; tracks appear in and leave `tracks`.

        Raises MalformedSdp, UnacceptableOffer; nothing has changed then.
        """
        offer = parse_sdp(offer_sdp)
        if self.transport.remote is not None and ice_restart_offered(self.transport.remote, offer):
            self.transport.ice.restart()
            self.on_changed()
        published = answer_publish(offer, self.transport.local)
        self.transport.set_remote(published.remote, now)
        self._take(published.media, now)
        self.answer_sdp = write_sdp(published.answer)
        return self.answer_sdp

    def patch(self, fragment_sdp: str, now: float) -> str | None:
        """See `media.control.ice_patch.patch`."""
        return patch(self.transport, fragment_sdp, now, self.on_changed)

    @property
    def packets(self) -> int:
        """About how many packets of media it sent, to the second; the first second's apart."""
        return self._feedback.packets

    def close(self, now: float, reason: str = "left") -> None:
        """End the connection."""
        self.transport.close(reason, now)

    def _take(self, media: tuple[PublishedMedia, ...], now: float) -> None:
        self._media = {section.mid: section for section in media}
        for section in media:
            self._extensions = {uri: i for i, uri in section.extensions.items()} | self._extensions
        self._plane.set_extensions(
            self.transport.peer_id,
            ExtensionIds(
                transport_cc=self._extensions.get(TRANSPORT_CC),
                audio_level=self._extensions.get(AUDIO_LEVEL),
            ),
        )
        self._feedback.configure(media)
        for mid in [mid for mid in self.tracks if mid not in self._media]:
            self._end(mid)
        for section in media:
            if not section.active:
                self._end(section.mid)
            elif section.mid not in self.tracks:
                self._begin(section, now)

    def _begin(self, section: PublishedMedia, now: float) -> None:
        track = self.tracks[section.mid] = Track(
            mid=section.mid,
            kind=section.kind,
            codec=section.codec,
            extensions=section.extensions,
            rids=section.rids,
            stream_id=self.id,
            cname=self._cname,
        )
        track.on_muted = self.on_muted
        if not section.rids and section.ssrcs:
            self._add_layer(track, section.ssrcs[0], "", now)
            rtx = section.rtx_ssrcs.get(section.ssrcs[0])
            if rtx is not None and track.layers:
                self._plane.set_repair(track.layers[0].source_id, rtx)

    def end_tracks(self) -> None:
        """The connection is over, and all it carried."""
        for mid in list(self.tracks):
            self._end(mid)

    def _end(self, mid: str) -> None:
        track = self.tracks.pop(mid, None)
        if track is None:
            return
        track.active = False
        for layer in track.layers:
            self._plane.remove_source(layer.source_id)
            self._feedback.remove(layer.source_id)

    # -- streams ------------------------------------------------------------------------------

    def stream_discovered(
        self, ssrc: int, payload_type: int, elements: Mapping[int, bytes], now: float
    ) -> None:
        """Find out which track, and which layer of it, an SSRC carries: by mid and rid, else by
        type.

        MID and RID may be seen first on a retransmission, which names the rid that it repairs.
        """

        def text(uri: str) -> str:
            return (
                elements.get(self._extensions.get(uri, -1), b"")
                .rstrip(b"\0")
                .decode("ascii", "replace")
            )

        section = self._media.get(text(MID)) or self._section_of_type(payload_type)
        track = self.tracks.get(section.mid) if section is not None else None
        if section is None or track is None:
            return
        if payload_type == section.codec.rtx_payload_type:
            rid = text(REPAIRED_RID) or text(RID)
            layer = next((layer for layer in track.layers if layer.rid == rid), None)
            if layer is not None:
                self._plane.set_repair(layer.source_id, ssrc)
            return
        rid = text(RID)
        if section.rids and rid not in section.rids:
            return
        known = next((layer for layer in track.layers if layer.rid == rid), None)
        if known is None:
            self._add_layer(track, ssrc, rid, now)

    def _section_of_type(self, payload_type: int) -> PublishedMedia | None:
        fitting = [
            section
            for section in self._media.values()
            if payload_type in (section.codec.payload_type, section.codec.rtx_payload_type)
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _add_layer(self, track: Track, ssrc: int, rid: str, now: float) -> None:
        source_id = next(self._source_ids)
        added = self._plane.add_source(
            SourceSpec(
                source_id=source_id,
                peer_id=self.transport.peer_id,
                ssrc=ssrc,
                kind=track.kind,
                codec=track.codec.name,
                payload_type=track.codec.payload_type,
                clock_rate=track.codec.clock_rate,
                rtx_payload_type=track.codec.rtx_payload_type,
            )
        )
        if not added:
            return
        layer = Layer(source_id, ssrc, rid)
        track.layers.append(layer)
        self._feedback.add(track, layer)
        self.on_track(track, now)

    def layer_of(self, source_id: int) -> Layer | None:
        """The layer with this source, if it is one of ours."""
        for track in self.tracks.values():
            for layer in track.layers:
                if layer.source_id == source_id:
                    return layer
        return None

    # -- feedback -----------------------------------------------------------------------------

    def rtcp_received(self, packets: list[RtcpPacket], now: float) -> None:
        """The publisher's own reports: they relate its clock to its timestamps."""
        for packet in packets:
            if isinstance(packet, SenderReport):
                self._feedback.sender_report(packet, now)

    def keyframe_wanted(self, source_id: int, now: float) -> None:
        """A subscriber cannot go on without a keyframe."""
        layer = self.layer_of(source_id)
        if layer is not None:
            layer.keyframes.want(now)
            self._plane.await_keyframe(source_id)
            self._feedback.request_keyframes(now)

    def keyframe_received(self, source_id: int) -> None:
        """One came."""
        layer = self.layer_of(source_id)
        if layer is not None:
            layer.keyframes.keyframe_received()

    def tick(self, now: float) -> None:
        """Send what is due: repair requests, keyframe requests, feedback, reports."""
        self.transport.poll(now)
        if self.transport.state is TransportState.CONNECTED:
            self._feedback.tick(now)
