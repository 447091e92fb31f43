"""A stand-in for the media endpoint: it records what it is asked and forwards nothing.

An offer is text: an origin line, then one kind per media section (`m=audio`, `m=video`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

from media.endpoint import EndpointListener, HeardLevel, MediaEndpoint
from media.errors import MalformedSdp


def offer_of(*kinds: str, connection: int = 1, version: int = 1) -> str:
    """An offer of one peer connection (`connection`), with these media sections."""
    lines = [f"o=- {connection} {version} IN IP4 127.0.0.1", *(f"m={kind}" for kind in kinds)]
    return "v=0\r\n" + "\r\n".join(lines) + "\r\n"


_Peer = TypeVar("_Peer", bound="FakePeer")


class FakeCodec:
    clock_rate = 90_000


class FakeTrack:
    def __init__(self, track_id: str, kind: str) -> None:
        self.id, self.kind, self.cname = track_id, kind, track_id
        self.codec, self.codec_name = FakeCodec(), "VP8" if kind == "video" else "opus"
        self.muted, self.live, self.active = False, False, True
        self.rids: tuple[str, ...] = ()
        self.wanted: tuple[str, ...] = ()

    def wanted_rids(self, now: float) -> tuple[str, ...]:
        return self.wanted


class FakePeer:
    def __init__(self, endpoint: FakeEndpoint, peer_id: str) -> None:
        self.endpoint, self.id = endpoint, peer_id
        self.closed = False
        self.answer_sdp = f"answer of {peer_id}"

    def patch(self, fragment_sdp: str, now: float) -> str | None:
        if not fragment_sdp.startswith("a="):
            raise MalformedSdp
        return "a=ice-ufrag:new\r\n" if "restart" in fragment_sdp else None

    def close(self, now: float, reason: str = "left") -> None:
        if not self.closed:
            self.closed = True
            self.endpoint.peers.pop(self.id)
            if self.endpoint.listener is not None:
                self.endpoint.listener.peer_closed(self.id, reason)


class FakePublisher(FakePeer):
    def __init__(self, endpoint: FakeEndpoint, peer_id: str, offer_sdp: str) -> None:
        super().__init__(endpoint, peer_id)
        self.tracks: dict[str, FakeTrack] = {}
        self.packets = 0
        self._take(offer_sdp)

    def renegotiate(self, offer_sdp: str, now: float) -> str:
        self._take(offer_sdp)
        return f"renegotiated by {self.id}"

    def _take(self, offer_sdp: str) -> None:
        kinds = [line[2:] for line in offer_sdp.splitlines() if line.startswith("m=")]
        if "o=" not in offer_sdp:
            raise MalformedSdp
        for mid, kind in enumerate(kinds):
            self.tracks.setdefault(str(mid), FakeTrack(f"{self.id}-{kind}-{mid}", kind))


class FakeSubscriber(FakePeer):
    def __init__(self, endpoint: FakeEndpoint, peer_id: str) -> None:
        super().__init__(endpoint, peer_id)
        self.attached: list[str] = []
        self.watched: Mapping[str, str] = {}
        self.generation = 0
        self.answered: list[int] = []
        self.ice_restarts = 0

    def attach(self, track: FakeTrack) -> None:
        assert track.id not in self.attached
        self.attached.append(track.id)

    def detach(self, track: FakeTrack) -> None:
        self.attached.remove(track.id)

    def offer(self, now: float) -> tuple[str, int, dict[str, str]]:
        self.generation += 1
        mids = {str(mid): track for mid, track in enumerate(self.attached)}
        return f"offer {self.generation} of {self.id}", self.generation, mids

    def answer(self, answer_sdp: str, generation: int, now: float) -> bool:
        if answer_sdp == "bad":
            raise MalformedSdp
        self.answered.append(generation)
        return True

    def restart_ice(self) -> None:
        self.ice_restarts += 1

    def watch(self, qualities: Mapping[str, str], now: float) -> None:
        assert set(qualities) <= set(self.attached)
        self.watched = qualities


class FakeEndpoint:
    def __init__(self) -> None:
        self.listener: EndpointListener | None = None
        self.on_levels: Callable[[Sequence[HeardLevel], float], None] = lambda levels, now: None
        self.peers: dict[str, FakePeer] = {}
        self._ids = itertools.count(1)

    def publish(self, offer_sdp: str, now: float) -> FakePublisher:
        return self._add(FakePublisher(self, f"pub{next(self._ids)}", offer_sdp))

    def subscribe(self, now: float) -> FakeSubscriber:
        return self._add(FakeSubscriber(self, f"sub{next(self._ids)}"))

    def play(self, offer_sdp: str, tracks: Sequence[FakeTrack], now: float) -> FakeSubscriber:
        if "o=" not in offer_sdp:
            raise MalformedSdp
        subscriber = self.subscribe(now)
        subscriber.attached = [track.id for track in tracks]
        return subscriber

    def fall_silent(self, peer_id: str) -> None:
        """The peer vanishes by itself, as when its ICE consent expires."""
        self.peers[peer_id].close(0.0, "silent")

    def begin_flowing(self, publisher_id: str) -> None:
        """The publisher connects and its first packets come."""
        publisher = self.peers[publisher_id]
        assert isinstance(publisher, FakePublisher) and self.listener is not None
        self.listener.peer_connected(publisher_id)
        for track in publisher.tracks.values():
            track.live = True
            self.listener.track_started(cast(Any, track))

    def _add(self, peer: _Peer) -> _Peer:
        self.peers[peer.id] = peer
        return peer

    @property
    def as_media(self) -> MediaEndpoint:
        return cast(MediaEndpoint, self)
