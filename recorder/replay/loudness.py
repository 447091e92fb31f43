"""As loud as everything else that people listen to at home (EBU R128, ITU-R BS.1770)."""

from __future__ import annotations

import math

import av.error
import av.filter
import numpy as np
from av.audio.frame import AudioFrame

from recorder.replay.alignment import RATE, Samples

#: For phones, tablets and small loudspeakers; broadcasting's -23 is too quiet on them.
TARGET_LUFS = -16.0
#: What is louder than this for a moment is held back.
PEAK_DBFS = -1.5
#: Nothing is made louder by more than this: a silent hour stays one.
GAIN_DB_MAX = 24.0
_SILENCE_LUFS = -69.0


def audio_frame(samples: Samples, at: int) -> AudioFrame:
    """Samples as FFmpeg wants them, `at` samples from the beginning."""
    # A frame takes its samples as one piece of memory.
    frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts = RATE, at
    return frame


class LoudnessMeter:
    """How loud it all was: gated, over the whole (FFmpeg's ebur128)."""

    def __init__(self) -> None:
        self._graph = _graph(("ebur128", "metadata=1:framelog=quiet"))
        self._at = 0
        self._lufs = -math.inf

    def push(self, samples: Samples) -> None:
        """What follows."""
        if samples.shape[1]:
            self._graph.push(audio_frame(samples, self._at))
            self._at += samples.shape[1]
            self._pull()

    def lufs(self) -> float:
        """Of all that was pushed; -inf for silence. Nothing may be pushed afterwards."""
        self._graph.push(None)
        self._pull()
        return self._lufs if self._lufs > _SILENCE_LUFS else -math.inf

    def _pull(self) -> None:
        for frame in _pulled(self._graph):
            value = frame.metadata.get("lavfi.r128.I")
            if value is not None:
                self._lufs = float(value)


def gain_db_for(lufs: float) -> float:
    """How much louder it is to be."""
    return 0.0 if math.isinf(lufs) else min(TARGET_LUFS - lufs, GAIN_DB_MAX)


class Normaliser:
    """Samples in, as loud as they should be out, none above the peak."""

    def __init__(self, gain_db: float) -> None:
        peak = 10 ** (PEAK_DBFS / 20)
        self._graph = _graph(
            ("alimiter", f"limit={peak:.4f}:attack=5:release=80:level=0:latency=1"),
            ("aformat", "sample_fmts=fltp:channel_layouts=stereo"),
        )
        self._gain = np.float32(10 ** (gain_db / 20))
        self._at = 0

    def push(self, samples: Samples) -> list[Samples]:
        """What comes out, later by the limiter's look ahead but at its own time."""
        self._graph.push(audio_frame(samples * self._gain, self._at))
        self._at += samples.shape[1]
        return self._pull()

    def flush(self) -> list[Samples]:
        """The rest."""
        self._graph.push(None)
        return self._pull()

    def _pull(self) -> list[Samples]:
        return [np.asarray(frame.to_ndarray(), np.float32) for frame in _pulled(self._graph)]


def _graph(*filters: tuple[str, str]) -> av.filter.Graph:
    graph = av.filter.Graph()
    last = graph.add_abuffer(sample_rate=RATE, format="fltp", layout="stereo")
    for name, options in filters:
        following = graph.add(name, options)
        last.link_to(following)
        last = following
    last.link_to(graph.add("abuffersink"))
    graph.configure()
    return graph


def _pulled(graph: av.filter.Graph) -> list[AudioFrame]:
    frames: list[AudioFrame] = []
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return frames
        if isinstance(frame, AudioFrame):
            frames.append(frame)
