"""The camera's self-test: every injected fault found, no alarm on healthy clips.

The clips are of the set that the thresholds were not chosen on. ``measure`` runs more of them.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from hardware.selftest.finding import Severity, for_optional
from hardware.selftest.orientation import Orientation, by_markers, compare
from hardware.selftest.picture import Expected, check_picture
from tests.hardware.selftest import pictures
from tests.hardware.selftest.measure import is_found, keys_of_picture, random_of

SCENES = len(pictures.CHECKED_ON[0])


@cache
def clip(index: int) -> pictures.Clip:
    return pictures.healthy(pictures.CHECKED_ON, index + 1)[index]()


@pytest.mark.slow
@pytest.mark.parametrize("index", range(100))
def test_a_healthy_clip_raises_no_alarm(index: int) -> None:
    assert keys_of_picture(pictures.healthy(pictures.CHECKED_ON, index + 1)[index]()) == []


@pytest.mark.parametrize("fault", pictures.FAULTS)
@pytest.mark.parametrize("index", range(SCENES))
def test_every_injected_fault_is_found(fault: str, index: int) -> None:
    healthy = clip(index)
    blind = fault in ("picture_blurred", "picture_upside_down")
    if blind and healthy.name.startswith("bare_wall"):
        pytest.skip("a bare wall shows neither sharpness nor up")
    faulty = pictures.FAULTS[fault](healthy, random_of(healthy.name, fault))
    assert is_found(fault, keys_of_picture(faulty))


def expected(reference: pictures.Luma | None = None, *, still_is_normal: bool = False) -> Expected:
    size = (pictures.WIDTH, pictures.HEIGHT)
    return Expected(pictures.RATE_FPS, *size, reference, still_is_normal)


def test_a_camera_without_pictures_is_told() -> None:
    assert [f.key for f in check_picture("salle", [], [], expected())] == ["picture_none"]


def test_a_filmed_screen_may_stand_still() -> None:
    still = pictures.frozen(clip(0), random_of("still"))
    asked = expected(still_is_normal=True)
    assert check_picture("partition", still.frames, still.times_s, asked) == ()


def test_a_finding_shows_its_picture_and_says_what_to_do() -> None:
    dark = pictures.black(clip(0), random_of("dark"))
    (finding,) = check_picture("partition", dark.frames, dark.times_s, expected())
    assert finding.severity is Severity.FAULT
    assert finding.sentence("fr", "La partition") == "La caméra « La partition » est noire."
    assert "black" in finding.sentence("en", "La partition")
    assert finding.what_to_do("fr")
    assert finding.evidence is not None
    assert finding.evidence.content.startswith(b"\xff\xd8")
    assert for_optional([finding])[0].severity is Severity.NOTE


def test_without_a_reference_nothing_is_said_of_up_and_down() -> None:
    turned = pictures.upside_down(clip(0), random_of("turned"))
    assert check_picture("salle", turned.frames, turned.times_s, expected()) == ()


def test_a_camera_that_was_bumped_is_still_upright_and_one_elsewhere_is_told() -> None:
    here, there = clip(5), clip(6)
    bumped = np.roll(here.frames[10], (6, -9), axis=(0, 1))
    assert compare(bumped, here.reference) is Orientation.UPRIGHT
    assert compare(there.frames[10], here.reference) is Orientation.OTHER


def test_the_tables_markers_tell_up_from_down() -> None:
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], np.float32)
    assert by_markers({0: square}) is Orientation.UPRIGHT
    assert by_markers({2: square[[2, 3, 0, 1]]}) is Orientation.UPSIDE_DOWN
    assert by_markers({}) is Orientation.UNKNOWN
