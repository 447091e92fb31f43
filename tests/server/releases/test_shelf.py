"""What the server holds of releases, and what it lets be fetched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.releases.shelf import Shelf, UnknownRelease


def put(shelf: Shelf, version: str, made_at: str, changes: dict[str, object] | None = None) -> Path:
    """A release with two wheels; their bytes do not matter here."""
    folder = shelf.folder / version
    folder.mkdir(parents=True)
    names = ["one-1-py3-none-any.whl", "two-1-cp311-cp311-manylinux_2_28_x86_64.whl"]
    names.append("two-1-cp311-cp311-manylinux_2_28_aarch64.whl")
    for name in names:
        (folder / name).write_bytes(name.encode())
    held = {
        "format": 1,
        "version": version,
        "made_at": made_at,
        "python": "3.11",
        "machines": ["x86_64", "aarch64"],
        "wheels": [{"file": name, "sha256": "0" * 64, "bytes": 100} for name in names],
    }
    (folder / "release.json").write_text(json.dumps(held | (changes or {})))
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    put(shelf, "0.1.0+aaaaaaaa", "2026-01-01T10:00:00+00:00")
    put(shelf, "0.2.0+bbbbbbbb", "2026-02-01T10:00:00+00:00")
    return shelf


def test_the_newest_comes_first_and_a_kit_fetches_its_own_wheels_alone(shelf: Shelf) -> None:
    found = [(each.version, each.bytes) for each in shelf.versions()]
    assert found == [("0.2.0+bbbbbbbb", 200), ("0.1.0+aaaaaaaa", 200)]


def test_without_any_there_is_none(tmp_path: Path) -> None:
    assert Shelf(tmp_path).versions() == []
    assert Shelf(tmp_path).offered is None


def test_what_is_listed_can_be_fetched_and_nothing_else(shelf: Shelf) -> None:
    version = "0.1.0+aaaaaaaa"
    folder = shelf.folder / version
    (folder / "secret").write_text("")
    (shelf.folder / "x.whl").write_text("")
    assert shelf.file(version, "release.json") == folder / "release.json"
    assert shelf.file(version, "one-1-py3-none-any.whl") == folder / "one-1-py3-none-any.whl"
    for name in ("secret", "../x.whl", "missing.whl", "", ".", "..", "../offered.json"):
        assert shelf.file(version, name) is None, name
    for other in ("..", ".", "", "0.3.0", "../releases/0.1.0+aaaaaaaa", "0.1.0+aaaaaaaa/."):
        assert shelf.file(other, "release.json") is None, other


@pytest.mark.parametrize(
    "wrong", [{"version": "0.9.0"}, {"made_at": "once"}, {"wheels": 3}, {"machines": None}]
)
def test_what_is_no_description_is_not_there(shelf: Shelf, wrong: dict[str, object]) -> None:
    put(shelf, "0.3.0+cccccccc", "2026-03-01T10:00:00+00:00", wrong)
    assert len(shelf.versions()) == 2
    assert shelf.file("0.3.0+cccccccc", "release.json") is None


def test_one_is_offered_until_another_is_or_it_goes(shelf: Shelf) -> None:
    assert shelf.offered is None
    shelf.offer("0.1.0+aaaaaaaa")
    shelf.offer("0.2.0+bbbbbbbb")
    assert shelf.offered == "0.2.0+bbbbbbbb"
    shelf.remove("0.2.0+bbbbbbbb")
    assert shelf.offered is None
    assert [each.version for each in shelf.versions()] == ["0.1.0+aaaaaaaa"]
    for act in (shelf.offer, shelf.remove):
        with pytest.raises(UnknownRelease):
            act("0.2.0+bbbbbbbb")


def test_wheels_that_are_the_same_lie_there_once(shelf: Shelf) -> None:
    made = shelf.folder / ".making"
    made.mkdir()
    name = "one-1-py3-none-any.whl"
    (made / name).write_bytes(name.encode())
    folder = shelf.add(made, "0.3.0+cccccccc")
    assert (folder / name).stat().st_nlink == 2
