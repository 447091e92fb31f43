"""Which picture is shown first, and that another one is no reason to make a film again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recorder.replay.edits import Cut, Edits
from recorder.replay.making import make
from recorder.replay.manifest import Chapter, Kept, ReplayManifest, write_manifest
from recorder.replay.order import Order
from recorder.replay.posters import chosen_s
from tests.recorder.replay.filming import decoded_pictures, write_video

BEFORE = ReplayManifest(
    60.0,
    posters=("a.jpg", "b.jpg"),
    posters_s=(5.0, 35.0),
    poster="a.jpg",
    kept=(Kept(0.0, 30.0), Kept(40.0, 70.0)),
)
CUT = (Kept(20.0, 70.0),)


@pytest.mark.parametrize(
    ("edits", "before", "wanted"),
    [
        (Edits(), None, None),
        (Edits(), BEFORE, None),
        # The 35th second of the replay was the 45th of the source, which is the 25th now.
        (Edits(), replace(BEFORE, poster="b.jpg"), 25.0),
        (Edits(poster_s=30.0), replace(BEFORE, poster="b.jpg"), 10.0),
        (Edits(poster_s=3.0), BEFORE, None),
        (Edits(), replace(BEFORE, poster="b.jpg", posters_s=()), None),
    ],
)
def test_the_picture_that_was_chosen_stays(
    edits: Edits, before: ReplayManifest | None, wanted: float | None
) -> None:
    assert chosen_s(edits, before, CUT) == wanted


def brighter(at_s: float) -> np.ndarray:
    """A grey that tells the time, with something to see in it."""
    picture = np.full((180, 320, 3), 40 + int(at_s) * 20, np.uint8)
    picture[::8] = 30
    return picture


@pytest.fixture
def order(tmp_path: Path) -> Order:
    path, folder = tmp_path / "content", tmp_path / "replay"
    write_video(path, brighter, 0, 6, codec="libx264", container="mp4")
    folder.mkdir()
    film = {
        "kind": "video",
        "container": "mov",
        "duration_ms": 6000,
        "audio_codec": None,
        "spherical": None,
    }
    return Order(folder, Edits(cuts=(Cut(0, 1),)), upload=path, film=film)


def brightness(order: Order, manifest: ReplayManifest) -> float:
    assert manifest.poster is not None
    ((_, image),) = decoded_pictures(order.folder / manifest.poster)
    return float(np.median(image))


def test_another_picture_or_other_names_make_no_other_film(order: Order) -> None:
    first = make(order, lambda _: None)
    written = {one.file: (order.folder / one.file).stat().st_mtime_ns for one in first.videos}
    edits = replace(order.edits, poster_s=5.2, chapters=(Chapter(2, "Ici"),))
    second = make(replace(order, edits=edits), lambda _: None)
    assert {one.file: (order.folder / one.file).stat().st_mtime_ns for one in second.videos} == (
        written
    )
    assert brightness(order, second) == pytest.approx(140, abs=8)
    assert len(second.posters) == len(first.posters) + 1 == len(second.posters_s)
    # Another one takes its place, and none leaves nothing behind.
    third = make(replace(order, edits=replace(edits, poster_s=2.2)), lambda _: None)
    assert brightness(order, third) == pytest.approx(80, abs=8)
    assert third.poster != second.poster and len(third.posters) == len(second.posters)
    assert make(order, lambda _: None) == first
    assert {path.name for path in order.folder.glob("poster-*")} == set(first.posters)


def test_what_is_missing_is_made_again(order: Order) -> None:
    first = make(order, lambda _: None)
    (order.folder / first.videos[0].file).unlink()
    again = make(order, lambda _: None)
    assert (order.folder / again.videos[0].file).is_file()
    write_manifest(order.folder, replace(first, made_as=""))
    assert make(order, lambda _: None) == first
