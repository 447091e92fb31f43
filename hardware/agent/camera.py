"""One camera at work: a thread that captures, keeps a still picture, and encodes when watched."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import av

from hardware.agent.backoff import Backoff
from hardware.capture.camera_settings import CameraSettings
from hardware.capture.encoders import EncoderChoice, PictureEncoder
from hardware.capture.framing import Framing
from hardware.capture.h264 import PassThrough
from hardware.capture.live_encoder import CLOCK_RATE_HZ, EncodedPicture
from hardware.capture.source import OtherFormat, PictureSource
from hardware.capture.still import take_still
from hardware.errors import DeviceMissing
from hardware.profiles import CameraProfile
from hardware.table_view.view import TableView

logger = logging.getLogger(__name__)

STILL_INTERVAL_S = 5.0
Sink = Callable[[EncodedPicture], None]
Tap = Callable[[av.VideoFrame, float], None]


class Camera:
    """The device is opened once and kept while connections come and go.

    ``state`` is "starting", "live" or "missing"; ``still`` is the latest JPEG. ``settings``: how
    the device is set; None for one that cannot be. ``framing``: which part is sent.
    ``before_opening``: called on the capture thread each time the device is about to be opened.
    """

    def __init__(
        self,
        profile: CameraProfile,
        source: PictureSource,
        settings: CameraSettings | None = None,
    ) -> None:
        self.profile, self.settings = profile, settings
        self.framing = Framing(
            TableView(profile.width, profile.height) if profile.table_view else None
        )
        self.before_opening: Callable[[], None] = lambda: None
        self.state = "starting"
        self.still: bytes | None = None
        self._source = source
        self._choice = EncoderChoice(profile)
        self._encoder: PictureEncoder | None = None
        self._passing: PassThrough | None = None
        self._loop = asyncio.get_running_loop()
        self._sink: Sink | None = None
        self._tap: Tap | None = None
        self._keyframe_wanted = self._begins = False
        self._bitrate_bps = profile.bitrate_bps
        self._stopping, self._wake = threading.Event(), threading.Event()
        self._reopen = False
        self._origin_s = time.monotonic()
        self._still_due_s = 0.0
        # Not a daemon: the interpreter must not go away under a codec at work.
        self._thread = threading.Thread(target=self._run, name=f"camera {profile.role}")

    @property
    def codec(self) -> str:
        """What the pictures are compressed with, as in session descriptions."""
        return "H264" if self._passing else self._choice.codec

    @property
    def passes_through(self) -> bool:
        """Is the picture the device's own, as it is?"""
        return self._passing is not None

    @property
    def other_format(self) -> OtherFormat | None:
        """What the device gives instead of what its profile asks first, if it can tell."""
        found: OtherFormat | None = getattr(self._source, "other_format", None)
        return found if self.state == "live" else None

    def start(self) -> None:
        """Begin to capture."""
        self._thread.start()

    def attach(self, sink: Sink) -> None:
        """Encode for ``sink``, called on the event loop, beginning with a keyframe."""
        self._keyframe_wanted = self._begins = True
        self._sink = sink

    def detach(self) -> None:
        """Nobody watches: capture goes on, encoding stops."""
        self._sink = None

    def tap(self, tap: Tap | None) -> None:
        """Show every picture, and when it came (seconds, monotonic), to ``tap`` too, which is
        called on the capture thread and keeps nothing of the frame. None: no longer."""
        self._tap = tap

    def request_keyframe(self) -> None:
        """Make the next picture one that can be decoded by itself. A camera that compresses by
        itself makes its own, every second or two."""
        self._keyframe_wanted = True

    def set_bitrate(self, bitrate_bps: int) -> None:
        """Spend at most this from the next picture on."""
        self._bitrate_bps = bitrate_bps

    def wake(self) -> None:
        """Something was plugged in: a missing device is looked for now."""
        self._wake.set()

    def open_anew(self) -> None:
        """Let the device go and open it again."""
        self._reopen = True
        self._wake.set()

    async def stop(self) -> None:
        """End the thread and let the device go."""
        self._stopping.set()
        self._wake.set()
        await asyncio.to_thread(self._thread.join, 1.0)

    def _run(self) -> None:
        backoff = Backoff()
        while not self._stopping.is_set():
            self._reopen = False
            try:
                self.before_opening()
                self._source.open(self._stopping)
                self._capture(backoff)
            except DeviceMissing as missing:
                if self.state != "missing" and not self._stopping.is_set():
                    logger.warning("Camera %s: %s", self.profile.label, missing.sentence)
                self.state = "missing"
            finally:
                self._source.close()
            if self._wake.wait(backoff.next_s()):
                self._wake.clear()
                backoff.reset()

    def _capture(self, backoff: Backoff) -> None:
        self._passing, self._encoder = None, None
        while not self._stopping.is_set() and not self._reopen:
            given = self._source.read()
            now = time.monotonic()
            if isinstance(given, av.Packet) and self._passing is None:
                self._passing = PassThrough()
            if self.state != "live":
                logger.info("Camera %s is on (%s).", self.profile.label, self.codec)
                self.state = "live"
                backoff.reset()
            if self._passing is not None and isinstance(given, av.Packet):
                self._pass_on(self._passing, given, now)
            elif isinstance(given, av.VideoFrame):
                frame = self.framing.apply(given, now)
                self._encode(frame, now)
                self._look(frame, now)

    def _pass_on(self, passing: PassThrough, packet: "av.Packet[Any]", now: float) -> None:
        """The camera's own H.264, as it is; decoded only to be looked at."""
        picture = passing.take(bytes(packet), self._timestamp(now))
        self._begins = self._begins and not picture.is_keyframe
        if not self._begins:
            self._give(picture)
        still_due = now >= self._still_due_s and picture.is_keyframe
        if self._tap is None and not still_due:
            passing.forget()
            return
        for frame in passing.decode(picture):
            self._look(frame, now)

    def _look(self, frame: av.VideoFrame, now: float) -> None:
        if (tap := self._tap) is not None:
            tap(frame, now)
        if now >= self._still_due_s:
            self.still = take_still(frame)
            self._still_due_s = now + STILL_INTERVAL_S

    def _encode(self, frame: av.VideoFrame, now: float) -> None:
        if self._sink is None:
            return
        if self._encoder is None:
            self._encoder = self._choice.create(self._bitrate_bps)
        self._encoder.set_bitrate(self._bitrate_bps)
        force_keyframe, self._keyframe_wanted = self._keyframe_wanted, False
        picture = self._encoder.encode(frame, self._timestamp(now), force_keyframe)
        if picture is not None:
            self._give(picture)
        if self._choice.took(time.monotonic() - now):
            self._encoder, self._keyframe_wanted = None, True

    def _give(self, picture: EncodedPicture) -> None:
        sink = self._sink
        if sink is not None and not self._stopping.is_set():
            self._loop.call_soon_threadsafe(sink, picture)

    def _timestamp(self, now: float) -> int:
        return round((now - self._origin_s) * CLOCK_RATE_HZ)
