"""What there is to watch, as it is written beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recorder.replay.manifest import (
    MANIFEST,
    AudioFile,
    Chapter,
    Kept,
    Person,
    ReplayManifest,
    Strip,
    Subtitles,
    VideoFile,
    read_manifest,
    write_manifest,
)

WHOLE = ReplayManifest(
    duration_s=61.5,
    videos=(VideoFile("720-a.mp4", 720, 1280, 1000, "video/mp4"),),
    audio=AudioFile("sound-a.m4a", 100, "audio/mp4"),
    poster="poster-1.jpg",
    posters=("poster-1.jpg", "poster-2.jpg"),
    strip=Strip("strip.jpg", 5.0, 10, 160, 90),
    waveform="waveform.json",
    chapters=(Chapter(0.0, "Bonjour"), Chapter(30.0, "")),
    subtitles=(Subtitles("subtitles-fr.vtt", "fr", "Français", True),),
    people=(Person("p1", "Awa"),),
    spherical={"projection": "equirectangular"},
    kept=(Kept(1.0, 62.5),),
    posters_s=(4.0, 30.5),
    made_as="0123456789abcdef",
)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None
    for manifest in (ReplayManifest(duration_s=0.0), WHOLE):
        write_manifest(tmp_path, manifest)
        assert read_manifest(tmp_path) == manifest
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]


def test_one_that_was_written_before_is_read_too() -> None:
    value = json.loads(json.dumps(WHOLE.to_json()))
    del value["posters_s"], value["made_as"]
    read = ReplayManifest.from_json(value)
    assert (read.posters_s, read.made_as) == ((), "")


def test_it_names_all_its_files() -> None:
    assert WHOLE.files() == {
        "720-a.mp4",
        "sound-a.m4a",
        "poster-1.jpg",
        "poster-2.jpg",
        "strip.jpg",
        "waveform.json",
        "subtitles-fr.vtt",
    }


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"poster": "../secret.key"},
        {"poster": ".making"},
        {"videos": [{"file": "a.mp4"}]},
        {"videos": None},
        {"other": 1},
    ],
)
def test_anything_else_is_refused(change: dict[str, Any]) -> None:
    value = json.loads(json.dumps(WHOLE.to_json())) | change
    with pytest.raises(ValueError, match="manifest"):
        ReplayManifest.from_json(value)
