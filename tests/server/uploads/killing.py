"""A film brought by tuspy while the server is killed again and again."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from pathlib import Path

import requests
from tusclient.exceptions import TusCommunicationError, TusUploadFailed

from tests.server.uploads.house import House

MB = 1 << 20
KILLS = 20
_LOST = (TusUploadFailed, TusCommunicationError, requests.exceptions.RequestException)


def write_film(path: Path, size: int, seed: int = 1) -> Path:
    """Bytes that begin as a film does, so that nothing is refused before it is examined."""
    randomness = random.Random(seed)
    with path.open("wb") as file:
        file.write(b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00")
        while file.tell() < size:
            file.write(randomness.randbytes(min(MB, size - file.tell())))
    return path


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Killer:
    """Kills the server when so many bytes are on its disk, wherever it is then, and starts it."""

    def __init__(self, house: House, content: Path, at: list[int]) -> None:
        self._house, self._content, self._at = house, content, at
        self.kills = 0
        self.stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Killer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._thread.join()

    def _run(self) -> None:
        moments = random.Random(7)
        for at in self._at:
            while not self.stop.is_set() and self._size() < at:
                time.sleep(0.001)
            if self.stop.is_set():
                return
            time.sleep(moments.uniform(0, 0.02))
            self._house.kill()
            self.kills += 1
            self._house.start()

    def _size(self) -> int:
        return self._content.stat().st_size if self._content.exists() else 0


def bring_through_kills(house: House, folder: Path, size: int) -> tuple[Path, Path, int]:
    """The film, what of it is on the server, and how often that was killed meanwhile."""
    film = write_film(folder / "film.mp4", size)
    uploader = house.client().uploader(str(film), chunk_size=size // 8, metadata={"filename": "a"})
    address: str = uploader.create_url()
    uploader.set_url(address)
    content = house.uploads / address.rpartition("/")[2] / "content"
    # Its last byte is hard to come by: what is examined and refused is deleted.
    kept = folder / "kept"
    kept.hardlink_to(content)
    # The last moment leaves a quarter to be sent: nothing arrives whole between it and its kill.
    at = sorted(random.Random(3).sample(range(1, size - size // 4), KILLS))
    with Killer(house, content, at) as killer:
        while True:
            try:
                uploader.offset = uploader.get_offset()
                uploader.upload()
                break
            except _LOST:
                time.sleep(0.05)
        # Moments that were all behind the last byte sent have not been waited for.
    return film, kept, killer.kills
