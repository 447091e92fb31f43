"""Kit profiles: those shipped are valid, and each kind of mistake gets its own sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.errors import ProfileError
from hardware.profiles import load_profile, parse_profile, profile_names
from hardware.profiles.needs import answer_needs

CAMERA = """
[[cameras]]
role = "salle"
label = "Salle"
source = { kind = "demo", scene = "salle" }
"""
HEAD = 'version = 1\nname = "Essai"\n'
OF_A_KIND = CAMERA.replace('"demo", scene = "salle"', '"device"')
PORTABLE = CAMERA.replace('"demo", scene = "salle"', '"device", model = "nothing"')
MICROPHONE = '\n[microphone]\nsource = { kind = "alsa" }\n'
PIPEWIRE = """
[microphone]
source = { kind = "alsa", device = "pipewire:NODE=passerelle-microphone" }
echo_cancelled_by = "pipewire"
"""


def test_the_kits_of_a_room_are_shipped() -> None:
    kits = {"demo", "devices", "mini-pc", "raspberry-pi-4", "numrik-box"}
    assert kits == set(profile_names())


def layers(*wanted: tuple[int, int]) -> str:
    """(scale down, bits a second) of each."""
    listed = ", ".join(
        f'{{ rid = "l{n}", scale_down = {by}, bitrate_bps = {bps} }}'
        for n, (by, bps) in enumerate(wanted)
    )
    return f"layers = [{listed}]"


@pytest.mark.parametrize("name", profile_names())
def test_every_shipped_profile_is_valid(name: str) -> None:
    assert load_profile(name).cameras


@pytest.mark.parametrize("name", ["mini-pc", "raspberry-pi-4", "numrik-box"])
def test_a_kit_of_real_devices_says_what_is_known_to_break(name: str) -> None:
    profile = load_profile(name)
    assert profile.known_problems
    assert all(problem.source for problem in profile.known_problems)


def test_the_demo_kit_has_two_cameras_named_by_role_and_a_microphone() -> None:
    profile = load_profile("demo")
    assert [(camera.role, camera.label) for camera in profile.cameras] == [
        ("salle", "Salle"),
        ("mains", "Gros plan mains"),
    ]
    assert profile.microphone is not None


@pytest.mark.parametrize(
    ("text", "key", "french", "english"),
    [
        (HEAD + CAMERA + "zoom = 2", "cameras[0].zoom", "n’existe pas", "no such key"),
        ("volume = 3\n" + HEAD + CAMERA, "volume", "n’existe pas", "no such key"),
        ('version = 2\nname = "Essai"\n' + CAMERA, "version", "il faut 1", "should be 1"),
        ('name = "Essai"\n' + CAMERA, "version", "manque", "missing"),
        (HEAD, "cameras", "manque", "missing"),
        (HEAD + "cameras = []\n", "cameras", "au moins 1", "at least 1"),
        (HEAD + CAMERA * 9, "cameras", "au plus 8", "at most 8"),
        (HEAD + CAMERA + "rate_fps = '25'", "cameras[0].rate_fps", "entier", "integer"),
        (HEAD + CAMERA + "rate_fps = 240", "cameras[0].rate_fps", "au plus 30", "at most 30"),
        (HEAD + CAMERA + "width = 641", "cameras[0].width", "multiple de 2", "multiple of 2"),
        (HEAD + CAMERA + "required = 1", "cameras[0].required", "true ou false", "true or false"),
        (
            HEAD + CAMERA.replace('"salle"\nlabel', '"La Salle"\nlabel'),
            "cameras[0].role",
            "forme attendue",
            "expected form",
        ),
        (HEAD + CAMERA.replace('"demo"', '"dream"'), "cameras[0].source", "dream", "'dream'"),
        (
            HEAD + CAMERA.replace('scene = "salle"', 'scene = "lune"'),
            "cameras[0].source.scene",
            "'salle'",
            "'salle'",
        ),
        (
            HEAD + CAMERA + 'controls = { focus = "auto", power_line_hz = 40 }',
            "cameras[0].controls.power_line_hz",
            "50",
            "50",
        ),
        (
            HEAD + CAMERA + "controls = { white_balance = 12 }",
            "cameras[0].controls.white_balance",
            "'auto'",
            "'auto'",
        ),
        (
            HEAD + CAMERA + 'layers = [{ rid = "h", bitrate_bps = 5 }]',
            "cameras[0].layers[0].bitrate_bps",
            "au moins 60000",
            "at least 60000",
        ),
        (
            HEAD
            + CAMERA
            + 'layers = [{ rid = "h", bitrate_bps = 90000 }, { rid = "h", bitrate_bps = 90000 }]',
            "cameras[0].layers",
            "même rid",
            "same rid",
        ),
        (HEAD + CAMERA + layers((1, 90_000), (1, 80_000)), "cameras[0].layers", "taille", "size"),
        (HEAD + CAMERA + layers((2, 90_000), (4, 80_000)), "cameras[0].layers", "entière", "whole"),
        (HEAD + CAMERA + layers((4, 90_000), (1, 90_000)), "cameras[0].layers", "débit", "bits"),
        (HEAD + CAMERA + CAMERA, "cameras[1].role", "le rôle « salle »", "the role 'salle'"),
        (HEAD + OF_A_KIND, "cameras[0].source", "model", "model"),
        (HEAD + PORTABLE, "cameras[0].source.model", "« nothing »", "'nothing'"),
        (
            HEAD + CAMERA + '[needs]\nhands_camera = "mains"',
            "needs.hands_camera",
            "le rôle « mains »",
            "the role 'mains'",
        ),
        (
            HEAD + CAMERA + MICROPHONE + "[needs]\noriginal_sound = true",
            "needs.original_sound",
            "son d’origine",
            "original sound",
        ),
        (
            HEAD + CAMERA + MICROPHONE + 'echo_cancelled_by = "pipewire"',
            "microphone.source",
            "ce qui passe par lui",
            "what goes through it",
        ),
        (
            HEAD + CAMERA + PIPEWIRE + '[loudspeaker]\nsource = { kind = "alsa" }',
            "loudspeaker.source",
            "ce qui passe par lui",
            "what goes through it",
        ),
        (HEAD + CAMERA + '[keys]\nmute = "F2"', "keys.mute", "forme attendue", "expected form"),
        (HEAD + "cameras = nothing\n", "TOML", "line 3", "line 3"),
    ],
)
def test_a_mistake_is_told_with_file_key_and_reason(
    text: str, key: str, french: str, english: str
) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile(text, "essai.toml")
    for told, reason in ((caught.value.french, french), (caught.value.english, english)):
        assert "essai.toml" in told
        assert f" {key}" in told
        assert reason in told.partition(f" {key}")[2]


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


def test_an_activitys_needs_fall_on_roles() -> None:
    answered = answer_needs(load_profile("mini-pc"), ["hands_camera", "wide_view", "score_camera"])
    assert answered.roles == {"hands_camera": "mains", "wide_view": "salle"}
    assert answered.missing == ("score_camera",)


def test_the_original_sound_falls_on_a_microphone_that_can_give_it() -> None:
    text = HEAD + CAMERA + MICROPHONE + "original_sound = true\n[needs]\noriginal_sound = true"
    kit = parse_profile(text, "essai.toml")
    assert answer_needs(kit, ["original_sound"]).roles == {"original_sound": "microphone"}
