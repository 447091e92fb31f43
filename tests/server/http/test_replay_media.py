"""The files of a replay: ranges, and who may at this very moment."""

from __future__ import annotations

import pytest

from server.accounts.roles import CentreRole
from tests.server.accounts_house import Browser, signed_in
from tests.server.conftest import Served
from tests.server.publishing.house import FILM, Film, add_film, content, published_film


async def part(browser: Browser, film: Film, wanted: str) -> tuple[int, str, bytes]:
    """The status, which part, and its bytes."""
    response = await browser.ask("GET", film.media(), headers={"Range": wanted})
    return response.status, response.headers.get("Content-Range", ""), await content(response)


@pytest.mark.parametrize(
    ("wanted", "status", "which", "bytes_of_it"),
    [
        ("bytes=0-9", 206, f"bytes 0-9/{len(FILM)}", FILM[:10]),
        ("bytes=1000-", 206, f"bytes 1000-{len(FILM) - 1}/{len(FILM)}", FILM[1000:]),
        ("bytes=-5", 206, f"bytes {len(FILM) - 5}-{len(FILM) - 1}/{len(FILM)}", FILM[-5:]),
        (f"bytes={len(FILM)}-", 416, f"bytes */{len(FILM)}", b""),
    ],
)
async def test_a_range_is_answered(
    served: Served, wanted: str, status: int, which: str, bytes_of_it: bytes
) -> None:
    film, _ = await published_film(served)
    got = await part(Browser(served), film, wanted)
    assert got[:2] == (status, which)
    assert status == 416 or got[2] == bytes_of_it


async def test_the_whole_says_what_it_is_and_is_asked_for_again_each_time(served: Served) -> None:
    film, _ = await published_film(served)
    response = await Browser(served).ask("GET", film.media())
    assert (response.status, await content(response)) == (200, FILM)
    assert response.headers["Content-Type"] == "video/mp4"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Accept-Ranges"] == "bytes"
    etag = response.headers["ETag"]
    again = await Browser(served).ask("GET", film.media(), headers={"If-None-Match": etag})
    assert again.status == 304
    subtitles = await Browser(served).ask("GET", film.media("fr.vtt"))
    assert subtitles.headers["Content-Type"] == "text/vtt; charset=utf-8"


@pytest.mark.parametrize(
    "file", ["unnamed.mp4", "replay.json", "..%2Freplay.json", "none.mp4", "%2Fetc%2Fpasswd"]
)
async def test_what_the_manifest_does_not_name_is_not_there(served: Served, file: str) -> None:
    film, nadia = await published_film(served)
    assert (await nadia.ask("GET", film.media(file))).status == 404


async def test_a_draft_is_for_those_who_lead_in_its_centre(served: Served) -> None:
    film = await add_film(served, visibility="public")
    paul = await signed_in(served, "paul@brel.example", CentreRole.VOLUNTEER)
    technician = await signed_in(served, "tom@brel.example", CentreRole.TECHNICIAN)
    assert (await Browser(served).ask("GET", film.media())).status == 404
    assert (await technician.ask("GET", film.media())).status == 404
    assert (await paul.ask("GET", film.media())).status == 200


async def test_what_is_hidden_is_hidden_in_the_middle_too(served: Served) -> None:
    film, nadia = await published_film(served)
    neighbour = Browser(served)
    assert (await part(neighbour, film, "bytes=0-9"))[0] == 206
    await nadia.ask("POST", film.path("/unpublish"), {})
    assert (await part(neighbour, film, "bytes=10-19"))[0] == 404


async def test_other_edits_than_those_approved_are_not_served(served: Served) -> None:
    film, _ = await published_film(served)
    await film.set(edits='{"cuts": []}')
    assert (await Browser(served).ask("GET", film.media())).status == 404


async def test_a_link_opens_what_goes_by_link_and_no_address_carries_it(served: Served) -> None:
    film, _ = await published_film(served, visibility="link")
    row = await film.row()
    assert row is not None
    neighbour = Browser(served)
    assert (await neighbour.ask("GET", film.media())).status == 404
    wrong = await neighbour.ask("POST", film.path("/key"), {"key": "guessed"})
    assert wrong.status == 404
    opened = await neighbour.ask("POST", film.path("/key"), {"key": row.link_secret})
    assert opened.status == 204
    cookie = opened.cookies[f"passerelle_replay_{film.id}"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    headers = {"Cookie": f"{cookie.key}={cookie.value}"}
    assert (await neighbour.ask("GET", film.media(), headers=headers)).status == 200
    # Another link takes the old one back.
    await film.set(link_secret="another")
    assert (await neighbour.ask("GET", film.media(), headers=headers)).status == 404


async def test_a_film_is_kept_by_those_whom_its_author_lets(served: Served) -> None:
    film, nadia = await published_film(served)
    neighbour = Browser(served)
    refused = await neighbour.ask("GET", f"{film.media()}?download")
    assert (refused.status, (await refused.json())["reason"]) == (403, "downloads")
    assert (await nadia.ask("PATCH", film.path(), {"downloads": True})).status == 200
    kept = await neighbour.ask("GET", f"{film.media()}?download")
    assert kept.status == 200
    assert kept.headers["Content-Disposition"] == (
        "attachment; filename*=UTF-8''Cr%C3%AApes%20de%20sarrasin.mp4"
    )
