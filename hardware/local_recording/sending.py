"""Sends the parts that were kept, piece by piece, once the line is back."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import aiohttp

from hardware.local_recording.spool import Kept, Span, keep_only, read_kept

logger = logging.getLogger(__name__)

PIECE_BYTES = 128 << 10
# What is live goes first: this leaves most of a narrow line to it.
SEND_BPS = 2_000_000
RETRY_S = 10.0
LOOK_S = 60.0
# With a reason; whatever else is said, by whatever stands in between, is to be asked again.
_NEVER = {410, 413, 422}


class NotNow(Exception):
    """The server cannot be asked, or has no room; the reason completes "… : <reason>"."""


class NotWanted(Exception):
    """The server will never take it; the reason completes "… : <reason>"."""


class PartSender:
    """``address`` makes an address of the server of a path, ``token`` gives the one to use."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        address: Callable[[str], str],
        token: Callable[[], str],
        waiting: Callable[[], Sequence[Path]],
    ) -> None:
        self._http, self._address, self._token = http, address, token
        self._waiting = waiting
        self._woken = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def wake(self) -> None:
        """There is something to send. From any thread."""
        self._loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            wait_s = RETRY_S if await self._send_all() else LOOK_S
            try:
                async with asyncio.timeout(wait_s):
                    await self._woken.wait()
            except TimeoutError:
                continue
            self._woken.clear()

    async def _send_all(self) -> int:
        """How many are left."""
        left = 0
        for path in await asyncio.to_thread(self._waiting):
            try:
                kept = await asyncio.to_thread(read_kept, path)
                if kept is not None:
                    await self._send(kept)
                    await asyncio.to_thread(path.unlink, missing_ok=True)
                    logger.info("What was kept (%.0f s) is sent.", _seconds(kept))
            except NotWanted as reason:
                logger.warning("What was kept is deleted: %s.", reason)
                await asyncio.to_thread(path.unlink, missing_ok=True)
            except (NotNow, OSError) as reason:
                logger.debug("What was kept is not sent yet: %s.", reason)
                left += 1
        return left

    async def _send(self, kept: Kept) -> None:
        """Raises NotNow, NotWanted, OSError."""
        told = await self._ask("POST", "/api/kit/parts", json=_described(kept))
        spans = [(int(began), int(ended)) for began, ended in told["keep"]]
        if _is_less(spans, kept):
            # What may not be kept is gone from here before anything is sent.
            left = await asyncio.to_thread(_only, kept, spans)
            if left is None:
                raise NotWanted("none of it may be kept")
            kept = left
            told = await self._ask("POST", "/api/kit/parts", json=_described(kept))
        recording, part = kept.head["recording"], kept.head["part"]
        offset = int(told["offset"])
        while not told.get("kept"):
            piece = await asyncio.to_thread(_read, kept.path, offset)
            path = f"/api/kit/parts/{recording}/{part}?offset={offset}"
            told = await self._ask("PUT", path, data=piece)
            offset = int(told["offset"])
            await asyncio.sleep(8 * len(piece) / SEND_BPS)

    async def _ask(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token()}"}
        if "data" in more:
            headers["Content-Type"] = "application/octet-stream"
        try:
            async with self._http.request(
                method, self._address(path), headers=headers, **more
            ) as response:
                told = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise NotNow(str(error) or "too slow") from error
        told = told if isinstance(told, dict) else {}
        if response.status in _NEVER and told.get("reason"):
            raise NotWanted(f"the server said {told['reason']}")
        # Elsewhere than we thought: go on from there.
        if response.status not in (200, 201, 409) or "offset" not in told:
            raise NotNow(f"the server said {response.status} {told.get('reason', '')}")
        return told


def _described(kept: Kept) -> dict[str, Any]:
    names = ("part", "recording", "role", "kind", "codec", "lost_ms")
    said = {name: kept.head.get(name) for name in names}
    return said | {"from_ms": kept.from_ms, "to_ms": kept.to_ms, "bytes": kept.size}


def _is_less(spans: Sequence[Span], kept: Kept) -> bool:
    return not any(began <= kept.from_ms and kept.to_ms < ended for began, ended in spans)


def _only(kept: Kept, spans: Sequence[Span]) -> Kept | None:
    """On a disk without the room to copy what may be kept, nothing is."""
    try:
        return keep_only(kept, spans)
    except OSError as error:
        raise NotWanted(f"what may not be kept cannot be taken out ({error})") from error


def _read(path: Path, offset: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(PIECE_BYTES)


def _seconds(kept: Kept) -> float:
    return (kept.to_ms - kept.from_ms) / 1000
