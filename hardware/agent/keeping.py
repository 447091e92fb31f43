"""Joins what films and is heard to the local recording: kept while the line is cut, sent after."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import aiohttp

from hardware.agent.microphone import Microphone
from hardware.agent.publication import Publication
from hardware.agent.settings import AgentSettings
from hardware.local_recording.limits import Limits
from hardware.local_recording.recording import LocalRecording
from hardware.local_recording.sending import PartSender
from hardware.local_recording.track import AUDIO, VIDEO, KeptTrack

_LIMITS = Limits()


class Keeping:
    """The microphone goes with the first of ``publications``."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        settings: AgentSettings,
        publications: Sequence[Publication],
        microphone: Microphone | None,
        limits: Limits = _LIMITS,
    ) -> None:
        self._local = LocalRecording(settings.data_dir, limits)
        for publication in publications:
            camera = publication.camera
            camera.keeper = self._add(camera.profile.role, VIDEO, publication, camera.go_on)
        if microphone and publications:
            microphone.keeper = self._add("", AUDIO, publications[0])
        self._sender = PartSender(
            http, settings.http_url, lambda: settings.token, self._local.waiting
        )
        self._local.ready = self._sender.wake

    def hear(self, message: Mapping[str, Any]) -> None:
        """A ``kit.recording`` message."""
        self._local.hear(message)

    async def run(self) -> None:
        """Until cancelled."""
        await asyncio.to_thread(self._local.start)
        try:
            await self._sender.run()
        finally:
            self._local.stop()

    def _add(
        self,
        role: str,
        kind: str,
        publication: Publication,
        begun: Callable[[], None] = lambda: None,
    ) -> KeptTrack:
        track = KeptTrack(role, kind, lambda: publication.is_up, begun)
        self._local.add(track)
        return track
