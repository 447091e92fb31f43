"""The room's microphone: a thread that captures blocks of 20 ms for whoever publishes it."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable

import av
import numpy as np

from hardware.agent.backoff import Backoff
from hardware.agent.camera import Keeper
from hardware.capture.source import SoundSource
from hardware.errors import DeviceMissing

logger = logging.getLogger(__name__)

SILENCE_DBOV = -127
Sink = Callable[[av.AudioFrame], None]


class Microphone:
    """``state`` is "starting", "live" or "missing"; ``level_dbov`` the loudness of late. While
    ``muted``, what is captured is thrown away here: nothing but silence leaves the room, and no
    level is told. A tap still hears it, on this machine alone."""

    def __init__(self, source: SoundSource) -> None:
        self.state = "starting"
        self.level_dbov = SILENCE_DBOV
        self._muted, self._times_muted = False, 0
        self._source = source
        self._loop = asyncio.get_running_loop()
        self._sink: Sink | None = None
        self._tap: Sink | None = None
        self.keeper: Keeper | None = None
        """Takes every block, as it leaves the room."""
        self._stopping, self._wake = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="microphone")

    def start(self) -> None:
        """Begin to capture."""
        self._thread.start()

    def attach(self, sink: Sink) -> None:
        """Give every block to ``sink``, on the event loop."""
        self._sink = sink

    def detach(self) -> None:
        """Nobody listens."""
        self._sink = None

    def tap(self, tap: Sink | None) -> None:
        """Give every block to ``tap`` too, on the capture thread, also while ``muted``: it is for
        judging here, never for sending. None: no longer."""
        self._tap = tap

    def change(self, source: SoundSource) -> None:
        """Go on with another device, at once."""
        self._source = source

    def wake(self) -> None:
        """Something was plugged in: a missing device is looked for now."""
        self._wake.set()

    @property
    def muted(self) -> bool:
        """See the class."""
        return self._muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        self._times_muted += muted and not self._muted
        self._muted = muted

    def muted_meanwhile(self) -> Callable[[], bool]:
        """Tells later whether it was muted at any instant from now on."""
        before = self._times_muted - self._muted
        return lambda: self._times_muted > before

    @property
    def told_state(self) -> str:
        """``state``, or "muted"."""
        return "muted" if self.muted and self.state == "live" else self.state

    async def stop(self) -> None:
        """End the thread and let the device go."""
        self._stopping.set()
        self._wake.set()
        await asyncio.to_thread(self._thread.join, 1.0)

    def _run(self) -> None:
        backoff = Backoff()
        while not self._stopping.is_set():
            source = self._source
            try:
                source.open()
                self._capture(source, backoff)
            except DeviceMissing as missing:
                if self.state != "missing":
                    logger.warning("Microphone: %s", missing.sentence)
                self.state, self.level_dbov = "missing", SILENCE_DBOV
            finally:
                source.close()
            if self._source is source and self._wake.wait(backoff.next_s()):
                self._wake.clear()
                backoff.reset()

    def _capture(self, source: SoundSource, backoff: Backoff) -> None:
        while not self._stopping.is_set() and self._source is source:
            frame = source.read()
            if self.state != "live":
                logger.info("The microphone is on.")
                self.state = "live"
                backoff.reset()
            if (tap := self._tap) is not None:
                tap(frame)
            if self.muted:
                frame = silence_like(frame)
            self.level_dbov = loudness_dbov(frame)
            if self.keeper is not None and self.keeper.wants:
                began_s = time.monotonic() - frame.samples / frame.sample_rate
                self.keeper.take("opus", frame.to_ndarray().tobytes(), True, began_s)
            sink = self._sink
            if sink is not None and not self._stopping.is_set():
                self._loop.call_soon_threadsafe(sink, frame)


def silence_like(frame: av.AudioFrame) -> av.AudioFrame:
    """As long as ``frame``, of the same format, with nothing in it."""
    samples = np.zeros_like(frame.to_ndarray())
    silent = av.AudioFrame.from_ndarray(samples, frame.format.name, frame.layout.name)
    silent.sample_rate = frame.sample_rate
    return silent


def loudness_dbov(frame: av.AudioFrame) -> int:
    """Root mean square of an s16 frame relative to overload, -127 to 0 (RFC 6465, appendix A)."""
    samples = frame.to_ndarray().astype(np.float64)
    mean_square = float(np.mean(samples * samples)) / 32767**2 if samples.size else 0.0
    if mean_square <= 0:
        return SILENCE_DBOV
    return max(SILENCE_DBOV, min(0, round(10 * float(np.log10(mean_square)))))
