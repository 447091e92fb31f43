"""The ways to the server beside plain UDP, for one of the kit's connections: a relay (TURN), and
the server's media port over TCP (RFC 6544), straight or through the network's proxy.

aioice checks UDP candidates, and one relay that it knows before it begins. The server (ICE-lite)
needs no candidate of ours to be told, so a way can be added while the checks are running. They are
tried only when UDP has had a head start and nothing came back: the first that answers is kept,
and UDP is the better one.
"""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from typing import Any

from aioice import Candidate
from aioice.candidate import candidate_foundation, candidate_priority
from aioice.ice import CandidatePair, Connection, StunProtocol
from aiortc import RTCPeerConnection

from hardware.network.proxy import Proxy, proxy_of
from hardware.network.stream import open_stream
from hardware.network.turn import NoPlace, Relay, allocate, is_congested

logger = logging.getLogger(__name__)

#: UDP has so long to answer before anything else is tried.
HEAD_START_S = 0.8
#: A relay delays less than TCP does: it has so long before that is tried.
RELAY_HEAD_START_S = 0.4
#: A straight TCP connection has so long before the proxy is asked too.
PROXY_AFTER_S = 0.3
_MAX_STREAMS = 6


class _Way(StunProtocol):
    """`transport_name`: what the packets travel on as they leave this machine."""

    transport_name = "udp"

    async def send_data(self, data: bytes, addr: tuple[str, int]) -> None:
        if not is_congested(self.transport):
            await super().send_data(data, addr)


def transport_of(peer: RTCPeerConnection) -> str:
    """`udp` or `tcp`: what a connection's packets leave this machine on."""
    connection = _connection_of(peer)
    for pair in connection._nominated.values() if connection else ():
        if isinstance(pair.protocol, _Way):
            return pair.protocol.transport_name
    return "udp"


class OtherWays:
    """For one connection; `begin` when both descriptions are there."""

    def __init__(self, peer: RTCPeerConnection) -> None:
        self._peer = peer
        self._task: asyncio.Task[None] | None = None
        self._ways: list[_Way] = []
        self._changed = asyncio.Event()
        peer.on("connectionstatechange", self._changed.set)

    def begin(self, relays: Sequence[Relay] = ()) -> None:
        """Once; again does nothing."""
        connection = _connection_of(self._peer)
        if self._task is None and connection is not None:
            self._task = asyncio.create_task(self._try(connection, relays))

    def end(self) -> None:
        """The connection is being closed, and closes what was added to it."""
        if self._task is not None:
            self._task.cancel()

    async def _try(self, connection: Connection, relays: Sequence[Relay]) -> None:
        await asyncio.sleep(HEAD_START_S)
        if _is_settled(connection):
            return
        passive = [
            candidate
            for candidate in connection.remote_candidates
            if candidate.transport.lower() == "tcp" and candidate.tcptype == "passive"
        ]
        works = [self._relayed(connection, relay) for relay in relays]
        after_s = RELAY_HEAD_START_S if relays else 0.0
        for remote in passive[:_MAX_STREAMS]:
            works.append(self._streamed(connection, remote, None, after_s))
            if (proxy := proxy_of(remote.host)) is not None:
                works.append(self._streamed(connection, remote, proxy, after_s + PROXY_AFTER_S))
        await asyncio.gather(*(_quietly(work) for work in works))
        while not _is_settled(connection):
            self._changed.clear()
            await self._changed.wait()
        await self._give_back(connection)

    async def _relayed(self, connection: Connection, relay: Relay) -> None:
        way = await allocate(relay, lambda: _Way(connection))
        way.transport_name = relay.url.transport
        host, port = way.transport.get_extra_info("sockname")[:2]
        self._add(connection, way, _candidate("relay", "udp", host, port))

    async def _streamed(
        self, connection: Connection, remote: Candidate, proxy: Proxy | None, after_s: float
    ) -> None:
        await asyncio.sleep(after_s)
        if _is_settled(connection):
            return
        way = _Way(connection)
        way.transport_name = "tcp"
        stream = await open_stream(way, (remote.host, remote.port), proxy)
        way.connection_made(stream)  # type: ignore[arg-type]
        logger.debug("TCP to %s:%d%s.", remote.host, remote.port, f" by {proxy}" if proxy else "")
        # Port 9: nobody connects to an active candidate (RFC 6544 section 4.5). Its address is
        # that of the same family, since a proxy may be reached by another.
        host = "::" if ":" in remote.host else "0.0.0.0"
        self._add(connection, way, _candidate("host", "tcp", host, 9), remote)

    def _add(
        self,
        connection: Connection,
        way: _Way,
        candidate: Candidate,
        only: Candidate | None = None,
    ) -> None:
        """Have the connection check this way, towards one remote candidate or all that fit."""
        if _is_settled(connection) or connection.remote_password is None:
            way.transport.close()
            return
        way.local_candidate = candidate
        connection._protocols.append(way)
        self._ways.append(way)
        remotes = [only] if only else connection.remote_candidates
        pairs = [
            CandidatePair(way, remote) for remote in remotes if candidate.can_pair_with(remote)
        ]
        connection._check_list.extend(pairs)
        connection.sort_check_list()
        for pair in pairs:
            connection.check_state(pair, CandidatePair.State.WAITING)
            connection.check_start_task(pair)

    async def _give_back(self, connection: Connection) -> None:
        """What was not needed in the end."""
        used = [pair.protocol for pair in connection._nominated.values()]
        for way in self._ways:
            if way not in used and way in connection._protocols:
                connection._protocols.remove(way)
                await way.close()


def _connection_of(peer: RTCPeerConnection) -> Connection | None:
    """All sections are bundled: the first one's transport is everybody's."""
    transceivers = peer.getTransceivers()
    return transceivers[0].sender.transport.transport._connection if transceivers else None


def _is_settled(connection: Connection) -> bool:
    return bool(connection._nominated) or connection._closing or connection._check_list_done


def _candidate(kind: str, transport: str, host: str, port: int) -> Candidate:
    return Candidate(
        foundation=candidate_foundation(kind, transport, host),
        component=1,
        transport=transport,
        priority=candidate_priority(1, kind),
        host=host,
        port=port,
        type=kind,
        tcptype="active" if transport == "tcp" else None,
    )


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    """One way that is closed leaves the others."""
    try:
        await work
    except NoPlace as none:
        logger.info("A relay gives no place: %s.", none.why)
    except (OSError, TimeoutError) as error:
        logger.info("A way over TCP is closed: %s.", error or "no answer")
