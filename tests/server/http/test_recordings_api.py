"""What is kept of a centre's recordings, and deleting it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from recorder.disk.recording_folder import MANIFEST
from recorder.manifest import FileEntry, Manifest, Who, random_name
from server.accounts.roles import CentreRole
from server.database.models import Room, Session
from server.services import DATABASE, SETTINGS
from tests.server.accounts_house import add_other_centre, signed_in
from tests.server.conftest import Served


async def a_session(served: Served) -> tuple[str, int]:
    """One of the demo centre, and that centre."""
    async with served.app[DATABASE].transaction() as db:
        found = await db.execute(
            select(Session.id, Room.centre_id).join(Room).where(Room.slug == "cuisine")
        )
        session, centre = found.one()
        return session, centre


def recorded(root: Path, session: str, state: str = "finished", began_s: float = 1e9) -> str:
    """A recording as it lies on the disk."""
    name = random_name()
    manifest = Manifest(name, session, began_s, state, began_s + 60)
    who = Who("paule", "Paule", "microphone")
    manifest.files = [FileEntry("a.mkv", who, "t", "audio", "opus", 0, 60_000, "stopped", 5000)]
    (root / name).mkdir(parents=True)
    (root / name / MANIFEST).write_text(json.dumps(manifest.to_json()))
    (root / name / "a.mkv").write_bytes(bytes(5000))
    return name


@pytest.fixture
def root(served: Served) -> Path:
    return served.app[SETTINGS].data_dir / "recordings"


async def test_those_of_ones_centre_the_latest_first(served: Served, root: Path) -> None:
    session, centre = await a_session(served)
    first, second = recorded(root, session), recorded(root, session, "recovered", 2e9)
    recorded(root, "of-nobody")
    browser = await signed_in(served, "v@x.fr", CentreRole.VOLUNTEER)
    answer = await (await browser.ask("GET", f"/api/centres/{centre}/recordings")).json()
    assert [one["id"] for one in answer["recordings"]] == [second, first]
    assert answer["may_delete"] is False
    one = answer["recordings"][1]
    assert (one["state"], one["bytes"], one["people"]) == ("finished", 5000, ["Paule"])
    assert one["began_at"] == "2001-09-09T01:46:40+00:00"


async def test_a_deleted_one_leaves_no_file(served: Served, root: Path) -> None:
    session, centre = await a_session(served)
    name, other = recorded(root, session), recorded(root, session)
    browser = await signed_in(served, "a@x.fr", CentreRole.ANIMATEUR)
    assert (await browser.ask("DELETE", f"/api/recordings/{name}")).status == 204
    assert [path.name for path in root.iterdir()] == [other]
    assert (await browser.ask("DELETE", f"/api/recordings/{name}")).status == 404
    answer = await (await browser.ask("GET", f"/api/centres/{centre}/recordings")).json()
    assert [one["id"] for one in answer["recordings"]] == [other]


async def test_another_centres_are_not_there(served: Served, root: Path) -> None:
    session, _ = await a_session(served)
    name = recorded(root, session)
    await add_other_centre(served)
    stranger = await signed_in(served, "c@x.fr", CentreRole.COORDINATOR, centre="Espace Carnot")
    for path in (name, "..", "%2e%2e", "unknown"):
        assert (await stranger.ask("DELETE", f"/api/recordings/{path}")).status == 404
    assert (root / name / "a.mkv").exists()
