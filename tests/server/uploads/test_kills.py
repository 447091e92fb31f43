"""Uploads by a client that is not ours (tuspy), through the ends of the server and at once.

500 MB of it: `python -m tests.bench.uploads`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.uploads.house import House
from tests.server.uploads.killing import KILLS, MB, bring_through_kills, digest, write_film

pytestmark = [pytest.mark.independent, pytest.mark.timeout(1200)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    house.start()
    try:
        house.sign_in()
        yield house
    finally:
        house.end()


@pytest.mark.slow
def test_killed_twenty_times_and_every_byte_there(house: House, tmp_path: Path) -> None:
    size = 64 * MB + 12_345
    film, kept, kills = bring_through_kills(house, tmp_path, size)
    assert kills == KILLS
    assert kept.stat().st_size == size
    assert digest(kept) == digest(film)


def test_twenty_at_once_in_little_memory(house: House, tmp_path: Path) -> None:
    films = [write_film(tmp_path / f"{n}.mp4", 8 * MB + n, seed=n) for n in range(20)]
    kept = [tmp_path / f"kept-{n}" for n in range(20)]
    client = house.client()

    def bring(n: int) -> None:
        uploader = client.uploader(str(films[n]), chunk_size=3 * MB, upload_checksum=n % 2 == 0)
        address: str = uploader.create_url()
        uploader.set_url(address)
        kept[n].hardlink_to(house.uploads / address.rpartition("/")[2] / "content")
        uploader.upload()

    before = house.memory_bytes()
    house.forget_peak()
    threads = [threading.Thread(target=bring, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = house.memory_bytes(peak=True) - before
    print(f"before {before >> 20} MB, at most {taken >> 20} MB more")
    assert [digest(path) for path in kept] == [digest(path) for path in films]
    assert taken < 100 * MB
