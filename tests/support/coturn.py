"""Debian's coturn on this machine, for as long as a test needs a relay that is not ours."""

from __future__ import annotations

import asyncio
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

EXECUTABLE = shutil.which("turnserver")
MISSING = "coturn is not installed (apt-get install coturn)"
SECRET = "a secret of this test"
START_LIMIT_S = 10.0
# It does not outlive the run that started it (prctl(2): 1 is PR_SET_PDEATHSIG).
_START = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 15)
os.execvp(sys.argv[1], sys.argv[1:])
"""


@dataclass(frozen=True, slots=True)
class Coturn:
    address: str
    port: int
    log: Path

    def url(self, transport: str) -> str:
        return f"turn:{self.address}:{self.port}?transport={transport}"

    @property
    def told(self) -> str:
        """What it has written so far."""
        return self.log.read_text() if self.log.exists() else ""


@asynccontextmanager
async def coturn(
    folder: Path,
    *options: str,
    address: str = "127.0.0.1",
    port: int = 0,
    prefix: Sequence[str] = (),
) -> AsyncIterator[Coturn]:
    """It shares SECRET, and relays to this machine too. `prefix`: before the command."""
    assert EXECUTABLE is not None, MISSING
    port = port or _free_port(address)
    server = Coturn(address, port, folder / "coturn.log")
    command = [*prefix, sys.executable, "-c", _START, EXECUTABLE, "-n", "--no-cli", "--no-tls"]
    command += ["--no-dtls", "--realm=passerelle.test", f"--listening-ip={address}"]
    command += [f"--relay-ip={address}", f"--listening-port={port}", "--allow-loopback-peers"]
    command += ["--log-file", str(server.log), "--simple-log", f"--pidfile={folder}/coturn.pid"]
    command += [f"--userdb={folder}/coturn.db", "--verbose"]
    command += options or ("--use-auth-secret", f"--static-auth-secret={SECRET}")
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(START_LIMIT_S):
            while "IO method (auth thread)" not in server.told:
                assert process.returncode is None, server.told
                await asyncio.sleep(0.05)
        yield server
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _free_port(address: str) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((address, 0))
        port: int = probe.getsockname()[1]
        return port
