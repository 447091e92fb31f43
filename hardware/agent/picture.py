"""A camera's picture within a WHIP session: in which sizes it goes, and in how many bits."""

import re
import time
from collections import deque
from collections.abc import Collection
from functools import partial
from typing import Any

from aiortc import RTCPeerConnection

from hardware.agent.bitrate import LossBasedRate
from hardware.agent.camera import Camera
from hardware.agent.layer_bits import LayerBits
from hardware.agent.peer import codecs, on_keyframe_request
from hardware.agent.simulcast import LayerSenders, accepted_rids, with_rids
from hardware.agent.tracks import EncodedVideoTrack
from hardware.capture.encodings import total_bps
from hardware.capture.live_encoder import EncodedPicture

_CNAME = re.compile(r"^a=ssrc:\d+ cname:(\S+)", re.MULTILINE)


class PictureSending:
    """``losses``: the shares lost, as the server reports them about once a second; the last
    ``remembered`` of them."""

    def __init__(self, peer: RTCPeerConnection, camera: Camera, remembered: int) -> None:
        self._camera = camera
        # The largest is sent alone where the other side takes one size only.
        *self._others, self._first = [each.rid for each in camera.compressor.encodings]
        encodings = camera.compressor.encodings
        self.wanted_bps = total_bps(encodings)
        self.losses: deque[float] = deque(maxlen=remembered)
        self._rate, self._bits = LossBasedRate(self.wanted_bps), LayerBits(encodings)
        self._spent: dict[str, int] = {}
        self._reported: dict[str, Any] = {}
        self._tracks = {self._first: self._track(self._first)}
        transceiver = peer.addTransceiver(self._tracks[self._first], "sendonly")
        transceiver.setCodecPreferences(codecs("video", camera.codec))
        on_keyframe_request(transceiver.sender, self._request(self._first))
        self._senders = LayerSenders(transceiver, self._first)
        self._cname = ""

    @property
    def allowed_bps(self) -> int:
        """What loss has left of what is wanted."""
        return self._rate.bitrate_bps

    @property
    def watched_bps(self) -> int:
        """What the sizes that somebody watches take."""
        return self._bits.watched_bps

    def offered(self, sdp: str) -> str:
        """The offer with all sizes in it."""
        found = _CNAME.search(sdp)
        self._cname = found.group(1) if found else ""
        return with_rids(sdp, [*self._others, self._first]) if self._others else sdp

    def take_answer(self, sdp: str) -> None:
        """Learn which sizes the server takes, before anything is sent."""
        accepted = accepted_rids(sdp)
        if self._first in accepted:
            self._senders.name_rids()
        if self._first not in accepted or not self._others:
            self._others = []
        self._others = [rid for rid in self._others if rid in accepted]

    async def begin(self) -> None:
        """The way is open: send."""
        for rid in self._others:
            self._tracks[rid] = self._track(rid)
            await self._senders.add(rid, self._tracks[rid], self._request(rid), self._cname)
        encodings = self._camera.compressor.encodings
        self._bits = LayerBits([each for each in encodings if each.rid in self._tracks])
        self._spend()
        self._camera.attach(self._feed)

    async def adapt(self) -> None:
        """Take in the reports of loss that have come since the last time."""
        reports = await self._senders.losses()
        fresh = {
            rid: entry.fractionLost / 256
            for rid, entry in reports.items()
            if entry.timestamp != self._reported.get(rid)
        }
        self._reported = {rid: entry.timestamp for rid, entry in reports.items()}
        spent_bps = sum(self._spent.get(rid, 0) for rid in fresh)
        if not spent_bps:
            return
        loss = sum(share * self._spent.get(rid, 0) for rid, share in fresh.items()) / spent_bps
        self.losses.append(loss)
        self._rate.report(loss, sum(self._spent.values()))
        self._spend()

    def limit(self, highest_bps: int) -> None:
        """Spend no more than this."""
        self._rate.limit(highest_bps)
        self._spend()

    def watch(self, rids: Collection[str] | None) -> None:
        """The sizes that somebody watches; None: it is not known."""
        self._bits.watch(rids)
        self._spend()

    def detach(self) -> None:
        """The camera compresses no more for this session."""
        self._camera.detach()

    async def stop(self) -> None:
        """End what the connection does not end by itself."""
        await self._senders.stop()

    def _spend(self) -> None:
        self._spent = self._bits.share(self._rate.bitrate_bps, time.monotonic())
        self._camera.compressor.spend(self._spent)

    def _feed(self, picture: EncodedPicture) -> None:
        track = self._tracks.get(picture.rid)
        if track is not None:
            track.feed(picture)

    def _track(self, rid: str) -> EncodedVideoTrack:
        return EncodedVideoTrack(self._request(rid))

    def _request(self, rid: str) -> "partial[None]":
        return partial(self._camera.request_keyframe, rid)
