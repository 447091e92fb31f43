"""Subtitles that are proposed: who may ask, what they wait for, and that nobody has read them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recorder.replay.errors import NotMade
from recorder.replay.manifest import (
    AudioFile,
    Subtitles,
    read_manifest,
    write_manifest,
)
from recorder.replay.progress import Progress
from recorder.speech.draft import SPEECH, Wish, forget_wish, write_wish
from recorder.speech.models import Model
from server.accounts.roles import CentreRole
from server.replays import proposing
from server.services import DATABASE, PROPOSING, SETTINGS
from tests.server.accounts_house import Browser, add_other_centre, signed_in
from tests.server.conftest import Served
from tests.server.publishing.house import Film, add_film


class Listener:
    """In the place of the process: hears when it is let."""

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.asked: list[tuple[str, str]] = []
        self.share: Callable[[], float] = lambda: -1.0
        self.reason: str | None = None
        self.ended = 0

    async def __call__(
        self,
        folder: Path,
        audio: str,
        model: Model,
        tell: Callable[[Progress], None],
        share: Callable[[], float],
    ) -> frozenset[str]:
        self.asked.append((audio, model.language))
        self.share = share
        tell(Progress(0.25, 60.0))
        try:
            await self.let.wait()
        finally:
            self.ended += 1
        if self.reason is not None:
            raise NotMade(self.reason)
        add_subtitles(folder, Subtitles("en.vtt", "en", "English", reviewed=False))
        forget_wish(folder)
        return frozenset()


def add_subtitles(folder: Path, *subtitles: Subtitles) -> None:
    manifest = read_manifest(folder)
    assert manifest is not None
    (folder / "en.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nhello\n")
    write_manifest(folder, replace(manifest, subtitles=subtitles))


@pytest.fixture
def listener(served: Served, monkeypatch: pytest.MonkeyPatch) -> Listener:
    monkeypatch.setattr(proposing, "_WATCH_EVERY_S", 0.01)
    monkeypatch.setattr(proposing, "_LOOK_EVERY_S", 0.05)
    listener = served.app[PROPOSING].hear = Listener()
    return listener


@pytest.fixture
async def film(served: Served) -> Film:
    """With sound, and nobody's subtitles."""
    film = await add_film(served)
    manifest = read_manifest(film.folder)
    assert manifest is not None
    sound = AudioFile("sound.m4a", 1, "audio/mp4")
    (film.folder / "sound.m4a").write_bytes(b"s")
    write_manifest(film.folder, replace(manifest, audio=sound, subtitles=()))
    return film


@pytest.fixture
async def paul(served: Served) -> Browser:
    return await signed_in(served, "paul@brel.example", CentreRole.VOLUNTEER)


async def now(who: Browser, film: Film) -> dict[str, Any]:
    answer = await who.ask("GET", film.path("/speech"))
    assert answer.status == 200
    said: dict[str, Any] = await answer.json()
    return said


async def ask(who: Browser, film: Film, language: str = "en") -> int:
    return (await who.ask("POST", film.path("/speech"), {"language": language})).status


async def becomes(who: Browser, film: Film, **wanted: object) -> dict[str, Any]:
    for _ in range(1000):
        said = await now(who, film)
        if {key: said[key] for key in wanted} == wanted:
            return said
        await asyncio.sleep(0.01)
    raise AssertionError(f"never {wanted}: {said}")


async def test_a_draft_comes_in_its_turn_and_is_read_by_nobody(
    film: Film, paul: Browser, listener: Listener
) -> None:
    assert (await now(paul, film))["languages"] == ["en"]
    assert await ask(paul, film) == 202
    said = await becomes(paul, film, language="en", done=0.25)
    assert said["left_s"] == 60.0 and said["reason"] is None
    assert listener.asked == [("sound.m4a", "en")] and listener.share() == 1.0
    listener.let.set()
    await becomes(paul, film, language=None, languages=[])
    # What keeps it from being published is still so.
    review = await (await paul.ask("GET", film.path("/review"))).json()
    assert [one["reviewed"] for one in review["replay"]["media"]["subtitles"]] == [False]
    assert "subtitles" in [one["kind"] for one in review["missing"]]


async def test_what_is_not_recognised_or_there_already_is_not_asked_for(
    film: Film, paul: Browser, listener: Listener
) -> None:
    assert await ask(paul, film, "fr") == 409
    add_subtitles(film.folder, Subtitles("en.vtt", "en", "English", reviewed=True))
    assert (await now(paul, film))["languages"] == [] and await ask(paul, film) == 409
    add_subtitles(film.folder)
    await film.set(state="approved")
    assert await ask(paul, film) == 409
    assert listener.asked == []


async def test_why_there_is_none_is_said_and_it_may_be_asked_for_again(
    film: Film, paul: Browser, listener: Listener
) -> None:
    listener.reason = "empty"
    listener.let.set()
    assert await ask(paul, film) == 202
    await becomes(paul, film, reason="empty")
    await asyncio.sleep(0.2)
    assert len(listener.asked) == 1
    listener.reason = None
    assert await ask(paul, film) == 202
    await becomes(paul, film, language=None, languages=[])


async def test_it_can_be_stopped(film: Film, paul: Browser, listener: Listener) -> None:
    assert await ask(paul, film) == 202
    await becomes(paul, film, done=0.25)
    assert (await paul.ask("DELETE", film.path("/speech"))).status == 204
    assert listener.ended == 1 and not (film.folder / SPEECH).exists()
    assert (await now(paul, film))["language"] is None


async def test_what_is_made_anew_is_heard_anew_afterwards(
    film: Film, paul: Browser, listener: Listener
) -> None:
    assert await ask(paul, film) == 202
    await becomes(paul, film, done=0.25)
    heard = film.folder / SPEECH / "heard.jsonl"
    heard.write_text('"sound.m4a"\n')
    await film.set(making="failed")
    for _ in range(500):
        if listener.ended and not heard.exists():
            break
        await asyncio.sleep(0.01)
    # Nothing is left of somebody who may not be in it any more; the wish is.
    assert listener.ended == 1 and not heard.exists()
    assert (await now(paul, film))["language"] == "en"
    listener.let.set()
    await film.set(making="ready")
    await becomes(paul, film, language=None, languages=[])
    assert len(listener.asked) == 2


async def test_a_server_that_starts_again_goes_on(film: Film, served: Served) -> None:
    write_wish(film.folder, Wish("en", "English"))
    listener = Listener()
    again = proposing.Proposing(
        served.app[DATABASE], served.app[SETTINGS].data_dir, None, lambda: True, listener
    )
    served.app[PROPOSING].hear = listener
    context = again.context(served.app)
    await anext(context)
    for _ in range(1000):
        if listener.asked:
            break
        await asyncio.sleep(0.01)
    assert listener.asked[0] == ("sound.m4a", "en")
    # While somebody is live, slowly.
    assert listener.share() == 0.25
    assert await anext(context, None) is None
    assert listener.ended == 1


async def test_only_those_who_lead_in_its_centre(
    served: Served, film: Film, listener: Listener
) -> None:
    await add_other_centre(served)
    other = await signed_in(
        served, "eve@carnot.example", CentreRole.ANIMATEUR, centre="Espace Carnot"
    )
    for method in ("GET", "POST", "DELETE"):
        body = {"language": "en"} if method == "POST" else None
        assert (await other.ask(method, film.path("/speech"), body)).status == 404
