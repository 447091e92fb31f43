"""Cameras of this machine, through FFmpeg's V4L2 input."""

import re
import threading
from collections.abc import Callable
from pathlib import Path

import av
from av.container import InputContainer

from hardware.errors import DeviceMissing

DEVICES = Path("/dev")
# Tried in turn after the profile's own choice: compressed first, USB 2 has little room.
INPUT_FORMATS = ("mjpeg", "yuyv422", None)


def video_devices(directory: Path = DEVICES) -> tuple[Path, ...]:
    """The /dev/videoN that are there, in the order of N."""
    numbered = (
        (int(match[1]), path)
        for path in directory.glob("video*")
        if (match := re.fullmatch(r"video(\d+)", path.name))
    )
    return tuple(path for _, path in sorted(numbered))


class V4l2Picture:
    """Implements ``hardware.capture.source.PictureSource`` on one device.

    ``device`` is a path, or what finds it each time it is opened, or an index among the devices
    that deliver pictures then (a webcam often shows a second node, for metadata, that delivers
    none). ``input_formats`` are tried in turn; empty: the usual ones.
    """

    def __init__(
        self,
        device: int | str | Callable[[], str],
        input_formats: tuple[str, ...],
        width: int,
        height: int,
        rate_fps: int,
    ) -> None:
        self._device, self._input_formats = device, input_formats
        self._width, self._height, self._rate_fps = width, height, rate_fps
        self._container: InputContainer | None = None

    def open(self, stopping: threading.Event) -> None:
        if callable(self._device):
            candidates, skipped = [Path(self._device())], 0
        elif isinstance(self._device, str):
            candidates, skipped = [Path(self._device)], 0
        else:
            candidates, skipped = list(video_devices()), self._device
        for path in candidates:
            if not _delivers_pictures(path):
                continue
            if skipped:
                skipped -= 1
                continue
            self._container = self._open_device(path)
            return
        raise self._missing("not found")

    def read(self) -> av.VideoFrame:
        if self._container is None:
            raise self._missing("not open")
        try:
            frame = next(self._container.decode(video=0))
        except (av.FFmpegError, StopIteration) as error:
            raise self._missing(str(error) or "no more pictures") from error
        return frame.reformat(width=self._width, height=self._height, format="yuv420p")

    def close(self) -> None:
        if self._container is not None:
            self._container.close()
            self._container = None

    def _open_device(self, path: Path) -> InputContainer:
        wanted = self._input_formats or INPUT_FORMATS
        reason = ""
        for input_format in wanted:
            options = {
                "video_size": f"{self._width}x{self._height}",
                "framerate": str(self._rate_fps),
            }
            if input_format:
                options["input_format"] = input_format
            try:
                return av.open(str(path), format="v4l2", options=options, timeout=5.0)
            except (av.FFmpegError, OSError) as error:
                reason = str(error)
        raise self._missing(reason)

    def _missing(self, reason: str) -> DeviceMissing:
        if isinstance(self._device, str):
            named = self._device
        elif callable(self._device):
            named = self._device()
        else:
            named = f"n° {self._device + 1}"
        return DeviceMissing(
            f"La caméra {named} ne répond pas : branchez-la, ou choisissez la démonstration"
            f" ({reason}).",
            f"Camera {named} does not answer: plug it in, or choose the demo kit ({reason}).",
        )


def _delivers_pictures(path: Path) -> bool:
    # The kernel names a webcam's metadata node like the camera; only its index differs.
    index = Path("/sys/class/video4linux") / path.resolve().name / "index"
    try:
        return index.read_text().strip() == "0"
    except OSError:
        return path.exists()
