"""The sockets of the plane: one UDP port on every address of this machine.

Each address has a socket of its own, so that an answer leaves from the address that was asked.
Runs of packets to one peer leave in one call, cut apart by the kernel where it can (UDP_SEGMENT,
Linux 4.18).
"""

import asyncio
import ipaddress
import logging
import socket
import struct
import time
from collections.abc import Callable, Sequence

from media.plane.errors import PortUnavailableError
from media.plane.interface import Address, Path, PlaneCounters

log = logging.getLogger(__name__)

MAX_DATAGRAM_BYTES = 2048
"""Read size: anything larger than the plane's own limit is seen as oversize, not cut."""
BATCH_DATAGRAMS = 64
"""Datagrams read from one socket before the others, and timers, have their turn."""
SOCKET_BUFFER_BYTES = 4 << 20
UDP_SEGMENT = 103
MAX_SEGMENTS = 60
MAX_SEGMENTED_BYTES = 64_000

_SEGMENT_SIZE = struct.Struct("=H")


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BUFFER_BYTES)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER_BYTES)
        sock.setblocking(False)
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise PortUnavailableError("UDP", host, port, error) from error
    return sock


class UdpSockets:
    """All sockets of one port, their reading and writing."""

    def __init__(self, hosts: Sequence[str], port: int) -> None:
        """Bind every host (IP addresses) to `port`; port 0 picks a free one, the same for all.

        Raises PortUnavailableError.
        """
        self._sockets: list[socket.socket] = []
        self._segmenting = True
        try:
            for host in hosts:
                self._sockets.append(_bind(host, port))
                port = self._sockets[0].getsockname()[1]
        except PortUnavailableError:
            self.close()
            raise
        self.port = port
        self.hosts = tuple(hosts)

    def start(
        self,
        receive: Callable[[bytes, Path, float], None],
        flush: Callable[[], None],
        counters: PlaneCounters,
    ) -> None:
        """Read from now on: `receive` per datagram, `flush` after each batch."""
        self._receive, self._flush, self._counters = receive, flush, counters
        loop = asyncio.get_running_loop()
        for index, sock in enumerate(self._sockets):
            loop.add_reader(sock.fileno(), self._readable, index, sock)
        self._loop = loop

    def _readable(self, index: int, sock: socket.socket) -> None:
        receive = self._receive
        read = sock.recvfrom
        clock = time.monotonic
        try:
            for _ in range(BATCH_DATAGRAMS):
                datagram, address = read(MAX_DATAGRAM_BYTES)
                receive(datagram, Path(index, address), clock())
        except BlockingIOError:
            pass
        except OSError as error:
            log.warning("reading from UDP %s failed: %s", self.hosts[index], error)
        self._flush()

    def transmit(self, path: Path, datagrams: list[bytes]) -> None:
        """Send datagrams to one address, in order. What the kernel does not take is lost, as
        UDP may.
        """
        sock = self._sockets[path.socket]
        try:
            if len(datagrams) == 1:
                sock.sendto(datagrams[0], path.address)
            elif self._segmenting:
                self._transmit_runs(sock, path.address, datagrams)
            else:
                for datagram in datagrams:
                    sock.sendto(datagram, path.address)
        except OSError as error:
            self._counters.send_failures += 1
            if not isinstance(error, BlockingIOError):
                log.debug("sending to a peer failed: %s", error)

    def _transmit_runs(self, sock: socket.socket, address: Address, datagrams: list[bytes]) -> None:
        """Equal sizes, the last one possibly shorter, go out as one call."""
        start, count = 0, len(datagrams)
        while start < count:
            size = len(datagrams[start])
            limit = min(count, start + MAX_SEGMENTS, start + MAX_SEGMENTED_BYTES // size)
            end = start + 1
            while end < limit and len(datagrams[end]) == size:
                end += 1
            if end < limit and end > start and len(datagrams[end]) < size:
                end += 1
            if end - start == 1:
                sock.sendto(datagrams[start], address)
            else:
                self._send_segmented(sock, address, datagrams[start:end], size)
            start = end

    def _send_segmented(
        self, sock: socket.socket, address: Address, run: list[bytes], size: int
    ) -> None:
        try:
            control = [(socket.IPPROTO_UDP, UDP_SEGMENT, _SEGMENT_SIZE.pack(size))]
            sock.sendmsg(run, control, 0, address)
        except BlockingIOError:
            raise
        except OSError as error:
            # Old kernels and some network cards cannot: one call per packet from now on.
            log.info("the kernel does not cut UDP packets apart (%s): sending one by one", error)
            self._segmenting = False
            for datagram in run:
                sock.sendto(datagram, address)

    def close(self) -> None:
        """Stop reading and close."""
        for sock in self._sockets:
            if hasattr(self, "_loop"):
                self._loop.remove_reader(sock.fileno())
            sock.close()
        self._sockets = []
