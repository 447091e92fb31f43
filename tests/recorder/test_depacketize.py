"""Payloads to frames: against encoders and packetisers that are not ours, and against noise."""

from __future__ import annotations

from collections.abc import Set
from fractions import Fraction
from itertools import pairwise

import av
import pytest
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.vpx import VpxPayloadDescriptor
from hypothesis import given
from hypothesis import strategies as st

from recorder.depacketize import Frame, assembler_for
from recorder.depacketize.h264 import picture_size
from recorder.depacketize.vp9 import parse_descriptor, superframe
from recorder.errors import UnsupportedCodec
from tests.recorder.coded import SIZE, Payloads, coded_pictures, coded_voice, picture


def frames_of(
    codec: str, pictures: tuple[Payloads, ...], lost: Set[int] = frozenset()
) -> list[Frame]:
    """The frames of these pictures; `lost` packets, counted from 0, do not come."""
    assembler, out, number = assembler_for(codec), [], 0
    missing = False
    for index, payloads in enumerate(pictures):
        for position, payload in enumerate(payloads):
            if number in lost:
                missing = True
            else:
                if missing:
                    assembler.lost()
                    missing = False
                out += assembler.push(payload, index * 3000, position == len(payloads) - 1)
            number += 1
    return out


def coded_vp9(count: int) -> list[bytes]:
    encoder = av.CodecContext.create("libvpx-vp9", "w")
    encoder.width, encoder.height = SIZE
    encoder.pix_fmt, encoder.time_base = "yuv420p", Fraction(1, 30)
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    return [bytes(packet) for n in range(count) for packet in encoder.encode(picture(n))]


def cut_vp9(data: bytes, *, keyframe: bool, size: int = 300) -> Payloads:
    """Non-flexible mode with a 15-bit picture id, as browsers send it (RFC 9628, 4.2)."""
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    last = len(parts) - 1
    return tuple(
        bytes([0x80 | (0 if keyframe else 0x40) | (8 if n == 0 else 0) | (4 if n == last else 0)])
        + b"\x80\x07"
        + part
        for n, part in enumerate(parts)
    )


def test_vp8_pictures_are_those_of_the_encoder() -> None:
    pictures = coded_pictures("VP8", 10, 5)
    frames = frames_of("VP8", pictures)
    whole = [b"".join(VpxPayloadDescriptor.parse(p)[1] for p in picture) for picture in pictures]
    assert [frame.data for frame in frames] == whole
    assert [frame.keyframe for frame in frames] == [n % 5 == 0 for n in range(10)]
    assert frames[0].size == SIZE
    assert [frame.timestamp for frame in frames] == [3000 * n for n in range(10)]


def test_h264_pictures_decode_and_name_their_size_and_parameters() -> None:
    # Large enough that a keyframe is cut into fragments, and smaller units are aggregated.
    pictures = coded_pictures("H264", 8, 4, (640, 362))
    kinds = {payload[0] & 0x1F for payloads in pictures for payload in payloads}
    assert 28 in kinds
    frames = frames_of("H264", pictures)
    assert [frame.keyframe for frame in frames] == [n % 4 == 0 for n in range(8)]
    assert frames[0].size == (640, 362)
    decoder = av.CodecContext.create("h264", "r")
    decoder.extradata = frames[0].setup
    shown = [f for frame in frames for f in decoder.decode(av.Packet(frame.data))]
    shown += decoder.decode(None)
    assert len(shown) == 8 and (shown[0].width, shown[0].height) == (640, 362)


def test_h264_parameter_sets_may_come_in_one_packet() -> None:
    units = [b"\x67\x42\xe0\x1f\x8c\x8d\x40\x50\x1e\xd0\x0f\x08\x84\x6a", b"\x68\xce\x3c\x80"]
    aggregates = H264Encoder._packetize([*units, b"\x65\x88\x84\x00"])
    assert [a[0] & 0x1F for a in aggregates] == [24]
    (frame,) = frames_of("H264", (tuple(aggregates),))
    assert frame.keyframe and frame.data.count(units[0]) == 1


def test_vp9_pictures_decode() -> None:
    coded = coded_vp9(6)
    pictures = tuple(cut_vp9(data, keyframe=n == 0) for n, data in enumerate(coded))
    frames = frames_of("VP9", pictures)
    assert [frame.data for frame in frames] == coded
    assert frames[0].keyframe and frames[0].size == SIZE and not frames[1].keyframe


def test_vp9_layers_of_one_picture_become_a_superframe_that_a_decoder_takes_apart() -> None:
    first, second = coded_vp9(2)
    whole = superframe([first, second])
    split = av.BitStreamFilterContext("vp9_superframe_split", "vp9")
    parts = [bytes(p) for p in split.filter(av.Packet(whole))]
    assert parts == [first, second]


