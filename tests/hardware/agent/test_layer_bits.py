"""The largest size is left out first, tried again later, and bits go to what is watched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.agent.bitrate import LossBasedRate
from hardware.agent.layer_bits import FIRST_WAIT_S, LayerBits
from hardware.capture.encodings import Encoding, total_bps

SMALL, MIDDLE, LARGE = (
    Encoding("q", 4, 150_000),
    Encoding("h", 2, 400_000),
    Encoding("f", 1, 1_200_000),
)
THREE = (SMALL, MIDDLE, LARGE)
OWN = Encoding("f", 1, 1_500_000, is_fixed=True)


@pytest.mark.parametrize(
    ("allowed_bps", "shares"),
    [
        (1_750_000, {"q": 150_000, "h": 400_000, "f": 1_200_000}),
        (1_400_000, {"q": 150_000, "h": 400_000, "f": 850_000}),
        # What is left for the largest is too little: the middle one shows what more the line has.
        (1_000_000, {"q": 150_000, "h": 800_000}),
        (500_000, {"q": 150_000, "h": 350_000}),
        (200_000, {"q": 200_000}),
        (50_000, {"q": 50_000}),
    ],
)
def test_bits_go_to_the_smallest_first(allowed_bps: int, shares: dict[str, int]) -> None:
    assert LayerBits(THREE).share(allowed_bps, 0.0) == shares


@pytest.mark.parametrize(
    ("watched", "allowed_bps", "sent"),
    [
        (["f"], 1_750_000, {"f": 1_200_000}),
        (["q"], 1_750_000, {"q": 150_000}),
        (["q", "f"], 1_750_000, {"q": 150_000, "f": 1_200_000}),
        # Only the largest is watched, and it does not pass: a smaller one instead.
        (["f"], 500_000, {"h": 500_000}),
        # Nobody: who comes sees something at once.
        ([], 1_750_000, {"q": 150_000}),
    ],
)
def test_what_nobody_watches_gets_no_bits(
    watched: list[str], allowed_bps: int, sent: dict[str, int]
) -> None:
    bits = LayerBits(THREE)
    bits.watch(watched)
    assert bits.share(allowed_bps, 0.0) == sent
    bits.watch(None)
    assert set(bits.share(2_000_000, 0.0)) == {"q", "h", "f"}


def test_a_cameras_own_picture_is_sent_whole_or_not_at_all() -> None:
    bits = LayerBits((SMALL, OWN))
    assert bits.share(1_650_000, 0.0) == {"q": 150_000, "f": 1_500_000}
    assert bits.share(900_000, 1.0) == {"q": 300_000}
    bits.watch([])
    assert bits.share(1_650_000, 2.0) == {"f": 1_500_000}, "nothing is to be decoded for nobody"


def drive(capacity_bps: int, seconds: int, widens_at: int = 10**9) -> list[set[str]]:
    """A line that loses what is beyond it: which sizes were sent, by second."""
    rate, bits, sent = LossBasedRate(total_bps(THREE)), LayerBits(THREE), []
    for second in range(seconds):
        shares = bits.share(rate.bitrate_bps, float(second))
        spent_bps = sum(shares.values())
        line_bps = 4_000_000 if second >= widens_at else capacity_bps
        rate.report(max(0.0, 1 - line_bps / spent_bps), spent_bps)
        sent.append(set(shares))
    return sent


def test_a_short_uplink_is_found_within_seconds_and_a_wide_one_again() -> None:
    sent = drive(600_000, 150, widens_at=60)
    assert "f" not in sent[6]
    assert sent[149] == {"q", "h", "f"}


def test_a_size_that_does_not_pass_is_tried_less_and_less_often() -> None:
    sent = drive(600_000, 600)
    tries = [
        second for second in range(10, 600) if "f" in sent[second] and "f" not in sent[second - 1]
    ]
    assert len(tries) < 12
    assert all("q" in shares for shares in sent)


def test_what_comes_back_waits_a_little() -> None:
    bits = LayerBits(THREE)
    bits.share(400_000, 0.0)
    assert "f" not in bits.share(2_000_000, FIRST_WAIT_S - 1)
    assert "f" in bits.share(2_000_000, FIRST_WAIT_S)


@given(
    st.lists(
        st.tuples(st.integers(0, 3_000_000), st.floats(0, 30), st.sets(st.sampled_from("qhf")))
    )
)
def test_something_is_always_sent_and_never_more_than_is_allowed(
    steps: list[tuple[int, float, set[str]]],
) -> None:
    bits, now = LayerBits(THREE), 0.0
    for allowed_bps, passed_s, watched in steps:
        now += passed_s
        bits.watch(watched)
        shares = bits.share(allowed_bps, now)
        assert shares
        assert all(bits_per_second > 0 for bits_per_second in shares.values())
        assert sum(shares.values()) <= max(allowed_bps, 1)
