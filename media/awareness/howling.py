"""Howling (acoustic feedback), noticed from audio levels alone, and which microphone to cut.

A loop whose gain is above one grows until something saturates, and stays there. Its sound is then
close to a tone at full scale, whose RMS is some 3 to 6 dB below it; speech, singing, applause and
strings have peaks far above their RMS, so that even through a limiter they do not stay that loud.
A loop that runs through several microphones saturates them at once or in turns: so the loudest at
each moment is looked at.
"""

from dataclasses import dataclass, field

import numpy as np

from media.awareness.level_curve import LevelCurve

HOWLING_FRAMES = 25
"""What howls is, for 0.5 s,"""
HOWLING_DBOV = -7
"""this loud on average,"""
DIP_DBOV = -10
"""and hardly ever (a tenth of the time) below this."""
QUIET_DBOV = -40
"""What is softer need not be kept: two hundred quiet microphones cost nothing."""
SHARE = 0.2
"""A microphone of the loop is the loudest, or nearly, for this part of the time at least."""
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
        if level_dbov >= DIP_DBOV:
            microphone.hot_at = at

    def howling(self, now: float) -> str | None:
        """The microphone to cut now, if there is howling. Each is named once; if it howls on
        after a second, the next one is.
        """
        if now < self._settles_at:
            return None
        hot = [m for m in self._microphones.items() if now - m[1].hot_at < _RECENT_S]
        loop = self._loop([track for track, _ in hot]) if hot else []
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
        levels = np.stack([curve.window(end, HOWLING_FRAMES) for curve in curves])
        loudest = levels.max(axis=0)
        if loudest.mean() < HOWLING_DBOV or np.percentile(loudest, 10) < DIP_DBOV:
            return []
        shares = np.mean(levels >= loudest - NEARLY_DB, axis=1)
        return [track for track, share in zip(hot, shares, strict=True) if share >= SHARE]
