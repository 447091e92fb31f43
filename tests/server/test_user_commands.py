"""`passerelle user` and `passerelle revoke`, as whoever runs the installation meets them."""

from __future__ import annotations

import asyncio
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rooms.roles import Role
from server.accounts.accounts import account_by_email
from server.accounts.passwords import Passwords
from server.accounts.sign_ins import begin, recognise
from server.database.engine import Database
from server.database.models import Centre
from server.revocation import Revocations
from server.secret_key import load_secret
from server.seed import seed
from server.tokens import Tokens
from tests.server.test_cli import run

SANDRINE = "sandrine@brel.example"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """An installation with two centres."""

    async def make() -> None:
        database = await Database.open(address(tmp_path))
        async with database.transaction() as db:
            await seed(db, datetime.now(UTC))
            db.add(Centre(name="Espace Carnot", town="Le Portel", phone=""))
        await database.close()

    (tmp_path / "var").mkdir()
    asyncio.run(make())
    return tmp_path


def address(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/var/passerelle.db"


def add(folder: Path, *words: str, role: str = "animateur") -> subprocess.CompletedProcess[str]:
    return run(folder, "user", "add", "--email", SANDRINE, "--role", role, *words)


def test_an_account_is_added_listed_and_given_another_role(installed: Path) -> None:
    added = add(installed, "--centre", "centre jacques brel", "--name", "Sandrine")
    assert added.returncode == 0, added.stderr
    link = added.stdout.splitlines()[-1]
    assert link.startswith("http://localhost:0/mot-de-passe/choisir#")
    assert add(installed, "--centre", "Espace Carnot", role="coordinator").returncode == 0
    assert add(installed, "--centre", "Espace Carnot", role="coordinator").returncode == 0
    listed = run(installed, "user", "list").stdout.splitlines()
    assert [line.split("\t") for line in listed] == [
        [SANDRINE, "Sandrine", "animateur", "Centre Jacques Brel", "no-password"],
        [SANDRINE, "Sandrine", "coordinator", "Espace Carnot", "no-password"],
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "--email", "sandrine", "--role", "animateur"), "e-mail address"),
        (("add", "--email", SANDRINE, "--role", "animateur"), "Which centre?"),
        (("add", "--email", SANDRINE, "--role", "animateur", "--centre", "x"), "Espace Carnot"),
        (("add", "--email", SANDRINE, "--role", "king"), "king"),
        (("disable", "--email", SANDRINE), "Nobody has an account"),
        (("link", "--email", SANDRINE), "Nobody has an account"),
    ],
)
def test_mistakes_are_one_sentence(installed: Path, words: tuple[str, ...], said: str) -> None:
    result = run(installed, "user", *words)
    assert result.returncode == 2
    assert said in result.stderr and "Traceback" not in result.stderr


def test_disabling_ends_what_is_signed_in(installed: Path) -> None:
    add(installed, "--centre", "Espace Carnot")

    async def sign_in() -> tuple[str, str]:
        database = await Database.open(address(installed))
        async with database.transaction() as db:
            account = await account_by_email(db, SANDRINE)
            assert account is not None
            token = await begin(db, account, "Firefox", datetime.now(UTC))
        async with database.transaction() as db:
            who = await recognise(db, token, datetime.now(UTC))
        await database.close()
        assert who is not None
        return token, who.sign_in

    async def look(token: str, sign_in: str) -> tuple[bool, bool]:
        database, revocations = await Database.open(address(installed)), Revocations()
        async with database.transaction() as db:
            await revocations.refresh(db)
            who = await recognise(db, token, datetime.now(UTC))
        await database.close()
        return who is not None, sign_in in revocations

    token, grant = asyncio.run(sign_in())
    assert asyncio.run(look(token, grant)) == (True, False)
    assert run(installed, "user", "disable", "--email", SANDRINE).returncode == 0
    assert asyncio.run(look(token, grant)) == (False, True)
    assert "disabled" in run(installed, "user", "list").stdout
    assert run(installed, "user", "enable", "--email", SANDRINE).returncode == 0
    assert "disabled" not in run(installed, "user", "list").stdout


@pytest.mark.parametrize("granted", [None, "link-of-a-session"], ids=["one token", "all of a link"])
def test_a_token_is_taken_back_alone_or_with_its_link(installed: Path, granted: str | None) -> None:
    tokens = Tokens(load_secret(installed / "var"))
    one, other = (
        tokens.issue(
            room="cuisine", role=Role.KIT, wall_s=time.time(), lifetime_s=600, grant=granted
        )
        for _ in range(2)
    )
    link = f"https://passerelle.example.org/salle/cuisine#{one}"
    assert run(installed, "revoke", link).returncode == 0
    again = run(installed, "revoke", "x" + one)
    assert again.returncode == 2 and "opens nothing" in again.stderr

    async def revoked() -> list[bool]:
        database, revocations = await Database.open(address(installed)), Revocations()
        async with database.transaction() as db:
            await revocations.refresh(db)
        await database.close()
        claims = [tokens.verify(token, time.time()) for token in (one, other)]
        return [Tokens(b"s" * 32, revocations).is_revoked(each) for each in claims]

    assert asyncio.run(revoked()) == [True, granted is not None]


async def test_a_hash_is_made_by_argon2id() -> None:
    made = await Passwords().hash("trois crêpes au beurre")
    assert made.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
