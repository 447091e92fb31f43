"""ALSA's own files are found: without them no sound card of a real machine can be opened."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hardware.capture.alsa_library import CONFIGURATION, find_alsa, has_configuration, has_plugin

VARIABLES = ("ALSA_CONFIG_DIR", "ALSA_PLUGIN_DIR", "ALSA_CONFIG_PATH")
# ALSA's own device that gives silence: it needs the configuration, and no card.
OPEN_NULL = """
from hardware.capture.alsa import AlsaSound
sound = AlsaSound("null")
sound.open()
print(sound.read().sample_rate)
"""


@pytest.fixture(autouse=True)
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        # Set first, so that what the test sets is taken back too.
        monkeypatch.setenv(variable, "")
        monkeypatch.delenv(variable)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    plugins = tmp_path / "usr/lib/alsa-lib"
    for folder in (tmp_path / CONFIGURATION.relative_to("/"), plugins):
        folder.mkdir(parents=True)
    (plugins / "libasound_module_pcm_pipewire.so").touch()
    return tmp_path


def test_the_machines_files_are_named(machine: Path) -> None:
    find_alsa(machine)
    assert os.environ["ALSA_CONFIG_DIR"] == "/usr/share/alsa"
    assert os.environ["ALSA_PLUGIN_DIR"] == "/usr/lib/alsa-lib"
    assert has_configuration(machine)
    assert has_plugin("pipewire", machine)


def test_nothing_is_named_that_is_not_there(tmp_path: Path) -> None:
    find_alsa(tmp_path)
    assert not {"ALSA_CONFIG_DIR", "ALSA_PLUGIN_DIR"} & set(os.environ)
    assert not has_configuration(tmp_path)
    assert not has_plugin("pipewire", tmp_path)


def test_what_the_technician_has_set_stays(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALSA_CONFIG_DIR", "/elsewhere")
    find_alsa(machine)
    assert os.environ["ALSA_CONFIG_DIR"] == "/elsewhere"


@pytest.mark.independent
@pytest.mark.skipif(not CONFIGURATION.is_dir(), reason="no libasound2-data")
def test_a_sound_device_opens_in_a_fresh_process() -> None:
    """The library reads where its files are once: only a process of its own shows it."""
    done = subprocess.run([sys.executable, "-c", OPEN_NULL], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "48000\n"), done.stderr
