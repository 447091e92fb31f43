"""Activity templates: what each says, what is refused, a centre's own copies over the product's."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.activities.built_in import FOLDER, built_in_activities, parse_activity
from server.activities.errors import ActivityInvalid
from server.activities.of_centre import MAX_OWN, activities_of, activity_of, drop, keep
from server.activities.profile import profile_of
from server.activities.schema import Activity, is_activity_key
from server.database.engine import Database
from server.database.models import ActivityTemplate, Centre

GUITARE = (FOLDER / "guitare.toml").read_text("utf-8")


def test_the_product_has_these_in_this_order() -> None:
    assert list(built_in_activities()) == [
        "cuisine",
        "guitare",
        "couture",
        "crochet",
        "reunion",
        "aide-aux-devoirs",
        "jury",
        "exposition",
    ]
    assert all(map(is_activity_key, built_in_activities()))


def test_what_each_sets_up() -> None:
    of = {key: profile_of(key, activity) for key, activity in built_in_activities().items()}
    assert of["cuisine"].pinned == ("mains", "salle")
    guitar = of["guitare"]
    assert (guitar.original_sound, guitar.stereo, guitar.first_camera) == (True, True, "mains")
    assert guitar.audio_bitrate_bps > 2 * of["cuisine"].audio_bitrate_bps
    assert of["couture"].first_camera == of["crochet"].first_camera == "mains"
    assert of["reunion"].speaker_first and of["reunion"].vote and of["jury"].vote
    homework, activity = of["aide-aux-devoirs"], built_in_activities()["aide-aux-devoirs"]
    assert homework.minors and homework.recording == "never" and activity.waiting_room
    assert [key for key, profile in of.items() if profile.minors] == ["aide-aux-devoirs"]


def test_a_template_that_nobody_knows_is_a_plain_one() -> None:
    plain = profile_of("poterie", None)
    assert (plain.activity, plain.first_camera, plain.recording) == ("poterie", "salle", "ask")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("stereo = true", 'stereo = "non"', "sound.stereo"),
        ("stereo = true", "", "sound.stereo"),
        ("stereo = true", "stereo = true\nstereoo = true", "sound.stereoo"),
        ("128000", "600000", "sound.bitrate_bps"),
        ("128000", "128000.5", "sound.bitrate_bps"),
        ('"ask"', '"always"', "recording"),
        ('["mains"]', '["mains", "mains"]', "cameras.pinned"),
        ('["mains"]', '["a", "b", "c", "d", "e"]', "cameras.pinned"),
        ('first = "mains"', 'first = "Les mains"', "cameras.first"),
        ('fr = "Guitare"', 'fr = "  "', "name.fr"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_key(old: str, new: str, field: str) -> None:
    assert old in GUITARE
    with pytest.raises(ActivityInvalid, match=r"^guitare\.toml: ") as refusal:
        parse_activity(GUITARE.replace(old, new, 1), "guitare.toml")
    assert field in [name.removesuffix(".0") for name in refusal.value.fields]


@pytest.mark.parametrize(
    ("key", "right"),
    [("cuisine", True), ("a", True), ("", False), ("-a", False), ("É", False), ("a" * 33, False)],
)
def test_keys(key: str, right: bool) -> None:
    assert is_activity_key(key) is right


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    async with opened.transaction() as db:
        db.add_all([Centre(id=n, name=str(n), town="Outreau", phone="") for n in (1, 2)])
    yield opened
    await opened.close()


def changed(**fields: object) -> Activity:
    return Activity.model_validate(tomllib.loads(GUITARE) | fields)


async def test_a_centres_copy_is_its_own_until_dropped(database: Database) -> None:
    async with database.transaction() as db:
        assert await keep(db, 1, "guitare", changed(vote=True))
        assert await keep(db, 1, "accordeon", changed(name={"fr": "Accordéon", "en": "A"}))
    async with database.transaction() as db:
        here = {one.key: one for one in await activities_of(db, 1)}
        assert here["guitare"].activity.vote and here["guitare"].edited
        assert (here["accordeon"].built_in, here["cuisine"].edited) == (False, False)
        there = {one.key: one for one in await activities_of(db, 2)}
        assert "accordeon" not in there and not there["guitare"].activity.vote
        assert await drop(db, 1, "guitare") and not await drop(db, 1, "guitare")
        assert not await drop(db, 2, "accordeon")
    async with database.transaction() as db:
        assert await activity_of(db, 1, "guitare") == built_in_activities()["guitare"]
        assert await activity_of(db, 1, "accordeon") is not None
        assert await activity_of(db, 2, "accordeon") is None


async def test_a_copy_in_an_older_form_is_passed_over(database: Database) -> None:
    async with database.transaction() as db:
        db.add(ActivityTemplate(centre_id=1, key="guitare", content='{"name": "Guitare"}'))
        db.add(ActivityTemplate(centre_id=1, key="flute", content="{"))
    async with database.transaction() as db:
        assert await activity_of(db, 1, "guitare") == built_in_activities()["guitare"]
        assert "flute" not in [one.key for one in await activities_of(db, 1)]


async def test_a_centre_has_so_many_and_no_more(database: Database) -> None:
    async with database.transaction() as db:
        for number in range(MAX_OWN):
            assert await keep(db, 1, f"own-{number}", changed())
        assert not await keep(db, 1, "one-more", changed())
        assert await keep(db, 1, "own-3", changed(vote=True))
