"""Debian's coturn on this machine: a relay that is not ours."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.house import free_port
from tests.support.daemon import daemon

EXECUTABLE = shutil.which("turnserver")
MISSING = "coturn is not installed (apt-get install coturn)"
SECRET = "a secret of this test"


@dataclass(frozen=True, slots=True)
class Coturn:
    address: str
    port: int

    def url(self, transport: str) -> str:
        return f"turn:{self.address}:{self.port}?transport={transport}"


@asynccontextmanager
async def coturn(
    folder: Path, *options: str, address: str = "127.0.0.1", prefix: Sequence[str] = ()
) -> AsyncIterator[Coturn]:
    """It shares SECRET, and relays to this machine too."""
    assert EXECUTABLE is not None, MISSING
    server, log = Coturn(address, free_port()), folder / "coturn.log"
    command = [EXECUTABLE, "-n", "--no-cli", "--no-tls", "--no-dtls", "--verbose"]
    command += ["--realm=passerelle.test", "--allow-loopback-peers", "--simple-log"]
    command += [f"--listening-ip={address}", f"--relay-ip={address}"]
    command += [f"--listening-port={server.port}", "--log-file", str(log)]
    command += [f"--pidfile={folder}/coturn.pid", f"--userdb={folder}/coturn.db"]
    command += options or ("--use-auth-secret", f"--static-auth-secret={SECRET}")
    async with daemon(command, log=log, started="IO method (auth thread)", prefix=prefix):
        yield server
