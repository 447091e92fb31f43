import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp.sequence import SequenceUnwrapper, sequence_distance, timestamp_distance

sequences = st.integers(0, 0xFFFF)
timestamps = st.integers(0, 0xFFFFFFFF)


@pytest.mark.parametrize(
    ("newer", "older", "distance"),
    [
        (0, 0, 0),
        (1, 0, 1),
        (0, 1, -1),
        (0, 65535, 1),
        (65535, 0, -1),
        (5, 65530, 11),
        (32767, 0, 32767),
        (32768, 0, -32768),
        (0, 32768, -32768),
    ],
)
def test_sequence_distance_takes_the_shorter_way(newer: int, older: int, distance: int) -> None:
    assert sequence_distance(newer, older) == distance


@pytest.mark.parametrize(
    ("newer", "older", "distance"),
    [
        (0, 0, 0),
        (0, 0xFFFFFFFF, 1),
        (0xFFFFFFFF, 0, -1),
        (2999, 0xFFFFFFFF, 3000),
        (0x7FFFFFFF, 0, 0x7FFFFFFF),
        (0x80000000, 0, -0x80000000),
    ],
)
def test_timestamp_distance_takes_the_shorter_way(newer: int, older: int, distance: int) -> None:
    assert timestamp_distance(newer, older) == distance


@given(sequences, st.integers(-32768, 32767))
def test_sequence_distance_undoes_a_step(older: int, step: int) -> None:
    assert sequence_distance((older + step) & 0xFFFF, older) == step


@given(timestamps, st.integers(-(1 << 31), (1 << 31) - 1))
def test_timestamp_distance_undoes_a_step(older: int, step: int) -> None:
    assert timestamp_distance((older + step) & 0xFFFFFFFF, older) == step


@pytest.mark.parametrize(
    ("arriving", "extended"),
    [
        ([7, 8, 9], [7, 8, 9]),
        ([65534, 65535, 0, 1], [65534, 65535, 65536, 65537]),
        ([65534, 0, 65535, 1], [65534, 65536, 65535, 65537]),
        ([65535, 0, 65535], [65535, 65536, 65535]),
        ([3, 3, 2], [3, 3, 2]),
        ([0, 65535], [0, -1]),
        ([0, 30000, 60000, 24464], [0, 30000, 60000, 90000]),
    ],
)
def test_unwrapping(arriving: list[int], extended: list[int]) -> None:
    unwrapper = SequenceUnwrapper()
    assert [unwrapper.unwrap(sequence) for sequence in arriving] == extended
    assert unwrapper.highest == max(extended)


def test_nothing_is_highest_before_the_first() -> None:
    assert SequenceUnwrapper().highest is None


@given(sequences, st.lists(st.integers(-200, 200), min_size=1, max_size=300))
def test_unwrapping_restores_any_stream_whose_steps_are_small(
    first: int, jitters: list[int]
) -> None:
    unwrapper = SequenceUnwrapper()
    sent = [first, *(first + 500 * index + jitter for index, jitter in enumerate(jitters, 1))]
    assert [unwrapper.unwrap(number & 0xFFFF) for number in sent] == sent
