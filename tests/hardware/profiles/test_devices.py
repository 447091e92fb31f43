"""The devices that are described: each valid, each with what breaks and who said so."""

from __future__ import annotations

import pytest

from hardware.errors import ProfileError
from hardware.profiles import device_names, load_device, parse_device

DEVICE = """
version = 1
name = "Essai"
kind = "camera"
[video]
capture = [{ format = "mjpeg" }]
[[known_problems]]
french = "Elle s’arrête parfois."
english = "It stops at times."
source = "A document with a name"
"""


@pytest.mark.parametrize("name", device_names())
def test_every_device_states_what_breaks_and_the_source_of_each_fact(name: str) -> None:
    device = load_device(name)
    assert device.known_problems
    assert all(identity.source for identity in device.identities)
    assert device.bus == "csi" or device.identities or device.kind == "document-camera"


def test_no_usb_number_belongs_to_two_devices() -> None:
    numbers = [
        (identity.vendor, identity.product)
        for name in device_names()
        for identity in load_device(name).identities
        if identity.product
    ]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("text", "key", "french"),
    [
        (DEVICE.replace("source =", "origin ="), "known_problems[0].source", "manque"),
        (DEVICE[: DEVICE.index("[[known")], "known_problems", "manque"),
        (DEVICE + '[[identities]]\nsource = "A document"\n', "identities[0]", "vendor et product"),
        (
            DEVICE + '[[identities]]\nvendor = "046D"\nproduct = "0892"\nsource = "A document"\n',
            "identities[0].vendor",
            "forme attendue",
        ),
        (DEVICE.replace("[video]", "[vidéo]"), "TOML", "line 5"),
        (DEVICE.replace('capture = [{ format = "mjpeg" }]', ""), "video.capture", "manque"),
    ],
)
def test_a_mistake_is_told_with_file_key_and_reason(text: str, key: str, french: str) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_device(text, "essai.toml")
    assert f"essai.toml ne convient pas : {key} : " in caught.value.french
    assert french in caught.value.french
    assert f"essai.toml is not valid: {key}: " in caught.value.english


def test_an_unknown_device_is_named() -> None:
    with pytest.raises(ProfileError, match=r"« nothing ».* / No device is called 'nothing'"):
        load_device("nothing")
