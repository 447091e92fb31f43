"""Howling (acoustic feedback), noticed from audio levels alone, and which microphone to cut.

A loop whose gain is above one grows until something saturates, and stays there. Its sound is then
close to a tone at full scale, whose RMS is some 3 to 6 dB below it; speech, singing, applause and
strings have peaks far above their RMS, so that even through a limiter they do not stay that loud.
A loop that runs through several microphones saturates them at once or in turns: so the loudest at
each moment is looked at.

While it grows, a loop says again and again what it said one round earlier, each time louder: voices
and rhythms do not. So a slow one, whose rounds leave pauses, is known before it fills them.
"""

from dataclasses import dataclass, field

import numpy as np

from media.awareness.correlation import Curve, correlation
from media.awareness.level_curve import LevelCurve

HOWLING_FRAMES = 25
"""What howls is, for 0.5 s,"""
HOWLING_DBOV = -7
"""this loud on average,"""
DIP_DBOV = -10
"""and hardly ever (a tenth of the time) below this."""
ROUND_FRAMES = range(8, 53)
"""A round takes 0.16 to 1 s: network, jitter buffer and sound card, in turns twice."""
ROUNDS, ROUNDS_FRAMES = 3, 50
"""At least so many rounds, and one second of them,"""
ROUNDS_ALIKE = 0.85
"""each like the one before (correlation),"""
LOUDER_DB = (0.3, 6.0)
"""and louder by this much on average,"""
ROUND_PEAK_DBOV, ROUND_MEAN_DBOV = -6, -16
"""the last one up to here, or beyond: it howls, or will in a moment."""
_LEAST_CHANGE_DB = 1.0
HOT_DBOV = -10
"""A microphone this loud is worth looking at."""
QUIET_DBOV = -40
"""What is softer need not be kept: two hundred quiet microphones cost nothing."""
SHARE = 0.2
"""A microphone of the loop is the loudest, or nearly, for this part of the time at least."""
NEARLY_DB = 4
SETTLE_S = 1.0
"""After a cut a loop needs so long to die away; what howls then goes on by another way."""
FORGIVEN_S = 10.0
"""A microphone named once is not named again for so long: it was not the cause, or is cut."""
_NOW_S, _RECENT_S = 0.3, 1.0
_LONGEST_FRAMES = ROUNDS * ROUND_FRAMES[-1]
_RING = _LONGEST_FRAMES + 25


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
        if level_dbov >= HOT_DBOV:
            microphone.hot_at = at

    def howling(self, now: float) -> str | None:
        """The microphone to cut now, if there is howling. Each is named once; if it howls on
        after a second, the next one is.
        """
        if now < self._settles_at:
            return None
        since = {track: now - each.hot_at for track, each in self._microphones.items()}
        hot = [track for track, ago_s in since.items() if ago_s < _RECENT_S]
        loop = self._loop(hot) if hot and min(since[track] for track in hot) < _NOW_S else []
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

    def _loop(self, hot: list[str]) -> list[str]:
        """The microphones that howl, if any."""
        curves = [self._microphones[track].curve for track in hot]
        end = 1 + max(curve.last_frame or 0 for curve in curves)
        levels = np.stack([curve.window(end, _LONGEST_FRAMES) for curve in curves])
        length = _howling_frames(levels.max(axis=0))
        if not length:
            return []
        levels = levels[:, -length:]
        shares = np.mean(levels >= levels.max(axis=0) - NEARLY_DB, axis=1)
        return [track for track, share in zip(hot, shares, strict=True) if share >= SHARE]


def _howling_frames(loudest: Curve) -> int:
    """Over how many of the last frames there is howling; 0 if there is none."""
    last = loudest[-HOWLING_FRAMES:]
    if last.mean() >= HOWLING_DBOV and np.percentile(last, 10) >= DIP_DBOV:
        return HOWLING_FRAMES
    if last.max() < ROUND_PEAK_DBOV:
        return 0
    return next((length for n in ROUND_FRAMES if (length := _growing_frames(loudest, n))), 0)


def _growing_frames(loudest: Curve, round_frames: int) -> int:
    """Over how many of the last frames a loop grows whose rounds are so long; 0 if none does."""
    count = max(ROUNDS, -(-ROUNDS_FRAMES // round_frames))
    rounds = loudest[-count * round_frames :].reshape(count, round_frames)
    last = rounds[-1]
    if last.max() < ROUND_PEAK_DBOV or last.mean() < ROUND_MEAN_DBOV:
        return 0
    louder = np.diff(rounds, axis=0).mean(axis=1)
    if louder.min() < LOUDER_DB[0] or louder.max() > LOUDER_DB[1]:
        return 0
    if last.std() < _LEAST_CHANGE_DB:
        return 0
    alike = min(correlation(rounds[n], rounds[n + 1]) for n in range(count - 1))
    return count * round_frames if alike >= ROUNDS_ALIKE else 0
