"""What a home behind TCP alone hears and sees on a narrow line: `python -m tests.bench.tcp_line`.

As root, with iproute2: the line is a token bucket (tc tbf) with half a second of queue before it,
between two network namespaces. One publisher sends 2.4 Mb/s of picture in one size and 50 packets
of sound a second.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from media.control.candidates import tcp_candidates
from media.dtls.certificate import Certificate
from media.endpoint import MediaEndpoint
from media.plane.interface import Path
from media.plane.open import open_plane
from media.rtcp import PictureLoss
from tests.e2e.island import CLONE_NEWNET, Island, ip
from tests.support.descriptions import OPUS, VP8, publish_offer, subscribe_answer
from tests.support.rtc_peer import Received, RtcPeer
from tests.support.sessions import AUDIO_SSRC, SSRCS, VIDEO_SSRC
from tests.support.simulated_network import Heard
from tests.support.streams import OpusStream, Vp8Stream
from tests.support.tcp_peer import TcpPeer
from tests.support.waiting import until

HERE, THERE = "10.78.0.1", "10.78.0.2"
FRAME_PACKETS, KEYFRAME_PACKETS, PACKET_BYTES = 10, 40, 1000
FRAME_S = 1 / 30
QUEUE_MS = 500


class Filming:
    """The publisher, inside the server's process: what it sends is there at once."""

    def __init__(self, server: Server) -> None:
        self.peer = RtcPeer()
        self.sent_at: dict[int, float] = {}
        """When each packet of sound left, by its number."""
        self._plane = server.plane
        self._path = Path(0, ("192.0.2.1", 5000))
        self.publisher = server.endpoint.publish(
            publish_offer(self.peer, ssrcs=SSRCS), time.monotonic()
        )
        self.peer.take(self.publisher.answer_sdp)
        server.local[self._path] = self._receive

    def _receive(self, datagrams: Sequence[bytes]) -> None:
        for datagram in datagrams:
            for answer in self.peer.receive(datagram, time.monotonic()):
                asyncio.get_running_loop().call_soon(self.send, [answer])

    def send(self, datagrams: Sequence[bytes]) -> None:
        for datagram in datagrams:
            self._plane.receive(datagram, self._path, time.monotonic())
        self._plane.flush()

    async def film(self) -> None:
        stream, voice = Vp8Stream(VIDEO_SSRC, VP8), OpusStream(AUDIO_SSRC, OPUS)
        began, frames, sounds = time.monotonic(), 0, 0
        while True:
            now = time.monotonic()
            self.send(self.peer.poll(now))
            if not self.peer.connected:
                began = now + 0.02
                await asyncio.sleep(0.02)
                continue
            asked = any(isinstance(report, PictureLoss) for report in self.peer.reports)
            self.peer.reports = []
            for n in range(KEYFRAME_PACKETS if asked else FRAME_PACKETS):
                packet = stream.packet(keyframe=asked and n == 0, size=PACKET_BYTES)
                self.send([self.peer.rtp(packet)])
            while sounds * 0.02 <= now - began:
                self.sent_at[voice.timestamp] = time.monotonic()
                self.send([self.peer.rtp(voice.packet())])
                sounds += 1
            frames += 1
            await asyncio.sleep(max(0.0, began + frames * FRAME_S - time.monotonic()))


class Server:
    """The endpoint on its real plane; `local` paths lead to somebody in this process."""

    def __init__(self) -> None:
        self.plane = open_plane("python", [HERE], 0)
        self.local: dict[Path, Callable[[list[bytes]], None]] = {}
        transmit = self.plane._transmit

        def either(path: Path, datagrams: list[bytes]) -> None:
            receive = self.local.get(path)
            if receive is None:
                transmit(path, datagrams)
            else:
                receive(datagrams)

        self.plane._transmit = either
        candidates = tcp_candidates([HERE], self.plane.port)
        self.endpoint = MediaEndpoint(self.plane, Certificate.generate(), candidates, Heard())

    async def tick(self) -> None:
        while True:
            self.endpoint.tick(time.monotonic())
            await asyncio.sleep(0.02)


async def measure(rate_kbps: int, seconds: float, home: Island) -> str:
    _limit(rate_kbps)
    server = Server()
    filming = Filming(server)
    work = [asyncio.create_task(server.tick()), asyncio.create_task(filming.film())]
    await until(lambda: filming.peer.connected)
    watching = TcpPeer()
    now = time.monotonic()
    subscriber = server.endpoint.subscribe(now)
    for track in filming.publisher.tracks.values():
        subscriber.attach(track)
    sdp, generation, _ = subscriber.offer(now)
    answer = subscribe_answer(watching.peer, watching.peer.take(sdp))
    subscriber.answer(answer, generation, now)
    subscriber.watch({track.id: "high" for track in filming.publisher.tracks.values()}, now)
    await watching.connect(HERE, server.plane.port, make_socket=home.socket)
    await until(lambda: watching.peer.connected)
    await asyncio.sleep(3.0)
    watching.peer.received.clear()
    await asyncio.sleep(seconds)
    received = list(watching.peer.received)
    for task in work:
        task.cancel()
    await watching.cut()
    server.endpoint.close(time.monotonic())
    return _row(rate_kbps, seconds, received, filming.sent_at)


def _row(
    rate_kbps: int, seconds: float, received: list[Received], sent_at: dict[int, float]
) -> str:
    sounds = [each for each in received if each.header.payload_type == OPUS]
    late = sorted(each.at - sent_at[each.header.timestamp] for each in sounds)
    pictures = [each for each in received if each.header.payload_type == VP8]
    share = len(sounds) / (50 * seconds)
    p50, p95 = statistics.median(late), late[int(0.95 * len(late))]
    return (
        f"{rate_kbps:>6} kb/s {share:>7.0%} {p50 * 1000:>8.0f} {p95 * 1000:>8.0f} "
        f"{late[-1] * 1000:>8.0f} {8 * PACKET_BYTES * len(pictures) / seconds / 1000:>12.0f}"
    )


def _limit(rate_kbps: int) -> None:
    bucket = f"rate {rate_kbps}kbit burst 16kb latency {QUEUE_MS}ms"
    command = ["tc", "qdisc", "replace", "dev", "line", "root", "tbf", *bucket.split()]
    subprocess.run(command, check=True)


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.tcp_line", description=__doc__)
    parser.add_argument("--rates", type=int, nargs="+", default=[5000, 2000, 1000, 500, 200])
    parser.add_argument("--seconds", type=float, default=12.0)
    options = parser.parse_args()
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        sys.exit("this bench makes network namespaces: run it as root")
    home = Island(f"passerelle-line-{os.getpid()}")
    ip("netns", "add", home.name)
    try:
        for command in (
            "link set lo up",
            f"link add line type veth peer name beyond netns {home.name}",
            f"addr add {HERE}/24 dev line",
            "link set line up",
        ):
            ip(*command.split())
        for command in (f"addr add {THERE}/24 dev beyond", "link set beyond up"):
            ip("-n", home.name, *command.split())
        print("        line   sound   p50 ms   p95 ms   max ms  picture kb/s")
        for rate in options.rates:
            print(asyncio.run(measure(rate, options.seconds, home)), flush=True)
    finally:
        ip("netns", "del", home.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
