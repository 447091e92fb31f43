"""Which live microphones stand in the same physical room, from their audio levels alone.

Two microphones of one room hear the same voices: the quick changes of their levels agree, one of
them later by a constant time (each device and its network take their own), whatever their gains.
What a single look shows is in `look`; here the looks at a pair are added up until they are proof.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from media.awareness.correlation import detail
from media.awareness.level_curve import FRAME_S, LevelCurve, frame_at
from media.awareness.look import LONG, SEARCHED_FRAMES, SHORT, Heard, Look, Looking

INTERVAL_S = 0.5
"""Between two looks."""
PROVEN_S = 4.0
"""So long with the same delay, if each look only just agrees; one that agrees better counts for
more (the cube of its strength), one that does not agree takes back as much as it lasts;"""
LATE_PROVEN_S = 8.0
"""so long if the later one is late and weaker, as the sound of a loudspeaker is."""
DISPUTED_S = -20.0
"""When the delay changes, so long more, however well they agree: voices that return go both ways
through the session, and the later one is now the one, now the other.
"""
CONTRADICTED_S = 30.0
"""So long without agreement, while both are heard, ends a pair."""
VOICE_DBOV = -58
LEAST_CHANGE_DB = 1.0
"""What changes less than this is no voice but a steady noise."""
COMPARED_TRACKS = 24
"""No more are compared at once: the liveliest."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two microphones of one room (`first < second`)."""

    first: str
    second: str
    delay_ms: int
    """How much later the second's sound comes; negative when it comes earlier."""
    confidence: float
    """The correlation of their curves, 0.42 to 1."""
    doubtful: bool
    """A room that plays the other aloud without echo cancellation would look the same."""


@dataclass(slots=True)
class _Acquaintance:
    """What the looks at two microphones have shown so far."""

    lag: int
    """Of the last look that agreed;"""
    first_lag: int
    """of the first: two people who say the same words drift away from it."""
    agreed_s: float = 0.0
    contradicted_s: float = 0.0
    pair: Pair | None = None


class SameRoomDetector:
    """The open microphones of one session; other sessions have detectors of their own."""

    def __init__(self) -> None:
        self._curves: dict[str, LevelCurve] = {}
        self._acquaintances: dict[tuple[str, str], _Acquaintance] = {}
        self._next_look = -np.inf

    def hear(self, track: str, level_dbov: int, at: float) -> None:
        """Take the level of 20 ms of a microphone: 0 is the loudest, -127 silence. `at` is the
        time of the sound, without the network's jitter (see `Timeline`).
        """
        curve = self._curves.get(track)
        if curve is None:
            curve = self._curves[track] = LevelCurve(LONG.frames + SEARCHED_FRAMES)
        curve.hear(level_dbov, at)

    def forget(self, track: str) -> None:
        """A microphone is switched off or gone."""
        self._curves.pop(track, None)
        self._acquaintances = {k: v for k, v in self._acquaintances.items() if track not in k}

    def pairs(self, now: float) -> list[Pair]:
        """The pairs known to stand in one room. Looks anew at most twice a second."""
        if now >= self._next_look:
            self._next_look = now + INTERVAL_S
            self._look(now)
        return [known.pair for known in self._acquaintances.values() if known.pair is not None]

    def _look(self, now: float) -> None:
        heard = self._heard(frame_at(now))
        if len(heard.tracks) < 2:
            return
        long = Looking(heard, LONG)
        short = Looking(heard.last(SHORT.frames), SHORT)
        for first, second in combinations(range(len(heard.tracks)), 2):
            look = long.at(first, second)
            if not look.strength:
                look = short.at(first, second)
            self._judge((heard.tracks[first], heard.tracks[second]), look)

    def _heard(self, end: int) -> Heard:
        """The microphones with a voice, by name."""
        oldest = end - LONG.frames // 2
        voices = [
            (-curve.liveliness_db, track)
            for track, curve in self._curves.items()
            if curve.last_frame is not None
            and curve.last_frame >= oldest
            and curve.loudest_dbov >= VOICE_DBOV
        ]
        heard = Heard()
        for track in sorted(track for _, track in sorted(voices)[:COMPARED_TRACKS]):
            levels = self._curves[track].window(end, LONG.frames)
            quick = detail(levels)
            if quick.std() >= LEAST_CHANGE_DB and np.percentile(levels, 95) >= VOICE_DBOV:
                heard.add(track, levels, quick)
        return heard

    def _judge(self, key: tuple[str, str], look: Look) -> None:
        known = self._acquaintances.get(key)
        if not look.strength:
            if known is not None:
                known.agreed_s -= INTERVAL_S if known.agreed_s > 0 else 0.0
                known.contradicted_s += INTERVAL_S
                if known.contradicted_s >= CONTRADICTED_S:
                    del self._acquaintances[key]
            return
        if known is None:
            known = self._acquaintances[key] = _Acquaintance(look.lag, look.lag)
        if abs(look.lag - known.lag) > 1:
            known.agreed_s, known.first_lag, known.pair = DISPUTED_S, look.lag, None
        elif abs(look.lag - known.first_lag) > 1:
            known.agreed_s, known.first_lag = min(known.agreed_s, 0.0), look.lag
        known.agreed_s += INTERVAL_S * (look.strength**3 if known.agreed_s >= 0 else 1.0)
        known.lag, known.contradicted_s = look.lag, 0.0
        if known.agreed_s >= (LATE_PROVEN_S if look.doubtful else PROVEN_S):
            delay_ms = round(look.lag * FRAME_S * 1000)
            confidence = round(min(look.correlation, 1.0), 2)
            known.pair = Pair(*key, delay_ms, confidence, look.doubtful)
