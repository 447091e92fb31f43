"""Real sockets on loopback: one port on several addresses, batches cut apart by the kernel."""

import asyncio
import errno
import socket
from collections.abc import Iterator

import pytest

from media.plane.errors import PortUnavailableError
from media.plane.interface import Path, PlaneCounters
from media.plane.udp import UdpSockets

HOSTS = ["127.0.0.1", "127.0.0.2", "::1"]


@pytest.fixture
def client() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(5)
        yield sock


async def test_an_answer_leaves_from_the_address_that_was_asked(client: socket.socket) -> None:
    sockets = UdpSockets(HOSTS, 0)
    sockets.start(
        lambda data, path, now: sockets.transmit(path, [data]), lambda: None, PlaneCounters()
    )
    try:
        for host in ("127.0.0.1", "127.0.0.2"):
            client.sendto(b"hello", (host, sockets.port))
            data, address = await asyncio.to_thread(client.recvfrom, 2048)
            assert (data, address) == (b"hello", (host, sockets.port))
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as six:
            six.settimeout(5)
            six.sendto(b"six", ("::1", sockets.port))
            data, address6 = await asyncio.to_thread(six.recvfrom, 2048)
            assert (data, address6[:2]) == (b"six", ("::1", sockets.port))
    finally:
        sockets.close()


@pytest.mark.parametrize(
    "sizes",
    [
        [1200],
        [1200] * 5,
        [1200] * 4 + [300],
        [300, 1200, 1200],
        [1201, 1200, 1200, 1201, 5],
        [300] * 150,
        [700, 700, 900, 900, 900, 20, 20],
    ],
    ids=lambda sizes: f"{len(sizes)} from {sizes[0]}",
)
async def test_a_batch_arrives_whole_and_in_order(client: socket.socket, sizes: list[int]) -> None:
    counters = PlaneCounters()
    sockets = UdpSockets(["127.0.0.1"], 0)
    sockets.start(lambda data, path, now: None, lambda: None, counters)
    batch = [bytes([number % 251]) * size for number, size in enumerate(sizes)]
    try:
        sockets.transmit(Path(0, client.getsockname()), batch)
        received = [await asyncio.to_thread(client.recv, 2048) for _ in batch]
    finally:
        sockets.close()
    assert received == batch
    assert counters.send_failures == 0


async def test_a_destination_that_cannot_be_reached_is_counted_not_raised() -> None:
    counters = PlaneCounters()
    sockets = UdpSockets(["127.0.0.1"], 0)
    sockets.start(lambda data, path, now: None, lambda: None, counters)
    sockets.transmit(Path(0, ("127.0.0.1", 0)), [b"x"])
    sockets.close()
    assert counters.send_failures == 1


def test_a_busy_port_is_said_with_its_address() -> None:
    first = UdpSockets(["127.0.0.1"], 0)
    try:
        with pytest.raises(PortUnavailableError) as refused:
            UdpSockets(["127.0.0.2", "127.0.0.1"], first.port)
    finally:
        first.close()
    assert refused.value.errno == errno.EADDRINUSE
    assert (refused.value.host, refused.value.port) == ("127.0.0.1", first.port)
