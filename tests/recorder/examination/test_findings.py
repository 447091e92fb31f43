"""What the examining process says is believed no more than a stranger."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.examination.findings import Film, Refused, read_message, write_message

FILM = Film("video", "mov", 1920, 1080, 61_000, 29.97, "h264", "aac", None)


def test_there_and_back() -> None:
    assert read_message(write_message(FILM, ["limits"]).encode()) == (FILM, {"limits"})


def test_a_refusal() -> None:
    with pytest.raises(Refused) as refusal:
        read_message(write_message("dimensions", []).encode())
    assert refusal.value.reason == "dimensions"


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "page"},
        {"container": "hls"},
        {"width": -1},
        {"width": True},
        {"duration_ms": 1 << 50},
        {"frame_rate": float("nan")},
        {"video_codec": "<script>"},
        {"audio_codec": 5},
        {"spherical": "yes"},
        {"more": 1},
    ],
)
def test_a_film_that_is_none(changes: dict[str, object]) -> None:
    body = {"confinement": [], "film": FILM.as_dict() | changes}
    with pytest.raises(Refused) as refusal:
        read_message(json.dumps(body).encode())
    assert refusal.value.reason == "damaged"


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b"[" * 10_000,
        b'{"confinement": [], "refused": "<b>"}',
        b'{"confinement": [], "refused": ["type"]}',
        b'{"confinement": [], "film": []}',
        b"\xff",
    ],
)
def test_other_lines(line: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        read_message(line)
    assert refusal.value.reason == "damaged"


@given(st.binary(max_size=200))
def test_any_line_is_a_refusal(line: bytes) -> None:
    with pytest.raises(Refused):
        read_message(line)
