"""Finding by words as one types them."""

from __future__ import annotations

import pytest

from server.publishing.search import Entry, found

ENTRIES = [
    Entry("crepes", "Crêpes de sarrasin", ["Avec Sandrine", "Cuisine"]),
    Entry("noeud", "Le nœud de chaise", ["Gérard montre", "Réparer"]),
    Entry("granny", "Le granny pour débuter", ["Yvette, au crochet, avec du beurre"]),
    Entry("beurre", "Le beurre à la maison", []),
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["crepes", "noeud", "granny", "beurre"]),
        ("crepe", ["crepes"]),
        ("CRÊPES", ["crepes"]),
        ("sarrasin crepes", ["crepes"]),
        ("noeud", ["noeud"]),
        ("nœud", ["noeud"]),
        ("gerard", ["noeud"]),
        ("sandrine crepes", ["crepes"]),
        ("gerard crepes", []),
        # In the title before elsewhere.
        ("beurre", ["beurre", "granny"]),
        ("  ", ["crepes", "noeud", "granny", "beurre"]),
        ("arrasin", []),
        ("!?", ["crepes", "noeud", "granny", "beurre"]),
    ],
)
def test_search(query: str, expected: list[str]) -> None:
    assert found(ENTRIES, query) == expected
