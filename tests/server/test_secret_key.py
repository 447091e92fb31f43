"""The secret: made once, for its owner's eyes; an unusable folder is said in a sentence."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from server.errors import StartRefused
from server.secret_key import FILE_NAME, load_secret, prepare_data_dir


def test_made_once_and_kept(tmp_path: Path) -> None:
    first = load_secret(tmp_path)
    assert len(first) >= 32
    assert load_secret(tmp_path) == first
    assert os.listdir(tmp_path) == [FILE_NAME]


def test_its_owner_alone_reads_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        load_secret(tmp_path)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_two_installations_have_two_secrets(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert load_secret(tmp_path / "a") != load_secret(tmp_path / "b")


def test_a_damaged_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"")
    with pytest.raises(StartRefused, match="damaged"):
        load_secret(tmp_path)


def test_the_folder_is_made(tmp_path: Path) -> None:
    prepare_data_dir(tmp_path / "a" / "b")
    assert os.listdir(tmp_path / "a" / "b") == []


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartRefused, match="PASSERELLE_DATA_DIR"):
        prepare_data_dir(tmp_path / "file" / "var")
