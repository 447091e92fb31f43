"""One's own account, and the accounts that a coordinator may help."""

from __future__ import annotations

import pytest

from server.accounts.roles import CentreRole
from server.services import TOKENS
from tests.server.accounts_house import (
    PASSWORD,
    Browser,
    add_account,
    add_other_centre,
    signed_in,
)
from tests.server.conftest import Served

SANDRINE = "sandrine@brel.example"
OWN_PAGE = {"X-Passerelle": "1"}


async def test_sign_ins_are_listed_and_ended(served: Served) -> None:
    first = await signed_in(served, SANDRINE, CentreRole.ANIMATEUR)
    second = Browser(served, headers={"X-Passerelle": "1", "User-Agent": "Firefox sur le poste 3"})
    await second.sign_in(SANDRINE)
    listed = (await (await first.ask("GET", "/api/account/sign-ins")).json())["sign_ins"]
    assert sorted(one["current"] for one in listed) == [False, True]
    other = next(one for one in listed if not one["current"])
    assert other["user_agent"] == "Firefox sur le poste 3"
    path = f"/api/account/sign-ins/{other['id']}"
    assert (await first.ask("DELETE", path)).status == 204
    assert (await first.ask("DELETE", path)).status == 404
    assert (await second.ask("GET", "/api/account")).status == 401
    assert (await first.ask("GET", "/api/account")).status == 200


@pytest.mark.parametrize(
    ("browser", "language"),
    [("en-GB,en;q=0.9,fr;q=0.5", "en"), ("fr-FR", "fr"), ("de, nl;q=0.8", None), (None, None)],
)
async def test_an_account_has_the_language_of_its_first_browser_then_the_one_it_chooses(
    served: Served, browser: str | None, language: str | None
) -> None:
    async def said(one: Browser) -> str | None:
        answer = await (await one.ask("GET", "/api/account")).json()
        known: str | None = answer["account"]["language"]
        return known

    await add_account(served, SANDRINE)
    first = Browser(served, headers=OWN_PAGE | ({"Accept-Language": browser} if browser else {}))
    await first.sign_in(SANDRINE)
    assert await said(first) == language
    for wrong in ({"language": "de"}, {"language": None}, {}):
        assert (await first.ask("PUT", "/api/account/language", wrong)).status == 422
    assert (await first.ask("PUT", "/api/account/language", {"language": "fr"})).status == 204
    elsewhere = Browser(served, headers=OWN_PAGE | {"Accept-Language": "en"})
    await elsewhere.sign_in(SANDRINE)
    assert await said(elsewhere) == "fr"


async def test_one_leads_under_ones_own_name(served: Served) -> None:
    nadia = await signed_in(served, "nadia@brel.example", CentreRole.VOLUNTEER)
    session = await served.session()
    assert session.host == "Sandrine"
    answer = await (await nadia.ask("POST", f"/api/sessions/{session.id}/lead")).json()
    assert served.app[TOKENS].verify(answer["token"], served.wall()).name == "nadia"


async def test_nobody_ends_somebody_elses(served: Served) -> None:
    sandrine = await signed_in(served, SANDRINE, CentreRole.ANIMATEUR)
    bruno = await signed_in(served, "bruno@brel.example", CentreRole.COORDINATOR)
    (own,) = (await (await sandrine.ask("GET", "/api/account/sign-ins")).json())["sign_ins"]
    assert (await bruno.ask("DELETE", f"/api/account/sign-ins/{own['id']}")).status == 404
    assert (await sandrine.ask("GET", "/api/account")).status == 200


async def test_another_password_ends_the_other_sign_ins(served: Served) -> None:
    here = await signed_in(served, SANDRINE, CentreRole.ANIMATEUR)
    elsewhere = Browser(served)
    await elsewhere.sign_in(SANDRINE)
    change = {"current": "not this one", "password": "une soupe au potiron"}
    assert (await here.ask("POST", "/api/account/password", change)).status == 401
    weak = {"current": PASSWORD, "password": "soupe"}
    response = await here.ask("POST", "/api/account/password", weak)
    assert (response.status, await response.json()) == (422, {"reason": "short"})
    change["current"] = PASSWORD
    assert (await here.ask("POST", "/api/account/password", change)).status == 204
    assert (await here.ask("GET", "/api/account")).status == 200
    assert (await elsewhere.ask("GET", "/api/account")).status == 401
    assert (await Browser(served).sign_in(SANDRINE, "une soupe au potiron")).status == 200


@pytest.mark.parametrize(
    ("also_elsewhere", "expected"), [(False, 200), (True, 403)], ids=["ours", "another's too"]
)
async def test_a_coordinator_helps_those_of_their_centres_alone(
    served: Served, also_elsewhere: bool, expected: int
) -> None:
    """A password opens every role of an account: nobody may reset it for one of them."""
    await add_other_centre(served)
    claire = await signed_in(served, "claire@brel.example", CentreRole.COORDINATOR)
    helped = await add_account(served, SANDRINE, CentreRole.ANIMATEUR)
    if also_elsewhere:
        from server.accounts.accounts import account_by_email
        from server.database.account_models import Membership
        from server.database.sessions import room_by_slug
        from server.services import DATABASE

        async with served.app[DATABASE].transaction() as db:
            room = await room_by_slug(db, "danse")
            account = await account_by_email(db, SANDRINE)
            assert room is not None and account is not None
            account.memberships.append(Membership(centre=room.centre, role="coordinator"))
    assert (await claire.ask("POST", f"/api/accounts/{helped}/link")).status == expected


@pytest.mark.parametrize("account", ["0", "999", "x", "1e3", "²", "99999999999999999999"])
async def test_accounts_that_do_not_exist(served: Served, account: str) -> None:
    claire = await signed_in(served, "claire@brel.example", CentreRole.COORDINATOR)
    assert (await claire.ask("POST", f"/api/accounts/{account}/link")).status == 403
