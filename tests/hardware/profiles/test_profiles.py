"""Kit profiles: those shipped are valid, and each kind of mistake gets its own sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.errors import ProfileError
from hardware.profiles import load_profile, parse_profile, profile_names

CAMERA = """
[[cameras]]
role = "salle"
label = "Salle"
source = { kind = "demo", scene = "salle" }
"""
HEAD = 'version = 1\nname = "Essai"\n'


def test_the_demo_and_the_devices_kits_are_shipped() -> None:
    assert {"demo", "devices"} <= set(profile_names())


@pytest.mark.parametrize("name", profile_names())
def test_every_shipped_profile_is_valid(name: str) -> None:
    assert load_profile(name).cameras


def test_the_demo_kit_has_two_cameras_named_by_role_and_a_microphone() -> None:
    profile = load_profile("demo")
    assert [(camera.role, camera.label) for camera in profile.cameras] == [
        ("salle", "Salle"),
        ("mains", "Gros plan mains"),
    ]
    assert profile.microphone is not None


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        (HEAD + CAMERA + "zoom = 2", "cameras[0].zoom", "not permitted"),
        ("volume = 3\n" + HEAD + CAMERA, "volume", "not permitted"),
        ('version = 2\nname = "Essai"\n' + CAMERA, "version", "should be 1"),
        ('name = "Essai"\n' + CAMERA, "version", "required"),
        (HEAD, "cameras", "required"),
        (HEAD + CAMERA + "rate_fps = '25'", "cameras[0].rate_fps", "integer"),
        (HEAD + CAMERA + "rate_fps = 240", "cameras[0].rate_fps", "30"),
        (HEAD + CAMERA + "width = 641", "cameras[0].width", "multiple of 2"),
        (HEAD + CAMERA.replace('"salle"\nlabel', '"La Salle"\nlabel'), "cameras[0].role", "match"),
        (HEAD + CAMERA.replace('"demo"', '"dream"'), "cameras[0].source", "'dream'"),
        (HEAD + CAMERA + CAMERA, "file", "two cameras have the role 'salle'"),
        (HEAD + "cameras = nothing\n", "TOML", "line 3"),
    ],
)
def test_a_mistake_is_told_with_file_key_and_reason(text: str, key: str, reason: str) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile(text, "essai.toml")
    for told in (caught.value.french, caught.value.english):
        assert "essai.toml" in told
        assert f" {key}" in told
        assert reason in told


def test_a_profile_may_be_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + CAMERA, encoding="utf-8")
    assert load_profile(str(path)).name == "Essai"


@pytest.mark.parametrize("name", ["nothing", "../demo", "/absent.toml"])
def test_an_unknown_profile_is_named(name: str) -> None:
    with pytest.raises(ProfileError) as caught:
        load_profile(name)
    assert name in caught.value.french
    assert name in caught.value.english
