"""The same port over TCP, for networks that let no UDP out (RFC 6544): browsers connect to us.

Frames (RFC 4571) enter the plane as datagrams do; a connection is an address of its own.
"""

from __future__ import annotations

import asyncio
import ipaddress
import itertools
import logging
import resource
import socket
import time
from collections.abc import Sequence

from media.plane.connected import ConnectedPlane
from media.plane.errors import PortUnavailableError
from media.plane.interface import Path, PlaneCounters
from media.plane.strangers import Strangers
from media.plane.tcp_connection import TcpConnection

log = logging.getLogger(__name__)

BACKLOG = 256
SWEEP_S = 1.0
WARNING_S = 60.0
PAUSE_S = 1.0
"""Without a descriptor for one more connection."""
MAX_CONNECTIONS = 4096


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        # A server that starts again is not held up by the last one's connections.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setblocking(False)
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except OSError as error:
        sock.close()
        raise PortUnavailableError("TCP", host, port, error) from error
    return sock


class TcpListeners:
    """All listeners of one port, and their connections."""

    def __init__(self, hosts: Sequence[str], port: int, first_socket: int) -> None:
        """Listen on every host (IP addresses). In paths the listeners count from `first_socket`.

        Raises PortUnavailableError.
        """
        self._first_socket = first_socket
        self._listeners: list[socket.socket] = []
        self._connections: dict[int, TcpConnection] = {}
        self._strangers = Strangers()
        self._numbers = itertools.count(1)
        # The pages need descriptors too.
        self._limit = min(MAX_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)
        self._sweeping: asyncio.TimerHandle | None = None
        self._next_warning = 0.0
        try:
            for host in hosts:
                self._listeners.append(_listen(host, port))
        except PortUnavailableError:
            self.close()
            raise

    def start(self, plane: ConnectedPlane, counters: PlaneCounters) -> None:
        """Accept from now on, in the running event loop."""
        self._plane, self._counters = plane, counters
        self._loop = asyncio.get_running_loop()
        for index in range(len(self._listeners)):
            self._accept_on(index)
        self._sweep()

    def transmit(self, path: Path, datagrams: list[bytes]) -> None:
        """Send datagrams on one connection, in order."""
        connection = self._connections.get(path.address[3])
        if connection is None:
            self._counters.drop("tcp_gone", len(datagrams))
        else:
            connection.transmit(datagrams)

    # -- connections come ---------------------------------------------------------------------

    def _accept_on(self, index: int) -> None:
        if self._listeners:
            self._loop.add_reader(self._listeners[index].fileno(), self._acceptable, index)

    def _acceptable(self, index: int) -> None:
        """One at a time: the loop calls again while more are waiting."""
        try:
            sock, (host, *_) = self._listeners[index].accept()
        except (BlockingIOError, ConnectionError):
            return
        except OSError as error:
            # No descriptor is left: asking again at once would keep the loop busy with nothing.
            log.warning("a TCP connection cannot be taken (%s): trying again soon", error)
            self._loop.remove_reader(self._listeners[index].fileno())
            self._loop.call_later(PAUSE_S, self._accept_on, index)
            return
        number = next(self._numbers)
        if not self._admits(number, host):
            self._refused()
            sock.close()
            return
        try:
            connection = TcpConnection(
                sock, self._first_socket + index, number, self._plane, self._counters
            )
        except OSError:
            self._strangers.leave(number)
            sock.close()
            return
        connection.on_closed = self._closed
        self._connections[number] = connection
        self._counters.tcp_connections = len(self._connections)
        connection.start()

    def _admits(self, number: int, host: str) -> bool:
        if len(self._connections) >= self._limit:
            return False
        if self._strangers.is_crowded(host):
            self._meet_strangers()
        refused = self._strangers.arrive(number, host, time.monotonic())
        if refused is not None and refused != number:
            self._refused()
            self._connections[refused].close()
        return refused != number

    def _refused(self) -> None:
        self._counters.tcp_refused += 1
        if (now := time.monotonic()) >= self._next_warning:
            self._next_warning = now + WARNING_S
            log.warning(
                "too many TCP connections: some are refused (%d open, %d refused since the start)",
                *(len(self._connections), self._counters.tcp_refused),
            )

    # -- and go -------------------------------------------------------------------------------

    def _meet_strangers(self) -> None:
        """Those whom a peer has claimed since are strangers no more."""
        for number in self._strangers.numbers():
            if self._plane.knows(self._connections[number].path):
                self._strangers.leave(number)

    def _sweep(self) -> None:
        """Every second: whom no peer knows any longer, or never did, has his time."""
        now = time.monotonic()
        self._meet_strangers()
        for number, connection in self._connections.items():
            if not self._plane.knows(connection.path):
                self._strangers.estrange(number, connection.path.address[0], now)
        for number in self._strangers.overdue(now):
            self._connections[number].close()
        self._sweeping = self._loop.call_later(SWEEP_S, self._sweep)

    def _closed(self, connection: TcpConnection) -> None:
        del self._connections[connection.number]
        self._strangers.leave(connection.number)
        self._counters.tcp_connections = len(self._connections)

    def close(self) -> None:
        """End every connection and stop listening."""
        if self._sweeping is not None:
            self._sweeping.cancel()
        for connection in list(self._connections.values()):
            connection.close()
        for listener in self._listeners:
            if self._sweeping is not None:
                self._loop.remove_reader(listener.fileno())
            listener.close()
        self._listeners = []
