"""What people read: every finding has its sentence and its remedy, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hardware.selftest.finding import Finding, Severity, sentences
from hardware.selftest.usb_bandwidth import Stream, check_usb

HARDWARE = Path(__file__).parents[3] / "hardware"


def test_every_finding_of_the_code_has_its_sentence_and_no_sentence_is_idle() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in HARDWARE.rglob("*.py"))
    assert set(re.findall(r'Finding\("(\w+)"', code)) == set(sentences())


@pytest.mark.parametrize("key", sentences())
def test_both_languages_fill_the_same_blanks_and_end_like_sentences(key: str) -> None:
    forms = sentences()[key]
    assert set(forms) == {"fr", "en", "fr_do", "en_do"}
    assert all(text.endswith(".") for text in forms.values())
    assert re.findall(r"{\w+}", forms["fr"]) == re.findall(r"{\w+}", forms["en"])


def test_numbers_are_rounded_in_a_sentence() -> None:
    measured = {"rate_fps": 11.7, "wanted_fps": 25.0}
    said = Finding("picture_few", Severity.WARNING, "mains", measured).sentence("fr")
    assert "12 images par seconde au lieu de 25" in said


def stream(role: str, form: str, controller: str = "pci-0") -> Stream:
    return Stream(role, controller, 480.0, form, 1280, 720, 25)


@pytest.mark.parametrize(
    ("streams", "crowded"),
    [
        ([stream("salle", "yuyv422")], False),
        ([stream("salle", "yuyv422"), stream("mains", "yuyv422")], True),
        ([stream("salle", "yuyv422"), stream("mains", "mjpeg")], True),
        ([stream("salle", "mjpeg"), stream("mains", "mjpeg"), stream("piano", "mjpeg")], False),
        ([stream("salle", "yuyv422"), stream("mains", "yuyv422", "pci-1")], False),
    ],
)
def test_the_cameras_of_one_controller_must_fit_on_it(streams: list[Stream], crowded: bool) -> None:
    assert [finding.key for finding in check_usb(streams)] == (["usb_crowded"] if crowded else [])
