"""One TCP connection of a peer, or of somebody who may become one: frames in, frames out."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
import time
from collections.abc import Callable

from media.errors import MalformedPacket
from media.plane.connected import ConnectedPlane
from media.plane.framing import Deframer
from media.plane.interface import TCP, Path, PlaneCounters
from media.plane.send_queue import SendQueue
from media.plane.send_window import SendWindow

log = logging.getLogger(__name__)

READ_BYTES = 16_384
"""Read from one connection before the others have their turn."""
SEND_BUFFER_BYTES = 65_536
UNSENT_BYTES = 16_384
"""What the system holds beyond what is on its way: the rest waits here, where sound overtakes
pictures."""
DEAD_S = 15
"""Nothing acknowledged for so long: the system ends the connection."""
LOOK_S = 0.01
"""How soon to look again how much was acknowledged."""
TCP_NOTSENT_LOWAT = 25
_ACKNOWLEDGED = struct.Struct("=120xQ20xI")
"""Of `struct tcp_info` (linux/tcp.h): tcpi_bytes_acked, tcpi_min_rtt in microseconds."""


def prepare(sock: socket.socket) -> None:
    """Small delays rather than large segments. Raises OSError."""
    sock.setblocking(False)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    sock.setsockopt(socket.IPPROTO_TCP, TCP_NOTSENT_LOWAT, UNSENT_BYTES)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_S * 1000)


def acknowledgements(sock: socket.socket) -> tuple[int, float]:
    """Bytes acknowledged since the start, and the shortest round trip, in seconds."""
    known = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _ACKNOWLEDGED.size)
    acknowledged, shortest_us = _ACKNOWLEDGED.unpack(known)
    return acknowledged, shortest_us / 1e6


class TcpConnection:
    """`path` is what the plane knows of it: no other connection ever has the same."""

    def __init__(
        self,
        sock: socket.socket,
        listener: int,
        number: int,
        plane: ConnectedPlane,
        counters: PlaneCounters,
    ) -> None:
        """Raises OSError when the other end is gone already."""
        prepare(sock)
        host, port = sock.getpeername()[:2]
        self.number = number
        self.path = Path(listener, (host, port, TCP, number))
        self.on_closed: Callable[[TcpConnection], None] = lambda connection: None
        self._sock = sock
        self._plane, self._counters = plane, counters
        self._loop = asyncio.get_running_loop()
        self._deframer = Deframer()
        self._queue = SendQueue()
        self._window = SendWindow()
        self._sent = 0
        """In bytes, since the start."""
        self._has_queue = False
        """More waits than may be on its way."""
        self._timer: asyncio.TimerHandle | None = None
        self._awaits_room = False
        """The system is to say when it takes more."""
        self._held = False
        """No pictures are sent until the queue is empty."""

    def start(self) -> None:
        """Read from now on."""
        self._loop.add_reader(self._sock.fileno(), self._readable)

    def close(self) -> None:
        """End it, and have the plane forget it. The second call has no effect."""
        if self._sock.fileno() < 0:
            return
        self._loop.remove_reader(self._sock.fileno())
        self._loop.remove_writer(self._sock.fileno())
        if self._timer is not None:
            self._timer.cancel()
        self._sock.close()
        self._plane.forget_path(self.path)
        self.on_closed(self)

    # -- in -----------------------------------------------------------------------------------

    def _readable(self) -> None:
        try:
            data = self._sock.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError as error:
            log.debug("a TCP connection broke: %s", error)
            data = b""
        if not data:
            # Also when only the other's half is closed: a browser that sends nothing is gone.
            self.close()
            return
        self._counters.tcp_received_bytes += len(data)
        try:
            datagrams = self._deframer.feed(data)
        except MalformedPacket:
            self._counters.drop("tcp_framing")
            self.close()
            return
        now, path, receive = time.monotonic(), self.path, self._plane.receive
        for datagram in datagrams:
            receive(datagram, path, now)
        self._plane.flush()

    # -- out ----------------------------------------------------------------------------------

    def transmit(self, datagrams: list[bytes]) -> None:
        """Send; what the system does not take waits, for a while."""
        picture = self._plane.carries_picture(self.path, datagrams[0])
        if picture and self._held:
            self._drop_late(len(datagrams))
            return
        now = time.monotonic()
        self._drop_late(self._queue.put(datagrams, now, picture=picture))
        if not self._awaits_room and self._timer is None:
            self._write()
        if not self._held and self._queue.is_jammed(now):
            self._held = True
            # Not here: whoever sends is in the middle of its routes.
            self._loop.call_soon(self._hold)

    def _drop_late(self, count: int) -> None:
        if count:
            self._counters.drop("tcp_late", count)

    def _write(self) -> None:
        self._timer = None
        try:
            while self._queue:
                buffers = self._queue.pending(self._room())
                if not buffers:
                    self._await_room(False)
                    self._timer = self._loop.call_later(LOOK_S, self._write)
                    return
                sent = self._sock.sendmsg(buffers)
                self._sent += sent
                self._counters.tcp_sent_bytes += sent
                self._queue.sent(sent)
        except BlockingIOError:
            self._has_queue = True
            self._await_room(True)
        except OSError as error:
            log.debug("a TCP connection broke: %s", error)
            self._counters.send_failures += 1
            self._loop.call_soon(self.close)
        else:
            self._has_queue = False
            self._window.emptied()
            self._await_room(False)
            self._maybe_release()

    def _room(self) -> int:
        """How many more bytes may be on their way."""
        now = time.monotonic()
        acknowledged, shortest_trip_s = acknowledgements(self._sock)
        if self._has_queue:
            self._window.observe(acknowledged, shortest_trip_s, now)
        room = self._window.limit(now) - (self._sent - acknowledged)
        self._has_queue = self._has_queue or room < self._queue.size
        return room

    def _await_room(self, wanted: bool) -> None:
        if wanted and not self._awaits_room:
            self._loop.add_writer(self._sock.fileno(), self._write)
        elif self._awaits_room and not wanted:
            self._loop.remove_writer(self._sock.fileno())
        self._awaits_room = wanted

    # -- a jam, and its end -------------------------------------------------------------------

    def _hold(self) -> None:
        now = time.monotonic()
        self._drop_late(self._queue.drop_pictures(now))
        self._plane.hold_pictures(self.path, now)
        self._maybe_release()

    def _maybe_release(self) -> None:
        if self._held and not self._queue:
            self._held = False
            self._loop.call_soon(self._release)

    def _release(self) -> None:
        self._plane.release_pictures(self.path, time.monotonic())
