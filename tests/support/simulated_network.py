"""A server core and its clients on a network that loses, repeats, delays and reorders, on a
clock of its own.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from media.control.candidates import host_candidates
from media.control.track import Track
from media.dtls.certificate import Certificate
from media.endpoint import MediaEndpoint
from media.plane.interface import Path
from media.plane.python.plane import PythonPlane
from tests.support.rtc_peer import RtcPeer

STEP_S = 0.005
_CERTIFICATE = Certificate.generate()


@dataclass
class Heard:
    """An endpoint listener that keeps everything it is told."""

    connected: list[str] = field(default_factory=list)
    closed: list[tuple[str, str]] = field(default_factory=list)
    started: list[Track] = field(default_factory=list)
    speaking: list[list[str]] = field(default_factory=list)

    def peer_connected(self, peer_id: str) -> None:
        self.connected.append(peer_id)

    def peer_closed(self, peer_id: str, reason: str) -> None:
        self.closed.append((peer_id, reason))

    def track_started(self, track: Track) -> None:
        self.started.append(track)

    def speaking_changed(self, tracks: Sequence[Track]) -> None:
        self.speaking.append([track.id for track in tracks])


@dataclass
class Conditions:
    """What the network does to a datagram: probabilities, and delays in seconds."""

    loss: float = 0.0
    duplication: float = 0.0
    delay_s: float = 0.01
    jitter_s: float = 0.0


@dataclass
class LimitedLine:
    """A queue before a slow line; what does not fit in is lost."""

    bitrate_bps: float
    queue_s: float
    busy_until: float

    def passes(self, octets: int, now: float) -> float | None:
        """When the datagram is through; None when it is lost."""
        begins = max(now, self.busy_until)
        if begins - now > self.queue_s:
            return None
        self.busy_until = begins + 8 * octets / self.bitrate_bps
        return self.busy_until


class SimulatedNetwork:
    """Time goes on in steps of 5 ms; the same seed always brings the same run."""

    def __init__(self, seed: int = 1, conditions: Conditions | None = None) -> None:
        self.now = 1000.0
        self.conditions = conditions or Conditions()
        self.heard = Heard()
        self.plane = PythonPlane(self._from_server)
        self.endpoint = MediaEndpoint(
            self.plane, _CERTIFICATE, host_candidates(["192.0.2.1"], 9), self.heard
        )
        self._random = random.Random(seed)
        self._order = count()
        self._queue: list[tuple[float, int, RtcPeer | None, bytes, tuple[str, int]]] = []
        self._peers: dict[tuple[str, int], RtcPeer] = {}
        self._ports = count(40000)
        self._lines: dict[tuple[str, int], LimitedLine] = {}

    def join(self, peer: RtcPeer) -> tuple[str, int]:
        """Give the client an address."""
        address = ("192.0.2.2", next(self._ports))
        self._peers[address] = peer
        return address

    def move(self, peer: RtcPeer) -> tuple[str, int]:
        """The client changes its address, as from Wi-Fi to 4G."""
        self._peers = {address: p for address, p in self._peers.items() if p is not peer}
        return self.join(peer)

    def address_of(self, peer: RtcPeer) -> tuple[str, int]:
        """Where the client is now."""
        return next(address for address, known in self._peers.items() if known is peer)

    def limit(self, peer: RtcPeer, bitrate_bps: float | None) -> None:
        """What reaches this client from now on passes a line of so many bits a second (None: of
        any number), before which a third of a second waits at most."""
        address = self.address_of(peer)
        self._lines.pop(address, None)
        if bitrate_bps is not None:
            self._lines[address] = LimitedLine(bitrate_bps, 0.3, self.now)

    def send(self, peer: RtcPeer, datagrams: Sequence[bytes]) -> None:
        """From the client to the server."""
        address = self.address_of(peer)
        for datagram in datagrams:
            self._enqueue(None, datagram, address)

    def spray(self, datagram: bytes, address: tuple[str, int]) -> None:
        """From whoever pretends to be at this address, unharmed by the network."""
        self.plane.receive(datagram, Path(0, address), self.now)
        self.plane.flush()

    def _from_server(self, path: Path, datagrams: list[bytes]) -> None:
        peer = self._peers.get((path.address[0], path.address[1]))
        if peer is not None:
            for datagram in datagrams:
                self._enqueue(peer, datagram, (path.address[0], path.address[1]))

    def _enqueue(self, to: RtcPeer | None, datagram: bytes, address: tuple[str, int]) -> None:
        conditions, chance = self.conditions, self._random.random
        if chance() < conditions.loss:
            return
        copies = 2 if chance() < conditions.duplication else 1
        passed = self.now
        if to is not None and (line := self._lines.get(address)) is not None:
            through = line.passes(len(datagram), self.now)
            if through is None:
                return
            passed = through
        for _ in range(copies):
            at = passed + conditions.delay_s + chance() * conditions.jitter_s
            heapq.heappush(self._queue, (at, next(self._order), to, datagram, address))

    def run(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + seconds
        next_tick = self.now
        while self.now < end:
            self.now += STEP_S
            while self._queue and self._queue[0][0] <= self.now:
                _, _, to, datagram, address = heapq.heappop(self._queue)
                if to is None:
                    self.plane.receive(datagram, Path(0, address), self.now)
                    self.plane.flush()
                elif self._peers.get(address) is to:
                    self.send(to, to.receive(datagram, self.now))
            if self.now >= next_tick:
                next_tick = self.now + 0.02
                self.endpoint.tick(self.now)
                for peer in list(self._peers.values()):
                    self.send(peer, peer.poll(self.now))
