"""The key on the kit's disk: readable by its owner alone, whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from hardware.agent.pairing_key import FILE_NAME, forget_key, load_key, save_key
from hardware.errors import HardwareError

URL = "https://passerelle.example.org"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_is_kept_for_its_server_alone(tmp_path: Path) -> None:
    assert load_key(tmp_path, URL) is None
    save_key(tmp_path / "new", URL + "/", "pk1_x")
    assert load_key(tmp_path / "new", URL) == "pk1_x"
    assert load_key(tmp_path / "new", "https://elsewhere.example.org") is None
    assert mode(tmp_path / "new" / FILE_NAME) == 0o600
    forget_key(tmp_path / "new")
    forget_key(tmp_path / "new")
    assert load_key(tmp_path / "new", URL) is None


def test_wide_rights_are_narrowed(tmp_path: Path) -> None:
    save_key(tmp_path, URL, "pk1_x")
    (tmp_path / FILE_NAME).chmod(0o644)
    assert load_key(tmp_path, URL) == "pk1_x"
    assert mode(tmp_path / FILE_NAME) == 0o600


def test_a_half_written_file_of_before_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "kit-key.json.new").write_text("{")
    (tmp_path / FILE_NAME).write_text('{"https://pass')
    assert load_key(tmp_path, URL) is None
    save_key(tmp_path, URL, "pk1_x")
    assert load_key(tmp_path, URL) == "pk1_x"
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_disk_that_takes_nothing_is_said_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HardwareError, match=r"La clé du boîtier .* / The kit's key"):
        save_key(tmp_path / "file", URL, "pk1_x")
