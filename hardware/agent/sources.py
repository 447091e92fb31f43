"""From a profile's words to a source of pictures or of sound."""

from pathlib import Path

from hardware.capture.alsa import AlsaSound
from hardware.capture.source import PictureSource, SoundSource
from hardware.capture.v4l2 import V4l2Picture, video_devices
from hardware.demo.picture import DemoPicture
from hardware.demo.tune import TunePlayer
from hardware.errors import DeviceMissing
from hardware.profiles import CameraProfile, KitProfile, MicrophoneProfile
from hardware.profiles.schema import AlsaSound as AlsaSoundProfile
from hardware.profiles.schema import DemoPicture as DemoPictureProfile
from hardware.profiles.schema import V4l2Picture as V4l2PictureProfile


def open_picture(camera: CameraProfile, data_dir: Path) -> PictureSource:
    """The source of this camera, not yet opened."""
    source, size = camera.source, (camera.width, camera.height, camera.rate_fps)
    if isinstance(source, DemoPictureProfile):
        return DemoPicture(data_dir / "demo", source.scene, *size)
    return V4l2Picture(source.device, source.input_format, *size)


def open_sound(microphone: MicrophoneProfile) -> SoundSource:
    """The source of this microphone, not yet opened."""
    source = microphone.source
    return AlsaSound(source.device) if isinstance(source, AlsaSoundProfile) else TunePlayer()


def check_devices(profile: KitProfile) -> None:
    """Raises DeviceMissing when the profile films with devices and the machine has none."""
    films_with_devices = all(
        isinstance(camera.source, V4l2PictureProfile) for camera in profile.cameras
    )
    if films_with_devices and not video_devices():
        raise DeviceMissing(
            "Aucune caméra n’est branchée sur cette machine : branchez-en une, ou lancez la"
            " démonstration (sans KIT=devices).",
            "No camera is plugged into this machine: plug one in, or start the demo kit"
            " (without KIT=devices).",
        )
