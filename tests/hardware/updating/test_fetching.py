"""Fetching a release from a real server that is cut, lies or is away; the bytes are no packages."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import aiohttp
import pytest

from hardware.updating import fetching
from hardware.updating.description import Wheel
from hardware.updating.fetching import Fetching, NotFetched
from hardware.updating.shelf import Shelf
from tests.hardware.updating.release_server import TOKEN, ReleaseServer
from tests.support.waiting import until

BIG, SMALL = bytes(range(256)) * 4096, b"small"
CONTENTS = [BIG, SMALL]


def wheel(name: str, data: bytes) -> Wheel:
    return Wheel(name, hashlib.sha256(data).hexdigest(), len(data), len(data))


WHEELS = [wheel("big-1-py3-none-any.whl", BIG), wheel("small-1-py3-none-any.whl", SMALL)]


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ReleaseServer]:
    monkeypatch.setattr(fetching, "RETRY_S", 0.02)
    server = ReleaseServer()
    server.hold(WHEELS, CONTENTS)
    await server.start()
    yield server
    await server.stop()


class Kit:
    def __init__(self, server: ReleaseServer, data_dir: Path) -> None:
        self.server, self.shelf = server, Shelf(data_dir)
        self.shares: list[float] = []
        self.quiet = asyncio.Event()
        self.quiet.set()

    async def fetch(self) -> list[str]:
        async def quiet() -> None:
            await self.quiet.wait()

        async with aiohttp.ClientSession() as http:
            work = Fetching(
                http, self.shelf, self.server.url, lambda: TOKEN, quiet, self.shares.append
            )
            return [each.file for each in (await work.fetch(self.server.version)).wheels]

    def has_all(self) -> bool:
        folder = self.shelf.release(self.server.version) / "wheels"
        found = {path.name: path.read_bytes() for path in folder.iterdir()}
        return found == {each.file: data for each, data in zip(WHEELS, CONTENTS, strict=True)}


@pytest.fixture
async def kit(server: ReleaseServer, tmp_path: Path) -> Kit:
    return Kit(server, tmp_path)


async def test_all_of_it_is_fetched_and_how_much_is_told(kit: Kit) -> None:
    assert await kit.fetch() == [each.file for each in WHEELS]
    assert kit.has_all()
    assert kit.shares == sorted(kit.shares)
    assert kit.shares[-1] == 1.0


async def test_what_is_there_is_not_fetched_again(kit: Kit) -> None:
    await kit.fetch()
    kit.server.asked.clear()
    await kit.fetch()
    assert kit.server.asked == [("release.json", 0)]


async def test_what_another_release_has_is_linked(kit: Kit) -> None:
    await kit.fetch()
    more = b"more"
    kit.server.hold([*WHEELS, wheel("more-1-py3-none-any.whl", more)], [*CONTENTS, more])
    kit.server.asked.clear()
    await kit.fetch()
    assert kit.server.asked == [("release.json", 0), ("more-1-py3-none-any.whl", 0)]
    folder = kit.shelf.release(kit.server.version) / "wheels"
    assert (folder / WHEELS[0].file).stat().st_nlink == 2


async def test_a_connection_that_is_cut_goes_on_where_it_was(kit: Kit) -> None:
    kit.server.cut_after = 300_000
    await kit.fetch()
    assert kit.has_all()
    begun = [at for name, at in kit.server.asked if name == WHEELS[0].file]
    assert begun[0] == 0 and begun == sorted(set(begun)) and len(begun) >= 4
    assert kit.server.sent < len(BIG) + 10_000


async def test_a_server_that_knows_no_ranges_will_do(kit: Kit) -> None:
    kit.server.cut_after = 300_000
    kit.server.takes_ranges = False
    work = asyncio.create_task(kit.fetch())
    await until(lambda: len(kit.server.asked) > 3)
    kit.server.cut_after = None
    await work
    assert kit.has_all()


async def test_a_server_that_vanishes_and_comes_back(kit: Kit) -> None:
    kit.server.cut_after = 300_000
    work = asyncio.create_task(kit.fetch())
    await until(lambda: len(kit.server.asked) > 1)
    port = kit.server.port
    await kit.server.stop()
    await asyncio.sleep(0.1)
    kit.server.cut_after = None
    await kit.server.start(port)
    await work
    assert kit.has_all()


async def test_the_power_is_cut_and_the_fetch_goes_on(kit: Kit) -> None:
    kit.server.cut_after = 300_000
    work = asyncio.create_task(kit.fetch())
    await until(lambda: len(kit.server.asked) > 2)
    work.cancel()
    await asyncio.wait([work])
    kit.server.asked.clear()
    kit.server.cut_after = None
    await kit.fetch()
    assert kit.has_all()
    assert kit.server.asked[1][1] >= 300_000


async def test_it_waits_while_somebody_is_there(kit: Kit) -> None:
    kit.quiet.clear()
    work = asyncio.create_task(kit.fetch())
    await asyncio.sleep(0.1)
    assert kit.server.asked == []
    kit.quiet.set()
    await work


async def refused(kit: Kit) -> str:
    with pytest.raises(NotFetched) as refusal:
        await kit.fetch()
    return refusal.value.reason


async def test_a_wheel_that_is_not_what_it_says_is_damaged(kit: Kit) -> None:
    kit.server.files[WHEELS[1].file] = b"smell"
    assert await refused(kit) == "damaged"
    assert [name for name, _ in kit.server.asked].count(WHEELS[1].file) == 2


async def test_what_was_damaged_on_the_disk_is_fetched_anew(kit: Kit) -> None:
    folder = kit.shelf.release(kit.server.version) / "wheels"
    folder.mkdir(parents=True)
    (folder / f"{WHEELS[0].sha256}.part").write_bytes(b"?" * 100)
    (folder / WHEELS[1].file).write_bytes(b"?")
    await kit.fetch()
    assert kit.has_all()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({b'"format": 1': b'"format": 2'}, "build"),
        ({b'"3.11"': b'"3.12"'}, "build"),
        ({b"x86_64": b"riscv", b"aarch64": b"riscv"}, "build"),
        ({b"big-1": b"../x-"}, "damaged"),
        ({WHEELS[0].sha256.encode(): b"0" * 64}, "damaged"),
        ({b"wheels": b"eels"}, "damaged"),
        ({b"{": b"["}, "damaged"),
    ],
)
async def test_a_description_that_cannot_be(
    kit: Kit, change: dict[bytes, bytes], reason: str
) -> None:
    for before, after in change.items():
        assert before in kit.server.files["release.json"]
        kit.server.files["release.json"] = kit.server.files["release.json"].replace(before, after)
    assert await refused(kit) == reason


async def test_a_wheel_longer_than_it_says_fills_no_disk(kit: Kit) -> None:
    kit.server.files[WHEELS[1].file] = SMALL * 1000
    assert await refused(kit) == "damaged"


async def test_an_unknown_release(kit: Kit) -> None:
    kit.server.files.clear()
    assert await refused(kit) == "fetch"


async def test_a_server_that_stays_away_is_given_up(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "GIVE_UP_S", 0.1)
    await kit.server.stop()
    assert await refused(kit) == "fetch"


async def test_a_disk_without_room_is_seen_before(kit: Kit) -> None:
    usage = replace_free(100 << 20)
    with mock.patch.object(shutil, "disk_usage", return_value=usage):
        assert await refused(kit) == "disk_full"
    assert kit.server.asked == [("release.json", 0)]


async def test_a_disk_that_fills_meanwhile(kit: Kit) -> None:
    full = OSError(28, "No space left on device")
    with mock.patch.object(fetching, "_settle", side_effect=full):
        assert await refused(kit) == "disk_full"


def replace_free(free: int) -> SimpleNamespace:
    return SimpleNamespace(free=free, total=free * 2, used=free)


async def test_only_the_wheels_for_this_machine(kit: Kit) -> None:
    other = replace(WHEELS[1], file="small-1-cp311-cp311-manylinux_2_17_riscv64.whl")
    kit.server.hold([*WHEELS, other], [*CONTENTS, SMALL])
    assert await kit.fetch() == [each.file for each in WHEELS]
