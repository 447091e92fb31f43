"""A peer connection that receives media: what it is offered, what it watches, what it lost."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from itertools import count
from typing import Literal

from media.control.downtrack import Downtrack
from media.control.ice_patch import patch
from media.control.line import Line
from media.control.rate import MAX_RTCP_PER_S, RateLimit
from media.control.sender_reports import RoundTrip, SenderReports
from media.control.track import Layer, Track, random_id
from media.control.transport import PeerTransport, TransportState
from media.plane.interface import Plane, RouteState
from media.rtcp import (
    FullIntraRequest,
    Nack,
    PictureLoss,
    ReceiverReport,
    Remb,
    RtcpPacket,
    TransportFeedback,
)
from media.rtp.extensions import TRANSPORT_CC
from media.sdp.negotiation import OfferedTrack, SubscribedMedia, SubscriptionSdp, answer_play
from media.sdp.reader import parse_sdp
from media.sdp.writer import write_sdp

Quality = Literal["high", "low"]

LAYER_CHECK_S = 0.5
LOOK_S = 0.1
"""At most from one look at what arrived to the next, also without feedback."""
LAYER_SILENT_S = 1.5
"""A simulcast layer that sends nothing for this long is not to be chosen."""
MIN_REPAIR_INTERVAL_S = 0.02


class Subscriber:
    """What one participant, or one WHEP player, receives. Made by `MediaEndpoint`."""

    def __init__(self, transport: PeerTransport, plane: Plane, route_ids: count[int]) -> None:
        self.id = random_id()
        self.transport = transport
        self.rtcp_rate = RateLimit(MAX_RTCP_PER_S)
        self.answer_sdp = ""
        self.generation = 0
        """The number of the last offer."""
        self.on_changed: Callable[[], None] = lambda: None
        """The ICE credentials may be new."""
        self.on_keyframe_wanted: Callable[[int, float], None] = lambda source_id, now: None
        self._plane = plane
        self._route_ids = route_ids
        self._sdp = SubscriptionSdp(secrets.randbits(61))
        self._downtracks: dict[str, Downtrack] = {}
        self._watched: dict[str, Quality] | None = {}
        """None: every video in high quality (players)."""
        self._reports = SenderReports(plane, transport.peer_id)
        self._round_trip = RoundTrip()
        self._line = Line()
        self._next_layer_check = 0.0
        self._next_look = 0.0
        self._has_numbers = False
        """Whether some packets have a transport-wide number, and feedback tells of them."""

    @property
    def round_trip_s(self) -> float | None:
        """The last measured round trip, or None."""
        return self._round_trip.seconds

    # -- what is offered ----------------------------------------------------------------------

    def attach(self, track: Track) -> None:
        """Have the track in the next offer."""
        if track.id in self._downtracks:
            return
        offered = self._offered(track)
        mid = self._sdp.add(offered)
        self._downtracks[track.id] = Downtrack(track, offered.ssrc, offered.rtx_ssrc, mid)

    def detach(self, track: Track) -> None:
        """Stop sending the track at once; it is gone from the next offer."""
        downtrack = self._downtracks.pop(track.id, None)
        if downtrack is None:
            return
        self._sdp.remove(track.id)
        if downtrack.route_id is not None:
            self._plane.remove_route(downtrack.route_id)

    def attached(self) -> list[Track]:
        """The tracks offered, or about to be."""
        return [downtrack.track for downtrack in self._downtracks.values()]

    def _offered(self, track: Track) -> OfferedTrack:
        has_rtx = track.kind == "video"
        return OfferedTrack(
            key=track.id,
            kind=track.kind,
            codec=track.codec,
            extensions=track.shared_extensions | {TRANSPORT_CC},
            stream_id=track.stream_id,
            track_id=track.id,
            ssrc=secrets.randbits(32),
            rtx_ssrc=secrets.randbits(32) if has_rtx else None,
            cname=track.cname,
        )

    def offer(self, now: float) -> tuple[str, int, dict[str, str]]:
        """(SDP, generation, mid -> track id) of everything attached now."""
        self.generation += 1
        description = self._sdp.offer(self.transport.local)
        tracks = {downtrack.mid: key for key, downtrack in self._downtracks.items()}
        return write_sdp(description), self.generation, tracks

    def answer(self, answer_sdp: str, generation: int, now: float) -> bool:
        """Take the answer to an offer; False for one that is not the last, which has no effect.

        Raises MalformedSdp, UnacceptableOffer.
        """
        if generation != self.generation:
            return False
        answered = self._sdp.accept(parse_sdp(answer_sdp))
        self.transport.set_remote(answered.remote, now)
        for media in answered.media:
            self._route(media)
        self.select(now)
        return True

    def play(self, offer_sdp: str, tracks: list[Track], now: float) -> str:
        """Answer a player's offer (WHEP) with these tracks.

        Raises MalformedSdp, UnacceptableOffer.
        """
        offered = [self._offered(track) for track in tracks]
        played = answer_play(parse_sdp(offer_sdp), self.transport.local, offered)
        by_key = dict(zip([track.id for track in tracks], tracks, strict=True))
        ssrcs = {item.key: (item.ssrc, item.rtx_ssrc) for item in offered}
        for media in played.media:
            ssrc, rtx_ssrc = ssrcs[media.key]
            self._downtracks[media.key] = Downtrack(by_key[media.key], ssrc, rtx_ssrc, media.mid)
            self._route(media)
        self._watched = None
        self.transport.set_remote(played.remote, now)
        self.answer_sdp = write_sdp(played.answer)
        return self.answer_sdp

    def _route(self, media: SubscribedMedia) -> None:
        downtrack = self._downtracks.get(media.key)
        if downtrack is None or downtrack.route_id is not None or not media.accepted:
            return
        if self.transport.state is TransportState.CLOSED:
            return
        route = downtrack.route(media, next(self._route_ids), self.transport.peer_id)
        self._plane.add_route(route)

    # -- what is watched ----------------------------------------------------------------------

    def watch(self, qualities: Mapping[str, Quality], now: float) -> None:
        """By track id: which videos to send, and how large. Video not named pauses; sound
        always flows.
        """
        self._watched = dict(qualities)
        self.select(now)

    def select(self, now: float, *, drop: bool = False) -> None:
        """Make each route carry the layer that is wanted; nothing flows before the keys are
        there. `drop`: the pictures that are to change do not pass, and are sent no more.
        """
        if self.transport.state is not TransportState.CONNECTED:
            return
        for downtrack in self._downtracks.values():
            if downtrack.route_id is None:
                continue
            layer = self._wanted_layer(downtrack.track, now)
            source_id = layer.source_id if layer is not None else None
            if layer is not None and layer.rid and downtrack.is_numbered:
                self._plane.number_packets(self.transport.peer_id)
                self._has_numbers = True
            if source_id == downtrack.selected or now < downtrack.rests_until:
                continue
            if drop and downtrack.selected is not None:
                source_id = None
                downtrack.rests_until = now + self._line.rest_s
                self._next_layer_check = min(self._next_layer_check, downtrack.rests_until)
                self._plane.drop(downtrack.route_id)
            else:
                self._plane.select_source(downtrack.route_id, source_id, now)
            downtrack.selected = source_id

    def _wanted_layer(self, track: Track, now: float) -> Layer | None:
        quality: Quality | None = "high"
        if track.kind == "video" and self._watched is not None:
            quality = self._watched.get(track.id)
        if quality is None or track.muted or not track.active:
            return None
        silent_before = now - LAYER_SILENT_S

        def flows(layer: Layer) -> bool:
            arrival = self._plane.source_arrival(layer.source_id)
            return arrival is not None and arrival > silent_before

        return track.layer(quality, flows, now, self._line.steps_down)

    # -- what comes back ----------------------------------------------------------------------

    def rtcp_received(self, packets: list[RtcpPacket], now: float) -> None:
        """Losses, keyframe requests and reports of the subscriber."""
        peer_id = self.transport.peer_id
        for packet in packets:
            if isinstance(packet, Nack):
                interval_s = max(MIN_REPAIR_INTERVAL_S, self._round_trip.seconds or 0.0)
                self._plane.retransmit(peer_id, packet.media_ssrc, packet.lost, now, interval_s)
            elif isinstance(packet, PictureLoss):
                self._want_keyframe(packet.media_ssrc, now)
            elif isinstance(packet, FullIntraRequest):
                for ssrc, _ in packet.targets:
                    self._want_keyframe(ssrc, now)
            elif isinstance(packet, Remb):
                self._line.estimate(packet.bitrate_bps, now)
            elif isinstance(packet, TransportFeedback):
                self._line.feedback(packet, self._plane.take_sent(peer_id), now)
                self._look_at_line(now)
            elif isinstance(packet, ReceiverReport):
                self._round_trip.report(packet, now)
                self._follow_line(packet, now)

    def _follow_line(self, report: ReceiverReport, now: float) -> None:
        """Send smaller or larger layers when the line asks for it."""
        sent: dict[int, RouteState] = {}
        for downtrack in self._downtracks.values():
            route_id = downtrack.route_id if downtrack.selected is not None else None
            if route_id is None or downtrack.track.kind != "video":
                continue
            state = self._plane.route_state(route_id)
            if state is not None:
                sent[downtrack.ssrc] = state
        lost = {block.ssrc: block.fraction_lost / 256 for block in report.reports}
        before = self._line.steps_down
        if self._line.report(lost, sent, self._deepest(now), now):
            self.select(now, drop=self._line.steps_down > before)

    def _deepest(self, now: float) -> int:
        """So many layers can be gone down, of what flows or only rests."""
        rids = (
            len(downtrack.track.rids)
            for downtrack in self._downtracks.values()
            if downtrack.selected is not None or now < downtrack.rests_until
        )
        return max(0, max(rids, default=0) - 1)

    def line_congested(self, now: float) -> None:
        """See `PlaneEvents`. TCP does not report as loss what is dropped before it."""
        self._line.congested(now)

    def _look_at_line(self, now: float) -> None:
        """By transport-wide feedback, or its absence."""
        self._next_look = now + LOOK_S
        sent = self._plane.take_sent(self.transport.peer_id)
        if self._line.look(sent, self._deepest(now), now):
            self.select(now, drop=True)

    def _want_keyframe(self, ssrc: int, now: float) -> None:
        for downtrack in self._downtracks.values():
            if downtrack.ssrc == ssrc and downtrack.selected is not None:
                self.on_keyframe_wanted(downtrack.selected, now)

    def tick(self, now: float) -> None:
        """Send what is due, and follow a publisher that stopped one of its layers."""
        self.transport.poll(now)
        if self.transport.state is not TransportState.CONNECTED:
            return
        if self._has_numbers and now >= self._next_look:
            self._look_at_line(now)
        if now >= self._next_layer_check:
            self._next_layer_check = now + LAYER_CHECK_S
            self.select(now)
        if not self._reports.due(now):
            return
        routes = [
            (downtrack.ssrc, downtrack.track.cname, downtrack.route_id)
            for downtrack in self._downtracks.values()
            if downtrack.route_id is not None
        ]
        self._round_trip.sent(self._reports.send(routes, now), now)

    def patch(self, fragment_sdp: str, now: float) -> str | None:
        """See `media.control.ice_patch.patch`."""
        return patch(self.transport, fragment_sdp, now, self.on_changed)

    def restart_ice(self) -> None:
        """New credentials in the next offer."""
        self.transport.ice.restart()
        self.on_changed()

    def close(self, now: float, reason: str = "left") -> None:
        """End the connection."""
        self.transport.close(reason, now)
