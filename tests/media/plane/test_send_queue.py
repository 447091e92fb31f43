"""A slow connection: what waits, what overtakes, what is dropped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media.plane.framing import Deframer, frames_of
from media.plane.send_queue import (
    CALM_S,
    FIRST_PATIENCE_S,
    LAST_PATIENCE_S,
    MAX_BYTES,
    MAX_SOUND_AGE_S,
    SendQueue,
)


def taken(queue: SendQueue, limit: int | None = None) -> bytes:
    """What a system takes that takes so many bytes at once (None: all that it is offered)."""
    offered = b"".join(queue.pending(queue.size))
    count = len(offered) if limit is None else min(limit, len(offered))
    queue.sent(count)
    return offered[:count]


def test_sound_overtakes_pictures_but_not_in_the_middle_of_a_frame() -> None:
    queue = SendQueue()
    queue.put([b"picture 1", b"picture 2"], 0.0, picture=True)
    begun = taken(queue, 5)
    queue.put([b"sound"], 0.1, picture=False)

    assert Deframer().feed(begun + taken(queue)) == [b"picture 1", b"sound", b"picture 2"]
    assert not queue


def test_no_more_is_offered_than_there_is_room_for_but_whole_frames() -> None:
    queue = SendQueue()
    queue.put([b"1234"] * 5, 0.0, picture=True)
    assert [len(queue.pending(room)) for room in (0, 1, 6, 7, 12, 1000)] == [0, 1, 1, 2, 2, 5]
    queue.put([b"sound"], 0.0, picture=False)
    assert queue.pending(-100) == frames_of([b"sound"])


def test_sound_that_is_late_is_dropped_and_counted() -> None:
    queue = SendQueue()
    assert queue.put([b"1"], 0.0, picture=False) == 0
    assert queue.put([b"2"], 0.5, picture=False) == 0
    assert queue.put([b"3"], MAX_SOUND_AGE_S + 0.1, picture=False) == 1
    assert Deframer().feed(taken(queue)) == [b"2", b"3"]


def test_pictures_that_wait_too_long_are_a_jam() -> None:
    queue = SendQueue()
    queue.put([b"1"], 0.0, picture=True)
    queue.put([b"sound"], 0.9, picture=False)
    assert not queue.is_jammed(FIRST_PATIENCE_S)
    assert queue.is_jammed(FIRST_PATIENCE_S + 0.1)
    assert queue.drop_pictures(FIRST_PATIENCE_S + 0.1) == 1
    assert not queue.is_jammed(9.0)
    assert Deframer().feed(taken(queue)) == [b"sound"]


def test_too_many_pictures_are_a_jam_at_once() -> None:
    queue = SendQueue()
    queue.put([bytes(1400)] * (MAX_BYTES // 1400 + 1), 0.0, picture=True)
    assert queue.is_jammed(0.0)


def test_a_keyframe_that_was_not_through_is_given_longer_until_the_line_is_calm() -> None:
    queue, now, patiences = SendQueue(), 0.0, []
    for pause in (0.0, 0.0, 0.0, 0.0, 0.0, CALM_S):
        now += pause
        queue.put([b"x"], now, picture=True)
        begun = now
        while not queue.is_jammed(now):
            now += 0.01
        patiences.append(round(now - begun, 1))
        queue.drop_pictures(now)
    assert patiences == [FIRST_PATIENCE_S, 2.0, 4.0, LAST_PATIENCE_S, LAST_PATIENCE_S, 1.0]


@given(
    st.lists(
        st.one_of(
            st.tuples(st.booleans(), st.lists(st.binary(min_size=1, max_size=40), max_size=90)),
            st.integers(0, 500),
            st.just(None),
        )
    )
)
def test_the_stream_stays_readable_whatever_is_taken_and_dropped(
    steps: list[tuple[bool, list[bytes]] | int | None],
) -> None:
    queue, stream, put = SendQueue(), b"", []
    for step in steps:
        if step is None:
            queue.drop_pictures(0.0)
        elif isinstance(step, int):
            stream += taken(queue, step)
        else:
            put += step[1]
            queue.put(step[1], 0.0, picture=step[0])
    while queue:
        stream += taken(queue)
    assert queue.size == 0
    deframer = Deframer()
    received = deframer.feed(stream)
    assert len(b"".join(frames_of(received))) == len(stream)
    assert not set(received) - set(put)
