"""A library of films in this process, and real browsers before it: nothing here needs a kit."""

from __future__ import annotations

import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from recorder.replay.manifest import Person, read_manifest, write_manifest
from server.accounts.roles import CentreRole
from server.publishing.steps import edits_digest
from server.services import wall_time
from tests.e2e.people import until
from tests.e2e.replay.film import write_film
from tests.server.accounts_house import PASSWORD, add_account
from tests.server.application import running_application
from tests.server.conftest import HeldClock, Served, settings_for
from tests.server.publishing.house import Film, add_film

MAKER, REVIEWER = "paul@brel.example", "nadia@brel.example"


@dataclass
class Library:
    """A running application and what is needed to put films into it."""

    served: Served
    origin: str
    film_folder: Path

    async def film(self, *people: Person, **more: Any) -> Film:
        """A film that is made, with its real files."""
        film = await add_film(self.served, **more)
        shutil.rmtree(film.folder)
        shutil.copytree(self.film_folder, film.folder)
        manifest = read_manifest(film.folder)
        assert manifest is not None
        write_manifest(film.folder, replace(manifest, people=people))
        return film

    async def published(self, **more: Any) -> Film:
        """One that others see."""
        film = await self.film(**{"visibility": "public"} | more)
        row = await film.row()
        assert row is not None
        await film.set(
            state="published",
            published_at=wall_time(self.served.app),
            approved_edits=edits_digest(row),
            people_listed_at=wall_time(self.served.app),
        )
        return film


@pytest.fixture(scope="session")
def film_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What making left of the film: written once, copied by whoever needs it."""
    folder = tmp_path_factory.mktemp("film")
    write_film(folder)
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def library(
    tmp_path_factory: pytest.TempPathFactory, film_folder: Path
) -> AsyncIterator[Library]:
    folder = tmp_path_factory.mktemp("library")
    wall = HeldClock(time.time())
    settings = settings_for(folder / "var")
    async with running_application(settings, wall_clock=wall) as (app, client):
        served = Served(app, client, wall, HeldClock(0.0))
        await add_account(served, MAKER, CentreRole.VOLUNTEER)
        await add_account(served, REVIEWER, CentreRole.ANIMATEUR)
        yield Library(served, str(client.make_url("")).rstrip("/"), film_folder)


@pytest_asyncio.fixture(loop_scope="session")
async def page(newcomer: Callable[[], Awaitable[BrowserContext]]) -> Page:
    """Somebody's browser, new to the place."""
    return await (await newcomer()).new_page()


async def sign_in(page: Page, library: Library, email: str) -> None:
    await page.goto(f"{library.origin}/connexion")
    await page.get_by_label("Adresse électronique").fill(email)
    await page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter").click()
    await expect(page).to_have_url(f"{library.origin}/aujourdhui")


async def watch(page: Page, library: Library, film: Film, fragment: str = "") -> None:
    """Opens the page of a film, once it is there."""
    await page.goto(f"{library.origin}/replays/{film.id}{fragment}")
    await expect(page.locator("html[data-state=ready]")).to_be_attached()
    await comes_true(page, "film => film.readyState >= 2")


async def comes_true(page: Page, of_the_film: str) -> None:
    """Waits until a function of the film, in JavaScript, says yes."""

    async def holds() -> bool:
        said: bool = await page.locator("#film").evaluate(of_the_film)
        return said

    await until(holds, why=of_the_film)
