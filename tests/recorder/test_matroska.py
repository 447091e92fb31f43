"""Files against FFmpeg, and against every place where they may end."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.depacketize import Frame
from recorder.disk.finish import finish_file
from recorder.errors import DamagedFile, UnsupportedCodec
from recorder.matroska.ebml import (
    children,
    element,
    encode_size,
    float64,
    read_element,
    read_uint,
    uint,
    void,
)
from recorder.matroska.layout import head
from recorder.matroska.muxer import Muxer
from recorder.matroska.scan import blocks, scan
from recorder.matroska.track_entry import TrackDescription
from tests.recorder.coded import SIZE, coded_voice, decoded
from tests.recorder.test_depacketize import coded_pictures, frames_of


@pytest.mark.parametrize(
    ("size", "width", "coded"),
    [
        (0, 0, "80"),
        (126, 0, "fe"),
        (127, 0, "407f"),  # 0xff would mean "unknown"
        (500, 0, "41f4"),
        (16_382, 0, "7ffe"),
        (16_383, 0, "203fff"),
        (2, 2, "4002"),  # RFC 8794, section 4.4: sizes may be longer than needed
        (5, 8, "0100000000000005"),
    ],
)
def test_sizes(size: int, width: int, coded: str) -> None:
    assert encode_size(size, width).hex() == coded


@given(st.integers(2, 400).filter(lambda n: n != 129))
def test_room_is_of_the_size_asked_for(total: int) -> None:
    room = void(total)
    assert len(room) == total
    assert read_element(room, 0, total).end == total


@given(st.integers(0, 2**64 - 1), st.floats(allow_nan=False), st.binary(max_size=300))
def test_elements_are_read_as_they_were_written(number: int, real: float, data: bytes) -> None:
    whole = element(0x1F43B675, uint(0xE7, number), float64(0x4489, real), element(0xA3, data))
    outer = read_element(whole, 0, len(whole))
    first, second, third = children(whole, outer.content, len(whole))
    assert (outer.identifier, outer.end) == (0x1F43B675, len(whole))
    assert read_uint(whole, first) == number
    assert second.identifier == 0x4489
    assert whole[third.content : third.end] == data


@given(st.binary(max_size=80))
def test_noise_is_damage_and_nothing_else(data: bytes) -> None:
    with pytest.raises(DamagedFile):
        scan(data, len(data))


def video_file(pictures: int = 90, *, codec: str = "VP8") -> bytes:
    """Unfinished, as a kill leaves it: written every half second."""
    frames = frames_of(codec, coded_pictures(codec, pictures, 30))
    muxer = Muxer(is_video=True)
    data = head(TrackDescription(codec, frames[0].size, frames[0].setup))
    for number, frame in enumerate(frames):
        muxer.add(frame, 2000 + round(number * 1000 / 30))
        if number % 15 == 14:
            data += muxer.take()
    return data + muxer.take()


def sound_file(packets: int = 150) -> bytes:
    voice = coded_voice()
    muxer = Muxer(is_video=False)
    for number in range(packets):
        muxer.add(Frame(voice[number % len(voice)], 0, True), number * 20)
    return head(TrackDescription("opus")) + muxer.take()


@pytest.mark.parametrize("codec", ["VP8", "H264"])
def test_a_finished_file_decodes_tells_its_length_and_can_be_entered_anywhere(
    tmp_path: Path, codec: str
) -> None:
    path = tmp_path / "x.mkv"
    path.write_bytes(video_file(codec=codec))
    found = finish_file(path)
    assert found is not None and found.last_ms == 2000 + 2967
    shown = decoded(path)
    assert [round(time * 1000) for time, _ in shown] == [
        2000 + round(n * 1000 / 30) for n in range(90)
    ]
    assert {(frame.width, frame.height) for _, frame in shown} == {SIZE}
    with av.open(str(path)) as container:
        assert container.duration == 4_967_000
        stream = container.streams.video[0]
        container.seek(4_500_000)
        first = next(container.demux(stream))
        assert first.is_keyframe and first.pts == 4000


def test_sound_decodes_and_is_a_tone_without_a_break(tmp_path: Path) -> None:
    path = tmp_path / "x.mkv"
    path.write_bytes(sound_file())
    finish_file(path)
    shown = decoded(path)
    assert len(shown) == 150
    assert shown[-1][0] == pytest.approx(2.98)
    assert shown[0][1].sample_rate == 48_000
    loudest = max(abs(float(value)) for _, f in shown[5:50] for value in f.to_ndarray().flat)
    assert loudest > 0.05


def test_clusters_are_a_second_at_most_and_begin_with_keyframes() -> None:
    for data in (video_file(), sound_file()):
        found = scan(data, len(data))
        for cue in found.clusters:
            inside = list(blocks(data, read_element(data, cue.offset, len(data))))
            assert inside[-1].time_ms - inside[0].time_ms <= 1000
            assert not any(block.keyframe for block in inside[1:]) or found.cues == found.clusters


def test_a_file_cut_anywhere_is_good_up_to_its_last_whole_cluster() -> None:
    data = video_file(60)
    whole = scan(data, len(data))
    ends = [cue.offset for cue in whole.clusters[1:]] + [len(data)]
    start = whole.clusters[0].offset
    for size in range(0, len(data), 97):
        try:
            found = scan(data[:size], size)
        except DamagedFile:
            assert size < start
            continue
        assert found.good == max((end for end in ends if end <= size), default=start)


@given(st.integers(0, 2**31), st.integers(0, 40))
def test_what_follows_the_last_cluster_does_no_harm(seed: int, length: int) -> None:
    """A power cut may leave zeros, or anything, where a write was under way."""
    data = sound_file(60)
    tail = bytes((seed * 31 + n * 7) & 0xFF for n in range(length))
    found = scan(data + tail, len(data) + length)
    assert found.good >= len(data) and found.last_ms == 1180


def test_a_last_cluster_that_a_power_cut_left_as_zeros_is_left_out() -> None:
    data = video_file(60)
    clusters = scan(data, len(data)).clusters
    holed = bytearray(data)
    at = clusters[-1].offset + 600
    holed[at:] = bytes(len(data) - at)
    found = scan(bytes(holed), len(holed))
    assert found.clusters == clusters[:-1]
    assert found.good == clusters[-1].offset


@pytest.mark.parametrize("kept", [0.3, 0.5, 0.77, 0.99])
def test_a_cut_file_is_finished_and_then_left_alone(tmp_path: Path, kept: float) -> None:
    path, data = tmp_path / "x.mkv", video_file()
    path.write_bytes(data[: int(len(data) * kept)])
    found = finish_file(path)
    once = path.read_bytes()
    assert found is not None and decoded(path)[-1][0] * 1000 == pytest.approx(found.last_ms)
    finish_file(path)
    assert path.read_bytes() == once


def test_a_file_without_a_frame_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.mkv"
    path.write_bytes(head(TrackDescription("opus")))
    assert finish_file(path) is None
    assert not path.exists()


def test_a_file_of_others_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "x.mkv"
    path.write_bytes(b"RIFF, or whatever")
    with pytest.raises(DamagedFile):
        finish_file(path)
    assert path.read_bytes() == b"RIFF, or whatever"


def test_a_codec_that_has_no_place_in_a_file_is_refused() -> None:
    with pytest.raises(UnsupportedCodec):
        head(TrackDescription("AV1", SIZE))


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=40))
def test_times_always_rise_in_a_file(times: list[int]) -> None:
    muxer = Muxer(is_video=False)
    for time in times:
        muxer.add(Frame(b"x", 0, True), time)
    data = head(TrackDescription("opus")) + muxer.take()
    found = scan(data, len(data))
    assert found.good == len(data)
    written = [
        block.time_ms
        for cue in found.clusters
        for block in blocks(data, read_element(data, cue.offset, len(data)))
    ]
    assert len(written) == len(times)
    assert all(a < b for a, b in pairwise(written))
