"""A WHIP session (RFC 9725): one camera, and the microphone with the first."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Collection
from urllib.parse import urlencode, urljoin

import aiohttp
from aiortc import RTCPeerConnection, RTCSessionDescription

from hardware.agent.camera import Camera
from hardware.agent.link import LinkLost
from hardware.agent.microphone import Microphone
from hardware.agent.peer import PEER_ERRORS, codecs, create_peer
from hardware.agent.picture import PictureSending
from hardware.agent.settings import AgentSettings
from hardware.agent.tracks import SoundTrack
from hardware.network.ice_servers import relays_of_links
from hardware.network.other_ways import OtherWays, transport_of
from hardware.network.turn import Relay
from hardware.selftest.uplink import Line

logger = logging.getLogger(__name__)

CONNECT_S = 8.0
CLOSE_S = 1.0
REPORT_INTERVAL_S = 1.0
# The server reports on what it receives about once a second: this long without is a cut.
SILENCE_S = 5.0
# The self-test looks at this many reports of loss.
RECENT_REPORTS = 10


class WhipSession:
    """Publishes a camera (None: not there now) and a microphone (None: not here)."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        settings: AgentSettings,
        camera: Camera | None,
        microphone: Microphone | None,
    ) -> None:
        self._http, self._settings = http, settings
        self._camera, self._microphone = camera, microphone
        self._picture: PictureSending | None = None
        self._resource: str | None = None
        self._peer: RTCPeerConnection = create_peer()
        self._ways = OtherWays(self._peer)
        self._relays: tuple[Relay, ...] = ()
        self._changed = asyncio.Event()
        self._peer.on("connectionstatechange", self._changed.set)
        self._sent: deque[tuple[float, int]] = deque(maxlen=RECENT_REPORTS)

    @property
    def line(self) -> Line:
        """How the way to the server was of late."""
        connected, picture = self._peer.connectionState == "connected", self._picture
        sent_bps, transport = self._sent_bps(), transport_of(self._peer)
        if picture is None:
            return Line(connected, (), 0, 0, sent_bps, transport)
        wanted_bps, allowed_bps = picture.wanted_bps, picture.allowed_bps
        losses = tuple(picture.losses)
        return Line(connected, losses, wanted_bps, allowed_bps, sent_bps, transport)

    @property
    def watched_bps(self) -> int:
        """What the sizes of the picture that somebody watches take."""
        return self._picture.watched_bps if self._picture else 0

    def limit(self, highest_bps: int) -> None:
        """Let the picture spend no more than this."""
        if self._picture:
            self._picture.limit(highest_bps)

    def watch_sizes(self, rids: Collection[str] | None) -> None:
        """The sizes of the picture that somebody watches; None: it is not known."""
        if self._picture:
            self._picture.watch(rids)

    def _sent_bps(self) -> float:
        if len(self._sent) < 2:
            return 0.0
        (began_s, before), (ended_s, after) = self._sent[0], self._sent[-1]
        return 8 * (after - before) / (ended_s - began_s)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._settings.token}"}

    async def open(self, role: str, label: str) -> None:
        """Offer, take the answer, wait for the path, and begin to send. Raises LinkLost."""
        sound = self._add_sound()
        if self._camera:
            self._picture = PictureSending(self._peer, self._camera, RECENT_REPORTS)
        await self._peer.setLocalDescription(await self._peer.createOffer())
        query = urlencode({"camera": role, "label": label})
        url = self._settings.http_url(f"/whip/{self._settings.room}?{query}")
        offer, picture = self._peer.localDescription.sdp, self._picture
        answer = await self._post(url, picture.offered(offer) if picture else offer)
        try:
            if picture:
                picture.take_answer(answer)
            await self._peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
            self._ways.begin(self._relays)
            async with asyncio.timeout(CONNECT_S):
                await self._connected()
        except TimeoutError:
            raise LinkLost("no path to the server's media port") from None
        except PEER_ERRORS as error:
            raise LinkLost(f"the server's answer cannot be used: {error}") from error
        if picture:
            await picture.begin()
        if self._microphone and sound:
            self._microphone.attach(sound.feed)

    async def watch(self) -> None:
        """Runs while the session lives; raises LinkLost when it has ended."""
        silent_s, received = 0.0, -1
        while True:
            await asyncio.sleep(REPORT_INTERVAL_S)
            if self._peer.connectionState != "connected":
                raise LinkLost("the server closed the session")
            stats = list((await self._peer.getStats()).values())
            total = sum(entry.packetsReceived for entry in stats if entry.type == "transport")
            silent_s = 0.0 if total != received else silent_s + REPORT_INTERVAL_S
            received = total
            sent = sum(entry.bytesSent for entry in stats if entry.type == "transport")
            self._sent.append((time.monotonic(), sent))
            if silent_s >= SILENCE_S:
                raise LinkLost("the server has gone silent")
            if self._picture:
                await self._picture.adapt()

    async def close(self) -> None:
        """Stop sending and tell the server, within ``CLOSE_S``. Never raises."""
        if self._picture:
            self._picture.detach()
        if self._microphone:
            self._microphone.detach()
        # In this order the server learns that it is meant, and not a cut.
        for farewell in (self._delete(), self._hang_up()):
            await asyncio.wait([asyncio.create_task(farewell)], timeout=CLOSE_S / 2)

    def _add_sound(self) -> SoundTrack | None:
        if self._microphone is None:
            return None
        sound = SoundTrack()
        transceiver = self._peer.addTransceiver(sound, "sendonly")
        transceiver.setCodecPreferences(codecs("audio", "opus"))
        return sound

    async def _hang_up(self) -> None:
        self._ways.end()
        if self._picture:
            await self._picture.stop()
        await self._peer.close()

    async def _post(self, url: str, offer: str) -> str:
        headers = self._headers | {"Content-Type": "application/sdp"}
        try:
            async with self._http.post(url, data=offer, headers=headers) as response:
                body = await response.text()
                if response.status != 201:
                    raise LinkLost(f"the server said {response.status} {response.reason}")
                location = response.headers.get("Location")
                self._resource = urljoin(str(response.url), location) if location else None
                self._relays = relays_of_links(response.headers.getall("Link", ()))
                return body
        except (aiohttp.ClientError, TimeoutError) as error:
            raise LinkLost(f"the server does not answer ({error or 'too slow'})") from error

    async def _connected(self) -> None:
        while self._peer.connectionState != "connected":
            if self._peer.connectionState in ("failed", "closed"):
                raise LinkLost("no path to the server's media port")
            self._changed.clear()
            await self._changed.wait()

    async def _delete(self) -> None:
        if self._resource is None:
            return
        try:
            async with self._http.delete(self._resource, headers=self._headers):
                pass
        except (aiohttp.ClientError, TimeoutError) as error:
            logger.debug("The session was not deleted: %s", error)
