"""The kit's own code on a real kernel's devices: found, opened, set, pulled out and put back.

Run by ``python -m tests.hardware.kernel``; the machine is emulated and slow: the limits are wide.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import av
import numpy as np
import pytest

from hardware.agent.camera import Camera
from hardware.agent.clips import film
from hardware.agent.keys import KeyWatch
from hardware.agent.plugging import watch_plugging
from hardware.capture.alsa import AlsaSound
from hardware.capture.alsa_player import AlsaPlayer
from hardware.capture.camera_settings import CameraSettings
from hardware.capture.mixer import is_switched_off, limit_playback_percent, set_capture_percent
from hardware.capture.source import SAMPLE_RATE_HZ
from hardware.capture.v4l2 import Ask, V4l2Picture
from hardware.discovery import Machine
from hardware.profiles import load_profile
from hardware.profiles.keys_schema import Keys
from hardware.selftest.picture import Expected, check_picture
from tests.hardware.kernel.pressing import Keyboard
from tests.support import waiting

until = partial(waiting.until, limit_s=60.0)

SIZE = (640, 360)
YUYV = Ask("yuyv422", *SIZE, 25)
VIVID = Path("/sys/bus/platform/drivers/vivid")
TONE_HZ = 440
USB_AUDIO = ("46f4", "0002")
# Test patterns of the driver (v4l2-ctl --list-ctrls-menus).
BARS, BLACK = 0, 5


def found() -> tuple[str, ...]:
    return tuple(camera.port for camera in Machine().cameras())


def node() -> str:
    """Of the camera, or of none while it is pulled out."""
    return next((camera.node for camera in Machine().cameras()), "/dev/none")


def set_control(name: str, value: int) -> None:
    subprocess.run(["v4l2-ctl", "-d", node(), "-c", f"{name}={value}"], check=True)


@pytest.fixture(autouse=True)
def bars() -> None:
    set_control("test_pattern", BARS)


@asynccontextmanager
async def filming() -> AsyncIterator[Camera]:
    profile = load_profile("demo").cameras[0]
    settings = CameraSettings(profile)
    camera = Camera(profile, V4l2Picture(node, [YUYV], SIZE, settings.opened), settings)
    camera.start()
    try:
        await until(lambda: camera.state == "live")
        yield camera
    finally:
        await camera.stop()


def test_a_camera_is_found_with_the_names_that_udev_gave_it() -> None:
    (camera,) = Machine().cameras()
    assert camera.port == "platform-vivid.0"
    assert camera.links == (f"/dev/v4l/by-path/{camera.port}-video-index0",)


def test_pictures_come_in_the_size_that_was_asked() -> None:
    source = V4l2Picture(node(), [YUYV], SIZE)
    source.open(threading.Event())
    frames = [source.read() for _ in range(20)]
    source.close()
    sizes = {(one.width, one.height) for one in frames if isinstance(one, av.VideoFrame)}
    assert sizes == {SIZE}
    assert source.other_format is None


def test_what_it_cannot_give_is_passed_over_and_said() -> None:
    asks = [Ask("h264", *SIZE, 25), Ask("mjpeg", *SIZE, 25), YUYV]
    source = V4l2Picture(node(), asks, SIZE)
    source.open(threading.Event())
    source.read()
    assert source.other_format is not None
    assert source.other_format.given.startswith("yuyv422 640")
    source.close()


async def test_a_black_picture_is_told_from_a_good_one() -> None:
    findings = {}
    # No figures written over the picture.
    set_control("osd_text_mode", 2)
    for name, pattern in {"bars": BARS, "black": BLACK}.items():
        set_control("test_pattern", pattern)
        async with filming() as camera:
            clip = await film(camera, 3.0)
        expected = Expected(25, *SIZE, None)
        seen = check_picture("salle", clip.frames, clip.times_s, expected)
        findings[name] = {finding.key for finding in seen}
    assert "picture_black" in findings["black"]
    assert "picture_black" not in findings["bars"]


async def test_pulled_out_and_put_back() -> None:
    """The kernel's own messages, on a netlink socket, and udev's names anew."""
    async with filming() as camera:
        watching = asyncio.create_task(watch_plugging([camera]))
        await asyncio.sleep(0)
        set_control("disconnect", 1)
        await until(lambda: camera.state == "missing")
        await until(lambda: _bound("unbind"))
        assert found() == ()
        _bound("bind")
        await until(lambda: camera.state == "live")
        watching.cancel()


def _bound(act: str) -> bool:
    """The driver lets its device go once nobody has it open."""
    try:
        (VIVID / act).write_text("vivid.0")
    except OSError:
        return False
    return True


def test_what_goes_out_of_one_card_comes_into_another() -> None:
    tone = 0.25 * np.sin(2 * np.pi * TONE_HZ * np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ)
    player = AlsaPlayer(lambda: "plughw:CARD=Loopback,DEV=0")
    heard = threading.Event()

    def play() -> None:
        # The machine is slow to begin: what is played once may be over before it is listened to.
        while not heard.is_set():
            player.play(tone.astype(np.float32))

    sound = AlsaSound("plughw:CARD=Loopback,DEV=1")
    sound.open()
    playing = threading.Thread(target=play)
    playing.start()
    blocks: list[np.ndarray] = []
    while sum(map(len, blocks)) < SAMPLE_RATE_HZ // 2:
        block = sound.read().to_ndarray()[0] / 32768
        blocks = [*blocks, block] if np.abs(block).max() > 0.2 else []
    heard.set()
    playing.join()
    sound.close()
    whole = np.concatenate(blocks)
    assert np.abs(whole).max() == pytest.approx(0.25, abs=0.01)
    strongest = np.abs(np.fft.rfft(whole)).argmax() * SAMPLE_RATE_HZ / len(whole)
    assert strongest == pytest.approx(TONE_HZ, abs=10)


def test_the_volumes_of_cards_are_set() -> None:
    cards = [card for card in Machine().sound_cards() if card.card_id != "Loopback"]
    (microphone,) = (card for card in cards if card.captures)
    (loudspeaker,) = (card for card in cards if card.usb)
    assert set_capture_percent(microphone.alsa_name, 40) >= 1
    assert limit_playback_percent(loudspeaker.alsa_name, 40) >= 1
    for card in (microphone, loudspeaker):
        assert 38 <= _level_percent(card.card_id) <= 42
    # A new card is: the kit says so, and leaves it to a person.
    assert is_switched_off(microphone.alsa_name, captures=True)


def _level_percent(card: str) -> int:
    words = ["amixer", "-c", card, "scontents"]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return max(map(int, re.findall(r"\[(\d+)%\]", said)))


async def test_a_usb_loudspeaker_goes_and_comes_back() -> None:
    (card,) = (card for card in Machine().sound_cards() if card.usb)
    assert card.usb is not None
    assert (card.usb.vendor, card.usb.product) == USB_AUDIO
    plugged = asyncio.Event()
    watching = asyncio.create_task(watch_plugging([], plugged=plugged.set))
    await asyncio.sleep(0)
    (device,) = (
        vendor.parent
        for vendor in Path("/sys/bus/usb/devices").glob("*/idVendor")
        if vendor.read_text().strip() == USB_AUDIO[0]
    )
    for allowed, there in ((0, False), (1, True)):
        plugged.clear()
        (device / "authorized").write_text(str(allowed))
        async with asyncio.timeout(60):
            await plugged.wait()
        assert any(each.usb for each in Machine().sound_cards()) is there
    watching.cancel()


async def test_keys_are_heard_and_belong_to_the_kit() -> None:
    asked: list[str] = []
    with Keyboard(["KEY_PAGEDOWN", "KEY_B"], "Presenter") as keyboard:
        await until(lambda: "Presenter" in {one.name for one in Machine().key_devices()})
        keys = Keys(start="KEY_PAGEDOWN", mute="KEY_B")
        watch = asyncio.create_task(KeyWatch(keys, asked.append).run())
        await asyncio.sleep(5)
        keyboard.press("KEY_PAGEDOWN")
        await until(lambda: asked)
        keyboard.press("KEY_B")
        await until(lambda: len(asked) == 2)
        watch.cancel()
    assert asked == ["start", "mute"]
