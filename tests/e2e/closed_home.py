"""A home behind a firewall that lets only TCP out: a network of its own, beside the island."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.house import House, open_house
from tests.e2e.island import ADDRESS, Island, ip

HTTP_PORT, MEDIA_PORT = 8080, 8443
ORIGIN = f"http://{ADDRESS}:{HTTP_PORT}"


@contextmanager
def closed_home(island: Island) -> Iterator[Island]:
    """Joined to the island by one line; UDP leaves by another, at whose end nobody is. Firefox
    offers nothing at all where the system refuses to send it."""
    home = Island(f"{island.name}-home")
    ip("netns", "add", home.name)
    try:
        ip("-n", island.name, "link", "set", "beyond", "netns", home.name)
        for command in (
            "link set lo up",
            "link set beyond addrgenmode none",
            "addr add 10.77.0.2/24 dev beyond",
            "link set beyond up",
            f"route add default via {ADDRESS}",
            # Before the table of local addresses, which is asked first otherwise.
            "rule add pref 1 lookup local",
            "link add nowhere type veth peer name nobody",
            "link set nowhere addrgenmode none",
            "link set nobody addrgenmode none",
            "link set nowhere up",
            "link set nobody up",
            "route add default dev nowhere src 10.77.0.2 table 100",
            "rule add pref 0 ipproto udp lookup 100",
            "rule del pref 0 lookup local",
        ):
            ip("-n", home.name, *command.split())
        yield home
    finally:
        ip("netns", "del", home.name)


async def open_house_to_others(island: Island, data_dir: Path) -> House:
    """A demo on the island, for whoever comes from elsewhere to ORIGIN."""
    here = ["env", "PASSERELLE_HTTP_HOST=0.0.0.0", f"PASSERELLE_PUBLIC_URL={ORIGIN}"]
    return await open_house(
        data_dir,
        http_port=HTTP_PORT,
        media_port=MEDIA_PORT,
        prefix=[*island.prefix, *here],
        media_host=ADDRESS,
    )


def trusting(executable: Path, origin: str) -> Path:
    """The browser, for which this origin is as good as one in HTTPS."""
    script = executable.with_name(f"{executable.name}-trusting")
    flag = f"--unsafely-treat-insecure-origin-as-secure={origin}"
    script.write_text(f'#!/bin/sh\nexec {executable} {flag} "$@"\n')
    script.chmod(0o755)
    return script


def tcp_ports(home: Island, port: int) -> set[str]:
    """The home's ends of the connections to this port of the island's."""
    shown = subprocess.run(
        [*home.prefix, "ss", "-Htn", *_to(port)], check=True, capture_output=True, text=True
    )
    return {line.split()[3] for line in shown.stdout.splitlines()}


def reset_tcp(home: Island, port: int) -> None:
    """These connections are told that they are over, as by a router that forgot them."""
    ip("netns", "exec", home.name, "ss", "-K", *_to(port))


def _to(port: int) -> list[str]:
    return ["dst", ADDRESS, "dport", "=", str(port)]
