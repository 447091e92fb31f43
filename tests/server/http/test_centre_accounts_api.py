"""A coordinator's accounts: who is added, what they may, who is closed; never one's own."""

from __future__ import annotations

import pytest

from server.accounts.roles import CentreRole
from tests.server.accounts_house import Browser, add_account, add_other_centre, signed_in
from tests.server.conftest import Served

SANDRINE = "sandrine@brel.example"
CLAIRE = "claire@brel.example"


async def coordinator(served: Served) -> tuple[Browser, int]:
    """Claire, and the centre she coordinates."""
    browser = await signed_in(served, CLAIRE, CentreRole.COORDINATOR)
    own = await (await browser.ask("GET", "/api/account")).json()
    return browser, own["account"]["centres"][0]["id"]


async def roles(browser: Browser, email: str, centre: int) -> list[str] | None:
    """Of somebody in a centre, as the list of accounts says; None when not in it."""
    listed = (await (await browser.ask("GET", "/api/accounts")).json())["accounts"]
    for one in listed:
        for of_centre in one["centres"]:
            if (one["email"], of_centre["id"]) == (email, centre):
                return list(of_centre["roles"])
    return None


async def id_of(browser: Browser, email: str) -> int:
    listed = (await (await browser.ask("GET", "/api/accounts")).json())["accounts"]
    return next(int(one["id"]) for one in listed if one["email"] == email)


async def test_somebody_added_chooses_a_password_by_the_link(served: Served) -> None:
    claire, centre = await coordinator(served)
    new = {"email": " Sandrine@Brel.example ", "name": "Sandrine", "role": "animateur"}
    response = await claire.ask("POST", f"/api/centres/{centre}/accounts", new)
    body = await response.json()
    assert (response.status, body["account"]["email"]) == (201, SANDRINE)
    chosen = {"token": body["url"].partition("#")[2], "password": "une soupe au potiron"}
    sandrine = Browser(served)
    assert (await sandrine.ask("POST", "/api/password/choose", chosen)).status == 200
    own = await (await sandrine.ask("GET", "/api/account")).json()
    assert own["account"]["centres"][0]["roles"] == ["animateur"]
    # Added once more with another role: no link to a password that is chosen.
    again = await claire.ask("POST", f"/api/centres/{centre}/accounts", new | {"role": "volunteer"})
    assert (await again.json())["url"] is None
    assert await roles(claire, SANDRINE, centre) == ["animateur", "volunteer"]


async def test_no_link_to_an_account_that_has_a_role_elsewhere(served: Served) -> None:
    await add_other_centre(served)
    claire, centre = await coordinator(served)
    await add_account(
        served, "lea@carnot.example", CentreRole.VOLUNTEER, centre="Espace Carnot", password=None
    )
    new = {"email": "lea@carnot.example", "name": "Léa", "role": "volunteer"}
    response = await claire.ask("POST", f"/api/centres/{centre}/accounts", new)
    assert (response.status, (await response.json())["url"]) == (201, None)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"email": "sandrine"}, "email"), ({"name": " "}, "name"), ({"role": "king"}, "role")],
)
async def test_what_is_wrong_is_named(served: Served, change: dict[str, str], field: str) -> None:
    claire, centre = await coordinator(served)
    new = {"email": SANDRINE, "name": "Sandrine", "role": "animateur"} | change
    response = await claire.ask("POST", f"/api/centres/{centre}/accounts", new)
    assert (response.status, (await response.json())["fields"]) == (422, [field])


async def test_a_role_taken_away_ends_what_it_opened(served: Served) -> None:
    claire, centre = await coordinator(served)
    sandrine = await signed_in(served, SANDRINE, CentreRole.ANIMATEUR)
    path = f"/api/centres/{centre}/accounts/{await id_of(claire, SANDRINE)}"
    more = {"roles": ["animateur", "technician"]}
    assert (await claire.ask("PUT", path, more)).status == 204
    assert (await sandrine.ask("GET", "/api/account")).status == 200
    assert (await claire.ask("PUT", path, {"roles": ["technician"]})).status == 204
    assert await roles(claire, SANDRINE, centre) == ["technician"]
    assert (await sandrine.ask("GET", "/api/account")).status == 401
    assert (await claire.ask("PUT", path, {"roles": []})).status == 204
    assert await roles(claire, SANDRINE, centre) is None
    assert (await claire.ask("PUT", path, more)).status == 403, "no longer one of the centre's"


async def test_an_account_is_closed_and_opened_again(served: Served) -> None:
    claire, _ = await coordinator(served)
    sandrine = await signed_in(served, SANDRINE, CentreRole.ANIMATEUR)
    path = f"/api/accounts/{await id_of(claire, SANDRINE)}"
    assert (await claire.ask("PATCH", path, {"disabled": True})).status == 204
    assert (await sandrine.ask("GET", "/api/account")).status == 401
    assert (await sandrine.sign_in(SANDRINE)).status == 401
    assert (await claire.ask("PATCH", path, {"disabled": False})).status == 204
    assert (await sandrine.sign_in(SANDRINE)).status == 200


async def test_nobody_shuts_themselves_out(served: Served) -> None:
    claire, centre = await coordinator(served)
    own = await id_of(claire, CLAIRE)
    for method, path, body in (
        ("PATCH", f"/api/accounts/{own}", {"disabled": True}),
        ("PUT", f"/api/centres/{centre}/accounts/{own}", {"roles": ["animateur"]}),
    ):
        response = await claire.ask(method, path, body)
        assert (response.status, await response.json()) == (409, {"reason": "own"})
    more = {"roles": ["coordinator", "animateur"]}
    assert (await claire.ask("PUT", f"/api/centres/{centre}/accounts/{own}", more)).status == 204
    assert (await claire.ask("GET", "/api/account")).status == 200
