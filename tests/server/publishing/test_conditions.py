"""What stands before publication."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.publishing.conditions import (
    Facts,
    Missing,
    Somebody,
    Visibility,
    distinct,
    fold,
    missing,
)

READY = Facts(
    Visibility.LINK,
    made=True,
    people=(Somebody("1", "Sandrine", agreed="near"),),
    people_listed=True,
    subtitles_reviewed=True,
)
ZOE = Somebody("2", "Zoé", minor=True, agreed="near", parents=("Luc", "Eva"))


def with_people(*people: Somebody) -> Facts:
    return replace(READY, people=people)


@pytest.mark.parametrize(
    ("facts", "lacking"),
    [
        (READY, []),
        (replace(READY, made=False), [Missing("making")]),
        (replace(READY, people_listed=False), [Missing("people")]),
        (replace(READY, people=(), people_listed=False), [Missing("people")]),
        (replace(READY, people=()), []),
        (replace(READY, objections=2), [Missing("objection", count=2)]),
        (replace(READY, subtitles_reviewed=False), [Missing("subtitles")]),
        (replace(READY, subtitles_reviewed=False, subtitles_exemption="Sans paroles"), []),
        (
            replace(READY, subtitles_reviewed=False, subtitles_exemption="  "),
            [Missing("subtitles")],
        ),
        (with_people(Somebody("1", "Ana")), [Missing("agreement", "Ana")]),
        # What is asked during a session is for those who could not come.
        (replace(READY, visibility=Visibility.CENTRE), []),
        (replace(READY, visibility=Visibility.NETWORK), [Missing("agreement_all", "Sandrine")]),
        (replace(READY, visibility=Visibility.PUBLIC), [Missing("agreement_all", "Sandrine")]),
        (with_people(ZOE), []),
        (with_people(replace(ZOE, parents=())), [Missing("signatures", "Zoé", 2)]),
        (with_people(replace(ZOE, parents=("Luc",))), [Missing("signatures", "Zoé", 1)]),
        # The same parent twice is one parent.
        (with_people(replace(ZOE, parents=("Éva", " eva "))), [Missing("signatures", "Zoé", 1)]),
        (
            with_people(replace(ZOE, agreed="", parents=())),
            [Missing("agreement", "Zoé"), Missing("signatures", "Zoé", 2)],
        ),
        (with_people(replace(ZOE, withdrawn=True)), [Missing("withdrawn", "Zoé")]),
    ],
)
def test_what_is_missing(facts: Facts, lacking: list[Missing]) -> None:
    assert list(missing(facts)) == lacking


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Crêpes  de SARRASIN", "crepes de sarrasin"),
        ("Le nœud", "le noeud"),
        ("L’été à Noël", "l'ete a noel"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_people_are_counted_by_name() -> None:
    assert distinct(["Luc", "luc", "", " ", "Eva"]) == 2
