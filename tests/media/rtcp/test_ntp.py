from datetime import UTC, datetime

import pytest
from aiortc import clock
from hypothesis import given
from hypothesis import strategies as st

from media.rtcp.ntp import compact_ntp, ntp_from_unix, unix_from_ntp


@pytest.mark.parametrize(
    ("wall_s", "ntp_time"),
    [
        (0.0, 0x83AA7E80_00000000),
        (0.5, 0x83AA7E80_80000000),
        (-2208988800.0, 0),
        # 7 February 2036, 06:28:16: the first era ends.
        (2085978496.0, 0),
    ],
)
def test_moments_by_hand(wall_s: float, ntp_time: int) -> None:
    assert ntp_from_unix(wall_s) == ntp_time


def test_the_middle_32_bits() -> None:
    # RFC 3550, section 6.4.1, the example of a round trip: 0xb44db705:20000000 is 0xb7052000.
    assert compact_ntp(0xB44DB705_20000000) == 0xB7052000


@given(st.floats(0, 2e9))
def test_there_and_back_within_a_microsecond(wall_s: float) -> None:
    assert unix_from_ntp(ntp_from_unix(wall_s)) == pytest.approx(wall_s, abs=1e-6)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1)))
def test_aiortc_reckons_the_same(moment: datetime) -> None:
    moment = moment.replace(tzinfo=UTC)
    assert unix_from_ntp(clock.datetime_to_ntp(moment)) == pytest.approx(
        moment.timestamp(), abs=2e-6
    )
