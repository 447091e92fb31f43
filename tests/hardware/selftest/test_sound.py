"""The microphone's self-test: every injected fault found, no alarm on healthy sound."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from hardware.selftest.hum import hum_of
from hardware.selftest.sound import check_sound
from tests.hardware.selftest import sounds
from tests.hardware.selftest.measure import is_found, keys_of_sound, random_of

SCENES = len(sounds.CHECKED_ON[0])


@cache
def sound(index: int) -> sounds.Sound:
    return sounds.healthy(sounds.CHECKED_ON, index + 1)[index]()


@pytest.mark.slow
@pytest.mark.parametrize("index", range(100))
def test_a_healthy_sound_raises_no_alarm(index: int) -> None:
    healthy = sounds.healthy(sounds.CHECKED_ON, index + 1)[index]()
    assert keys_of_sound(healthy.samples) == []


@pytest.mark.parametrize("fault", sounds.FAULTS)
@pytest.mark.parametrize("index", range(SCENES))
def test_every_injected_fault_is_found(fault: str, index: int) -> None:
    healthy = sound(index)
    if fault in sounds.NEEDS_SOMEBODY and healthy.name.startswith(sounds.NOBODY):
        pytest.skip("nobody is heard")
    if fault == "sound_hum" and healthy.name.startswith("bass"):
        pytest.skip("a bass that never pauses hides a hum: a known limit, counted by measure")
    faulty = sounds.FAULTS[fault](healthy, random_of(healthy.name, fault))
    assert is_found(fault, keys_of_sound(faulty))


@pytest.mark.parametrize(
    ("hz", "is_hum"), [(50.0, True), (100.1, True), (49.0, False), (98.0, False)]
)
def test_the_mains_is_told_from_a_low_note(hz: float, is_hum: bool) -> None:
    random = np.random.default_rng(1)
    tone = 0.01 * np.sin(2 * np.pi * hz * sounds.TIME_S) + random.normal(0, 1e-4, sounds.SIZE)
    heard = hum_of(tone.astype(np.float32), sounds.RATE_HZ, 15.0)
    assert (heard.level_dbfs > -62) is is_hum


def test_the_level_of_a_hum_is_its_own() -> None:
    tone = 0.01 * np.sqrt(2) * np.sin(2 * np.pi * 100 * sounds.TIME_S)
    noise = np.random.default_rng(1).normal(0, 1e-5, sounds.SIZE)
    heard = hum_of((tone + noise).astype(np.float32), sounds.RATE_HZ, 15.0)
    assert heard.level_dbfs == pytest.approx(-40.0, abs=1.0)


def test_a_pure_tone_is_no_clipping_and_a_cut_one_is() -> None:
    tone = (0.5 * np.sin(2 * np.pi * 440 * sounds.TIME_S)).astype(np.float32)
    assert keys_of_sound(tone) == []
    assert keys_of_sound(np.clip(tone * 3, -0.5, 0.5)) == ["sound_clipping"]


def test_sound_from_another_device_is_told() -> None:
    heard = sound(0).samples
    (finding,) = check_sound(heard, sounds.RATE_HZ, device="HDA Intel", expected_device="Jabra")
    assert finding.key == "sound_other_device"
    assert "HDA Intel" in finding.sentence("fr")
