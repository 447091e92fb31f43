"""From a profile's words to a source of pictures or of sound."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from hardware.agent.camera import Camera
from hardware.capture.alsa import AlsaSound
from hardware.capture.alsa_player import AlsaPlayer, Loudspeaker
from hardware.capture.camera_settings import CameraSettings
from hardware.capture.source import SoundSource
from hardware.capture.v4l2 import INPUT_FORMATS, Ask, V4l2Picture, video_devices
from hardware.demo.picture import DemoPicture
from hardware.demo.tune import TunePlayer
from hardware.discovery.locating import Locator
from hardware.errors import DeviceMissing
from hardware.profiles import CameraProfile, KitProfile, MicrophoneProfile
from hardware.profiles.camera_schema import DemoPicture as DemoPictureProfile
from hardware.profiles.camera_schema import DevicePicture as DevicePictureProfile
from hardware.profiles.schema import AlsaSound as AlsaSoundProfile
from hardware.profiles.schema import DeviceSound as DeviceSoundProfile


def open_camera(camera: CameraProfile, data_dir: Path, locator: Locator) -> Camera:
    """The camera of this role, not yet opened."""
    source = camera.source
    if isinstance(source, DemoPictureProfile):
        size = (camera.width, camera.height, camera.rate_fps)
        return Camera(camera, DemoPicture(data_dir / "demo", source.scene, *size))
    settings = CameraSettings(camera)
    device: int | str | Callable[[], str]
    if isinstance(source, DevicePictureProfile):
        device = partial(locator.camera_node, camera.role)
    else:
        device = source.device
    size_wanted = (camera.width, camera.height)
    picture = V4l2Picture(device, asks_of(camera), size_wanted, settings.opened)
    return Camera(camera, picture, settings)


def asks_of(camera: CameraProfile) -> tuple[Ask, ...]:
    """What to ask of the device, in turn. Its own H.264 is taken as it is, so only where nothing
    is to be done to the picture."""
    as_it_is = camera.encoder.first == "camera" and not camera.table_view
    chain = tuple(
        Ask(step.format, step.width, step.height, step.rate_fps)
        for step in camera.capture
        if step.format != "h264" or as_it_is
    )
    if chain:
        return chain
    fixed = getattr(camera.source, "input_format", None)
    formats = (fixed,) if fixed else INPUT_FORMATS
    return tuple(Ask(each, camera.width, camera.height, camera.rate_fps) for each in formats)


def open_sound(microphone: MicrophoneProfile, locator: Locator) -> SoundSource:
    """The source of this microphone, not yet opened."""
    source = microphone.source
    if isinstance(source, DeviceSoundProfile):
        return AlsaSound(locator.microphone_name, microphone.channels)
    if isinstance(source, AlsaSoundProfile):
        return AlsaSound(source.device, microphone.channels)
    return TunePlayer(source.semitones)


def open_loudspeaker(kit: KitProfile, locator: Locator) -> Loudspeaker | None:
    """The loudspeaker of this kit, not yet opened; None when the profile names none."""
    if kit.loudspeaker is None:
        return None
    source = kit.loudspeaker.source
    if isinstance(source, AlsaSoundProfile):
        return AlsaPlayer(lambda: source.device)
    return AlsaPlayer(locator.loudspeaker_name)


def check_devices(profile: KitProfile) -> None:
    """Raises DeviceMissing when the profile films with devices and the machine has none."""
    films_with_devices = all(
        not isinstance(camera.source, DemoPictureProfile) for camera in profile.cameras
    )
    if films_with_devices and not video_devices():
        raise DeviceMissing(
            "Aucune caméra n’est branchée sur cette machine : branchez-en une, ou lancez la"
            " démonstration (sans KIT=devices).",
            "No camera is plugged into this machine: plug one in, or start the demo kit"
            " (without KIT=devices).",
        )
