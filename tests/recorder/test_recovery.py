"""What a server that starts again makes of what it finds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from recorder.disk.recording_folder import MANIFEST, RESERVE
from recorder.manifest import Manifest
from recorder.recovery import recover
from tests.recorder.coded import decoded
from tests.recorder.studio import Studio, camera_handle, feed, microphone_handle


@pytest.fixture
def left(tmp_path: Path) -> Studio:
    """A recording that nobody finished."""
    studio = Studio(tmp_path)
    studio.run(feed(camera_handle(), 4.0), feed(microphone_handle(), 4.0, ssrc=2))
    return studio


def manifest(folder: Path) -> Manifest:
    return Manifest.from_json(json.loads((folder / MANIFEST).read_bytes()))


def test_every_file_is_finished_and_the_manifest_says_so(left: Studio) -> None:
    result = recover(left.folder.parent)
    assert (result.finished, result.untold) == (["recording"], [])
    found = manifest(left.folder)
    assert found.state == "recovered"
    assert found.ended_unix_s == pytest.approx(1_700_000_004.0, abs=1.0)
    for entry in found.files:
        assert entry.end_reason == "recovered"
        assert decoded(left.folder / entry.file)[-1][0] * 1000 == pytest.approx(entry.ended_ms)
        assert entry.bytes == (left.folder / entry.file).stat().st_size
    assert not (left.folder / RESERVE).exists()


def test_a_second_start_changes_nothing(left: Studio) -> None:
    recover(left.folder.parent)
    before = {path: path.read_bytes() for path in left.folder.iterdir()}
    assert recover(left.folder.parent).finished == []
    assert before == {path: path.read_bytes() for path in left.folder.iterdir()}


def test_a_finished_recording_is_left_alone(left: Studio) -> None:
    left.finish()
    before = {path: path.read_bytes() for path in left.folder.iterdir()}
    assert recover(left.folder.parent).finished == []
    assert before == {path: path.read_bytes() for path in left.folder.iterdir()}


def test_a_crash_between_the_manifest_and_the_file_leaves_no_entry(left: Studio) -> None:
    left.file_of("audio").unlink()
    left.file_of("video").write_bytes(b"")
    recover(left.folder.parent)
    assert manifest(left.folder).files == []
    assert left.files() == []


def test_a_file_that_the_disk_has_destroyed_is_named_and_kept(left: Studio) -> None:
    video = left.file_of("video")
    video.write_bytes(bytes(5000))
    recover(left.folder.parent)
    entries = {entry.kind: entry.end_reason for entry in manifest(left.folder).files}
    assert entries == {"video": "damaged", "audio": "recovered"}
    assert video.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 2}', b'{"format": 1}'])
def test_files_that_nobody_can_name_are_told_and_not_touched(left: Studio, content: bytes) -> None:
    (left.folder / MANIFEST).write_bytes(content)
    before = {path: path.read_bytes() for path in left.files()}
    result = recover(left.folder.parent)
    assert (result.finished, result.untold) == ([], ["recording"])
    assert before == {path: path.read_bytes() for path in left.files()}


def test_a_manifest_half_written_does_no_harm(left: Studio) -> None:
    (left.folder / (MANIFEST + ".new")).write_bytes(b"{")
    assert recover(left.folder.parent).finished == ["recording"]
    assert not (left.folder / (MANIFEST + ".new")).exists()


def test_one_recording_after_the_other(left: Studio) -> None:
    shutil.copytree(left.folder, left.folder.with_name("another"))
    assert recover(left.folder.parent).finished == ["another", "recording"]


def test_a_place_where_nothing_was_recorded_yet(tmp_path: Path) -> None:
    assert recover(tmp_path / "nothing").finished == []


def test_manifests_are_read_as_they_were_written(left: Studio) -> None:
    left.finish()
    assert manifest(left.folder) == left.writer.manifest
