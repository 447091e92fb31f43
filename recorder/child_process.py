"""Processes of our own that touch what people brought: what they know of us, and how they end."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import importlib
import os
import pkgutil
import signal
import sys
from pathlib import Path
from types import ModuleType

_ROOT = Path(__file__).resolve().parents[1]
#: In its environment: whose child it is.
PARENT = "PASSERELLE_PARENT"
_PR_SET_PDEATHSIG = 1
_AT_A_LIMIT = frozenset({-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGXFSZ})


def child_command(module: str, niceness: int) -> list[str]:
    """Runs `module`; so nice, that a session under way never waits for it."""
    return ["nice", "-n", str(niceness), sys.executable, "-B", "-m", module]


def child_environment() -> dict[str, str]:
    """Nothing of ours: settings and secrets stay here."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(_ROOT),
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


async def why_it_fell(process: asyncio.subprocess.Process) -> str:
    """`limits` where the system ended it, `damaged` where what it read made it fall."""
    return "limits" if await process.wait() in _AT_A_LIMIT else "damaged"


async def end_child(process: asyncio.subprocess.Process) -> None:
    """Ends it and all that it started, whatever it does."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    # What it had still written is let go of: with a full pipe its end would not be noticed.
    await process.communicate()


def end_with_parent() -> None:
    """In the child: a server that is killed leaves nobody at work, nor anybody who waits to go
    on."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(os.environ[PARENT]):
        os._exit(1)


def import_all_of(package: ModuleType) -> None:
    """In the child, before it is confined: some parts are imported when they are first used, and
    then there are no files."""
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
