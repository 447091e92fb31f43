"""`passerelle release …`: both languages, and a code for scripts."""

from __future__ import annotations

from pathlib import Path

from server.releases.shelf import Shelf
from tests.server.releases.test_shelf import put
from tests.server.test_cli import assert_one_sentence_each, run


def test_releases_are_listed_offered_and_removed(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "var")
    for number in ("0.1.0+aaaaaaaa", "0.2.0+bbbbbbbb"):
        put(shelf, number, f"2026-0{number[2]}-01T10:00:00+00:00")
    assert run(tmp_path, "release", "offer", "0.1.0+aaaaaaaa").returncode == 0
    listed = run(tmp_path, "release", "list").stdout.splitlines()
    assert listed[0].split()[0] == "0.2.0+bbbbbbbb"
    assert listed[1].split()[:3] == ["*", "0.1.0+aaaaaaaa", "2026-01-01"]
    assert run(tmp_path, "release", "remove", "0.1.0+aaaaaaaa").returncode == 0
    for act in ("offer", "remove"):
        assert_one_sentence_each(run(tmp_path, "release", act, "0.1.0+aaaaaaaa"), "0.1.0+aaaaaaaa")
