"""Howling (acoustic feedback), noticed from audio levels alone, and which microphone to cut.

A loop whose gain is above one grows until something saturates, and stays there. Its sound is then
close to a tone at full scale, whose RMS is some 3 to 6 dB below it; speech, singing, applause and
strings have peaks far above their RMS, so that even through a limiter they do not stay that loud
without a dip. A loop that runs through two microphones saturates both, at once or in turns:
together they may be judged a little sooner.
"""

from dataclasses import dataclass, field

import numpy as np

from media.awareness.correlation import Curve
from media.awareness.level_curve import FRAME_S, LevelCurve, frame_at

ALONE_DBOV, ALONE_FRAMES = -7, 25
"""One microphone that stays above this for 0.5 s howls."""
TOGETHER_DBOV, TOGETHER_FRAMES = -10, 20
"""So do several of which, at any moment of 0.4 s, the loudest is above this."""
STEADY_DB = 4
"""What howls varies by no more (a tenth of the time left out at either end)."""
RISEN_DBOV, RISING_FRAMES = -8, 40
"""Or it has risen to this, evenly, for 0.8 s,"""
RISING_DB_PER_S = 3
UNEVEN_DB = 2.5
"""straying by no more (RMS) from an even rise,"""
RISING_FROM_DBOV = -25
"""and out of a sound that was loud already: not the beginning of a word."""
QUIET_DBOV = -40
"""What is softer need not be kept: two hundred quiet microphones cost nothing."""
SHARE = 0.2
"""A microphone of a loop is the loudest, or nearly, for this part of the time at least."""
NEARLY_DB = 4
SETTLE_S = 1.0
"""After a cut a loop needs so long to die away; what howls then goes on by another way."""
FORGIVEN_S = 10.0
"""A microphone named once is not named again for so long: it was not the cause, or is cut."""
_RECENT_S = 0.3
_RING = 64


@dataclass(slots=True)
class _Microphone:
    opened_at: float
    of_the_room: bool
    curve: LevelCurve = field(default_factory=lambda: LevelCurve(_RING))
    quiet: bool = False
    hot_at: float = -np.inf
    named_at: float = -np.inf


class HowlingDetector:
    """The microphones of one session. Ask `howling` about every 100 ms."""

    def __init__(self) -> None:
        self._microphones: dict[str, _Microphone] = {}
        self._settles_at = -np.inf

    def open(self, track: str, now: float, *, of_the_room: bool = False) -> None:
        """A microphone is switched on. Of a loop, the newest is cut, and the room's own last."""
        self._microphones[track] = _Microphone(now, of_the_room)

    def close(self, track: str) -> None:
        """A microphone is switched off, cut or gone."""
        self._microphones.pop(track, None)

    def hear(self, track: str, level_dbov: int, at: float) -> None:
        """Take the level of 20 ms of a microphone: 0 is the loudest, -127 silence.

        A microphone that was not said to be open opens with its first level.
        """
        microphone = self._microphones.get(track)
        if microphone is None:
            microphone = self._microphones[track] = _Microphone(at, of_the_room=False)
        if level_dbov < QUIET_DBOV:
            if not microphone.quiet:
                microphone.quiet = True
                microphone.curve.hear(level_dbov, at)
            return
        microphone.quiet = False
        microphone.curve.hear(level_dbov, at)
        if level_dbov >= TOGETHER_DBOV:
            microphone.hot_at = at

    def howling(self, now: float) -> str | None:
        """The microphone to cut now, if there is howling. Each is named once; if it howls on
        after a second, the next one is.
        """
        if now < self._settles_at:
            return None
        hot = [m for m in self._microphones.items() if now - m[1].hot_at < _RECENT_S]
        loop = self._loop([track for track, _ in hot], now) if hot else []
        loop = [t for t in loop if now - self._microphones[t].named_at > FORGIVEN_S]
        if not loop:
            return None
        named = max(loop, key=self._cut_first)
        self._microphones[named].named_at = now
        self._settles_at = now + SETTLE_S
        return named

    def _cut_first(self, track: str) -> tuple[bool, float]:
        microphone = self._microphones[track]
        return not microphone.of_the_room, microphone.opened_at

    def _loop(self, hot: list[str], now: float) -> list[str]:
        """The microphones that howl together, or alone."""
        end = frame_at(now - _RECENT_S / 3)
        curves = {track: self._microphones[track].curve for track in hot}
        if len(hot) > 1:
            levels = np.stack([c.window(end, RISING_FRAMES) for c in curves.values()])
            loudest = levels.max(axis=0)
            if _saturated(loudest[-TOGETHER_FRAMES:], TOGETHER_DBOV) or _risen(loudest):
                levels, loudest = levels[:, -TOGETHER_FRAMES:], loudest[-TOGETHER_FRAMES:]
                shares = np.mean(levels >= loudest - NEARLY_DB, axis=1)
                loop = [track for track, share in zip(hot, shares, strict=True) if share >= SHARE]
                if len(loop) > 1:
                    return loop
        return [track for track, curve in curves.items() if _howls_alone(curve, end)]


def _howls_alone(curve: LevelCurve, end: int) -> bool:
    levels = curve.window(end, RISING_FRAMES)
    return _saturated(levels[-ALONE_FRAMES:], ALONE_DBOV) or _risen(levels)


def _saturated(levels: Curve, threshold_dbov: float) -> bool:
    """Loud all the time, and steady."""
    low, high = np.percentile(levels, (10, 90))
    return bool(low >= threshold_dbov and high - low <= STEADY_DB)


def _risen(levels: Curve) -> bool:
    """On its way to saturation, nearly there."""
    if np.percentile(levels, 10) < RISING_FROM_DBOV or levels[-10:].mean() < RISEN_DBOV:
        return False
    times_s = (np.arange(len(levels)) - (len(levels) - 1) / 2) * FRAME_S
    rise_db_per_s = np.sum(levels * times_s) / np.sum(times_s**2)
    strays = levels - levels.mean() - rise_db_per_s * times_s
    return bool(rise_db_per_s >= RISING_DB_PER_S and np.sqrt(np.mean(strays**2)) <= UNEVEN_DB)
