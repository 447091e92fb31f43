"""Keeps one camera published, with the microphone if it is the first."""

import asyncio
from collections.abc import Collection

import aiohttp

from hardware.agent.bits import Need
from hardware.agent.camera import Camera
from hardware.agent.link import Link
from hardware.agent.microphone import Microphone
from hardware.agent.settings import AgentSettings
from hardware.agent.whip import WhipSession
from hardware.capture.encodings import total_bps
from hardware.selftest.uplink import Line

LOOK_S = 0.1


class Publication:
    """One camera's WHIP sessions, one after the other."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        settings: AgentSettings,
        camera: Camera,
        microphone: Microphone | None,
    ) -> None:
        self.camera = camera
        self._http, self._settings = http, settings
        self._microphone = microphone
        self._session: WhipSession | None = None
        self._watched: Collection[str] | None = None
        self._link = Link(f"Camera {camera.profile.label}")

    @property
    def state(self) -> str:
        """The camera's; "connecting" when it films and the server does not receive it."""
        if self.camera.state == "live" and not self._link.is_up:
            return "connecting"
        return self.camera.state

    @property
    def is_up(self) -> bool:
        """Does the server receive it?"""
        return self._link.is_up

    @property
    def line(self) -> Line | None:
        """The way to the server, for the self-test; None while the camera gives nothing to send."""
        if self._session is not None:
            return self._session.line
        wanted_bps = float(total_bps(self.camera.compressor.encodings))
        return Line(False, (), wanted_bps, 0.0, 0.0) if self.state == "connecting" else None

    @property
    def need(self) -> Need | None:
        """What the picture wants and has of the uplink; None while nothing is sent."""
        session, profile = self._session, self.camera.profile
        line = session.line if session else None
        if session is None or line is None or not line.connected or not line.allowed_bps:
            return None
        return Need(
            profile.role,
            profile.priority,
            int(line.wanted_bps),
            int(line.allowed_bps),
            session.watched_bps,
        )

    def limit(self, highest_bps: int) -> None:
        """Let the picture spend no more than this, until it is told otherwise."""
        if self._session is not None:
            self._session.limit(highest_bps)

    def watch_sizes(self, rids: Collection[str] | None) -> None:
        """The sizes of the picture that somebody watches; None: nobody tells."""
        self._watched = rids
        if self._session is not None:
            self._session.watch_sizes(rids)

    async def run(self) -> None:
        """Until cancelled."""
        await self._link.keep(self._publish)

    async def _publish(self) -> None:
        camera, microphone = await self._something_to_publish()
        profile = self.camera.profile
        session = WhipSession(self._http, self._settings, camera, microphone)
        self._session, codec = session, camera.codec if camera else None
        try:
            await session.open(profile.role, profile.label)
            session.watch_sizes(self._watched)
            self._link.up()
            watch = asyncio.create_task(session.watch())
            try:
                while not watch.done() and not self._has_more_than(camera, microphone, codec):
                    await asyncio.wait([watch], timeout=LOOK_S)
                if watch.done():
                    watch.result()
            finally:
                watch.cancel()
        finally:
            self._session = None
            await asyncio.shield(session.close())

    async def _something_to_publish(self) -> tuple[Camera | None, Microphone | None]:
        """Wait for the camera; the microphone alone will do once the camera is known missing."""
        while True:
            camera, microphone = self._present()
            if camera or (microphone and self.camera.state == "missing"):
                return camera, microphone
            await asyncio.sleep(LOOK_S)

    def _present(self) -> tuple[Camera | None, Microphone | None]:
        camera = self.camera if self.camera.state == "live" else None
        microphone = self._microphone
        # One that is still starting is expected at any moment: its section is offered already.
        if microphone and microphone.state == "missing":
            microphone = None
        return camera, microphone

    def _has_more_than(
        self, camera: Camera | None, microphone: Microphone | None, codec: str | None
    ) -> bool:
        """Something has been plugged in that the session has no section for, or the camera now
        compresses otherwise."""
        now = self._present()
        if camera is not None and now[0] is not None and camera.codec != codec:
            return True
        return (now[0] is not None and camera is None) or (
            now[1] is not None and microphone is None
        )
