"""A short uplink serves the camera that is in front of everybody first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.agent.bitrate import LOWEST_BPS, LossBasedRate
from hardware.agent.bits import Need, Spotlight, divide


def two(allowed_bps: int) -> list[Need]:
    return [
        Need("salle", 0, 1_500_000, allowed_bps // 2, 1_500_000),
        Need("mains", 1, 1_500_000, allowed_bps // 2, 1_500_000),
    ]


def test_while_all_of_it_passes_everybody_gets_what_the_profile_says() -> None:
    assert divide(two(2_900_000), "mains") == {"salle": 1_500_000, "mains": 1_500_000}


@pytest.mark.parametrize(("spotlit", "first"), [("mains", "mains"), (None, "salle")])
def test_a_short_uplink_serves_the_spotlit_camera_then_by_priority(
    spotlit: str | None, first: str
) -> None:
    shares = divide(two(1_200_000), spotlit)
    (second,) = set(shares) - {first}
    assert shares[second] == LOWEST_BPS
    assert shares[first] == int(1_200_000 * 1.05) - LOWEST_BPS


def test_bits_for_what_nobody_watches_go_to_the_other_camera() -> None:
    """Of one camera only the smallest size is watched, of the other all of them."""
    cameras = [
        Need("salle", 0, 1_750_000, 1_000_000, 150_000),
        Need("mains", 1, 1_750_000, 900_000, 1_750_000),
    ]
    shares = divide(cameras, None)
    assert shares["salle"] == 150_000
    assert shares["mains"] == int(1.05 * (150_000 + 900_000)) - 150_000


needs = st.lists(
    st.tuples(st.integers(0, 9), st.integers(100_000, 6_000_000), st.floats(0, 1)),
    min_size=1,
    max_size=8,
)


@given(needs, st.integers(0, 8))
def test_nobody_is_left_out_and_nobody_gets_more_than_it_wants(
    rows: list[tuple[int, int, float]], spotlit: int
) -> None:
    cameras = [Need(f"c{i}", p, w, int(w * a), w) for i, (p, w, a) in enumerate(rows)]
    shares = divide(cameras, f"c{spotlit}")
    for need in cameras:
        assert min(LOWEST_BPS, need.wanted_bps) <= shares[need.role] <= need.wanted_bps


def test_an_uplink_that_widens_is_used_again() -> None:
    """A line that carries 1 Mbit/s loses what is beyond it; then it carries 4."""
    wanted = {"salle": 1_500_000, "mains": 1_500_000}
    rates = {role: LossBasedRate(bps) for role, bps in wanted.items()}
    sent = []
    for second in range(180):
        capacity_bps = 1_000_000 if second < 60 else 4_000_000
        total_bps = sum(rate.bitrate_bps for rate in rates.values())
        loss = max(0.0, 1 - capacity_bps / total_bps)
        for rate in rates.values():
            rate.report(loss)
        needs = [
            Need(r, i, wanted[r], rates[r].bitrate_bps, wanted[r]) for i, r in enumerate(rates)
        ]
        for role, share in divide(needs, "mains").items():
            rates[role].limit(share)
        sent.append({role: rate.bitrate_bps for role, rate in rates.items()})
    assert sent[59]["mains"] > 3 * sent[59]["salle"]
    assert sent[59]["mains"] + sent[59]["salle"] < 1_400_000
    assert sent[-1] == wanted


def test_the_spotlight_is_followed() -> None:
    spotlight = Spotlight()
    assert spotlight.role is None
    spotlight.hear(
        {"type": "welcome", "cameras": [{"id": "c1", "role": "salle"}], "spotlight": None}
    )
    spotlight.hear({"type": "camera", "camera": {"id": "c2", "role": "mains", "live": True}})
    spotlight.hear({"type": "spotlight", "spotlight": {"camera": "c2", "person": None}})
    assert spotlight.role == "mains"
    spotlight.hear({"type": "spotlight", "spotlight": {"camera": None, "person": "p8"}})
    assert spotlight.role is None
    spotlight.hear({"type": "spotlight", "spotlight": None})
    assert spotlight.role is None
