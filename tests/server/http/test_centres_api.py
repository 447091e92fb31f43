"""What people read of a centre, changed by whoever coordinates it."""

from __future__ import annotations

import pytest

from server.accounts.roles import CentreRole
from server.centres.making import add_centre
from server.services import DATABASE
from tests.server.accounts_house import signed_in
from tests.server.conftest import Served

DETAILS = {"name": "Maison Brel", "town": "Outreau", "phone": "03 21 00 00 00"}


async def test_residents_read_the_new_name_and_telephone(served: Served) -> None:
    claire = await signed_in(served, "claire@brel.example", CentreRole.COORDINATOR)
    centre = (await served.session()).room.centre_id
    changed = await claire.ask(
        "PATCH", f"/api/centres/{centre}", DETAILS | {"name": "  Maison   Brel "}
    )
    assert changed.status == 200
    assert (await changed.json())["centre"] == {"id": centre} | DETAILS
    own = await (await claire.ask("GET", "/api/account")).json()
    assert own["account"]["centres"][0]["phone"] == "03 21 00 00 00"
    told = (await served.session()).room.centre
    assert (told.name, told.phone) == ("Maison Brel", "03 21 00 00 00")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": ""}, 422),
        ({"name": "x" * 81}, 422),
        ({"phone": "demandez à Claire"}, 422),
        ({"phone": "0" * 41}, 422),
        ({"name": "CENTRE Carnot"}, 409),
        ({"phone": ""}, 200),
        ({"phone": "+33 (0)3.21-00/00"}, 200),
        ({"town": ""}, 200),
    ],
)
async def test_details_that_do_or_do_not(
    served: Served, change: dict[str, str], expected: int
) -> None:
    claire = await signed_in(served, "claire@brel.example", CentreRole.COORDINATOR)
    async with served.app[DATABASE].transaction() as db:
        await add_centre(db, "Centre Carnot", "Calais", "")
    centre = (await served.session()).room.centre_id
    answer = await claire.ask("PATCH", f"/api/centres/{centre}", DETAILS | change)
    assert answer.status == expected
