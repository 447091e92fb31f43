"""A kit and the server's own media port, where UDP does not pass."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from aioice.ice import StunProtocol

from hardware.agent.trial_call import ClockPicture
from hardware.network.turn_url import TurnUrl
from hardware.selftest.uplink import check_uplink
from media.control.candidates import host_candidates, tcp_candidates
from media.sdp.description import Candidate
from server.http.sdp_exchange import link_of_ice_server
from server.turn import TurnServers
from tests.e2e.severable_proxy import SeverableProxy
from tests.hardware.agent.forwarding_server import ForwardingServer
from tests.hardware.agent.test_simulcast import publishing
from tests.support.coturn import EXECUTABLE, MISSING, SECRET, coturn
from tests.support.waiting import until


@pytest.fixture
async def line() -> AsyncIterator[SeverableProxy]:
    """What stands before the server's TCP port, and can be cut; it leads to 9 until it is told."""
    async with SeverableProxy("127.0.0.1", 9) as proxy:
        yield proxy


@pytest.fixture
async def server(line: SeverableProxy) -> AsyncIterator[ForwardingServer]:
    """Nobody is at the UDP port that it announces."""

    def ways(port: int) -> Sequence[Candidate]:
        line.lead_to(port)
        closed = host_candidates(["127.0.0.1"], 9)
        return (*closed, *tcp_candidates(["127.0.0.1"], line.port))

    server = ForwardingServer(ways)
    await server.start()
    yield server
    await server.stop()


async def test_it_is_seen_the_self_test_says_so_and_a_cut_is_noticed(
    server: ForwardingServer, line: SeverableProxy, tmp_path: Path
) -> None:
    async with publishing(server, ClockPicture(), tmp_path) as session:
        await until(lambda: server.packets > 30)
        found = [finding.key for finding in check_uplink([session.line])]
        assert session.line.transport == "tcp"
        assert "uplink_tcp" in found
        line.sever()
        await until(lambda: not session.line.connected)
        line.mend()
    # As a kit does it: from the beginning.
    before = server.packets
    async with publishing(server, ClockPicture(), tmp_path) as session:
        await until(lambda: server.packets > before + 30)
        assert session.line.transport == "tcp"


@pytest.mark.independent
async def test_by_the_relay_that_the_answer_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kit's own sockets reach nobody; what is made after the answer does."""
    if EXECUTABLE is None:
        pytest.skip(MISSING)

    def unless_straight(protocol: StunProtocol, *words: Any) -> None:
        if type(protocol) is not StunProtocol:
            send_stun(protocol, *words)

    send_stun = StunProtocol.send_stun
    monkeypatch.setattr(StunProtocol, "send_stun", unless_straight)
    server = ForwardingServer()
    await server.start()
    async with coturn(tmp_path) as relay:
        turn = TurnServers((TurnUrl.parse(relay.url("udp")),), secret=SECRET)
        named = turn.ice_servers(time.time, "~essai-x_1", 60)
        server.links = [link_of_ice_server(one) for one in named]
        async with publishing(server, ClockPicture(), tmp_path) as session:
            await until(lambda: server.packets > 30)
            assert session.line.transport == "udp"
    await server.stop()
