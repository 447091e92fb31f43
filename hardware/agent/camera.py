"""One camera at work: a thread that captures, keeps a still picture, and encodes when watched."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable

import av

from hardware.agent.backoff import Backoff
from hardware.capture.source import PictureSource
from hardware.capture.still import take_still
from hardware.capture.vp8 import CLOCK_RATE_HZ, EncodedPicture, Vp8Encoder
from hardware.errors import DeviceMissing
from hardware.profiles import CameraProfile

logger = logging.getLogger(__name__)

STILL_INTERVAL_S = 5.0
Sink = Callable[[EncodedPicture], None]
Tap = Callable[[av.VideoFrame, float], None]


class Camera:
    """The device is opened once and kept while connections come and go.

    ``state`` is "starting", "live" or "missing"; ``still`` is the latest JPEG.
    """

    def __init__(self, profile: CameraProfile, source: PictureSource) -> None:
        self.profile = profile
        self.state = "starting"
        self.still: bytes | None = None
        self._source = source
        self._loop = asyncio.get_running_loop()
        self._sink: Sink | None = None
        self._tap: Tap | None = None
        self._keyframe_wanted = False
        self._bitrate_bps = profile.bitrate_bps
        self._stopping = threading.Event()
        self._origin_s = time.monotonic()
        self._still_due_s = 0.0
        # Not a daemon: the interpreter must not go away under a codec at work.
        self._thread = threading.Thread(target=self._run, name=f"camera {profile.role}")

    def start(self) -> None:
        """Begin to capture."""
        self._thread.start()

    def attach(self, sink: Sink) -> None:
        """Encode for ``sink``, called on the event loop, beginning with a keyframe."""
        self._keyframe_wanted = True
        self._sink = sink

    def detach(self) -> None:
        """Nobody watches: capture goes on, encoding stops."""
        self._sink = None

    def tap(self, tap: Tap | None) -> None:
        """Show every picture, and when it came (seconds, monotonic), to ``tap`` too, which is
        called on the capture thread and keeps nothing of the frame. None: no longer."""
        self._tap = tap

    def request_keyframe(self) -> None:
        """Make the next picture one that can be decoded by itself."""
        self._keyframe_wanted = True

    def set_bitrate(self, bitrate_bps: int) -> None:
        """Spend at most this from the next picture on."""
        self._bitrate_bps = bitrate_bps

    async def stop(self) -> None:
        """End the thread and let the device go."""
        self._stopping.set()
        await asyncio.to_thread(self._thread.join, 1.0)

    def _run(self) -> None:
        backoff = Backoff()
        while not self._stopping.is_set():
            try:
                self._source.open(self._stopping)
                self._capture(backoff)
            except DeviceMissing as missing:
                if self.state != "missing" and not self._stopping.is_set():
                    logger.warning("Camera %s: %s", self.profile.label, missing.sentence)
                self.state = "missing"
            finally:
                self._source.close()
            self._stopping.wait(backoff.next_s())

    def _capture(self, backoff: Backoff) -> None:
        profile = self.profile
        encoder = Vp8Encoder(profile.width, profile.height, profile.rate_fps, self._bitrate_bps)
        while not self._stopping.is_set():
            frame = self._source.read()
            now = time.monotonic()
            if self.state != "live":
                logger.info("Camera %s is on.", profile.label)
                self.state = "live"
                backoff.reset()
            self._encode(encoder, frame, now)
            if (tap := self._tap) is not None:
                tap(frame, now)
            if now >= self._still_due_s:
                self.still = take_still(frame)
                self._still_due_s = now + STILL_INTERVAL_S

    def _encode(self, encoder: Vp8Encoder, frame: av.VideoFrame, now: float) -> None:
        sink = self._sink
        if sink is None:
            return
        encoder.set_bitrate(self._bitrate_bps)
        force_keyframe, self._keyframe_wanted = self._keyframe_wanted, False
        timestamp = round((now - self._origin_s) * CLOCK_RATE_HZ)
        picture = encoder.encode(frame, timestamp, force_keyframe)
        if picture is not None and not self._stopping.is_set():
            self._loop.call_soon_threadsafe(sink, picture)
