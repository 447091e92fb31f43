"""One camera at work: a thread that captures, keeps a still picture, and encodes when watched."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

import av

from hardware.agent.backoff import Backoff
from hardware.capture.camera_settings import CameraSettings
from hardware.capture.compressor import Compressor
from hardware.capture.framing import Framing
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


class Keeper(Protocol):
    """Takes every coded picture, or block of sound, on the capture thread while it ``wants``."""

    wants: bool

    def take(self, codec: str, data: bytes, is_keyframe: bool, at_s: float) -> None: ...


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
        self.compressor = Compressor(profile)
        self.state = "starting"
        self.still: bytes | None = None
        self.keeper: Keeper | None = None
        """Takes the largest size, whether or not somebody watches."""
        self._source = source
        self._loop = asyncio.get_running_loop()
        self._sink: Sink | None = None
        self._tap: Tap | None = None
        self._stopping, self._wake = threading.Event(), threading.Event()
        self._reopen = False
        self._origin_s = time.monotonic()
        self._still_due_s = 0.0
        # Not a daemon: the interpreter must not go away under a codec at work.
        self._thread = threading.Thread(target=self._run, name=f"camera {profile.role}")

    @property
    def codec(self) -> str:
        """What the pictures are compressed with, as in session descriptions."""
        return self.compressor.codec

    @property
    def passes_through(self) -> bool:
        """Is the (largest) picture the device's own, as it is?"""
        return self.compressor.passes_through

    @property
    def other_format(self) -> OtherFormat | None:
        """What the device gives instead of what its profile asks first, if it can tell."""
        found: OtherFormat | None = getattr(self._source, "other_format", None)
        return found if self.state == "live" else None

    def start(self) -> None:
        """Begin to capture."""
        self._thread.start()

    def attach(self, sink: Sink) -> None:
        """Compress for ``sink``, called on the event loop, beginning with a keyframe."""
        self.compressor.restart()
        self._sink = sink

    def detach(self) -> None:
        """Nobody watches: capture goes on, encoding stops."""
        self._sink = None

    def tap(self, tap: Tap | None) -> None:
        """Show every picture, and when it came (seconds, monotonic), to ``tap`` too, which is
        called on the capture thread and keeps nothing of the frame. None: no longer."""
        self._tap = tap

    def request_keyframe(self, rid: str) -> None:
        """Make the next picture of this size one that can be decoded by itself."""
        self.compressor.request_keyframes({rid})

    def go_on(self) -> None:
        """Nobody receives the picture, and it is kept: compress the largest size all the same."""
        largest = self.compressor.encodings[-1]
        self.compressor.spend({largest.rid: largest.bitrate_bps})
        self.compressor.request_keyframes({largest.rid})

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
        self.compressor.begin()
        while not self._stopping.is_set() and not self._reopen:
            given = self._source.read()
            now = time.monotonic()
            if isinstance(given, av.Packet):
                look = partial(self._look, now=now)
                for picture in self.compressor.pass_on(
                    bytes(given), self._timestamp(now), partial(self._is_looked_at, now), look
                ):
                    self._give(picture, now)
            else:
                frame = self.framing.apply(given, now)
                if self._sink is not None or (self.keeper and self.keeper.wants):
                    for picture in self.compressor.encode(frame, self._timestamp(now), now):
                        self._give(picture, now)
                self._look(frame, now)
            self._is_live(backoff)

    def _is_live(self, backoff: Backoff) -> None:
        if self.state != "live":
            name, codec = self.profile.label, self.compressor.codec
            logger.info("Camera %s is on (%s).", name, codec)
            self.state = "live"
            backoff.reset()

    def _is_looked_at(self, now: float, is_keyframe: bool) -> bool:
        """A still is due at a key picture; whoever taps sees every picture."""
        return self._tap is not None or (is_keyframe and now >= self._still_due_s)

    def _look(self, frame: av.VideoFrame, now: float) -> None:
        if (tap := self._tap) is not None:
            tap(frame, now)
        if now >= self._still_due_s:
            self.still = take_still(frame)
            self._still_due_s = now + STILL_INTERVAL_S

    def _give(self, picture: EncodedPicture, now: float) -> None:
        keeper, largest = self.keeper, self.compressor.encodings[-1].rid
        if keeper is not None and keeper.wants and picture.rid == largest:
            keeper.take(self.codec, picture.content, picture.is_keyframe, now)
        sink = self._sink
        if sink is not None and not self._stopping.is_set():
            self._loop.call_soon_threadsafe(sink, picture)

    def _timestamp(self, now: float) -> int:
        return round((now - self._origin_s) * CLOCK_RATE_HZ)
