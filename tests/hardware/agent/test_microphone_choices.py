"""The microphones that a room could be heard by, on a machine whose sound cards are described."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from hardware.agent.kept import Kept
from hardware.agent.microphone_choices import OWN, MicrophoneChoices
from hardware.capture.alsa import AlsaSound
from hardware.demo.tune import TunePlayer
from hardware.discovery import Machine
from hardware.discovery.locating import Locator
from hardware.profiles import parse_profile
from tests.hardware.discovery.tree import Described, described, lay_out

CAMERA = """
version = 1
name = "Essai"
[[cameras]]
role = "salle"
label = "Salle"
source = { kind = "demo", scene = "salle" }
[microphone]
source = """
JABRA = '{ kind = "device", model = "jabra-speak-510", serial = "50C2ED2222220x010600" }\n'
SPARE = """
[[spare_microphones]]
label = "Micro cravate"
source = { kind = "tune", semitones = 5 }
"""


def choices_of(
    tmp_path: Path,
    own: str,
    devices: Sequence[Described] | None = None,
    kept: Path | None = None,
) -> MicrophoneChoices:
    machine = Machine(lay_out(tmp_path / "root", devices or described("two-alike")))
    kit = parse_profile(CAMERA + own + SPARE, "essai.toml")
    assert kit.microphone is not None
    locator = Locator(kit, tmp_path / "data", machine)
    return MicrophoneChoices(kit.microphone, kit, locator, Kept(kept or tmp_path / "data"), machine)


def test_the_rooms_own_is_offered_once_then_the_spare_then_what_is_plugged_in(
    tmp_path: Path,
) -> None:
    offered = choices_of(tmp_path, JABRA).offered()
    assert [(one["id"], one["current"]) for one in offered][:2] == [(OWN, True), ("spare:0", False)]
    cards = [one["id"] for one in offered[2:]]
    # The other of two alike, and not the one that the profile names (its serial says which).
    assert "card:USB" in cards and "card:USB_1" not in cards


def test_a_kit_without_devices_leaves_those_of_the_machine_alone(tmp_path: Path) -> None:
    offered = choices_of(tmp_path, '{ kind = "tune" }\n').offered()
    assert [one["label"] for one in offered] == ["", "Micro cravate"]


@pytest.mark.parametrize(
    ("wanted", "source"),
    [("spare:0", TunePlayer), ("card:USB", AlsaSound), (OWN, AlsaSound)],
)
def test_the_one_chosen_is_the_one_in_use(tmp_path: Path, wanted: str, source: type) -> None:
    choices = choices_of(tmp_path, JABRA)
    assert isinstance(choices.choose(wanted), source)
    assert [one["id"] for one in choices.offered() if one["current"]] == [wanted]


@pytest.mark.parametrize("wanted", ["", "card:nothing", "card:USB_1", "spare:1", "own "])
def test_what_is_not_offered_changes_nothing(tmp_path: Path, wanted: str) -> None:
    choices = choices_of(tmp_path, JABRA)
    assert choices.choose(wanted) is None
    assert choices.current == OWN


@pytest.mark.parametrize("chosen", ["spare:0", "card:USB"])
def test_what_was_chosen_is_in_use_after_a_restart(tmp_path: Path, chosen: str) -> None:
    before = choices_of(tmp_path, JABRA)
    assert before.choose(chosen)
    again = choices_of(tmp_path / "again", JABRA, kept=tmp_path / "data")
    assert isinstance(again.at_the_start(), AlsaSound if chosen[:4] == "card" else TunePlayer)
    assert again.current == chosen
    assert again.choose(OWN)
    last = choices_of(tmp_path / "last", JABRA, kept=tmp_path / "data")
    assert (last.at_the_start() is not None, last.current) == (True, OWN)


def test_cards_that_wake_in_another_order_are_not_taken_for_each_other(tmp_path: Path) -> None:
    choices_of(tmp_path, JABRA).choose("card:USB")
    swapped = [
        dict(one) | {"id": {"USB": "USB_1", "USB_1": "USB"}.get(one.get("id", ""), "")}
        for one in described("two-alike")
    ]
    again = choices_of(tmp_path / "again", JABRA, swapped, tmp_path / "data")
    again.at_the_start()
    assert again.current == "card:USB_1"


def test_one_that_is_not_there_leaves_the_rooms_own(tmp_path: Path) -> None:
    choices_of(tmp_path, JABRA).choose("card:USB")
    alone = [one for one in described("two-alike") if one.get("id") != "USB"]
    again = choices_of(tmp_path / "again", JABRA, alone, tmp_path / "data")
    again.at_the_start()
    assert again.current == OWN
    back = choices_of(tmp_path / "back", JABRA, kept=tmp_path / "data")
    back.at_the_start()
    assert back.current == "card:USB"
