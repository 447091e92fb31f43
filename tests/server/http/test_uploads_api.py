"""Bringing a film by tus 1.0.0: each answer of the protocol, and who may do what with an upload."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession

from recorder.uploads.store import UploadStore
from server.accounts.roles import CentreRole
from server.settings import Settings
from tests.server.accounts_house import COOKIE, OWN_PAGE, Browser, add_other_centre, signed_in
from tests.server.conftest import Served
from tests.support.films import make_film

GB = 10**9
FILM = bytes(range(256)) * 1000


class Phone:
    """Somebody who brings a film, with any client."""

    def __init__(self, browser: Browser, centre: int) -> None:
        self.browser = browser
        self.centre = centre

    async def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str | int
    ) -> ClientResponse:
        """`upload_offset=3` is sent as `Upload-Offset: 3`."""
        sent = {"Tus-Resumable": "1.0.0", **OWN_PAGE, "Cookie": f"{COOKIE}={self.browser.cookie}"}
        if method == "PATCH":
            sent["Content-Type"] = "application/offset+octet-stream"
        for name, value in headers.items():
            sent["-".join(part.capitalize() for part in name.split("_"))] = str(value)
        served = self.browser.served
        url = served.client.make_url(path)
        async with (
            ClientSession() as session,
            session.request(method, url, data=body or None, headers=sent) as response,
        ):
            await response.read()
            return response

    async def create(self, length: int = len(FILM), **metadata: str) -> ClientResponse:
        pairs = ",".join(
            f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in metadata.items()
        )
        path = f"/api/centres/{self.centre}/uploads"
        return await self.ask("POST", path, upload_length=length, upload_metadata=pairs)

    async def begin(self, length: int = len(FILM), **metadata: str) -> str:
        """The address of a new upload."""
        response = await self.create(length, **metadata)
        assert response.status == 201, await response.text()
        return response.headers["Location"]

    async def view(self, address: str) -> dict[str, Any]:
        upload: dict[str, Any] = (await (await self.ask("GET", address)).json())["upload"]
        return upload

    async def settled(self, address: str) -> dict[str, Any]:
        """The upload once it was examined."""
        for _ in range(600):
            upload = await self.view(address)
            if upload["state"] not in ("receiving", "examining"):
                return upload
            await asyncio.sleep(0.1)
        raise AssertionError("never examined")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("films") / "a.mp4")


async def phone_of(served: Served, email: str, *roles: CentreRole, **where: str) -> Phone:
    browser = await signed_in(served, email, *roles, **where)
    account = (await (await browser.ask("GET", "/api/account")).json())["account"]
    return Phone(browser, account["centres"][0]["id"])


@pytest.fixture
async def phone(served: Served) -> Phone:
    return await phone_of(served, "luc@brel.example", CentreRole.VOLUNTEER)


async def reason(response: ClientResponse) -> tuple[int, str]:
    return response.status, (await response.json())["reason"]


async def test_the_server_says_what_it_understands(phone: Phone) -> None:
    response = await phone.ask("OPTIONS", f"/api/centres/{phone.centre}/uploads")
    assert response.status == 204
    assert response.headers["Tus-Version"] == "1.0.0"
    assert response.headers["Tus-Extension"] == "creation,checksum,termination,expiration"
    assert response.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert response.headers["Tus-Max-Size"] == str(8 * GB)


async def test_a_film_in_pieces(phone: Phone, settings: Settings) -> None:
    address = await phone.begin(filename="../../etc/crêpes.mp4")
    for start in range(0, len(FILM), 100_000):
        response = await phone.ask(
            "PATCH", address, FILM[start : start + 100_000], upload_offset=start
        )
        assert response.status == 204
        assert response.headers["Tus-Resumable"] == "1.0.0"
        assert int(response.headers["Upload-Offset"]) == min(start + 100_000, len(FILM))
    upload = await phone.settled(address)
    # Nobody would call these bytes a film.
    assert (upload["state"], upload["reason"]) == ("refused", "type")
    assert (upload["name"], upload["mine"], upload["by"]) == ("crêpes.mp4", True, "luc")
    folders = [path.name for path in (settings.data_dir / "uploads").iterdir()]
    assert folders == [upload["id"]]
    assert not (settings.data_dir / "uploads" / upload["id"] / "content").exists()


async def test_where_an_upload_stands(phone: Phone) -> None:
    address = await phone.begin()
    await phone.ask("PATCH", address, FILM[:1000], upload_offset=0)
    response = await phone.ask("HEAD", address)
    assert response.status == 200
    assert response.headers["Upload-Offset"] == "1000"
    assert response.headers["Upload-Length"] == str(len(FILM))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Upload-Expires"] == "Sat, 21 Mar 2026 14:20:00 GMT"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"upload_offset": 1}, (409, "offset")),
        ({"upload_offset": "x"}, (400, "offset")),
        ({}, (400, "offset")),
        ({"upload_offset": 0, "tus_resumable": "0.2.2"}, (412, "version")),
        ({"upload_offset": 0, "content_type": "video/mp4"}, (415, "type")),
        ({"upload_offset": 0, "upload_checksum": "md5 AAAA"}, (400, "algorithm")),
        ({"upload_offset": 0, "upload_checksum": "sha1 ?"}, (400, "algorithm")),
        ({"upload_offset": 0, "upload_length": 5}, (422, "changed")),
        ({"upload_offset": 0, "upload_fingerprint": "0" * 64}, (422, "changed")),
    ],
)
async def test_pieces_that_are_refused_and_harm_nothing(
    phone: Phone, headers: dict[str, str | int], expected: tuple[int, str]
) -> None:
    address = await phone.begin()
    response = await phone.ask("PATCH", address, FILM[:10], **headers)
    assert await reason(response) == expected
    assert response.headers["Tus-Resumable"] == "1.0.0"
    assert (await phone.ask("HEAD", address)).headers["Upload-Offset"] == "0"
    assert (await phone.ask("PATCH", address, FILM[:10], upload_offset=0)).status == 204


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_a_piece_with_its_checksum(phone: Phone, algorithm: str) -> None:
    address = await phone.begin()
    digest = hashlib.new(algorithm, FILM[:10]).digest()
    checksum = f"{algorithm} {base64.b64encode(digest).decode()}"
    damaged = await phone.ask(
        "PATCH", address, FILM[1:11], upload_offset=0, upload_checksum=checksum
    )
    assert await reason(damaged) == (460, "checksum")
    assert (await phone.ask("HEAD", address)).headers["Upload-Offset"] == "0"
    good = await phone.ask("PATCH", address, FILM[:10], upload_offset=0, upload_checksum=checksum)
    assert good.headers["Upload-Offset"] == "10"


@pytest.mark.parametrize(
    ("length", "headers", "expected"),
    [
        (0, {}, (422, "empty")),
        (8 * GB + 1, {}, (413, "size")),
        (1, {"upload_length": "1e9"}, (400, "length")),
        (1, {"upload_length": "-1"}, (400, "length")),
        (1, {"upload_metadata": "filename ?"}, (400, "metadata")),
        (1, {"upload_metadata": "fingerprint AAAA"}, (400, "metadata")),
        (1, {"upload_metadata": "a YQ==,a YQ=="}, (400, "metadata")),
    ],
)
async def test_uploads_that_do_not_begin(
    phone: Phone, length: int, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    sent = {"upload_length": str(length)} | headers
    response = await phone.ask("POST", f"/api/centres/{phone.centre}/uploads", **sent)
    assert await reason(response) == expected


async def test_quotas_count_what_was_announced(phone: Phone, served: Served) -> None:
    for length in (7 * GB, 7 * GB):
        await phone.begin(length)
    assert await reason(await phone.create(7 * GB)) == (413, "quota")
    listed = await (await phone.ask("GET", f"/api/centres/{phone.centre}/uploads")).json()
    assert listed["quota"]["account_used_bytes"] == listed["quota"]["centre_used_bytes"] == 14 * GB
    assert (await phone.ask("DELETE", f"/api/uploads/{listed['uploads'][0]['id']}")).status == 204
    await phone.begin(7 * GB)


async def test_not_too_many_unfinished_ones(phone: Phone) -> None:
    for _ in range(20):
        await phone.begin(10)
    assert await reason(await phone.create(10)) == (429, "many")


async def test_a_disk_without_room_is_said(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recorder.uploads.store.free_bytes", lambda folder: (1 << 30) + 99)
    assert await reason(await phone.create(100)) == (507, "disk")
    await phone.begin(99)
    assert await reason(await phone.create(1)) == (507, "disk")


async def test_another_beginning_than_announced(phone: Phone) -> None:
    """The phone re-encoded the film between being asked for it and sending it."""
    fingerprint = hashlib.sha256(FILM[:65536]).hexdigest()
    address = await phone.begin(filename="a.mov", fingerprint=fingerprint)
    assert (await phone.view(address))["fingerprint"] == fingerprint
    assert (await phone.ask("PATCH", address, FILM[:65535], upload_offset=0)).status == 204
    response = await phone.ask("PATCH", address, b"other", upload_offset=65535)
    assert await reason(response) == (422, "changed")
    assert (await phone.ask("HEAD", address)).status == 410
    assert await reason(await phone.ask("PATCH", address, b"x", upload_offset=0)) == (
        410,
        "changed",
    )
    upload = await phone.view(address)
    assert (upload["state"], upload["reason"]) == ("refused", "changed")


async def test_more_bytes_than_announced(phone: Phone) -> None:
    address = await phone.begin(100)
    response = await phone.ask("PATCH", address, FILM[:101], upload_offset=0)
    assert await reason(response) == (422, "changed")
    assert (await phone.view(address))["reason"] == "changed"


async def test_the_announced_beginning(phone: Phone) -> None:
    fingerprint = hashlib.sha256(FILM[:65536]).hexdigest()
    address = await phone.begin(fingerprint=fingerprint)
    assert (await phone.ask("PATCH", address, FILM, upload_offset=0)).status == 204


async def test_a_deleted_upload_leaves_nothing(phone: Phone, settings: Settings) -> None:
    address = await phone.begin()
    await phone.ask("PATCH", address, FILM[:1000], upload_offset=0)
    assert (await phone.ask("DELETE", address)).status == 204
    assert list((settings.data_dir / "uploads").iterdir()) == []
    for method in ("HEAD", "PATCH", "DELETE", "GET"):
        assert (await phone.ask(method, address, upload_offset=1000)).status == 404


async def test_for_networks_that_let_no_patch_through(phone: Phone) -> None:
    address = await phone.begin()
    response = await phone.ask(
        "POST",
        address,
        FILM[:10],
        upload_offset=0,
        x_http_method_override="PATCH",
        content_type="application/offset+octet-stream",
    )
    assert (response.status, response.headers["Upload-Offset"]) == (204, "10")
    assert await reason(await phone.ask("POST", address)) == (405, "method")
    gone = await phone.ask("POST", address, x_http_method_override="DELETE")
    assert gone.status == 204


async def test_a_connection_that_is_cut_keeps_what_came(phone: Phone, served: Served) -> None:
    address = await phone.begin()
    writer = await half_a_request(phone, served, address, FILM[:1234])
    await asyncio.sleep(0.5)
    writer.close()
    for _ in range(100):
        if (await phone.view(address))["offset"]:
            break
        await asyncio.sleep(0.05)
    assert (await phone.view(address))["offset"] == 1234


async def test_a_phone_that_comes_back_ends_its_lost_connection(
    phone: Phone, served: Served
) -> None:
    """The old connection hangs, as seen from here: the new one is not kept waiting for it."""
    address = await phone.begin()
    writer = await half_a_request(phone, served, address, FILM[:1234])
    await asyncio.sleep(0.5)
    response = await asyncio.wait_for(phone.ask("HEAD", address), 10)
    assert response.headers["Upload-Offset"] == "1234"
    response = await phone.ask("PATCH", address, FILM[1234:], upload_offset=1234)
    assert response.headers["Upload-Offset"] == str(len(FILM))
    writer.close()


async def half_a_request(
    phone: Phone, served: Served, address: str, data: bytes
) -> asyncio.StreamWriter:
    url = served.client.make_url(address)
    _, writer = await asyncio.open_connection(url.host, url.port)
    head = (
        f"PATCH {address} HTTP/1.1\r\nHost: {url.host}:{url.port}\r\nX-Passerelle: 1\r\n"
        f"Cookie: {COOKIE}={phone.browser.cookie}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        f"Content-Type: application/offset+octet-stream\r\nContent-Length: {len(FILM)}\r\n\r\n"
    )
    writer.write(head.encode() + data)
    await writer.drain()
    return writer


async def test_who_sees_and_ends_whose_uploads(served: Served, phone: Phone) -> None:
    await add_other_centre(served)
    address = await phone.begin()
    volunteer = await phone_of(served, "ana@brel.example", CentreRole.VOLUNTEER)
    animateur = await phone_of(served, "nadia@brel.example", CentreRole.ANIMATEUR)
    technician = await phone_of(served, "tom@brel.example", CentreRole.TECHNICIAN)
    elsewhere = await phone_of(
        served, "eve@carnot.example", CentreRole.COORDINATOR, centre="Espace Carnot"
    )
    for other, seen in ((volunteer, 404), (animateur, 200), (technician, 403), (elsewhere, 404)):
        assert (await other.ask("GET", address)).status == seen
        # Nobody goes on with what is another's.
        expected = 403 if seen == 403 else 404
        assert (await other.ask("PATCH", address, b"x", upload_offset=0)).status == expected
    path = f"/api/centres/{phone.centre}/uploads"
    for other, count in ((phone, 1), (volunteer, 0), (animateur, 1)):
        listed = await (await other.ask("GET", path)).json()
        assert len(listed["uploads"]) == count
    assert (await elsewhere.ask("GET", path)).status == 403
    assert (await elsewhere.ask("DELETE", address)).status == 404
    assert (await animateur.ask("DELETE", address)).status == 204


async def test_a_film_is_accepted_and_described(phone: Phone, film: Path) -> None:
    content = film.read_bytes()
    address = await phone.begin(len(content), filename="crêpes.mp4")
    await phone.ask("PATCH", address, content, upload_offset=0)
    upload = await phone.settled(address)
    assert (upload["state"], upload["expires_at"]) == ("accepted", None)
    found = upload["film"]
    assert (found["kind"], found["width"], found["height"]) == ("video", 320, 180)
    assert (found["video_codec"], found["duration_ms"]) == ("h264", 3000)


async def test_uploads_survive_a_restart(phone: Phone, served: Served, settings: Settings) -> None:
    address = await phone.begin(filename="a.mp4")
    await phone.ask("PATCH", address, FILM[:1000], upload_offset=0)
    limits_do_not_matter_here: Any = None
    again = UploadStore(settings.data_dir / "uploads", limits_do_not_matter_here)
    assert again.load() == []
    (found,) = again
    assert (found.offset, found.length, found.name) == (1000, len(FILM), "a.mp4")
