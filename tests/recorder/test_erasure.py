"""A canary is removed: nothing holds it afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from recorder.erasure import erase_person
from recorder.handle import TrackHandle
from recorder.manifest import Who
from tests.recorder.coded import decoded
from tests.recorder.studio import Studio, feed, microphone_handle


def canary_handle() -> TrackHandle:
    who = Who("canary", "Canari", "camera", consent={"answer": "yes"})
    return TrackHandle("their-camera", "video", "VP8", 90_000, "home", who)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    studio = Studio(tmp_path)
    studio.run(feed(canary_handle(), 2.0), feed(microphone_handle(), 2.0, ssrc=2))
    return studio


def test_no_file_and_no_line_is_left_of_them_and_all_of_the_others(studio: Studio) -> None:
    studio.finish()
    theirs = studio.file_of("video")
    assert erase_person(studio.folder, "canary") == [theirs.name]
    assert not theirs.exists()
    for path in studio.folder.iterdir():
        assert not any(
            word in path.read_bytes() for word in (b"canary", b"Canari", b"their-camera")
        )
    assert len(decoded(studio.file_of("audio"))) == 100


def test_asking_again_or_for_somebody_else_deletes_nothing(studio: Studio) -> None:
    studio.finish()
    assert erase_person(studio.folder, "nobody") == []
    erase_person(studio.folder, "canary")
    assert erase_person(studio.folder, "canary") == []
    assert len(studio.files()) == 1


def test_a_file_that_a_crash_left_without_is_no_obstacle(studio: Studio) -> None:
    studio.finish()
    studio.file_of("video").unlink()
    assert len(erase_person(studio.folder, "canary")) == 1
    assert [entry["kind"] for entry in studio.manifest()["files"]] == ["audio"]


def test_not_while_it_is_being_written(studio: Studio) -> None:
    with pytest.raises(ValueError):
        erase_person(studio.folder, "canary")
