"""The chirp's return: delay, level and room noise, against rooms of which all three are known."""

from __future__ import annotations

import itertools

import pytest

from hardware.selftest.acoustic_loop import check_loop, chirp, measure_loop
from tests.hardware.selftest.rooms import recording

RATE_HZ = 48_000
PLAYED = chirp(RATE_HZ)
DELAYS_MS, LEVELS_DB, NOISES_DBFS = (12.0, 80.0, 180.0, 420.0), (-3.0, -14.0, -30.0), (-70.0, -45.0)


@pytest.mark.parametrize("reverberation_s", [0.0, 0.6])
@pytest.mark.parametrize(
    ("delay_ms", "level_db", "noise_dbfs"),
    list(itertools.product(DELAYS_MS, LEVELS_DB, NOISES_DBFS)),
)
def test_delay_level_and_noise_are_what_the_room_was_made_with(
    delay_ms: float, level_db: float, noise_dbfs: float, reverberation_s: float
) -> None:
    recorded = recording(
        PLAYED,
        RATE_HZ,
        delay_ms=delay_ms,
        level_db=level_db,
        noise_dbfs=noise_dbfs,
        reverberation_s=reverberation_s,
    )
    seen = measure_loop(recorded, RATE_HZ)
    assert seen.heard()
    assert seen.delay_ms == pytest.approx(delay_ms, abs=1.0)
    assert seen.return_db == pytest.approx(level_db, abs=1.5)
    assert seen.noise_dbfs == pytest.approx(noise_dbfs, abs=2.0)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("noise_dbfs", [-80.0, -50.0, -30.0])
def test_noise_alone_is_never_a_return(noise_dbfs: float, seed: int) -> None:
    recorded = recording(
        PLAYED, RATE_HZ, delay_ms=0, level_db=-200, noise_dbfs=noise_dbfs, seed=seed
    )
    assert "loop_unheard" in [finding.key for finding in check_loop(recorded, RATE_HZ)]


@pytest.mark.parametrize(
    ("delay_ms", "level_db", "noise_dbfs", "keys"),
    [
        (40.0, -30.0, -65.0, []),
        (180.0, -14.0, -65.0, ["loop_echo"]),
        (450.0, -30.0, -65.0, ["loop_late"]),
        (450.0, -10.0, -65.0, ["loop_echo", "loop_late"]),
        (40.0, -30.0, -30.0, ["loop_noise"]),
        (40.0, -90.0, -50.0, ["loop_unheard"]),
    ],
)
def test_what_a_room_is_told(
    delay_ms: float, level_db: float, noise_dbfs: float, keys: list[str]
) -> None:
    recorded = recording(
        PLAYED, RATE_HZ, delay_ms=delay_ms, level_db=level_db, noise_dbfs=noise_dbfs
    )
    findings = check_loop(recorded, RATE_HZ)
    assert [finding.key for finding in findings] == keys
    assert all(f.evidence and f.evidence.content.startswith(b"RIFF") for f in findings)
