"""How much a file lacks after a bad line, by the patience of those who ask for it again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.track.losses import PATIENT_GIVE_UP_S
from recorder.reorder import PATIENCE_S
from tests.recorder.lossy_line import AIORTC, BROWSER, KIT, Line, Publisher, over

SEEDS = range(3)
BURSTS = Line(loss=0.2, burst_s=0.5, every_s=5.0, round_trip_s=0.1)


def missing(publisher: Publisher, *, patient: bool = True) -> float:
    """Of all packets, over three minutes."""
    runs = [over(BURSTS, publisher, patient=patient, seed=seed) for seed in SEEDS]
    return sum(run.missing for run in runs) / sum(run.packets for run in runs)


@pytest.mark.parametrize("publisher", [BROWSER, KIT])
def test_patience_leaves_a_third_at_most_of_what_live_lacks(publisher: Publisher) -> None:
    assert missing(publisher) < missing(publisher, patient=False) / 3


def test_a_kit_keeps_long_enough_for_patience_to_be_of_use() -> None:
    assert missing(KIT) < missing(AIORTC) / 5 < 0.01


def test_a_kit_answers_once_where_aiortc_answered_twice() -> None:
    kit, aiortc = over(BURSTS, KIT), over(BURSTS, AIORTC)
    assert kit.sent_again / kit.lost_at_first < 1.5 < aiortc.sent_again / aiortc.lost_at_first


def test_the_recorder_waits_as_long_as_is_asked() -> None:
    # Less would throw away what still comes; more would wait for nothing, and lose it in a kill.
    assert PATIENCE_S == PATIENT_GIVE_UP_S


@settings(max_examples=25, deadline=None)
@given(
    st.floats(0.0, 0.3), st.sampled_from([0.0, 0.2, 0.5]), st.floats(0.01, 0.2), st.integers(0, 99)
)
def test_whatever_the_line_every_packet_is_written_or_named_as_missing(
    loss: float, burst_s: float, round_trip_s: float, seed: int
) -> None:
    line = Line(loss, burst_s, 3.0, round_trip_s)
    for patient in (False, True):
        run = over(line, patient=patient, seconds=5.0, seed=seed)
        assert 0 <= run.missing <= run.lost_at_first <= run.packets
        assert run.written + run.missing == run.packets
