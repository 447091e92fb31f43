"""H.264 that is passed on: every key picture can be the first one, nothing else is touched."""

from __future__ import annotations

import av
import numpy as np
import pytest

from hardware.capture.encoders import EncoderChoice, can_encode
from hardware.capture.h264 import H264Encoder, PassThrough, units_until_picture
from hardware.profiles import CameraProfile
from hardware.profiles.camera_schema import Encoder
from hardware.profiles.schema import DemoPicture
from tests.hardware.capture.test_vp8 import HEIGHT, RATE_FPS, WIDTH, pictures


def encoded(count: int, keyframes: set[int]) -> list[bytes]:
    """Access units as a camera gives them: Annex B, by libx264."""
    encoder = H264Encoder(WIDTH, HEIGHT, RATE_FPS, 600_000, codec="libx264")
    given = [
        encoder.encode(frame, index * 3600, index in keyframes)
        for index, frame in enumerate(pictures(count))
    ]
    assert None not in given
    return [picture.content for picture in given if picture]


def without_parameter_sets(content: bytes) -> bytes:
    """Some cameras say them once, at the beginning."""
    start = content.find(b"\x00\x00\x01\x65")
    return b"\x00" + content[start:] if start >= 0 else content


def test_key_pictures_are_known_by_the_bitstream() -> None:
    passing = PassThrough()
    taken = [passing.take(unit, k * 3600) for k, unit in enumerate(encoded(40, {0, 20}))]
    assert [k for k, picture in enumerate(taken) if picture.is_keyframe] == [0, 20]
    assert [picture.timestamp for picture in taken] == [k * 3600 for k in range(40)]


def test_what_came_is_passed_on_byte_for_byte() -> None:
    passing = PassThrough()
    units = encoded(10, {0})
    assert [passing.take(unit, 0).content for unit in units] == units


def test_a_later_key_picture_carries_the_parameter_sets_of_the_first() -> None:
    passing = PassThrough()
    units = encoded(40, {0, 20})
    bare = [units[0], *map(without_parameter_sets, units[1:])]
    assert {kind for kind, _ in units_until_picture(bare[20])} == {5}
    taken = [passing.take(unit, k * 3600) for k, unit in enumerate(bare)]
    decoder = av.CodecContext.create("h264", "r")
    decoder.flags |= av.codec.context.Flags.low_delay
    frames = [f for picture in taken[20:] for f in decoder.decode(av.Packet(picture.content))]
    assert len(frames) == 20
    difference = frames[0].to_ndarray().astype(int) - pictures(21)[20].to_ndarray()
    assert np.abs(difference).mean() < 8


def test_it_is_decoded_from_a_key_picture_on_and_anew_after_a_pause() -> None:
    passing = PassThrough()
    taken = [passing.take(unit, k) for k, unit in enumerate(encoded(30, {0, 15}))]
    assert [len(passing.decode(picture)) for picture in taken[3:15]] == [0] * 12
    assert [len(passing.decode(picture)) for picture in taken[15:20]] == [1] * 5
    passing.forget()
    assert passing.decode(taken[20]) == []


@pytest.mark.parametrize("content", [b"", b"\x00\x00\x01", b"\x00\x00\x00\x01", b"\xff" * 40])
def test_what_is_no_picture_does_no_harm(content: bytes) -> None:
    picture = PassThrough().take(content, 7)
    assert (picture.content, picture.is_keyframe) == (content, False)


def profile(first: str, then: str = "software", below_fps: int = 20) -> CameraProfile:
    return CameraProfile(
        role="salle",
        label="Salle",
        source=DemoPicture(kind="demo", scene="salle"),
        width=WIDTH,
        height=HEIGHT,
        encoder=Encoder.model_validate(
            {"first": first, "then": then, "fall_back_below_fps": below_fps}
        ),
    )


@pytest.mark.parametrize(
    ("first", "then", "codec"),
    [
        ("software", "software", "VP8"),
        ("hardware", "software", "H264"),
        ("camera", "hardware", "H264"),
        ("camera", "software", "VP8"),
    ],
)
def test_a_profile_chooses_its_encoder(first: str, then: str, codec: str) -> None:
    # libx264 stands for the machine's encoder: it speaks the same way.
    assert EncoderChoice(profile(first, then), "libx264").codec == codec


def test_without_an_encoder_in_the_machine_the_software_does_it() -> None:
    assert not can_encode("h264_none_such")
    assert EncoderChoice(profile("hardware"), "h264_none_such").codec == "VP8"


@pytest.mark.parametrize(("spent_ms", "codec"), [(20, "H264"), (80, "VP8")])
def test_the_software_takes_over_from_an_encoder_that_is_measured_too_slow(
    spent_ms: int, codec: str
) -> None:
    choice = EncoderChoice(profile("hardware", below_fps=20), "libx264")
    told = [choice.took(spent_ms / 1000) for _ in range(120)]
    assert choice.codec == codec
    assert told.count(True) == (1 if codec == "VP8" else 0)
