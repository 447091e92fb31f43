"""The one way out of a network of its own: a TCP port there that leads to one here."""

from __future__ import annotations

import socket

from tests.e2e.island import Island
from tests.support.tcp_forwarding import TcpForwarding


def door(island: Island, port: int) -> TcpForwarding:
    """`port` of loopback there is that of loopback here. Whoever is cut off may come again."""
    listening = island.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.bind(("127.0.0.1", port))
    return TcpForwarding(lambda: ("127.0.0.1", port), sock=listening)
