"""The kit's seat at the table: joins over the WebSocket, receives the homes, says how it is."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import aiohttp

from hardware.agent.bits import Spotlight
from hardware.agent.homes import Homes, Received
from hardware.agent.link import Link, LinkLost
from hardware.agent.peer import PEER_ERRORS
from hardware.agent.settings import AgentSettings
from hardware.errors import AgentRefused
from hardware.network.ice_servers import relays_of_servers

logger = logging.getLogger(__name__)

SUBPROTOCOL = "passerelle.v1"
STATUS_INTERVAL_S = 2.0
HEARTBEAT_S = 8.0
MAX_MESSAGE_BYTES = 256 * 1024
# These will be said again whenever the same kit knocks.
FINAL_REFUSALS = {"token", "version"}

Status = Callable[[], dict[str, Any]]
Obey = Callable[[dict[str, Any]], None]
#: What the server asks of the kit and its devices; see ``hardware.agent.orders``.
ORDERS = {
    "kit.microphone",
    "selftest.run",
    "kit.adjust",
    "kit.reference",
    "kit.layers",
    "kit.recording",
    "kit.update",
    "kit.roll_back",
}
# Reports that wait for a connection.
MAX_WAITING = 4
RELEASE = "kit.release"


class Signaling:
    """Joined for as long as the agent runs; ``status`` gives the ``kit.status`` message.

    ``mute`` is told each time whether the room's microphone is switched off, and says whether
    that changed anything; ``obey`` takes what else the server asks for.
    """

    def __init__(
        self,
        http: aiohttp.ClientSession,
        settings: AgentSettings,
        received: Received,
        status: Status,
        mute: Callable[[bool], bool],
        obey: Obey,
    ) -> None:
        self._http, self._settings = http, settings
        self._received, self._status = received, status
        self._mute, self._obey = mute, obey
        self.spotlight = Spotlight()
        self.welcomed: Callable[[], None] = lambda: None
        """Called each time the server has taken the kit."""
        self._waiting: deque[dict[str, Any]] = deque(maxlen=MAX_WAITING)
        self._said = asyncio.Event()
        self._resume: str | None = None
        self._person: str | None = None
        self._link = Link("Room")

    @property
    def is_up(self) -> bool:
        """Has the server taken the kit?"""
        return self._link.is_up

    async def run(self) -> None:
        """Until cancelled. Raises AgentRefused when the server will never have this kit."""
        await self._link.keep(self._join)

    def say(self, message: dict[str, Any]) -> None:
        """Tell the server, when there is a connection. Of the releases only the latest counts."""
        if message.get("type") == RELEASE:
            late = [each for each in self._waiting if each.get("type") == RELEASE]
            for each in late:
                self._waiting.remove(each)
        self._waiting.append(message)
        self._said.set()

    async def _join(self) -> None:
        async with self._http.ws_connect(
            self._settings.websocket_url(),
            protocols=(SUBPROTOCOL,),
            origin=self._settings.url.rstrip("/"),
            heartbeat=HEARTBEAT_S,
            max_msg_size=MAX_MESSAGE_BYTES,
        ) as socket:
            await socket.send_json(self._join_message())
            homes = Homes(socket.send_json, self._received)
            talk = asyncio.create_task(self._talk(socket, homes))
            report = asyncio.create_task(self._report(socket))
            speak = asyncio.create_task(self._speak(socket))
            lost = asyncio.create_task(homes.failed.wait())
            parts = (talk, report, speak, lost)
            try:
                done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
                raise LinkLost("the path to the server's media port is lost")
            finally:
                for part in parts:
                    part.cancel()
                await asyncio.shield(self._leave(socket, homes))

    def _join_message(self) -> dict[str, Any]:
        settings = self._settings
        message = {
            "type": "join",
            "token": settings.token,
            "name": settings.name,
            "device": "agent",
            "language": settings.language,
        }
        return message | ({"resume": self._resume} if self._resume else {})

    async def _talk(self, socket: aiohttp.ClientWebSocketResponse, homes: Homes) -> None:
        async for received in socket:
            if received.type is not aiohttp.WSMsgType.TEXT:
                break
            message = _read(received.data)
            self.spotlight.hear(message)
            match message.get("type"):
                case "welcome":
                    homes.relays = relays_of_servers(message.get("ice_servers", ()))
                    self._resume = message.get("resume")
                    self._person = message.get("person")
                    self._link.up()
                    self.welcomed()
                    await self._hear_of_itself(socket, message.get("people", ()))
                case "person":
                    await self._hear_of_itself(socket, (message["person"],))
                case "subscribe.offer":
                    await self._take_offer(homes, message)
                case "refused" | "removed":
                    self._refused(message.get("reason", ""))
                case "kit.restart" | "kit.profile" as told if self._settings.told:
                    self._settings.told(told)
                case order if order in ORDERS:
                    self._obey(message)
                case "error":
                    logger.warning("The server did not understand the kit: %s", message)
        raise LinkLost("the server closed the connection")

    async def _hear_of_itself(
        self, socket: aiohttp.ClientWebSocketResponse, people: Iterable[dict[str, Any]]
    ) -> None:
        """Whoever leads may have switched the room's microphone off, or on again."""
        muted = [one.get("muted_by") is not None for one in people if one["id"] == self._person]
        if muted and self._mute(muted[0]):
            await socket.send_json({"type": "kit.status"} | self._status())

    async def _take_offer(self, homes: Homes, message: dict[str, Any]) -> None:
        try:
            await homes.take_offer(message)
        except PEER_ERRORS as error:
            raise LinkLost(f"the server's offer cannot be used: {error}") from error

    def _refused(self, reason: str) -> None:
        self._resume = None
        if reason == "token" and self._settings.told:
            self._settings.told(reason)
            raise LinkLost("the token is too old")
        if reason in FINAL_REFUSALS:
            raise AgentRefused(
                "Le serveur refuse ce matériel : demandez un nouveau lien.",
                f"The server refuses this kit ({reason}): ask for a new link.",
            )
        raise LinkLost(f"the server said {reason!r}")

    async def _report(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            await asyncio.sleep(STATUS_INTERVAL_S)
            await socket.send_json({"type": "kit.status"} | self._status())

    async def _speak(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            await self._said.wait()
            # Before the server has taken us it would not be heard.
            if not self._link.is_up:
                await asyncio.sleep(STATUS_INTERVAL_S / 4)
                continue
            while self._waiting:
                await socket.send_json(self._waiting[0])
                self._waiting.popleft()
            self._said.clear()

    async def _leave(self, socket: aiohttp.ClientWebSocketResponse, homes: Homes) -> None:
        # Nobody tells any more what is watched: it may be anything.
        self._obey({"type": "kit.layers", "layers": {}})
        with suppress(ConnectionError, aiohttp.ClientError):
            if not socket.closed:
                await socket.send_json({"type": "leave"})
        await homes.close()


def _read(text: str) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except ValueError as error:
        raise LinkLost("the server does not speak our protocol") from error
    return message if isinstance(message, dict) else {}
