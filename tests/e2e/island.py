"""A network of its own on this machine (a namespace): one host with an address beside loopback.

Firefox never pairs loopback with another address, and offers no candidate without a default
route. Here it finds both an ordinary address and a route, and nothing leaves the machine.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ADDRESS = "10.77.0.1"
CLONE_NEWNET = 0x40000000
THIS_NETWORK = "/proc/thread-self/ns/net"


@dataclass(frozen=True, slots=True)
class Island:
    name: str

    @property
    def prefix(self) -> list[str]:
        """Before a command, to run it there."""
        return ["ip", "netns", "exec", self.name]

    def executable(self, program: str, folder: Path) -> Path:
        """A file that runs the program there, for those who take only a file."""
        script = folder / f"{Path(program).name}-on-the-island"
        script.write_text(f'#!/bin/sh\nexec {" ".join(self.prefix)} {program} "$@"\n')
        script.chmod(0o755)
        return script

    def socket(self, family: int, kind: int, protocol: int = 0) -> socket.socket:
        """A socket of that network, usable from here: a socket keeps the network it was made in."""
        with open(THIS_NETWORK) as ours, open(f"/run/netns/{self.name}") as theirs:
            _enter(theirs.fileno())
            try:
                return socket.socket(family, kind, protocol)
            finally:
                _enter(ours.fileno())


def need_islands() -> None:
    """Skips the test where there can be none: namespaces are made by root, with iproute2."""
    if os.geteuid() != 0 or shutil.which("ip") is None or not _made("passerelle-trial"):
        pytest.skip("a network namespace is needed, and this user may not make one")


@contextmanager
def island() -> Iterator[Island]:
    name = f"passerelle-{os.getpid()}"
    ip("netns", "add", name)
    try:
        for command in (
            "link set lo up",
            "link add home type veth peer name beyond",
            # An address of IPv6 that is there a second later changes the network: Chromium then
            # gives up what it is loading.
            "link set home addrgenmode none",
            "link set beyond addrgenmode none",
            f"addr add {ADDRESS}/24 dev home",
            "link set home up",
            "link set beyond up",
            "route add default dev home",
        ):
            ip("-n", name, *command.split())
        yield Island(name)
    finally:
        ip("netns", "del", name)


def _made(name: str) -> bool:
    try:
        ip("netns", "add", name)
        ip("netns", "del", name)
    except subprocess.CalledProcessError:
        return False
    return True


def ip(*words: str) -> None:
    """A command of iproute2. Raises CalledProcessError."""
    subprocess.run(["ip", *words], check=True, capture_output=True)


def _enter(network: int) -> None:
    """setns(2) for this thread alone."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(network, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
