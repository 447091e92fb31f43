"""Signing in: the same answer whatever is wrong, limits, cookies, links, and other sites' pages."""

from __future__ import annotations

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from sqlalchemy import select

from server.accounts import password_links
from server.accounts.roles import CentreRole
from server.database.account_models import Account, SignIn
from server.services import DATABASE, wall_time
from tests.server.accounts_house import PASSWORD, Browser, add_account, signed_in
from tests.server.conftest import Served

SANDRINE = "sandrine@brel.example"


async def link_for(served: Served, email: str) -> str:
    """The token of a link to choose a password."""
    async with served.app[DATABASE].transaction() as db:
        account = (await db.scalars(select(Account).where(Account.email == email))).one()
        url = await password_links.new_link(db, account, "", wall_time(served.app))
    path, token = url.split("#")
    assert path == "/mot-de-passe/choisir"
    return token


async def test_signing_in_and_out(served: Served) -> None:
    await add_account(served, SANDRINE, CentreRole.ANIMATEUR)
    browser = Browser(served)
    assert (await browser.ask("GET", "/api/account")).status == 401
    response = await browser.sign_in("  Sandrine@BREL.example ")
    assert response.status == 200
    account = (await response.json())["account"]
    assert account["email"] == SANDRINE
    assert [(c["name"], c["roles"]) for c in account["centres"]] == [
        ("Centre Jacques Brel", ["animateur"])
    ]
    assert response.headers["Cache-Control"] == "no-store"
    assert (await (await browser.ask("GET", "/api/account")).json())["account"] == account
    kept = browser.cookie
    assert (await browser.ask("POST", "/api/sign-out")).status == 204
    assert browser.cookie is None
    assert (await Browser(served, kept).ask("GET", "/api/account")).status == 401


async def test_the_cookie_is_out_of_reach(served: Served) -> None:
    await add_account(served, SANDRINE, CentreRole.ANIMATEUR)
    response = await Browser(served).sign_in(SANDRINE)
    morsel = SimpleCookie(response.headers["Set-Cookie"])["passerelle_session"]
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Lax", "/")
    assert len(morsel.value) >= 43  # 256 bits
    async with served.app[DATABASE].transaction() as db:
        (kept,) = await db.scalars(select(SignIn))
    assert morsel.value not in (kept.token_hash, kept.id)


async def test_whatever_is_wrong_the_answer_is_the_same(served: Served) -> None:
    await add_account(served, SANDRINE, CentreRole.ANIMATEUR)
    await add_account(served, "new@brel.example", CentreRole.ANIMATEUR, password=None)
    gone = await add_account(served, "gone@brel.example", CentreRole.ANIMATEUR)
    async with served.app[DATABASE].transaction() as db:
        (await db.get_one(Account, gone)).disabled = True
    answers = set()
    for email, password in (
        (SANDRINE, "quatre crêpes au beurre"),
        (SANDRINE, ""),
        ("nobody@brel.example", PASSWORD),
        ("new@brel.example", PASSWORD),
        ("new@brel.example", ""),
        ("gone@brel.example", PASSWORD),
    ):
        response = await Browser(served).sign_in(email, password)
        kept = {k: v for k, v in response.headers.items() if k != "Date"}
        answers.add((response.status, await response.text(), str(kept)))
    assert len(answers) == 1
    assert answers.pop()[:2] == (401, '{"reason": "credentials"}')


