"""One WebSocket: from the first message to the last, and why it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from aiohttp import WSMsgType, web

from rooms.admission import Refused as RefusedAtDoor
from rooms.people import Device, Entrant
from rooms.roles import Role
from rooms.token_bucket import TokenBucket
from server.errors import AccessRefused, TokenRefused
from server.live.entering import come_back, disconnect, enter
from server.live.outbox import Outbox
from server.live.registry import LiveRooms
from server.live.room import LiveRoom
from server.live.seat import Seat
from server.signaling.client_messages import MalformedMessage, parse_message
from server.signaling.close_codes import CLOSE_CODES
from server.signaling.from_client.entering import Join
from server.signaling.from_client.message import MAX_NAME_LENGTH, clean_text
from server.signaling.handlers import handle
from server.signaling.to_client.line import Failure, Refused
from server.tokens import Claims

_log = structlog.get_logger(__name__)

JOIN_TIMEOUT_S = 10.0
MESSAGES_PER_SECOND, MESSAGES_AT_ONCE = 20.0, 60.0
#: A text that leaves this slowly has a dead receiver.
SEND_TIMEOUT_S = 10.0
CLOSE_TIMEOUT_S = 2.0
#: aiohttp asks after this long a silence and gives up half of it later: a dead connection is
#: known five seconds after it was last heard, when the others stop seeing its person.
HEARTBEAT_S = 10 / 3
SILENT_S = HEARTBEAT_S * 1.5

CheckToken = Callable[[str], Claims]


class Connection:
    """Reads messages, writes the outbox, ends for one reason."""

    def __init__(self, socket: web.WebSocketResponse, rooms: LiveRooms, check: CheckToken) -> None:
        self._socket = socket
        self._rooms = rooms
        self._check = check
        self._outbox = Outbox()
        self._live: LiveRoom | None = None
        self._seat: Seat | None = None

    def close(self, reason: str) -> None:
        """Ends it after what is queued."""
        self._outbox.close(reason)

    async def run(self, on_joined: Callable[[], None]) -> None:
        """Until the connection is over. `on_joined` is called when it stops being half open."""
        writer = asyncio.create_task(self._write())
        reader = asyncio.create_task(self._read(on_joined))
        overflow = asyncio.create_task(self._outbox.overflowed.wait())
        tasks = (writer, reader, overflow)
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if reader in done and self._outbox.closing is not None:
                # The last words still go out.
                await asyncio.wait((writer, overflow), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            await self._end(results[1] if isinstance(results[1], Exception) else None)

    async def _read(self, on_joined: Callable[[], None]) -> None:
        first = await self._first_message()
        on_joined()
        if first is None or not await self._join(first):
            return
        rate = TokenBucket(MESSAGES_PER_SECOND, MESSAGES_AT_ONCE, self._rooms.clock())
        while self._outbox.closing is None:
            text = await self._receive()
            if text is None:
                return
            if not rate.take(self._rooms.clock()):
                self._outbox.close("flood")
                return
            self._handle(text)

    def _handle(self, text: str) -> None:
        assert self._live is not None and self._seat is not None, "joined"
        if self._seat.outbox is not self._outbox:
            return  # Replaced: the place is somebody else's, this connection is closing.
        try:
            message = parse_message(text)
        except MalformedMessage as fault:
            self._outbox.send(Failure(reason=fault.reason, about=fault.about).as_json())
            return
        handle(self._live, self._seat, message, self._rooms.clock())

    async def _receive(self) -> str | None:
        """The next text; None when the connection is over, or speaks otherwise."""
        message = await self._socket.receive()
        if message.type is WSMsgType.TEXT:
            return str(message.data)
        if message.type is WSMsgType.BINARY:
            self._outbox.close("invalid")
        return None

    async def _first_message(self) -> Join | None:
        try:
            async with asyncio.timeout(JOIN_TIMEOUT_S):
                text = await self._receive()
        except TimeoutError:
            self._outbox.close("timeout")
            return None
        if text is None:
            return None
        try:
            message = parse_message(text)
        except MalformedMessage as fault:
            self._outbox.send(Failure(reason=fault.reason, about=fault.about).as_json())
            self._outbox.close("invalid")
            return None
        if not isinstance(message, Join):
            self._outbox.send(Failure(reason="join", about=message.type).as_json())
            self._outbox.close("invalid")
            return None
        return message

    async def _join(self, join: Join) -> bool:
        try:
            claims = self._check(join.token)
        except (TokenRefused, AccessRefused):
            return self._refuse("token")
        device = join.device if claims.role is Role.KIT else Device.PAGE
        entrant = Entrant(
            # Whoever signed in is who they are, whatever their page says.
            name=join.name if claims.name is None else clean_text(claims.name)[:MAX_NAME_LENGTH],
            role=claims.role,
            device=device,
            session=claims.session,
            client=join.client,
            companion=join.companion,
            minor=join.minor,
            adult=join.adult,
            language=join.language,
        )
        self._outbox.batch = join.batch
        live = await self._rooms.room(claims.room, claims.session, entrant)
        if live is None:
            return self._refuse("token")
        now = self._rooms.clock()
        seat = come_back(live, join.resume, entrant, self._outbox, now) if join.resume else None
        placed = seat or enter(live, entrant, self._outbox, now, join.resume or "")
        if isinstance(placed, RefusedAtDoor):
            return self._refuse(placed.reason)
        self._live, self._seat = live, placed
        placed.grant = claims.grant
        self._rooms.credentials.hold(placed.person, claims)
        _log.info(
            "joined", room=claims.room, role=claims.role, device=entrant.device, back=bool(seat)
        )
        return True

    def _refuse(self, reason: str) -> bool:
        self._outbox.send(Refused(reason=reason).as_json())
        self._outbox.close(reason)
        return False

    async def _write(self) -> None:
        while (text := await self._outbox.take()) is not None:
            try:
                async with asyncio.timeout(SEND_TIMEOUT_S):
                    await self._socket.send_str(text)
            except TimeoutError:
                self._outbox.close("slow")
                return
            except ConnectionError:
                return

    async def _end(self, fault: Exception | None) -> None:
        reason = self._outbox.closing
        if self._live is not None and self._seat is not None:
            now = self._rooms.clock()
            # A silent death is dated back to the last sign of life.
            silent = isinstance(self._socket.exception(), TimeoutError)
            heard_at = now - SILENT_S if silent else now
            disconnect(self._live, self._seat, self._outbox, heard_at, now)
        code = CLOSE_CODES.get(reason or "", 1000)
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._socket.close(code=code, message=(reason or "").encode()[:120])
        except TimeoutError:
            pass  # Its receive side is as slow as its sending: the transport goes with the handler.
        _log.info(
            "connection closed",
            room=self._live.policy.slug if self._live is not None else None,
            reason=reason or "lost",
            close_code=self._socket.close_code,
        )
        if fault is not None:
            raise fault
