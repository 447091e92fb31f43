"""A line that is too slow for what is filmed: sound and control arrive, old pictures do not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hardware.network.framing import Deframer
from hardware.network.send_queue import MAX_BYTES, PICTURE_AGE_S, SendQueue

PICTURE = b"\x80\x60" + bytes(1200)
SOUND = b"\x80\x6f" + bytes(160)
STUN = b"\x00\x01" + bytes(90)
DTLS = b"\x16" + bytes(900)


def left(queue: SendQueue) -> list[bytes]:
    deframer, datagrams = Deframer(), []
    while (framed := queue.take()) is not None:
        datagrams += deframer.feed(framed)
    assert queue.size_bytes == 0
    return datagrams


def test_all_leaves_in_order() -> None:
    queue = SendQueue()
    for number, datagram in enumerate((STUN, PICTURE, SOUND, PICTURE)):
        queue.put(datagram, number * PICTURE_AGE_S / 8)
    assert left(queue) == [STUN, PICTURE, SOUND, PICTURE]
    assert queue.dropped == 0


def test_pictures_that_waited_too_long_go_and_the_rest_stays() -> None:
    queue = SendQueue()
    for datagram in (PICTURE, SOUND, DTLS, PICTURE, STUN):
        queue.put(datagram, 0.0)
    queue.put(SOUND, PICTURE_AGE_S + 0.1)
    assert left(queue) == [SOUND, DTLS, STUN, SOUND]
    assert queue.dropped == 2


def test_it_begins_anew_behind_a_jam() -> None:
    queue = SendQueue()
    queue.put(SOUND, 0.0)
    queue.put(PICTURE, 1.0)
    queue.put(PICTURE, 1.1)
    assert left(queue) == [SOUND, PICTURE]


@given(st.lists(st.tuples(st.sampled_from([PICTURE, SOUND, STUN, DTLS]), st.integers(0, 50))))
def test_it_never_grows(puts: list[tuple[bytes, int]]) -> None:
    queue, now = SendQueue(), 0.0
    for datagram, later_ms in puts * 20:
        now += later_ms / 1000
        queue.put(datagram, now)
        assert queue.size_bytes <= MAX_BYTES
    kept = left(queue)
    assert len(kept) + queue.dropped == len(puts) * 20


def test_sound_alone_is_bounded_too() -> None:
    queue = SendQueue()
    for number in range(5000):
        queue.put(SOUND, number * 0.02)
    assert queue.size_bytes <= MAX_BYTES
