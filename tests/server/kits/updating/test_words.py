"""A letter says what the page says, and what to do, for each reason that a kit may give."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from server.kits.updating.words import REASONS, given_up
from tests.server.kits.updating.house import NEW

ROOT = Path(__file__).parents[4]
PAGE = json.loads((ROOT / "web/locales/fr.fleet.json").read_text(encoding="utf-8"))


def test_every_reason_of_the_protocol_has_its_sentence() -> None:
    protocol = (ROOT / "docs/protocol.md").read_text(encoding="utf-8")
    (listed,) = re.findall(r"`reason`, when it was given up: (.*?); null", protocol)
    assert set(re.findall(r"`(\w+)`", listed)) == set(REASONS)


@pytest.mark.parametrize("reason", REASONS)
def test_a_letter_says_what_the_page_says(reason: str) -> None:
    what = PAGE["fleet.program.how.failed"].replace("{version}", NEW)
    assert given_up(NEW, reason) == f"{what} {PAGE[f'fleet.program.why.{reason}']}"


@pytest.mark.parametrize("reason", [None, "of_a_newer_kit"])
def test_a_reason_that_is_not_known_is_not_named(reason: str | None) -> None:
    assert given_up(NEW, reason) == f"La version {NEW} n’est pas gardée, l’ancienne marche."
