"""The clients' side: light peers on real sockets, in processes of their own.

They shake hands in earnest, and then do the least that a client can do, so that on a machine with
few cores the server is what is measured.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from multiprocessing.connection import Connection

from media.dtls.certificate import Certificate
from media.ice.lite import IceLite
from media.sdp.reader import parse_sdp
from tests.bench.workers import carry_out, next_command
from tests.support.rtc_peer import RtcPeer

POLL_S = 0.05
CONNECT_TIMEOUT_S = 30.0
SOCKET_BUFFER_BYTES = 4 << 20
HOST = "127.0.0.1"


class SocketClient:
    """A peer connection of a client, and its socket."""

    def __init__(self, certificate: Certificate, *, server_is_lite: bool) -> None:
        self.peer = RtcPeer(certificate)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BUFFER_BYTES)
        self.socket.bind((HOST, 0))
        self.socket.setblocking(False)
        self.received = 0
        """RTP packets."""
        self._server_is_lite = server_is_lite
        self._lite = IceLite(self.peer.credentials)
        self._checked = server_is_lite
        self._server: tuple[str, int] | None = None

    def described(self, sdp: str) -> str:
        """Our description as this server needs it: one that makes checks of its own is told where
        we are, and that we are the one who only answers.
        """
        if self._server_is_lite:
            return sdp
        port = self.socket.getsockname()[1]
        candidate = f"a=candidate:1 1 udp 2130706431 {HOST} {port} typ host\r\n"
        sdp = sdp.replace("m=", "a=ice-lite\r\nm=", 1).replace("setup:actpass", "setup:active")
        return sdp + candidate + "a=end-of-candidates\r\n"

    def learn(self, sdp: str) -> None:
        """Take the server's description: its credentials and its address."""
        candidate = next(c for c in parse_sdp(sdp).media[0].candidates if c.host == HOST)
        self._server = (candidate.host, candidate.port)
        self.socket.connect(self._server)
        if self._server_is_lite:
            self.peer.take(sdp)

    def poll(self, now: float) -> None:
        """Send what is due."""
        if self._server_is_lite:
            due = self.peer.poll(now)
        elif not self._checked:
            return
        elif self.peer.dtls.state == "new":
            due = self.peer.dtls.start(now)
        else:
            due = self.peer.dtls.poll(now)
        for datagram in due:
            self.send(datagram)

    def send(self, datagram: bytes) -> None:
        """One datagram; lost when the system does not take it."""
        with contextlib.suppress(BlockingIOError, ConnectionError):
            self.socket.send(datagram)

    def drain(self) -> None:
        """Read all that waits."""
        receive = self.socket.recv
        count = 0
        with contextlib.suppress(BlockingIOError, ConnectionError):
            while True:
                datagram = receive(2048)
                if 127 < datagram[0] < 192:
                    count += not 192 <= datagram[1] < 224
                else:
                    self.signalled(datagram)
        self.received += count

    def signalled(self, datagram: bytes) -> None:
        """STUN or DTLS."""
        now = time.monotonic()
        if self._server is None:
            # A check that came before the description: it will be repeated.
            return
        if datagram[0] < 4:
            answer = self._lite.answer(datagram, self._server).response
            self._checked = self._checked or answer is not None
            answers = [answer] if answer is not None else []
        else:
            answers = self.peer.receive(datagram, now)
        for answer in answers:
            self.send(answer)


class ClientProcess:
    """Clients and the commands of the bench, in one loop."""

    def __init__(self, connection: Connection, *, server_is_lite: bool) -> None:
        self.clients: list[SocketClient] = []
        self.server_is_lite = server_is_lite
        self.pause_s = 0.0
        """A pause in each turn: what comes meanwhile is read in one go."""
        self._connection = connection
        self.certificate = Certificate.generate()
        self._epoll = select.epoll()
        self._by_descriptor: dict[int, SocketClient] = {}
        self._next_poll = 0.0
        self._epoll.register(connection.fileno(), select.EPOLLIN)

    def add(self, client: SocketClient) -> None:
        """Have a client's socket read from now on."""
        self.clients.append(client)
        self._by_descriptor[client.socket.fileno()] = client
        self._epoll.register(client.socket.fileno(), select.EPOLLIN)

    def run(self) -> None:
        """Until the bench closes the pipe."""
        while True:
            if self.turn(POLL_S):
                command = next_command(self._connection)
                if command is None:
                    return
                self._connection.send(carry_out(self, *command))

    def turn(self, timeout_s: float) -> bool:
        """Read, and send what is due; True when a command waits."""
        commanded = False
        for descriptor, _ in self._epoll.poll(timeout_s):
            client = self._by_descriptor.get(descriptor)
            if client is None:
                commanded = True
            else:
                client.drain()
        now = time.monotonic()
        if now >= self._next_poll:
            self._next_poll = now + POLL_S
            self.poll(now)
        if self.pause_s and not commanded:
            time.sleep(self.pause_s)
        return commanded

    def poll(self, now: float) -> None:
        """Every 50 ms."""
        for client in self.clients:
            client.poll(now)

    def connect(self) -> int:
        """Finish all handshakes; how many clients are connected. Raises TimeoutError."""
        give_up_at = time.monotonic() + CONNECT_TIMEOUT_S
        while not all(client.peer.connected for client in self.clients):
            if time.monotonic() > give_up_at:
                raise TimeoutError("handshakes did not finish")
            self.turn(0.01)
        return len(self.clients)

    def received(self) -> int:
        """RTP packets of all clients since the start."""
        return sum(client.received for client in self.clients)

    def cpu_s(self) -> float:
        """The CPU time of this process so far."""
        return time.process_time()
