"""`passerelle centre` and `passerelle room`: from an empty folder to a centre of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.test_cli import run

BREL = ("centre", "add", "--name", "Centre Jacques Brel", "--town", "Outreau", "--phone", "03 21")


def test_a_centre_and_its_rooms_on_an_empty_machine(tmp_path: Path) -> None:
    assert run(tmp_path, *BREL).returncode == 0
    listed = run(tmp_path, "centre", "list").stdout
    assert listed == "Centre Jacques Brel\tOutreau\t03 21\n"
    added = run(tmp_path, "room", "add", "--name", "Salle d’éveil")
    assert (added.returncode, added.stdout) == (0, "salle-d-eveil\n")
    assert (
        run(tmp_path, "room", "add", "--name", "Cuisine", "--slug", "brel-cuisine").returncode == 0
    )
    assert run(tmp_path, "room", "list").stdout.splitlines() == [
        "salle-d-eveil\tSalle d’éveil\tCentre Jacques Brel",
        "brel-cuisine\tCuisine\tCentre Jacques Brel",
    ]
    token = run(tmp_path, "token", "--room", "brel-cuisine", "--publish")
    assert token.returncode == 0, token.stderr

    assert run(tmp_path, "room", "remove", "--room", "brel-cuisine").returncode == 0
    assert run(tmp_path, "room", "list").stdout.count("\n") == 1
    assert run(tmp_path, "token", "--room", "brel-cuisine", "--publish").returncode == 2
    assert run(tmp_path, "centre", "change", "--phone", "03 22").returncode == 0
    assert run(tmp_path, "centre", "list").stdout == "Centre Jacques Brel\tOutreau\t03 22\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (BREL, "called “Centre Jacques Brel” already"),
        (("centre", "add", "--name", " ", "--town", "x", "--phone", ""), "1 to 80 characters"),
        (("room", "add", "--name", "Danse", "--centre", "x"), "Centre Jacques Brel"),
        (("room", "add", "--name", "Danse", "--slug", "La Danse"), "letters a-z"),
        (("room", "add", "--name", "cuisine"), "called “cuisine” already"),
        (("room", "add", "--name", "Danse", "--slug", "cuisine"), "address “cuisine” already"),
        (("room", "remove", "--room", "danse"), "No room “danse”: cuisine."),
        (("centre", "change", "--phone", "abc"), "“abc” is not a telephone number."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_mistakes_are_one_sentence(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    assert run(tmp_path, *BREL).returncode == 0
    assert run(tmp_path, "room", "add", "--name", "Cuisine").returncode == 0
    result = run(tmp_path, *words)
    assert result.returncode == 2
    assert said in result.stderr and "Traceback" not in result.stderr
