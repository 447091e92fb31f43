"""Fetches a release from the kit's server: what is not on the disk yet, from where it was cut."""

import asyncio
import logging
import os
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

import aiohttp

from hardware.updating.description import (
    MAX_BYTES,
    Damaged,
    Description,
    NotForUs,
    Wheel,
    parse_description,
)
from hardware.updating.shelf import WHEELS, Shelf, sha256_of

logger = logging.getLogger(__name__)

PIECE_BYTES = 256 << 10
# No limit to the whole: a narrow line takes the time that it takes.
TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=20)
#: So long without a byte, whatever is tried, and the fetch is given up; what is there stays.
GIVE_UP_S = 600.0
RETRY_S = 2.0
_FAULTS = (aiohttp.ClientError, TimeoutError, ConnectionError)


class NotFetched(Exception):
    """It is not there whole, or not ready to run; ``reason``: ``fetch``, ``damaged``,
    ``disk_full``, ``build`` or ``too_long``."""

    def __init__(self, reason: str, why: str) -> None:
        super().__init__(why)
        self.reason = reason


class Fetching:
    """``url`` is the server's, ``token`` gives the one to use, ``quiet`` returns once nothing may
    be disturbed, ``share`` is told how much is there (0..1)."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        shelf: Shelf,
        url: str,
        token: Callable[[], str],
        quiet: Callable[[], Awaitable[None]],
        share: Callable[[float], None],
    ) -> None:
        self._http, self._shelf = http, shelf
        self._url, self._token = url, token
        self._quiet, self._share = quiet, share
        self._moved_s = 0.0

    async def fetch(self, version: str) -> Description:
        """Every wheel of it lies in its folder, whole. Raises NotFetched."""
        self._moved_s = asyncio.get_running_loop().time()
        try:
            description = await self._describe(version)
            folder = self._shelf.release(version) / WHEELS
            await self._fetch_all(description, folder)
        except Damaged as error:
            raise NotFetched("damaged", str(error)) from error
        except NotForUs as error:
            raise NotFetched("build", str(error)) from error
        except OSError as error:
            # What a disk says when it is full depends on who looks after it (quotas, limits).
            raise NotFetched("disk_full", str(error)) from error
        return description

    async def _describe(self, version: str) -> Description:
        text = bytearray()

        async def take(response: aiohttp.ClientResponse) -> None:
            text.clear()
            async for piece in response.content.iter_chunked(PIECE_BYTES):
                text.extend(piece)
                if len(text) > MAX_BYTES:
                    raise Damaged("a description too long")

        await self._insist(quote(version), take, lambda: 0)
        return parse_description(bytes(text), version)

    async def _fetch_all(self, description: Description, folder: Path) -> None:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        missing = [
            wheel
            for wheel in description.wheels
            if not await asyncio.to_thread(self._is_there, folder / wheel.file, wheel)
        ]
        free_bytes = shutil.disk_usage(folder).free + sum(_size(_part(folder, w)) for w in missing)
        needed_bytes = description.needed_bytes(missing)
        if free_bytes < needed_bytes:
            said = f"{needed_bytes >> 20} MiB are needed, {free_bytes >> 20} are free"
            raise NotFetched("disk_full", said)
        whole = sum(wheel.bytes for wheel in missing)
        done = 0
        for wheel in missing:
            await self._fetch_wheel(description.version, wheel, folder, done, whole)
            done += wheel.bytes
        self._share(1.0)

    def _is_there(self, path: Path, wheel: Wheel) -> bool:
        return sha256_of(path) == wheel.sha256 or self._shelf.take_wheel(path, wheel.sha256)

    async def _fetch_wheel(
        self, version: str, wheel: Wheel, folder: Path, done: int, whole: int
    ) -> None:
        """Twice at most: what was there of it may have been damaged."""
        part = _part(folder, wheel)
        loop = asyncio.get_running_loop()

        async def take(response: aiohttp.ClientResponse) -> None:
            at = _size(part) if response.status == 206 else 0
            with part.open("r+b" if at else "wb") as file:
                file.seek(at)
                async for piece in response.content.iter_chunked(PIECE_BYTES):
                    if file.tell() + len(piece) > wheel.bytes:
                        raise Damaged(f"{wheel.file} is too long")
                    # A disk that is slow must not hold up what is being sent.
                    await asyncio.to_thread(file.write, piece)
                    self._moved_s = loop.time()
                    self._share((done + file.tell()) / whole)
                    await self._stay_quiet()
            if _size(part) < wheel.bytes:
                raise aiohttp.ClientPayloadError("it ended too soon")

        for _ in range(2):
            if _size(part) > wheel.bytes:
                part.unlink()
            if _size(part) < wheel.bytes:
                path = f"{quote(version)}/{quote(wheel.file)}"
                await self._insist(path, take, lambda: _size(part))
            if await asyncio.to_thread(sha256_of, part) == wheel.sha256:
                await asyncio.to_thread(_settle, part, folder / wheel.file)
                return
            part.unlink()
        raise Damaged(wheel.file)

    async def _stay_quiet(self) -> None:
        began_s = asyncio.get_running_loop().time()
        await self._quiet()
        self._moved_s += asyncio.get_running_loop().time() - began_s

    async def _insist(
        self,
        path: str,
        take: Callable[[aiohttp.ClientResponse], Awaitable[None]],
        begins: Callable[[], int],
    ) -> None:
        """Again and again, until ``take`` has had all of it. Raises NotFetched."""
        loop = asyncio.get_running_loop()
        while True:
            await self._stay_quiet()
            headers = {"Authorization": f"Bearer {self._token()}", "Accept-Encoding": "identity"}
            if at := begins():
                headers["Range"] = f"bytes={at}-"
            url = f"{self._url}/api/kit/releases/{path}"
            try:
                async with self._http.get(url, headers=headers, timeout=TIMEOUT) as response:
                    if response.status in (403, 404):
                        raise NotFetched("fetch", f"the server said {response.status} for {path}")
                    if response.status not in (200, 206):
                        raise aiohttp.ClientError(f"the server said {response.status}")
                    return await take(response)
            except _FAULTS as error:
                logger.debug("Release: %s. Trying again.", error or "too slow")
                if loop.time() - self._moved_s > GIVE_UP_S:
                    raise NotFetched("fetch", str(error) or "too slow") from error
            await asyncio.sleep(RETRY_S)


def _part(folder: Path, wheel: Wheel) -> Path:
    """What is there of it; named by what it is to be, so that no other goes on with it."""
    return folder / f"{wheel.sha256}.part"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _settle(part: Path, path: Path) -> None:
    """On the disk before it has its name."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)
