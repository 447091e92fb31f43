"""From a profile's words to a source of pictures or of sound."""

from pathlib import Path

from hardware.capture.alsa import AlsaSound
from hardware.capture.alsa_player import AlsaPlayer, Loudspeaker
from hardware.capture.source import PictureSource, SoundSource
from hardware.capture.v4l2 import V4l2Picture, video_devices
from hardware.demo.picture import DemoPicture
from hardware.demo.tune import TunePlayer
from hardware.discovery.locating import Locator
from hardware.errors import DeviceMissing
from hardware.profiles import CameraProfile, KitProfile, MicrophoneProfile
from hardware.profiles.camera_schema import DemoPicture as DemoPictureProfile
from hardware.profiles.camera_schema import DevicePicture as DevicePictureProfile
from hardware.profiles.schema import AlsaSound as AlsaSoundProfile
from hardware.profiles.schema import DeviceSound as DeviceSoundProfile


def open_picture(camera: CameraProfile, data_dir: Path, locator: Locator) -> PictureSource:
    """The source of this camera, not yet opened."""
    source, size = camera.source, (camera.width, camera.height, camera.rate_fps)
    if isinstance(source, DemoPictureProfile):
        return DemoPicture(data_dir / "demo", source.scene, *size)
    formats = tuple(step.format for step in camera.capture if step.format != "h264")
    if isinstance(source, DevicePictureProfile):
        return V4l2Picture(lambda: locator.camera_node(camera.role), formats, *size)
    return V4l2Picture(
        source.device, (source.input_format,) if source.input_format else formats, *size
    )


def open_sound(microphone: MicrophoneProfile, locator: Locator) -> SoundSource:
    """The source of this microphone, not yet opened."""
    source = microphone.source
    if isinstance(source, DeviceSoundProfile):
        return AlsaSound(locator.microphone_name)
    return AlsaSound(source.device) if isinstance(source, AlsaSoundProfile) else TunePlayer()


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
