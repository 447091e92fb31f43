"""A picture that shows everything around, by what its file says and by its shape."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.examination.spherical import spherical_by_aspect, spherical_by_metadata

UUID = bytes.fromhex("ffcc8263f8554a938814587a02521fdd")
RDF = b"<rdf:SphericalVideo><GSpherical:Spherical>true</GSpherical:Spherical></rdf:SphericalVideo>"
XMP = b'http://ns.adobe.com/xap/1.0/\0<x GPano:ProjectionType="equirectangular"/>'


def box(name: bytes, *content: bytes) -> bytes:
    data = b"".join(content)
    return struct.pack(">I", 8 + len(data)) + name + data


def film(*in_track: bytes, entry: bytes = b"") -> bytes:
    stsd = box(b"stsd", bytes(8), box(b"avc1", bytes(78), entry))
    track = box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", stsd))), *in_track)
    return box(b"ftyp", b"isom") + box(b"mdat", bytes(100)) + box(b"moov", box(b"mvhd"), track)


def jpeg(*segments: bytes) -> bytes:
    parts = [b"\xff\xe1" + struct.pack(">H", len(one) + 2) + one for one in segments]
    return b"\xff\xd8" + b"".join(parts) + b"\xff\xda\x00\x02"


@pytest.mark.parametrize(
    ("data", "demuxer", "spherical"),
    [
        (film(), "mov", False),
        (film(box(b"uuid", UUID, RDF)), "mov", True),
        (film(box(b"uuid", UUID, RDF.replace(b"true", b"false"))), "mov", False),
        (film(box(b"uuid", bytes(16), RDF)), "mov", False),
        (film(entry=box(b"sv3d", box(b"svhd", bytes(5)))), "mov", True),
        (film(entry=box(b"avcC", bytes(5))), "mov", False),
        (b"\x1a\x45\xdf\xa3\x76\x70\x84\x76\x71\x81\x01", "matroska", True),
        (b"\x1a\x45\xdf\xa3\x76\x70\x84\x76\x71\x81\x00", "matroska", False),
        (b"\x1a\x45\xdf\xa3\x1f\x43\xb6\x75\x76\x70\x84\x76\x71\x81\x01", "matroska", False),
        (jpeg(b"Exif\0\0", XMP), "jpeg_pipe", True),
        (jpeg(b"Exif\0\0"), "jpeg_pipe", False),
        (jpeg() + XMP, "jpeg_pipe", False),
        (XMP, "png_pipe", False),
    ],
)
def test_what_the_file_says(data: bytes, demuxer: str, spherical: bool) -> None:
    assert spherical_by_metadata(io.BytesIO(data), demuxer) is spherical


@pytest.mark.parametrize(
    ("kind", "width", "height", "spherical"),
    [
        ("video", 5760, 2880, True),
        ("video", 3840, 2160, False),
        ("video", 2000, 1000, False),
        ("photo", 6720, 3360, True),
        ("photo", 4000, 2000, False),
        ("photo", 6000, 4000, False),
    ],
)
def test_its_shape(kind: str, width: int, height: int, spherical: bool) -> None:
    assert spherical_by_aspect(kind, width, height) is spherical


@given(st.binary(max_size=300), st.sampled_from(["mov", "matroska", "jpeg_pipe", "avi"]))
def test_any_bytes_give_an_answer(data: bytes, demuxer: str) -> None:
    framed = {"mov": box(b"moov", data), "jpeg_pipe": b"\xff\xd8" + data}.get(demuxer, data)
    assert spherical_by_metadata(io.BytesIO(framed), demuxer) in (True, False)
    assert spherical_by_metadata(io.BytesIO(data), demuxer) in (True, False)
