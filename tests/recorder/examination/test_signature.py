"""Which demuxer may read a file, by its first bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.examination.signature import DEMUXERS, recognise

TS = (b"\x47" + bytes(187)) * 5


@pytest.mark.parametrize(
    ("head", "demuxer"),
    [
        (b"\x00\x00\x00\x20ftypisom", "mov"),
        (b"\x00\x00\x00\x14ftypqt  ", "mov"),
        (b"\x00\x00\x00\x08wide\x00\x00\x00\x00mdat", "mov"),
        (b"\x1a\x45\xdf\xa3\x01", "matroska"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "avi"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp_pipe"),
        (b"\xff\xd8\xff\xe1", "jpeg_pipe"),
        (b"\x89PNG\r\n\x1a\n", "png_pipe"),
        (TS, "mpegts"),
        (TS[:-188], None),
        (b"\x00\x00\x00\x20ftypheic", None),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", None),
        (b"ffconcat version 1.0\nfile a.mp4", None),
        (b"#EXTM3U\n", None),
        (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"PK\x03\x04", None),
        (b"GIF89a", None),
        (b"ID3\x04", None),
        (b"", None),
    ],
)
def test_first_bytes(head: bytes, demuxer: str | None) -> None:
    found = recognise(head)
    assert (None if found is None else found.demuxer) == demuxer


@given(st.binary(max_size=2000))
def test_anything_else_is_nothing(head: bytes) -> None:
    found = recognise(head)
    assert found is None or found.demuxer in DEMUXERS
