"""The processes of the subscribers: a crowd that counts datagrams, a probe that looks closely."""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from multiprocessing.connection import Connection

from media.dtls.certificate import Certificate
from media.rtcp import ReceiverReport, Remb, ReportBlock
from media.rtp.extensions import find_elements
from media.sdp.reader import parse_sdp
from tests.bench.clients import ClientProcess, SocketClient
from tests.bench.film import BITRATE_BPS
from tests.support.descriptions import subscribe_answer

REPORT_INTERVAL_S = 0.2
"""A browser that receives picture and sound sends about five RTCP packets a second."""
STAMP_BYTES = 8

_TIMESPEC = struct.Struct("@ll")
_SO_TIMESTAMPNS = 35


class Subscriber(SocketClient):
    """Counts what comes, reports as a browser does, and knows nothing of what is in the packets."""

    next_report = 0.0

    def poll(self, now: float) -> None:
        """Also tell the server how it goes."""
        super().poll(now)
        if self.peer.connected and self.received and now >= self.next_report:
            self.next_report = now + REPORT_INTERVAL_S
            block = ReportBlock(ssrc=1, highest_sequence=self.received)
            report = ReceiverReport(1, (block,))
            self.send(self.peer.rtcp(report, Remb(1, BITRATE_BPS, (1,))))


class Probe(Subscriber):
    """Decrypts every packet; the kernel says when it arrived, the packet when it left.

    So the time that this process needs to wake up is not part of the latency.
    """

    def __init__(self, certificate: Certificate, *, server_is_lite: bool) -> None:
        super().__init__(certificate, server_is_lite=server_is_lite)
        self.latencies_s: list[float] = []
        self.socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)

    def drain(self) -> None:
        """As `SocketClient.drain`, with the time of arrival."""
        with contextlib.suppress(BlockingIOError, ConnectionError):
            while True:
                datagram, control, _, _ = self.socket.recvmsg(2048, 128)
                if not 127 < datagram[0] < 192:
                    self.signalled(datagram)
                elif not 192 <= datagram[1] < 224:
                    self._measure(datagram, control[0][2])

    def _measure(self, datagram: bytes, timespec: bytes) -> None:
        seconds, nanoseconds = _TIMESPEC.unpack(timespec[: _TIMESPEC.size])
        # The kernel stamps with the wall clock; both clocks now tell what that is in ours.
        ahead_ns = time.time_ns() - time.monotonic_ns()
        arrival_ns = seconds * 1_000_000_000 + nanoseconds - ahead_ns
        self.peer.receive(datagram, 0.0)
        if not self.peer.received:
            return
        received = self.peer.received.pop()
        self.received += 1
        for at, size in find_elements(received.packet, received.header).values():
            if size == STAMP_BYTES:
                sent_ns = int.from_bytes(received.packet[at : at + size], "big")
                self.latencies_s.append((arrival_ns - sent_ns) / 1e9)


class SubscriberProcess(ClientProcess):
    """Subscribers of a scenario."""

    def __init__(self, connection: Connection, *, server_is_lite: bool, probing: bool) -> None:
        super().__init__(connection, server_is_lite=server_is_lite)
        self._kind = Probe if probing else Subscriber
        self.pause_s = 0.0 if probing else 0.004

    def join(self, offer_sdp: str) -> str:
        """A new subscriber's answer to the server's offer."""
        client = self._kind(self.certificate, server_is_lite=self.server_is_lite)
        self.add(client)
        answer = client.described(subscribe_answer(client.peer, parse_sdp(offer_sdp)))
        client.learn(offer_sdp)
        return answer

    def take_latencies(self) -> list[float]:
        """In seconds, since the last call."""
        taken: list[float] = []
        for client in self.clients:
            if isinstance(client, Probe):
                taken += client.latencies_s
                client.latencies_s = []
        return taken


def crowd_process(connection: Connection, server_is_lite: bool) -> None:
    """The main function of the process of those who count."""
    SubscriberProcess(connection, server_is_lite=server_is_lite, probing=False).run()


def probe_process(connection: Connection, server_is_lite: bool) -> None:
    """The main function of the process of the one who measures latency."""
    SubscriberProcess(connection, server_is_lite=server_is_lite, probing=True).run()
