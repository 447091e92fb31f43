"""Pairing with the server: a code to show, then a key, then short tokens; see docs/protocol.md."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from hardware.agent.backoff import Backoff
from hardware.errors import HardwareError

logger = logging.getLogger(__name__)

POLL_S = 2.0
MAX_CODE_S = 600.0
# Not an answer of ours: the network, or a server that is being restarted.
_FAULTS = (aiohttp.ClientError, TimeoutError, OSError, ValueError)


class KeyRefused(HardwareError):
    """The server does not know this key (any more): the kit is to be paired again."""

    def __init__(self) -> None:
        super().__init__(
            "Le serveur ne connaît plus ce boîtier : associez-le à nouveau.",
            "The server does not know this kit any more: pair it again.",
        )


class Unreachable(Exception):
    """The server gives no useful answer now; the reason completes "… : <reason>"."""


@dataclass(frozen=True)
class Access:
    """What a key is exchanged for. ``profile``: TOML to work with instead, if anything."""

    token: str
    lifetime_s: float
    room: str
    room_name: str
    rotate: bool
    profile: str | None


class PairingClient:
    """The server's doors for a kit that has no token."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http, self._url = http, url.rstrip("/")

    async def pair(self, device: str, show: Callable[[str], object]) -> str:
        """Show one code after the other until somebody types one; returns the kit's key."""
        backoff = Backoff()
        while True:
            try:
                begun = await self._ask("/api/kit/pairing", {"device": device})
                show(str(begun["code"]))
                backoff.reset()
                key = await self._collect(str(begun["secret"]), float(begun["expires_in_s"]))
                if key is not None:
                    return key
            except (Unreachable, KeyError, TypeError, ValueError) as error:
                logger.warning("Pairing: %s. Trying again.", error)
                await asyncio.sleep(backoff.next_s())

    async def exchange(self, key: str, profile: str = "") -> Access:
        """A token for ``key``; ``profile`` is the TOML in use. Raises KeyRefused, Unreachable."""
        told = await self._ask("/api/kit/token", {"key": key, "profile": profile})
        try:
            return Access(
                token=str(told["token"]),
                lifetime_s=float(told["lifetime_s"]),
                room=str(told["room"]["slug"]),
                room_name=str(told["room"]["name"]),
                rotate=bool(told.get("rotate")),
                profile=told.get("profile"),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Unreachable(f"the server's answer cannot be used: {error!r}") from error

    async def next_key(self, key: str) -> str:
        """The key that is to take the place of ``key``. Raises KeyRefused, Unreachable."""
        told = await self._ask("/api/kit/key", {"key": key})
        if not isinstance(told.get("key"), str):
            raise Unreachable("the server's answer holds no key")
        return str(told["key"])

    async def _collect(self, secret: str, expires_in_s: float) -> str | None:
        """The key, once somebody has typed the code; None when nobody did in time."""
        lifetime_s = min(expires_in_s, MAX_CODE_S)
        deadline = asyncio.get_running_loop().time() + lifetime_s
        while asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(POLL_S)
            try:
                status, told = await self._post("/api/kit/pairing/collect", {"secret": secret})
            except Unreachable:
                continue
            if status == 200 and isinstance(told.get("key"), str):
                return str(told["key"])
            if status == 404:
                return None
        return None

    async def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        status, told = await self._post(path, body)
        if status == 401:
            raise KeyRefused
        if status not in (200, 201):
            raise Unreachable(f"the server said {status} {told.get('reason', '')}".rstrip())
        return told

    async def _post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        try:
            async with self._http.post(self._url + path, json=body) as response:
                told = await response.json(content_type=None)
                return response.status, told if isinstance(told, dict) else {}
        except _FAULTS as error:
            raise Unreachable(f"the server does not answer ({error or 'too slow'})") from error
