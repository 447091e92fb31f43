"""How rooms are named in addresses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.centres.making import add_centre, add_room, slug_of
from server.database.engine import Database


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Cuisine", "cuisine"),
        ("Salle d’éveil", "salle-d-eveil"),
        ("  Œuvres & co. ", "uvres-co"),
        ("ﬁl à fil", "fil-a-fil"),
        ("厨房", "salle"),
        ("Atelier de réparation et de couture du mardi", "atelier-de-reparation-et-de-cout"),
    ],
)
def test_an_address_is_made_of_a_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@given(st.text(max_size=80))
def test_whatever_the_name_it_fits_an_address(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug_of(name))
    assert len(slug_of(name)) <= 32


async def test_every_centre_has_its_kitchen(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/passerelle.db")
    async with database.transaction() as db:
        centres = [await add_centre(db, name, "", "") for name in ("Brel", "Carnot", "Ferré")]
        slugs = [(await add_room(db, centre, "Cuisine")).slug for centre in centres]
    await database.close()
    assert slugs == ["cuisine", "cuisine-2", "cuisine-3"]
