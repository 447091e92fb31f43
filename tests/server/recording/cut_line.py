"""A real kit on a line that can be cut: HTTP through a proxy, media by UDP."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import aioice.ice

from hardware.agent import AgentSettings, run_agent
from rooms.roles import Role
from tests.e2e.severable_proxy import SeverableProxy
from tests.server.recording.real_server import ROOM, RealServer
from tests.support import waiting
from tests.support.kit_profile import kit_profile

until = partial(waiting.until, limit_s=40.0)

PROFILE = kit_profile(rate_fps=15, salle="Salle")
_UDP = ("datagram_received", "send_data", "send_stun")


class CutLine:
    """All that goes between one kit and its server."""

    def __init__(self, proxy: SeverableProxy) -> None:
        self._proxy = proxy
        self.is_cut = False

    @property
    def origin(self) -> str:
        return self._proxy.origin

    def cut(self) -> None:
        self.is_cut = True
        self._proxy.sever()

    def mend(self) -> None:
        self.is_cut = False
        self._proxy.mend()


@contextlib.asynccontextmanager
async def line_to(server: RealServer) -> AsyncIterator[CutLine]:
    async with SeverableProxy("127.0.0.1", server.port) as proxy:
        line = CutLine(proxy)

        def unless_cut(act: Callable[..., Any]) -> Callable[..., Any]:
            async def nothing() -> None:
                return None

            def passed(*words: Any) -> Any:
                if not line.is_cut:
                    return act(*words)
                return nothing() if asyncio.iscoroutinefunction(act) else None

            return passed

        with contextlib.ExitStack() as patches:
            for name in _UDP:
                protocol = aioice.ice.StunProtocol
                there = unless_cut(getattr(protocol, name))
                patches.enter_context(mock.patch.object(protocol, name, there))
            yield line


@contextlib.asynccontextmanager
async def kit_on(line: CutLine, server: RealServer, data_dir: Path) -> AsyncIterator[None]:
    data_dir.mkdir(exist_ok=True)
    (data_dir / "kit.toml").write_text(PROFILE, encoding="utf-8")
    stop = asyncio.Event()
    settings = AgentSettings(
        url=line.origin,
        token=server.token(Role.KIT),
        room=ROOM,
        profile=str(data_dir / "kit.toml"),
        data_dir=data_dir,
    )
    work = asyncio.create_task(run_agent(settings, stop))
    try:
        yield
        assert not work.done()
    finally:
        stop.set()
        await asyncio.wait_for(work, 15)
