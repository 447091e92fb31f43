"""Keeps one camera published: again and again, by itself, until the agent stops."""

import asyncio
import logging

import aiohttp

from hardware.agent.backoff import Backoff
from hardware.agent.camera import Camera
from hardware.agent.microphone import Microphone
from hardware.agent.settings import AgentSettings
from hardware.agent.whip import WhipError, WhipSession

logger = logging.getLogger(__name__)

LOOK_S = 0.1


class Publication:
    """One camera, with the microphone if it is the first. ``is_up``: the server receives it."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        settings: AgentSettings,
        camera: Camera,
        microphone: Microphone | None,
    ) -> None:
        self.camera = camera
        self.is_up = False
        self._http, self._settings = http, settings
        self._microphone = microphone
        self._complained = False

    async def run(self) -> None:
        """Until cancelled."""
        backoff = Backoff()
        while True:
            try:
                await self._publish(backoff)
            except WhipError as error:
                self._complain(str(error))
            await asyncio.sleep(backoff.next_s())

    async def _publish(self, backoff: Backoff) -> None:
        camera, microphone = await self._what_is_there()
        profile = self.camera.profile
        session = WhipSession(self._http, self._settings, camera, microphone)
        try:
            await session.open(profile.role, profile.label)
            logger.info("Camera %s is on the air.", profile.label)
            backoff.reset()
            self.is_up, self._complained = True, False
            await self._until_it_ends(session, camera)
        finally:
            self.is_up = False
            await asyncio.shield(session.close())

    async def _what_is_there(self) -> tuple[Camera | None, Microphone | None]:
        """Wait for the camera; the microphone alone will do once the camera is known missing."""
        while True:
            microphone = self._microphone
            if microphone and microphone.state == "missing":
                microphone = None
            if self.camera.state == "live":
                return self.camera, microphone
            if self.camera.state == "missing" and microphone and microphone.state == "live":
                return None, microphone
            await asyncio.sleep(LOOK_S)

    async def _until_it_ends(self, session: WhipSession, camera: Camera | None) -> None:
        watch = asyncio.create_task(session.watch())
        try:
            while not watch.done():
                if camera is None and self.camera.state == "live":
                    return
                await asyncio.wait([watch], timeout=None if camera else LOOK_S)
            watch.result()
        finally:
            watch.cancel()

    def _complain(self, reason: str) -> None:
        """Once per cut: an agent that is alone for a night must not fill the disk."""
        if not self._complained:
            logger.warning(
                "Camera %s is not published: %s. Trying again.", self.camera.profile.label, reason
            )
            self._complained = True
