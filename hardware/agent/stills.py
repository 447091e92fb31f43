"""Sends each camera's still picture, for the pages that have not opened its video."""

import asyncio
import logging
from collections.abc import Sequence

import aiohttp

from hardware.agent.camera import STILL_INTERVAL_S, Camera
from hardware.agent.settings import AgentSettings

logger = logging.getLogger(__name__)


async def send_stills(
    http: aiohttp.ClientSession, settings: AgentSettings, cameras: Sequence[Camera]
) -> None:
    """Until cancelled: every five seconds, each camera's latest still. Failures wait their turn."""
    sent: dict[str, bytes] = {}
    while True:
        # The token of a paired kit is renewed now and then.
        headers = {"Authorization": f"Bearer {settings.token}", "Content-Type": "image/jpeg"}
        for camera in cameras:
            role, still = camera.profile.role, camera.still
            if still is None or sent.get(role) is still:
                continue
            url = settings.http_url(f"/api/stills/{role}")
            try:
                async with http.put(url, data=still, headers=headers) as response:
                    if response.status < 300:
                        sent[role] = still
            except (aiohttp.ClientError, TimeoutError) as error:
                logger.debug("The still of %s was not sent: %s", role, error)
        await asyncio.sleep(STILL_INTERVAL_S if sent else 1.0)
