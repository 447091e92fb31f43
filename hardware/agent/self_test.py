"""The kit tests itself while it works: what it films, hears, plays and sends goes on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from hardware.agent.camera import Camera
from hardware.agent.clips import Luma, film, listen
from hardware.agent.microphone import Microphone
from hardware.capture.alsa_player import Loudspeaker
from hardware.capture.source import SAMPLE_RATE_HZ
from hardware.discovery import Machine
from hardware.discovery.locating import LOUDSPEAKER, MICROPHONE
from hardware.doctor import usb_streams
from hardware.errors import DeviceMissing, HardwareError
from hardware.machine_state import read_machine_state
from hardware.profiles import KitProfile
from hardware.selftest.acoustic_loop import check_loop, chirp
from hardware.selftest.call import CallMeasures, check_call
from hardware.selftest.finding import Finding, Severity, for_optional
from hardware.selftest.machine import check_machine
from hardware.selftest.picture import Expected, check_picture
from hardware.selftest.report import report_message
from hardware.selftest.sound import SoundMeasures, check_sound, measure_sound
from hardware.selftest.uplink import Line, check_uplink
from hardware.selftest.usb_bandwidth import check_usb
from hardware.whole_file import write_whole

logger = logging.getLogger(__name__)

PICTURES_S = 3.0
SOUND_S = 8.0
# After the chirp has been handed over, what is still in the loudspeaker's buffer is heard.
LOOP_TAIL_S = 0.5
# A second of 1080p luma is 50 MB: two cameras at a time.
CAMERAS_AT_ONCE = 2
REFERENCES = "references"
#: Those who cancel the echo before the agent hears the microphone.
_CANCELS = ("speakerphone", "pipewire")
_NAMES = {
    "fr": {MICROPHONE: "de la salle", LOUDSPEAKER: "de la salle"},
    "en": {MICROPHONE: "of the room", LOUDSPEAKER: "of the room"},
}


class SelfTest:
    """``uplink``: how each camera's way to the server was of late; ``clock_wrong_s``: ours
    beside the server's; ``other_microphone``: the name of the one in use, when it is not the
    profile's; ``alone``: nobody is in the room from home, a chirp disturbs no one."""

    def __init__(
        self,
        kit: KitProfile,
        data_dir: Path,
        cameras: Sequence[Camera],
        microphone: Microphone | None,
        loudspeaker: Loudspeaker | None,
        *,
        uplink: Callable[[], Sequence[Line]],
        alone: Callable[[], bool],
        other_microphone: Callable[[], str | None] = lambda: None,
        machine: Machine | None = None,
    ) -> None:
        self._kit, self._data_dir, self._cameras = kit, data_dir, cameras
        self._microphone, self._loudspeaker = microphone, loudspeaker
        self._uplink, self._alone = uplink, alone
        self._other_microphone = other_microphone
        self._machine = machine or Machine()
        self._turn = asyncio.Semaphore(CAMERAS_AT_ONCE)

    async def run(
        self,
        asked: str,
        language: str,
        clock_wrong_s: float | None = None,
        call: Callable[[], Awaitable[CallMeasures | None]] | None = None,
    ) -> dict[str, Any]:
        """Everything, in about twelve seconds; the ``selftest.report`` message. ``call``: makes a
        test call beside the rest."""
        work = [self._camera(camera) for camera in self._cameras]
        work += [_called(call)] if call else []
        work += [self._sound(), asyncio.to_thread(self._surroundings, clock_wrong_s)]
        found: list[Finding] = []
        for part in await asyncio.gather(*work, return_exceptions=True):
            if isinstance(part, BaseException):
                # A fault of ours in one check must not hide what the others found.
                logger.error("A check of the self-test failed.", exc_info=part)
            else:
                found += part
        found += check_uplink(self._uplink())
        names = {camera.profile.role: camera.profile.label for camera in self._cameras}
        names |= _NAMES.get(language, _NAMES["en"])
        return report_message(found, names, language, asked)

    async def _camera(self, camera: Camera) -> tuple[Finding, ...]:
        profile = camera.profile
        async with self._turn:
            clip = await film(camera, PICTURES_S)
            expected = Expected(
                profile.rate_fps, profile.width, profile.height, self.reference(profile.role)
            )
            found = await asyncio.to_thread(
                check_picture, profile.role, clip.frames, clip.times_s, expected
            )
        if (other := camera.other_format) is not None:
            # The chain is there to be gone down; a picture that is blown up is a loss.
            severity = Severity.WARNING if other.small else Severity.NOTE
            measured = {"format": other.given, "wanted": other.wanted}
            found += (Finding("picture_format", severity, profile.role, measured),)
        if camera.compressor.is_too_slow:
            found += (Finding("picture_sizes", Severity.WARNING, profile.role),)
        return found if profile.required else for_optional(found)

    async def _sound(self) -> tuple[Finding, ...]:
        microphone, profile = self._microphone, self._kit.microphone
        if microphone is None or profile is None:
            return ()
        muted_meanwhile = microphone.muted_meanwhile()
        found = await self._listen(microphone)
        found = found if profile.required else for_optional(found)
        if muted_meanwhile():
            # Somebody wants not to be heard: what was listened to stays on this machine.
            kept_here = (replace(finding, evidence=None) for finding in found)
            return (Finding("sound_muted", Severity.NOTE, MICROPHONE), *kept_here)
        return found

    async def _listen(self, microphone: Microphone) -> tuple[Finding, ...]:
        heard = await listen(microphone, SOUND_S)
        if len(heard) < SAMPLE_RATE_HZ:
            heard = np.zeros(SAMPLE_RATE_HZ, np.float32)
        found = await asyncio.to_thread(
            check_sound,
            heard,
            SAMPLE_RATE_HZ,
            about=MICROPHONE,
            device=self._other_microphone(),
            expected_device="",
        )
        if not any(finding.key == "sound_silent" for finding in found):
            before = await asyncio.to_thread(measure_sound, heard, SAMPLE_RATE_HZ)
            found += await self._loop(microphone, before)
        return found

    async def _loop(self, microphone: Microphone, before: SoundMeasures) -> tuple[Finding, ...]:
        """The chirp through the loudspeaker, and what the homes would hear of it."""
        if self._loudspeaker is None:
            return ()
        if not self._alone():
            return (Finding("loop_skipped", Severity.NOTE, LOUDSPEAKER),)
        played = chirp(SAMPLE_RATE_HZ)
        seconds = len(played) / SAMPLE_RATE_HZ + LOOP_TAIL_S
        hearing = asyncio.create_task(listen(microphone, seconds))
        # The tap is in place before the first sample is played.
        await asyncio.sleep(0)
        try:
            await asyncio.to_thread(self._loudspeaker.play, played)
        except DeviceMissing:
            hearing.cancel()
            return (Finding("loudspeaker_none", Severity.FAULT, LOUDSPEAKER),)
        recorded = await hearing
        found = await asyncio.to_thread(check_loop, recorded, SAMPLE_RATE_HZ, heard_before=before)
        if self._kit.microphone and self._kit.microphone.echo_cancelled_by in _CANCELS:
            # Not to hear it is what the cancellation is for.
            found = tuple(finding for finding in found if finding.key != "loop_unheard")
        return found

    def _surroundings(self, clock_wrong_s: float | None) -> tuple[Finding, ...]:
        state = read_machine_state(self._data_dir, self._machine.root, clock_wrong_s)
        try:
            crowded = check_usb(usb_streams(self._kit, self._data_dir, self._machine))
        except HardwareError as error:
            logger.warning("%s", error.sentence)
            crowded = ()
        return (*check_machine(state), *crowded)

    def reference(self, role: str) -> Luma | None:
        """The picture that was agreed to when this camera was installed; None without one."""
        path = self._data_dir / REFERENCES / f"{role}.png"
        picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE) if path.is_file() else None
        return None if picture is None else np.asarray(picture, np.uint8)

    async def take_reference(self, role: str) -> bool:
        """Remember what this camera films now as what it should film; False when it films
        nothing, or there is no room for it."""
        camera = next((each for each in self._cameras if each.profile.role == role), None)
        clip = await film(camera, 1.0) if camera else None
        if clip is None or not clip.frames:
            return False
        picture = cv2.imencode(".png", clip.frames[-1])[1].tobytes()
        try:
            write_whole(self._data_dir / REFERENCES / f"{role}.png", picture)
        except OSError as error:
            logger.warning("The reference picture of %s cannot be kept: %s", role, error)
            return False
        return True


async def _called(call: Callable[[], Awaitable[CallMeasures | None]]) -> tuple[Finding, ...]:
    return check_call(await call())
