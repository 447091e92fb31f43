"""What is made of a camera's pictures: in which sizes, and what a slow machine leaves out."""

from __future__ import annotations

import av
import numpy as np
import pytest

from hardware.capture.compressor import Compressor
from hardware.capture.effort import MEASURED_PICTURES, Effort
from hardware.capture.encodings import Encoding, encodings_of
from hardware.capture.h264 import SOFTWARE_H264
from hardware.capture.layered import reduced
from hardware.capture.live_encoder import EncodedPicture
from hardware.profiles import CameraProfile
from hardware.profiles.camera_schema import SimulcastLayer
from hardware.profiles.schema import DemoPicture
from tests.hardware.capture.test_h264 import encoded

WIDTH, HEIGHT = 160, 96


def profile(*scale_down: int) -> CameraProfile:
    return CameraProfile(
        role="salle",
        label="Salle",
        source=DemoPicture(kind="demo", scene="salle"),
        width=WIDTH,
        height=HEIGHT,
        rate_fps=25,
        bitrate_bps=700_000,
        layers=tuple(
            SimulcastLayer(rid=f"l{by}", scale_down=by, bitrate_bps=400_000 // by)  # type: ignore[arg-type]
            for by in scale_down
        ),
    )


def frame() -> av.VideoFrame:
    grey = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
    return av.VideoFrame.from_ndarray(grey, format="yuv420p")


def size_of(pictures: list[EncodedPicture], codec: str) -> tuple[int, int]:
    """As a decoder that knows nothing of ours sees it."""
    decoder = av.CodecContext.create(codec, "r")
    frames = [f for each in pictures for f in decoder.decode(av.Packet(each.content))]
    frames += decoder.decode(None)
    return frames[0].width, frames[0].height


@pytest.mark.parametrize(
    ("layers", "passes", "can_add", "expected"),
    [
        ((), False, True, [("", 1, 700_000, False)]),
        ((1,), False, True, [("", 1, 400_000, False)]),
        ((1, 4), False, True, [("l4", 4, 100_000, False), ("l1", 1, 400_000, False)]),
        ((1, 4), True, True, [("l4", 4, 100_000, False), ("l1", 1, 400_000, True)]),
        ((1, 4), True, False, [("", 1, 400_000, True)]),
    ],
)
def test_a_profile_says_which_sizes_there_are(
    layers: tuple[int, ...],
    passes: bool,
    can_add: bool,
    expected: list[tuple[str, int, int, bool]],
) -> None:
    found = encodings_of(profile(*layers), passes_through=passes, can_add=can_add)
    assert found == tuple(Encoding(*each) for each in expected)


def test_each_size_is_compressed_by_itself_beginning_with_a_key_picture() -> None:
    compressor, made = Compressor(profile(1, 2, 4)), {"l1": [], "l2": [], "l4": []}
    compressor.restart()
    for number in range(4):
        for picture in compressor.encode(frame(), number * 3600, 0.0):
            made[picture.rid].append(picture)
    sizes = {rid: size_of(pictures, "vp8") for rid, pictures in made.items()}
    assert sizes == {"l1": (160, 96), "l2": (80, 48), "l4": (40, 24)}
    for pictures in made.values():
        assert [picture.is_keyframe for picture in pictures] == [True, False, False, False]


def test_a_key_picture_of_one_size_is_none_of_the_others() -> None:
    compressor = Compressor(profile(1, 4))
    compressor.restart()
    list(compressor.encode(frame(), 0, 0.0))
    compressor.request_keyframes({"l4"})
    made = {each.rid: each.is_keyframe for each in compressor.encode(frame(), 3600, 0.0)}
    assert made == {"l1": False, "l4": True}


def test_a_size_without_bits_is_not_made_and_begins_anew_later() -> None:
    compressor = Compressor(profile(1, 4))
    compressor.restart()
    list(compressor.encode(frame(), 0, 0.0))
    compressor.spend({"l4": 100_000})
    assert [each.rid for each in compressor.encode(frame(), 3600, 0.0)] == ["l4"]
    compressor.spend({"l1": 300_000, "l4": 100_000})
    made = {each.rid: each.is_keyframe for each in compressor.encode(frame(), 7200, 0.0)}
    assert made == {"l1": True, "l4": False}


def passed_on(compressor: Compressor, units: list[bytes]) -> list[list[EncodedPicture]]:
    return [
        list(compressor.pass_on(unit, 3600 * n, lambda _: False, lambda _: None))
        for n, unit in enumerate(units)
    ]


def test_beside_a_cameras_own_picture_a_smaller_one_is_made() -> None:
    compressor, units = Compressor(profile(1, 2)), encoded(10, {0})
    compressor.restart()
    made = [picture for pictures in passed_on(compressor, units) for picture in pictures]
    own = [picture.content for picture in made if picture.rid == "l1"]
    assert own == units
    assert compressor.codec == "H264"
    beside = [picture for picture in made if picture.rid == "l2"]
    assert len(beside) >= 9
    assert beside[0].is_keyframe
    width, height = size_of([made[0]], "h264")
    assert size_of(beside, "h264") == (width // 2, height // 2)


def test_a_cameras_own_picture_is_left_out_and_comes_back_at_a_key_picture() -> None:
    compressor, units = Compressor(profile(1, 2)), encoded(12, {0, 8})
    passed_on(compressor, units[:1])
    compressor.spend({"l2": 100_000})
    without = passed_on(compressor, units[1:4])
    assert {each.rid for pictures in without for each in pictures} == {"l2"}
    compressor.spend({"l1": 400_000})
    sent = [[each.rid for each in pictures] for pictures in passed_on(compressor, units[4:])]
    assert sent == [[], [], [], [], ["l1"], ["l1"], ["l1"], ["l1"]]


def test_a_picture_is_scaled_in_even_numbers() -> None:
    odd = av.VideoFrame(200, 118, "yuv420p")
    small = reduced(odd, 4)
    assert (small.width, small.height) == (50, 28)
    assert reduced(odd, 1) is odd


Q, H, F = (Encoding(rid, by, 100_000) for rid, by in (("q", 4), ("h", 2), ("f", 1)))


def took(effort: Effort, spent_s: float, sizes: int) -> int:
    """How often less is made from then on, over 200 pictures."""
    return sum(effort.took(spent_s, sizes) for _ in range(4 * MEASURED_PICTURES))


def test_a_slow_machine_leaves_out_the_middle_then_every_other_large_picture() -> None:
    effort = Effort(rate_fps=25)
    assert effort.choose((Q, H, F)) == (Q, H, F)
    assert sum(effort.took(0.039, 3) for _ in range(MEASURED_PICTURES)) == 1
    assert list(effort.choose((Q, H, F))) == [Q, F]
    assert sum(effort.took(0.039, 3) for _ in range(MEASURED_PICTURES)) == 1
    assert {len(effort.choose((Q, H, F))) for _ in range(2)} == {1, 2}
    assert effort.is_reduced


@pytest.mark.parametrize(("spent_s", "sizes", "steps"), [(0.02, 3, 0), (0.2, 1, 0), (0.2, 2, 1)])
def test_one_size_or_a_quick_machine_leaves_nothing_out(
    spent_s: float, sizes: int, steps: int
) -> None:
    assert took(Effort(rate_fps=25), spent_s, sizes) == steps


def test_without_an_encoder_beside_it_the_cameras_own_picture_is_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "hardware.capture.encoders.can_encode", lambda codec: codec != SOFTWARE_H264
    )
    compressor = Compressor(profile(1, 2))
    (first, *_) = passed_on(compressor, encoded(2, {0}))
    assert [picture.rid for picture in first] == [""]