async def test_an_unknown_person_costs_as_much_work_as_a_known_one(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_account(served, SANDRINE, CentreRole.ANIMATEUR)
    from argon2 import PasswordHasher

    verified: list[str] = []
    verify = PasswordHasher.verify

    def counting(self: PasswordHasher, hash_: str, password: str) -> bool:
        verified.append(hash_.split("$")[3])
        return bool(verify(self, hash_, password))

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    await Browser(served).sign_in(SANDRINE, "wrong password")
    await Browser(served).sign_in("nobody@brel.example", "wrong password")
    assert len(verified) == 2 and len(set(verified)) == 1, "the same parameters each time"


async def test_five_wrong_ones_then_a_wait_known_or_not(served: Served) -> None:
    await add_account(served, SANDRINE, CentreRole.ANIMATEUR)
    for email in (SANDRINE, "nobody@brel.example"):
        for _ in range(5):
            assert (await Browser(served).sign_in(email, "wrong")).status == 401
        assert (await Browser(served).sign_in(email, PASSWORD)).status == 429
    served.clock.advance(15 * 60 + 1)
    assert (await Browser(served).sign_in(SANDRINE)).status == 200


async def test_the_right_ones_are_not_counted(served: Served) -> None:
    await add_account(served, SANDRINE, CentreRole.ANIMATEUR)
    for _ in range(7):
        assert (await Browser(served).sign_in(SANDRINE)).status == 200


async def test_one_network_cannot_try_everybody(served: Served) -> None:
    statuses = [
        (await Browser(served).sign_in(f"nobody{number}@brel.example", "wrong")).status
        for number in range(31)
    ]
    assert statuses == [401] * 30 + [429]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Passerelle": "1", "Origin": "https://elsewhere.example"},
        {"X-Passerelle": "1", "Origin": "null"},
        {"X-Passerelle": "1", "Sec-Fetch-Site": "cross-site"},
        {"X-Passerelle": "1", "Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_sites_page_can_change_nothing(
    served: Served, headers: dict[str, str]
) -> None:
    browser = await signed_in(served, SANDRINE, CentreRole.ANIMATEUR)
    for path in ("/api/sign-out", "/api/sign-in", "/api/password/ask", "/api/account/password"):
        response = await browser.ask("POST", path, {}, headers=headers)
        assert (response.status, await response.json()) == (403, {"reason": "origin"}), path
    assert (await browser.ask("GET", "/api/account")).status == 200


async def test_a_link_is_good_once_and_ends_every_sign_in(served: Served) -> None:
    before = await signed_in(served, SANDRINE, CentreRole.ANIMATEUR)
    token, chosen = await link_for(served, SANDRINE), "une soupe au potiron"
    for password, reason in (
        ("court", "short"),
        ("aaaaabbbbbb", "simple"),
        (SANDRINE.upper(), "simple"),
        ("x" * 257, "long"),
    ):
        body = {"token": token, "password": password}
        response = await Browser(served).ask("POST", "/api/password/choose", body)
        assert (response.status, await response.json()) == (422, {"reason": reason})
    body = {"token": token, "password": chosen}
    browser = Browser(served)
    assert (await browser.ask("POST", "/api/password/choose", body)).status == 200
    assert (await browser.ask("GET", "/api/account")).status == 200
    assert (await before.ask("GET", "/api/account")).status == 401
    again = await Browser(served).ask("POST", "/api/password/choose", body)
    assert (again.status, await again.json()) == (410, {"reason": "expired"})
    assert (await Browser(served).sign_in(SANDRINE, PASSWORD)).status == 401
    assert (await Browser(served).sign_in(SANDRINE, chosen)).status == 200


async def test_links_that_open_nothing(served: Served) -> None:
    await add_account(served, SANDRINE, CentreRole.ANIMATEUR)
    first = await link_for(served, SANDRINE)
    second = await link_for(served, SANDRINE)
    for token in ("", "x", first):
        body = {"token": token, "password": "une soupe au potiron"}
        assert (await Browser(served).ask("POST", "/api/password/choose", body)).status == 410
    served.wall.advance(timedelta(days=3, seconds=1).total_seconds())
    body = {"token": second, "password": "une soupe au potiron"}
    assert (await Browser(served).ask("POST", "/api/password/choose", body)).status == 410


async def test_asking_for_a_link_tells_nothing_but_to_the_coordinator(served: Served) -> None:
    await add_account(served, SANDRINE, CentreRole.ANIMATEUR)
    coordinator = await signed_in(served, "claire@brel.example", CentreRole.COORDINATOR)
    answers = []
    for email in (SANDRINE, "nobody@brel.example"):
        response = await Browser(served).ask("POST", "/api/password/ask", {"email": email})
        answers.append((response.status, await response.text()))
    assert answers == [(202, "{}")] * 2
    listed = (await (await coordinator.ask("GET", "/api/accounts")).json())["accounts"]
    asked = {one["name"]: one["asked_at"] is not None for one in listed}
    assert asked == {"claire": False, "sandrine": True}
    sandrine = next(one for one in listed if one["name"] == "sandrine")
    response = await coordinator.ask("POST", f"/api/accounts/{sandrine['id']}/link")
    url = (await response.json())["url"]
    body = {"token": url.partition("#")[2], "password": "une soupe au potiron"}
    assert (await Browser(served).ask("POST", "/api/password/choose", body)).status == 200


@pytest.mark.parametrize("later_days", [13, 15])
async def test_a_browser_that_is_not_used_is_signed_out(served: Served, later_days: int) -> None:
    browser = await signed_in(served, SANDRINE, CentreRole.ANIMATEUR)
    served.wall.advance(timedelta(days=later_days).total_seconds())
    expected = 200 if later_days < 14 else 401
    assert (await browser.ask("GET", "/api/account")).status == expected


async def test_a_browser_in_use_is_signed_out_after_thirty_days(served: Served) -> None:
    browser = await signed_in(served, SANDRINE, CentreRole.ANIMATEUR)
    seen = []
    for _ in range(4):
        served.wall.advance(timedelta(days=10).total_seconds())
        seen.append((await browser.ask("GET", "/api/account")).status)
    assert seen == [200, 200, 401, 401]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"email": SANDRINE}, 422),
        ({"email": 3, "password": "x"}, 422),
        ({"email": "x" * 255, "password": "x"}, 422),
        ([], 422),
        ({"email": SANDRINE, "password": "x" * 70_000}, 413),
    ],
)
async def test_bodies_that_are_not_as_described(served: Served, body: object, status: int) -> None:
    response = await Browser(served).ask("POST", "/api/sign-in", body)
    assert response.status == status
