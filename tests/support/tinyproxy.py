"""Debian's tinyproxy on this machine: an HTTP proxy that is not ours."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.house import free_port
from tests.support.daemon import daemon, text_of

EXECUTABLE = shutil.which("tinyproxy")
MISSING = "tinyproxy is not installed (apt-get install tinyproxy)"


@dataclass(frozen=True, slots=True)
class Tinyproxy:
    address: str
    port: int
    log: Path

    def url(self, name: str = "") -> str:
        """What goes into HTTPS_PROXY; `name`: "user:password"."""
        return f"http://{name}{'@' if name else ''}{self.address}:{self.port}"

    def connected(self, target: str) -> int:
        """How often somebody had a tunnel to `target` ("host:port")."""
        return text_of(self.log).count(f"CONNECT {target} ")


@asynccontextmanager
async def tinyproxy(
    folder: Path, *, user: str = "", address: str = "127.0.0.1", prefix: Sequence[str] = ()
) -> AsyncIterator[Tinyproxy]:
    """`user`: "name password", without which it lets nobody through."""
    assert EXECUTABLE is not None, MISSING
    proxy = Tinyproxy(address, free_port(), folder / "tinyproxy.log")
    lines = [f"Port {proxy.port}", f"Listen {address}", f'LogFile "{proxy.log}"']
    lines += ["LogLevel Info", "MaxClients 50", "Timeout 600"]
    lines += [f"BasicAuth {user}"] if user else []
    configuration = folder / "tinyproxy.conf"
    configuration.write_text("\n".join(lines) + "\n")
    command = (EXECUTABLE, "-d", "-c", str(configuration))
    async with daemon(command, log=proxy.log, started="Starting main loop", prefix=prefix):
        yield proxy
