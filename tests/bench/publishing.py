"""The process of the publishers: films sent in time, each packet stamped with when it left."""

from __future__ import annotations

import struct
import time
from multiprocessing.connection import Connection

from media.rtcp import SenderReport
from media.rtcp.ntp import ntp_from_unix
from tests.bench.clients import ClientProcess, SocketClient
from tests.bench.film import CLOCK_RATE, FRAMES_PER_S, Frame
from tests.support.descriptions import (
    MID_ID,
    OTHER_ID,
    SEND_TIME_ID,
    TRANSPORT_CC_ID,
    VP8,
    publish_offer,
)

FRAME_S = 1 / FRAMES_PER_S
REPORT_FRAMES = FRAMES_PER_S

# The fixed header, then one block of one-byte extension elements: MID "0", abs-send-time (the
# server writes its own), the transport-wide number, and the stamp under an id that nobody knows.
_HEADER = struct.Struct("!BBHII HH BB B3s BH Bq H")
_ELEMENTS = (
    MID_ID << 4 | 0,
    SEND_TIME_ID << 4 | 2,
    TRANSPORT_CC_ID << 4 | 1,
    OTHER_ID << 4 | 7,
)


class _Film:
    """One client's film and where it stands."""

    def __init__(self, client: SocketClient, ssrc: int, frames: list[Frame]) -> None:
        self.client = client
        self.ssrc = ssrc
        self.frames = frames
        self.sent = 0
        self.octets = 0
        self.position = 0
        self.timestamp = 10_000

    def send_frame(self, packet_interval_s: float) -> None:
        """The next picture."""
        payloads = self.frames[self.position % len(self.frames)]
        last = len(payloads) - 1
        started = time.monotonic()
        for index, payload in enumerate(payloads):
            if packet_interval_s:
                _sleep_until(started + index * packet_interval_s)
            self._send(payload, marker=index == last)
        if self.position % REPORT_FRAMES == 0:
            self._report()
        self.position += 1
        self.timestamp = self.timestamp + CLOCK_RATE // FRAMES_PER_S & 0xFFFFFFFF

    def _send(self, payload: bytes, *, marker: bool) -> None:
        mid, send_time, transport, stamp = _ELEMENTS
        number = self.sent & 0xFFFF
        type_byte = VP8 | (0x80 if marker else 0)
        header = _HEADER.pack(
            0x90,
            type_byte,
            number,
            self.timestamp,
            self.ssrc,
            0xBEDE,
            5,
            *(mid, ord("0"), send_time, b"\0\0\0", transport, number),
            *(stamp, time.monotonic_ns(), 0),
        )
        self.client.send(self.client.peer.rtp(header + payload))
        self.sent += 1
        self.octets += len(payload)

    def _report(self) -> None:
        ntp_time = ntp_from_unix(time.time())
        report = SenderReport(
            self.ssrc, ntp_time, self.timestamp, self.sent, self.octets & 0xFFFFFFFF
        )
        self.client.send(self.client.peer.rtcp(report))


class PublisherProcess(ClientProcess):
    """All publishers of a scenario."""

    def __init__(
        self, connection: Connection, frames: list[Frame], *, server_is_lite: bool
    ) -> None:
        super().__init__(connection, server_is_lite=server_is_lite)
        self._frames = frames
        self._films: list[_Film] = []

    def offer(self) -> str:
        """A new publisher's offer."""
        client = SocketClient(self.certificate, server_is_lite=self.server_is_lite)
        ssrc = 0x1000_0000 + len(self.clients)
        self._films.append(_Film(client, ssrc, self._frames))
        self.add(client)
        return client.described(publish_offer(client.peer, ("video",), ssrcs={"video": ssrc}))

    def answered(self, publisher: int, sdp: str) -> None:
        """The server's answer to it."""
        self.clients[publisher].learn(sdp)

    def stream(self, frames: int, packet_interval_s: float) -> tuple[int, float]:
        """Everybody sends this many frames, spread over the frame interval; (packets sent, the
        worst delay behind the timetable in seconds).
        """
        before = sum(film.sent for film in self._films)
        started = time.monotonic()
        late_s = 0.0
        for number in range(frames):
            for index, film in enumerate(self._films):
                due = started + (number + index / len(self._films)) * FRAME_S
                _sleep_until(due)
                late_s = max(late_s, time.monotonic() - due)
                film.send_frame(packet_interval_s)
            self.turn(0.0)
        return sum(film.sent for film in self._films) - before, late_s


def _sleep_until(moment: float) -> None:
    remaining_s = moment - time.monotonic()
    if remaining_s > 0:
        time.sleep(remaining_s)


def publisher_process(connection: Connection, frames: list[Frame], server_is_lite: bool) -> None:
    """The process's main function."""
    PublisherProcess(connection, frames, server_is_lite=server_is_lite).run()
