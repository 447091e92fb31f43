"""When a release on trial is kept, and when it is given up."""

from __future__ import annotations

import pytest

from hardware.updating.deciding import TRIAL_S, WELL_S
from hardware.updating.trial_watch import KEPT, TrialWatch

BOTH, ONE = {"microphone", "salle"}, {"salle"}
#: By second of the trial: is it connected, and which devices work.
Course = list[tuple[float, bool, set[str]]]


@pytest.mark.parametrize(
    ("course", "verdict", "at_s"),
    [
        ([(0, True, BOTH)], KEPT, WELL_S),
        ([(0, False, BOTH), (20, True, ONE), (25, True, BOTH)], KEPT, 25 + WELL_S),
        # Another camera than before does no harm.
        ([(0, True, BOTH | {"mains"})], KEPT, WELL_S),
        # What does not last begins anew.
        ([(0, True, BOTH), (29, False, BOTH), (31, True, BOTH)], KEPT, 31 + WELL_S),
        ([(0, False, BOTH)], "not_connected", TRIAL_S),
        ([(0, True, ONE)], "devices_lost", TRIAL_S),
        ([(0, True, BOTH), (20, True, ONE)], "devices_lost", TRIAL_S),
        ([(0, True, ONE), (TRIAL_S - 10, True, BOTH)], "too_long", TRIAL_S),
    ],
)
def test_verdict(course: Course, verdict: str, at_s: float) -> None:
    watch = TrialWatch(BOTH, 0.0)
    for second in range(round(TRIAL_S) + 1):
        _, connected, working = [one for one in course if one[0] <= second][-1]
        if found := watch.look(second, connected, working):
            assert (found, second) == (verdict, at_s)
            return
    raise AssertionError("no verdict")


def test_a_trial_that_began_in_a_process_before_has_less_time() -> None:
    watch = TrialWatch(BOTH, since_s=-100.0)
    assert watch.look(TRIAL_S - 101.0, False, ()) is None
    assert watch.look(TRIAL_S - 100.0, False, ()) == "not_connected"
