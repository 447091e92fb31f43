"""The agent: cameras and microphone out, homes in, until it is told to stop."""

import asyncio
import logging
from functools import partial
from typing import Any

import aiohttp

from hardware.agent.adjusting import Adjusting
from hardware.agent.bits import Spotlight, divide
from hardware.agent.homes import Received
from hardware.agent.keeping import Keeping
from hardware.agent.kept import Kept
from hardware.agent.key_acts import KeyActs
from hardware.agent.keys import KeyWatch
from hardware.agent.microphone import Microphone
from hardware.agent.microphone_choices import MicrophoneChoices
from hardware.agent.muting import Muting
from hardware.agent.orders import Orders
from hardware.agent.plugging import watch_plugging
from hardware.agent.publication import Publication
from hardware.agent.self_test import SelfTest
from hardware.agent.settings import AgentSettings
from hardware.agent.signaling import Signaling
from hardware.agent.sources import check_devices, open_camera, open_loudspeaker
from hardware.agent.stills import send_stills
from hardware.discovery.locating import MICROPHONE, Locator
from hardware.profiles import KitProfile, load_profile
from hardware.updating.watching import Seen

logger = logging.getLogger(__name__)

SHARE_INTERVAL_S = 2.0
HTTP_TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=3)


async def run_agent(settings: AgentSettings, stop: asyncio.Event) -> None:
    """Run the kit until ``stop`` is set; then everything is given back within two seconds.

    Raises ProfileError, DeviceMissing (no camera at all at the start) or AgentRefused.
    """
    # aiortc warns about every picture before the first keyframe, aioice tells every check.
    logging.getLogger("aiortc").setLevel(logging.ERROR)
    logging.getLogger("aioice").setLevel(logging.WARNING)
    profile = load_profile(settings.profile)
    check_devices(profile)
    kit = _Kit(profile, settings)
    try:
        async with aiohttp.ClientSession(timeout=HTTP_TIMEOUT, trust_env=True) as http:
            await kit.run(http, stop)
    finally:
        await kit.release()
    logger.info("The kit has stopped.")


class _Kit:
    def __init__(self, profile: KitProfile, settings: AgentSettings) -> None:
        self._settings = settings
        self._received = Received()
        locator = Locator(profile, settings.data_dir)
        self._cameras = [
            open_camera(camera, settings.data_dir, locator) for camera in profile.cameras
        ]
        self._keys = profile.keys
        kept = Kept(settings.data_dir)
        self._choices = (
            MicrophoneChoices(profile.microphone, profile, locator, kept)
            if profile.microphone
            else None
        )
        self._microphone = Microphone(self._choices.at_the_start()) if self._choices else None
        cameras = {camera.profile.role: camera for camera in self._cameras}
        self._adjusting = Adjusting(profile, cameras, locator, kept)
        self._publications: list[Publication] = []
        self._self_test = SelfTest(
            profile,
            settings.data_dir,
            self._cameras,
            self._microphone,
            open_loudspeaker(profile, locator),
            uplink=lambda: [line for each in self._publications if (line := each.line)],
            alone=lambda: self._received.people == 0,
            other_microphone=lambda: self._choices.other if self._choices else None,
        )
        logger.info("Kit %s for room %s.", profile.name, settings.room)

    async def run(self, http: aiohttp.ClientSession, stop: asyncio.Event) -> None:
        for device in (*self._cameras, self._microphone):
            if device:
                device.start()
        self._publications = [
            Publication(http, self._settings, camera, None if index else self._microphone)
            for index, camera in enumerate(self._cameras)
        ]
        orders = Orders(
            http,
            self._settings,
            self._self_test,
            self._change_microphone,
            self._adjusting,
            self._watch_sizes,
        )
        muting = Muting(self._mute, lambda on: signaling.say({"type": "room.microphone", "on": on}))
        signaling = Signaling(
            http, self._settings, self._received, self._status, muting.hear, orders.obey
        )
        acts = KeyActs(signaling.say, muting, signaling.spotlight, self._filming)
        keeping = Keeping(http, self._settings, self._publications, self._microphone)
        orders.say, orders.hear_recording = signaling.say, keeping.hear
        self._join_updates(signaling, orders)
        orders.begin()
        work = [publication.run() for publication in self._publications]
        devices = [device for device in (*self._cameras, self._microphone) if device]
        work += [
            signaling.run(),
            watch_plugging(devices, plugged=orders.begin),
            self._share_bits(signaling.spotlight),
            send_stills(http, self._settings, self._cameras),
            KeyWatch(self._keys, acts.act).run(),
            keeping.run(),
        ]
        tasks = [asyncio.create_task(part) for part in work]
        stopped = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait([stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
        orders.stop()
        for task in (stopped, *tasks):
            task.cancel()
        await asyncio.gather(stopped, *tasks, return_exceptions=True)
        for task in done:
            if not task.cancelled():
                task.result()

    async def release(self) -> None:
        devices = [device.stop() for device in self._cameras]
        if self._microphone:
            devices.append(self._microphone.stop())
        await asyncio.gather(*devices)

    async def _share_bits(self, spotlight: Spotlight) -> None:
        """Until cancelled: what the uplink carries goes to the camera in front of everybody."""
        while True:
            await asyncio.sleep(SHARE_INTERVAL_S)
            shares = divide(
                [need for each in self._publications if (need := each.need)], spotlight.role
            )
            for publication in self._publications:
                if (role := publication.camera.profile.role) in shares:
                    publication.limit(shares[role])

    def _join_updates(self, signaling: Signaling, orders: Orders) -> None:
        if updates := self._settings.updates:
            seen = partial(self._seen, signaling)
            updates.join(signaling.say, seen, lambda: self._settings.token)
            signaling.welcomed, orders.hear_release = updates.tell, updates.hear

    def _seen(self, signaling: Signaling) -> Seen:
        """For judging a release: what the server has of this kit."""
        working = [each.camera.profile.role for each in self._publications if each.state == "live"]
        if self._microphone and self._microphone.state == "live":
            working.append(MICROPHONE)
        return Seen(signaling.is_up, frozenset(working), self._received.people)

    def _filming(self) -> list[str]:
        return [camera.profile.role for camera in self._cameras if camera.state == "live"]

    def _watch_sizes(self, rids: dict[str, list[str]]) -> None:
        """Which sizes of each camera's picture somebody watches, by role."""
        for publication in self._publications:
            publication.watch_sizes(rids.get(publication.camera.profile.role))

    def _mute(self, muted: bool) -> None:
        if self._microphone:
            self._microphone.muted = muted
        logger.info("The microphone is switched %s.", "off" if muted else "on again")

    def _change_microphone(self, wanted: str) -> None:
        source = self._choices.choose(wanted) if self._choices else None
        if self._microphone and source:
            logger.info("The microphone is now %s.", wanted)
            self._microphone.change(source)

    def _status(self) -> dict[str, Any]:
        received, microphone = self._received, self._microphone
        return {
            "receiving": {
                "people": received.people,
                "video_frames": received.video_frames,
                "audio_energy": received.audio_energy,
            },
            "cameras": [
                {"role": publication.camera.profile.role, "state": publication.state}
                for publication in self._publications
            ],
            "microphone": {
                "state": microphone.told_state if microphone else "missing",
                "level_dbov": microphone.level_dbov if microphone else -127,
            },
            "microphones": self._choices.offered() if self._choices else [],
            "adjusted": self._adjusting.adjusted,
        }
