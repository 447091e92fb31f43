"""Cameras of this machine, through FFmpeg's V4L2 input."""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer

from hardware.capture.source import OtherFormat
from hardware.errors import DeviceMissing

DEVICES = Path("/dev")
# Tried in turn where the profile says nothing: compressed first, USB 2 has little room.
INPUT_FORMATS = ("mjpeg", "yuyv422", None)


def video_devices(directory: Path = DEVICES) -> tuple[Path, ...]:
    """The /dev/videoN that are there, in the order of N."""
    numbered = (
        (int(match[1]), path)
        for path in directory.glob("video*")
        if (match := re.fullmatch(r"video(\d+)", path.name))
    )
    return tuple(path for _, path in sorted(numbered))


@dataclass(frozen=True, slots=True)
class Ask:
    """What to ask of a camera; ``format`` None: whatever it gives."""

    format: str | None
    width: int
    height: int
    rate_fps: int


class V4l2Picture:
    """Implements ``hardware.capture.source.PictureSource`` on one device.

    ``device`` is a path, or what finds it each time it is opened, or an index among the devices
    that deliver pictures then (a webcam often shows a second node, for metadata, that delivers
    none). ``asks`` are tried in turn; pictures are brought to ``size``, H.264 is given as it is.
    ``opened`` is told the node each time. ``asked``: which of ``asks`` it took.
    """

    def __init__(
        self,
        device: int | str | Callable[[], str],
        asks: Sequence[Ask],
        size: tuple[int, int],
        opened: Callable[[Path], None] = lambda node: None,
    ) -> None:
        self._device, self._asks = device, asks
        self._width, self._height = size
        self._opened = opened
        self.asked: Ask | None = None
        self._given = (0, 0)
        self._container: InputContainer | None = None
        self._packets: Iterator[av.Packet[Any]] = iter(())

    @property
    def other_format(self) -> OtherFormat | None:
        """What it gives instead of what was asked first; None while it gives that."""
        if self.asked is None:
            return None
        first = self._asks[0]
        wanted = (first.format, first.width, first.height)
        given = (self.asked.format, *self._given)
        if given == wanted:
            return None
        small = self._given[0] < self._width or self._given[1] < self._height
        return OtherFormat(_named(*given), _named(*wanted), small)

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
            self._opened(path)
            return
        raise self._missing("not found")

    def read(self) -> "av.VideoFrame | av.Packet[Any]":
        if self._container is None:
            raise self._missing("not open")
        try:
            if self.asked is not None and self.asked.format == "h264":
                return next(self._packets)
            frame = next(self._container.decode(video=0))
        except (av.FFmpegError, StopIteration) as error:
            raise self._missing(str(error) or "no more pictures") from error
        return frame.reformat(width=self._width, height=self._height, format="yuv420p")

    def close(self) -> None:
        if self._container is not None:
            self._container.close()
            self._container = None

    def _open_device(self, path: Path) -> InputContainer:
        reason = ""
        for ask in self._asks:
            options = {"video_size": f"{ask.width}x{ask.height}", "framerate": str(ask.rate_fps)}
            if ask.format:
                options["input_format"] = ask.format
            try:
                container = av.open(str(path), format="v4l2", options=options, timeout=5.0)
            except (av.FFmpegError, OSError) as error:
                reason = str(error)
                continue
            # FFmpeg takes what the driver gives instead, without a word.
            if ask.format == "h264" and container.streams.video[0].codec_context.name != "h264":
                container.close()
                reason = "no H.264"
                continue
            stream = container.streams.video[0]
            self._given = (stream.width, stream.height)
            self.asked, self._packets = ask, container.demux(video=0)
            return container
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


def _named(form: str | None, width: int, height: int) -> str:
    return f"{form or '?'} {width} × {height}"


def _delivers_pictures(path: Path) -> bool:
    # The kernel names a webcam's metadata node like the camera; only its index differs.
    index = Path("/sys/class/video4linux") / path.resolve().name / "index"
    try:
        return index.read_text().strip() == "0"
    except OSError:
        return path.exists()
