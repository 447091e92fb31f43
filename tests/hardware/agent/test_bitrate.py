"""The bitrate follows the loss that the server reports."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.agent.bitrate import LOWEST_BPS, LossBasedRate


def test_heavy_loss_takes_half_of_what_was_lost() -> None:
    assert LossBasedRate(1_000_000).report(0.5) == 750_000


def test_some_loss_changes_nothing() -> None:
    assert LossBasedRate(1_000_000).report(0.05) == 1_000_000


def test_it_comes_back_slowly_and_no_higher_than_the_profile() -> None:
    rate = LossBasedRate(1_000_000)
    rate.report(0.5)
    assert rate.report(0.0) == 787_500
    for _ in range(20):
        rate.report(0.0)
    assert rate.bitrate_bps == 1_000_000


@settings(deadline=None)
@given(st.integers(100_000, 6_000_000), st.lists(st.floats(0, 1), max_size=50))
def test_it_stays_within_its_bounds(highest_bps: int, losses: list[float]) -> None:
    rate = LossBasedRate(highest_bps)
    for loss in losses:
        assert min(LOWEST_BPS, highest_bps) <= rate.report(loss) <= highest_bps