@pytest.mark.parametrize(
    ("payload", "predicted", "starts", "ends", "layer", "length"),
    [
        ("8c8007", False, True, True, 0, 3),  # 15-bit picture id
        ("8c07", False, True, True, 0, 2),  # 7-bit picture id
        ("ac800722", False, True, True, 1, 5),  # layer indices and TL0PICIDX
        ("fc80072203", True, True, True, 1, 6),  # flexible: one difference, one more follows
        ("8e800718050a", False, True, True, 0, 6),  # structure without sizes: a group of pictures
        ("08", False, True, False, 0, 1),
    ],
)
def test_vp9_descriptors(
    payload: str, predicted: bool, starts: bool, ends: bool, layer: int, length: int
) -> None:
    data = bytes.fromhex(payload) + bytes(40)
    found = parse_descriptor(data)
    assert (found.predicted, found.starts_frame, found.ends_frame) == (predicted, starts, ends)
    assert found.spatial_layer == layer
    if payload != "8e800718050a":
        assert found.length == length


@pytest.mark.parametrize("codec", ["VP8", "H264"])
def test_after_a_loss_nothing_comes_before_the_next_keyframe(codec: str) -> None:
    pictures = coded_pictures(codec, 12, 4, (640, 362))
    starts = [0]
    for payloads in pictures:
        starts.append(starts[-1] + len(payloads))
    for lost_picture in range(12):
        # H.264 parameter sets, which come first, are known from before.
        first = starts[lost_picture] + (codec == "H264" and lost_picture % 4 == 0)
        for lost in {first, starts[lost_picture + 1] - 1}:
            shown = [f.timestamp // 3000 for f in frames_of(codec, pictures, {lost})]
            following = (lost_picture // 4 + 1) * 4
            assert shown == [*range(lost_picture), *range(following, 12)]


def test_a_sender_without_markers_is_understood() -> None:
    assembler = assembler_for("VP8")
    frames: list[Frame] = []
    for n, payloads in enumerate(coded_pictures("VP8", 4, 2)):
        for payload in payloads:
            frames += assembler.push(payload, n * 3000, False)
    assert [frame.timestamp for frame in frames] == [0, 3000, 6000]


def test_sound_goes_through_packet_by_packet() -> None:
    frames = frames_of("opus", tuple((p,) for p in coded_voice(5)), {2})
    assert [frame.data for frame in frames] == [p for n, p in enumerate(coded_voice(5)) if n != 2]
    assert all(frame.keyframe for frame in frames)


def test_padding_alone_is_no_frame() -> None:
    for codec in ("opus", "VP8", "VP9", "H264"):
        assert assembler_for(codec).push(b"", 0, True) == []


def test_other_codecs_are_refused() -> None:
    with pytest.raises(UnsupportedCodec):
        assembler_for("AV1")


PACKETS = st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 3), st.booleans()), max_size=30)


@given(st.sampled_from(["opus", "VP8", "VP9", "H264"]), PACKETS)
def test_noise_raises_nothing_and_a_picture_never_begins_without_a_keyframe(
    codec: str, packets: list[tuple[bytes, int, bool]]
) -> None:
    assembler = assembler_for(codec)
    frames = [f for p, t, marker in packets for f in assembler.push(p, t * 3000, marker)]
    assert not frames or frames[0].keyframe
    assert all(frame.size for frame in frames if frame.keyframe and codec != "opus")


@given(st.data())
def test_damaged_packets_raise_nothing(data: st.DataObject) -> None:
    codec = data.draw(st.sampled_from(["VP8", "H264"]))
    packets = [bytearray(p) for picture in coded_pictures(codec, 4, 2) for p in picture]
    for _ in range(data.draw(st.integers(1, 8))):
        packet = packets[data.draw(st.integers(0, len(packets) - 1))]
        packet[data.draw(st.integers(0, min(30, len(packet) - 1)))] = data.draw(st.integers(0, 255))
    assembler = assembler_for(codec)
    for number, packet in enumerate(packets):
        assembler.push(bytes(packet), number * 3000, True)


@pytest.mark.parametrize(("width", "height"), [(160, 120), (640, 362), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("profile", ["baseline", "high", "high444"])
def test_h264_sizes_are_read_as_the_encoder_wrote_them(
    width: int, height: int, profile: str
) -> None:
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height = width, height
    encoder.pix_fmt = "yuv444p" if profile == "high444" else "yuv420p"
    encoder.time_base = Fraction(1, 30)
    encoder.options = {"profile": profile, "preset": "ultrafast", "tune": "zerolatency"}
    frame = av.VideoFrame(width, height, encoder.pix_fmt)
    coded = b"".join(bytes(p) for p in encoder.encode(frame))
    units = coded.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    sps = next(unit for unit in units if unit and unit[0] & 0x1F == 7)
    assert picture_size(sps) == (width, height)


def test_the_pictures_of_the_encoder_differ() -> None:
    """Otherwise the tests above could not tell one frame from another."""
    coded = [b"".join(payloads) for payloads in coded_pictures("VP8", 10, 5)]
    assert all(a != b for a, b in pairwise(coded))
