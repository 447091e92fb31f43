"""Activity templates of a centre, read and changed by those who prepare its sessions."""

from __future__ import annotations

from typing import Any

import pytest

from server.accounts.roles import CentreRole
from tests.server.accounts_house import Browser, signed_in
from tests.server.conftest import Served


async def centre_of(browser: Browser) -> int:
    account = (await (await browser.ask("GET", "/api/account")).json())["account"]
    centre: int = account["centres"][0]["id"]
    return centre


async def templates(browser: Browser) -> dict[str, dict[str, Any]]:
    path = f"/api/centres/{await centre_of(browser)}/templates"
    listed = (await (await browser.ask("GET", path)).json())["templates"]
    return {one["key"]: one for one in listed}


def content(template: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What is sent back of a template that was read."""
    kept = {k: v for k, v in template.items() if k not in ("key", "edited", "built_in")}
    return kept | changes


@pytest.fixture
async def browser(served: Served) -> Browser:
    return await signed_in(served, "nadia@brel.example", CentreRole.ANIMATEUR)


async def put(browser: Browser, key: str, body: Any) -> tuple[int, dict[str, Any]]:
    path = f"/api/centres/{await centre_of(browser)}/templates/{key}"
    response = await browser.ask("PUT", path, body)
    return response.status, await response.json()


async def test_a_template_is_changed_and_given_back(browser: Browser) -> None:
    guitar = (await templates(browser))["guitare"]
    assert (guitar["edited"], guitar["built_in"], guitar["sound"]["stereo"]) == (False, True, True)
    status, answer = await put(browser, "guitare", content(guitar, recording="never"))
    assert status == 200
    assert answer["template"] == guitar | {"recording": "never", "edited": True}
    assert (await templates(browser))["guitare"] == answer["template"]
    path = f"/api/centres/{await centre_of(browser)}/templates/guitare"
    assert (await browser.ask("DELETE", path)).status == 204
    assert (await browser.ask("DELETE", path)).status == 404
    assert (await templates(browser))["guitare"] == guitar


async def test_a_template_of_ones_own_can_be_used_at_once(browser: Browser) -> None:
    guitar = (await templates(browser))["guitare"]
    name = {"fr": "Accordéon", "en": "Accordion"}
    status, _ = await put(browser, "accordeon", content(guitar, name=name, waiting_room=True))
    assert status == 200
    assert list(await templates(browser))[-1] == "accordeon"
    made = await browser.ask("POST", "/api/rooms/guitare/sessions", {"activity": "accordeon"})
    session = (await made.json())["session"]
    assert (session["title"], session["waiting_room"]) == ("Accordéon", True)


@pytest.mark.parametrize(
    ("key", "changes", "fields"),
    [
        ("Guitare", {}, ["key"]),
        ("guitare", {"vote": "no"}, ["vote"]),
        ("guitare", {"cameras": {"first": "Les mains", "pinned": []}}, ["cameras.first"]),
        ("guitare", {"colour": "blue"}, ["colour"]),
        ("guitare", {"name": {"fr": "Guitare"}}, ["name.en"]),
    ],
)
async def test_a_mistake_is_named(
    browser: Browser, key: str, changes: dict[str, Any], fields: list[str]
) -> None:
    guitar = (await templates(browser))["guitare"]
    answer = await put(browser, key, content(guitar, **changes))
    assert answer == (422, {"reason": "invalid", "fields": fields})
    assert (await templates(browser))["guitare"] == guitar
