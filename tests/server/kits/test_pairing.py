"""Pairing: a code cannot be guessed, replayed or typed twice; a key opens one room, until taken
back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from rooms.roles import Role
from server.accounts.roles import CentreRole
from server.accounts.sign_ins import token_hash
from server.database.kit_models import KitChange, KitKey, Pairing
from server.errors import TokenRefused
from server.http.kit_pairing_api import MAX_BEGUN, MAX_WRONG, WRONG_WINDOW_S
from server.kits.keys import TOKEN_LIFETIME_S
from server.kits.pairing import LIFETIME, MAX_WAITING
from server.kits.pairing_code import PAIRING_ALPHABET, new_pairing_code, normalise_pairing_code
from server.services import DATABASE, TOKENS
from tests.server.accounts_house import Browser, add_other_centre, signed_in
from tests.server.conftest import Served

TECHNICIAN = "karim@brel.example"


async def post(served: Served, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    async with served.client.post(path, json=body) as response:
        return response.status, await response.json()


async def begin(served: Served) -> dict[str, Any]:
    status, begun = await post(served, "/api/kit/pairing", {"device": "mini-pc · 3 caméras"})
    assert status == 201
    return begun


async def collect(served: Served, begun: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return await post(served, "/api/kit/pairing/collect", {"secret": begun["secret"]})


async def technician(served: Served) -> Browser:
    return await signed_in(served, TECHNICIAN, CentreRole.TECHNICIAN)


async def type_code(browser: Browser, code: str, room: str = "cuisine") -> int:
    body = {"code": code, "name": "Boîtier"}
    return (await browser.ask("POST", f"/api/rooms/{room}/kits", body)).status


async def paired(served: Served, browser: Browser) -> str:
    """The key of a kit of `cuisine`."""
    begun = await begin(served)
    assert await type_code(browser, begun["code"]) == 201
    status, collected = await collect(served, begun)
    assert status == 200
    return str(collected["key"])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("K7P2RM", "K7P2RM"),
        ("k7p 2rm", "K7P2RM"),
        (" k7p-2rm\u00a0", "K7P2RM"),
        ("K7P2R", None),
        ("K7P2RMM", None),
        ("K7P2R0", None),
        ("K7P2RÉ", None),
        ("", None),
    ],
)
def test_a_code_is_read_as_people_write_it(typed: str, code: str | None) -> None:
    assert normalise_pairing_code(typed) == code


def test_codes_are_drawn_from_a_hundred_million() -> None:
    assert len(PAIRING_ALPHABET) ** 6 > 100_000_000
    assert len({new_pairing_code() for _ in range(500)}) > 490


async def test_a_kit_is_paired_and_gets_tokens_of_its_room_alone(served: Served) -> None:
    browser, begun = await technician(served), await begin(served)
    assert await collect(served, begun) == (409, {"reason": "waiting"})
    assert await type_code(browser, begun["code"].lower()) == 201
    status, collected = await collect(served, begun)
    assert status == 200
    status, told = await post(served, "/api/kit/token", {"key": collected["key"]})
    assert status == 200 and told["room"]["slug"] == "cuisine" and not told["rotate"]
    claims = served.app[TOKENS].verify(told["token"], served.wall())
    assert (claims.room, claims.role) == ("cuisine", Role.KIT)
    assert claims.expires_s - served.wall() == TOKEN_LIFETIME_S
    bearer = {"Authorization": f"Bearer {told['token']}", "Content-Type": "application/sdp"}
    for room, refused in (("cuisine", False), ("guitare", True)):
        async with served.client.post(f"/whip/{room}", data="v=0", headers=bearer) as response:
            assert (response.status == 403) == refused


async def test_a_code_is_typed_once_and_a_key_collected_once(served: Served) -> None:
    browser, begun = await technician(served), await begin(served)
    assert await type_code(browser, begun["code"]) == 201
    assert await type_code(browser, begun["code"]) == 404
    assert (await collect(served, begun))[0] == 200
    assert await collect(served, begun) == (404, {"reason": "expired"})


async def test_of_many_who_type_a_code_at_once_one_pairs(served: Served) -> None:
    browser, begun = await technician(served), await begin(served)

    async def typed() -> int:
        return await type_code(Browser(served, browser.cookie), begun["code"])

    statuses = await asyncio.gather(*(typed() for _ in range(5)))
    assert sorted(statuses) == [201, 404, 404, 404, 404]


async def test_of_many_who_collect_at_once_one_gets_a_key(served: Served) -> None:
    browser, begun = await technician(served), await begin(served)
    assert await type_code(browser, begun["code"]) == 201
    answers = await asyncio.gather(*(collect(served, begun) for _ in range(5)))
    assert sorted(status for status, _ in answers) == [200, 404, 404, 404, 404]


@pytest.mark.parametrize("typed_in_time", [True, False])
async def test_after_ten_minutes_neither_code_nor_secret_works(
    served: Served, typed_in_time: bool
) -> None:
    browser, begun = await technician(served), await begin(served)
    if typed_in_time:
        assert await type_code(browser, begun["code"]) == 201
    served.wall.advance(LIFETIME.total_seconds())
    assert (await collect(served, begun))[0] == 404
    if not typed_in_time:
        assert await type_code(browser, begun["code"]) == 404


async def test_guessing_ends_after_ten_wrong_codes_wherever_one_is(served: Served) -> None:
    browser, begun = await technician(served), await begin(served)
    wrong = [await type_code(browser, new_pairing_code()) for _ in range(MAX_WRONG)]
    assert set(wrong) == {404}
    assert await type_code(browser, begun["code"]) == 429, "the right one is not heard either"
    served.clock.advance(WRONG_WINDOW_S)
    assert await type_code(browser, begun["code"]) == 201


async def test_parallel_guesses_do_not_slip_past(served: Served) -> None:
    browser = await technician(served)

    async def guess() -> int:
        return await type_code(Browser(served, browser.cookie), new_pairing_code())

    statuses = await asyncio.gather(*(guess() for _ in range(3 * MAX_WRONG)))
    assert statuses.count(404) == MAX_WRONG


async def test_a_technician_pairs_in_their_own_centre_alone(served: Served) -> None:
    await add_other_centre(served)
    browser, begun = await technician(served), await begin(served)
    assert await type_code(browser, begun["code"], "danse") == 403
    assert await type_code(browser, begun["code"]) == 201, "the code was not used up"


async def test_codes_are_not_given_without_end(served: Served) -> None:
    for _ in range(MAX_BEGUN):
        await begin(served)
    assert await post(served, "/api/kit/pairing", {}) == (429, {"reason": "wait"})
    async with served.app[DATABASE].transaction() as db:
        assert len((await db.scalars(select(Pairing))).all()) == MAX_BEGUN <= MAX_WAITING


async def test_the_server_keeps_the_hash_of_a_key_alone(served: Served) -> None:
    key = await paired(served, await technician(served))
    async with served.app[DATABASE].transaction() as db:
        (kept,) = (await db.scalars(select(KitKey))).all()
        assert kept.key_hash == token_hash(key)
        for table in (KitKey, Pairing, KitChange):
            rows = (await db.execute(select(*table.__table__.columns))).all()
            assert key not in repr(rows)


@pytest.mark.parametrize("key", ["", "x", "pk1_", "pk1_" + "a" * 43, "a" * 64])
async def test_a_key_that_is_none_opens_nothing(served: Served, key: str) -> None:
    assert (await post(served, "/api/kit/token", {"key": key}))[0] in (401, 422)


async def test_a_key_is_changed_without_a_gap(served: Served) -> None:
    old = await paired(served, await technician(served))
    assert (await post(served, "/api/kit/token", {"key": old}))[0] == 200
    status, lost = await post(served, "/api/kit/key", {"key": old})
    assert status == 200
    # That answer did not arrive: the kit asks again, with the key it has.
    _, changed = await post(served, "/api/kit/key", {"key": old})
    assert (await post(served, "/api/kit/token", {"key": lost["key"]}))[0] == 401
    assert (await post(served, "/api/kit/token", {"key": old}))[0] == 200
    assert (await post(served, "/api/kit/token", {"key": changed["key"]}))[0] == 200


async def test_a_copied_key_ends_with_the_one_it_was_copied_from(served: Served) -> None:
    stolen = await paired(served, await technician(served))
    _, told = await post(served, "/api/kit/token", {"key": stolen})
    _, changed = await post(served, "/api/kit/key", {"key": stolen})
    assert (await post(served, "/api/kit/token", {"key": changed["key"]}))[0] == 200
    # The thief comes back with what was copied.
    assert (await post(served, "/api/kit/token", {"key": stolen}))[0] == 401
    assert (await post(served, "/api/kit/token", {"key": changed["key"]}))[0] == 401
    with pytest.raises(TokenRefused):
        served.app[TOKENS].verify(told["token"], served.wall())
    async with served.app[DATABASE].transaction() as db:
        kinds = (await db.scalars(select(KitChange.kind))).all()
    assert list(kinds) == ["paired", "key_copied"]


async def test_an_old_key_is_to_be_changed(served: Served) -> None:
    key = await paired(served, await technician(served))
    served.wall.advance(31 * 86400)
    assert (await post(served, "/api/kit/token", {"key": key}))[1]["rotate"] is True
