"""A place on a TURN server (RFC 8656): asking for one, and why there is none."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeVar

from aioice import stun
from aioice.turn import TurnClientTcpProtocol, create_turn_endpoint

from hardware.network.turn_url import TurnUrl

ALLOCATE_S = 4.0
LEAVE_S = 1.0
MAX_UNSENT_BYTES = 64 * 1024
_Protocol = TypeVar("_Protocol", bound=asyncio.DatagramProtocol)


@dataclass(frozen=True, slots=True)
class Relay:
    """A TURN server with what it asks for."""

    url: TurnUrl
    username: str
    credential: str


class NoPlace(Exception):
    """`why`: `silent`, `refused` (name or password), `certificate`, or `full` (it has no place,
    or gives none)."""

    def __init__(self, why: Literal["silent", "refused", "certificate", "full"]) -> None:
        super().__init__(why)
        self.why = why


async def allocate(
    relay: Relay, receiver: Callable[[], _Protocol], limit_s: float = ALLOCATE_S
) -> _Protocol:
    """A place; `receiver()` gets its transport and what comes there. Raises NoPlace."""
    url = relay.url
    try:
        async with asyncio.timeout(limit_s):
            _, protocol = await create_turn_endpoint(
                receiver,
                (url.host, url.port),
                relay.username,
                relay.credential,
                ssl=True if url.tls else None,
                transport=url.transport,
            )
            return protocol
    except stun.TransactionFailed as failure:
        # 401: no such name or password; 441: another name than before (RFC 8656 section 15).
        refused = failure.response.error_code in (401, 403, 441)
        raise NoPlace("refused" if refused else "full") from failure
    except ssl.SSLCertVerificationError as error:
        raise NoPlace("certificate") from error
    except (OSError, TimeoutError, stun.TransactionError) as error:
        raise NoPlace("silent") from error


async def place_refused(relay: Relay) -> str | None:
    """Asks for a place and gives it back: None, or why there is none (see NoPlace)."""
    try:
        visitor = await allocate(relay, _Visitor)
    except NoPlace as none:
        return none.why
    await visitor.leave()
    return None


def is_congested(transport: object) -> bool:
    """Whether more waits for a relay over TCP than is of use: aioice would keep it all."""
    inner = getattr(transport, "_TurnTransport__inner_protocol", None)
    if not isinstance(inner, TurnClientTcpProtocol):
        return False
    return inner.transport.get_write_buffer_size() > MAX_UNSENT_BYTES


class _Visitor(asyncio.DatagramProtocol):
    """Takes a place and receives nothing there."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._left = asyncio.Event()

    def connection_lost(self, exc: Exception | None) -> None:
        self._left.set()

    async def leave(self) -> None:
        self._transport.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(LEAVE_S):
                await self._left.wait()
