"""Which live microphones stand in the same physical room, from their audio levels alone.

Two microphones of one room hear the same voices: the quick changes of their levels agree, one of
them later by a constant time (each device and its network take their own), whatever their gains.

Different rooms can resemble each other too, because they hear each other through the session:

- What a loudspeaker plays returns through that room's microphone, as far as echo cancellation
  lets it: weaker by 20 dB or more, and later by the way through the network, the jitter buffer and
  the sound card, 150 ms or more. So a copy that is both late and much weaker proves nothing.
- Two rooms in which the voice of a third returns resemble each other. So only those moments
  count in which nothing else in the session is, or just was, much louder than the two.
- People who play, sing or clap together keep time within some 20 ms. So only changes quicker
  than that are compared (see `correlation.detail`).
"""

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from media.awareness.correlation import (
    Curve,
    aligned,
    correlation,
    cross_correlate,
    detail,
    floor_dbov,
    recent_maximum,
)
from media.awareness.level_curve import FRAME_S, LevelCurve, frame_at

WINDOW_FRAMES = 600
"""The last 12 s are compared,"""
INTERVAL_S = 1.0
"""once a second."""
MAX_DELAY_FRAMES = 16
"""Two devices of one room differ by 0.3 s at the most."""
SEARCHED_FRAMES = 35
"""Returned sound comes up to 0.7 s late: a better agreement there is no room in common."""
ALIKE = 0.42
"""The correlation from which two curves are alike, given at least"""
ENOUGH_S = 6.0
"""seconds with sound; of less, more is asked, and nothing is concluded from less than"""
LEAST_S = 3.0
CONFIRMATIONS = 4
"""so many looks with the same delay (each that does not agree takes one back);"""
LATE_CONFIRMATIONS = 7
"""so many if the later one is late and weaker, as the sound of a loudspeaker is."""
DISPUTED = -20
"""When the delay changes, so many looks more: voices that return go both ways through the session,
and the later one is now the one, now the other.
"""
ECHO_DELAY_FRAMES = 6
ECHO_LOSS_DB = 15.0
"""A copy later than 120 ms and weaker than this is taken for returned sound."""
DOUBTFUL_LOSS_DB = 5.0
"""Even of this loss it may be, without echo cancellation."""
RETURNED_LOSS_DB = 6.0
"""A moment counts if one of the two is at most so much softer than the others of the session."""
CONTRADICTIONS = 30
"""So many looks without agreement, while both are heard, end a pair."""
VOICE_DBOV = -58
LEAST_CHANGE_DB = 1.0
"""What changes less than this is no voice but a steady noise."""
COMPARED_TRACKS = 24
"""No more are compared at once: the liveliest."""


Moments = NDArray[np.bool_]


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


@dataclass(frozen=True, slots=True)
class _Look:
    """One comparison of two microphones."""

    lag: int
    correlation: float
    """0 when nothing speaks for one room."""
    doubtful: bool
    """Returned sound would look the same."""


_UNLIKE = _Look(0, 0.0, doubtful=False)


@dataclass(slots=True)
class _Acquaintance:
    """What the looks at two microphones have shown so far."""

    lag: int
    agreements: int = 0
    contradictions: int = 0
    pair: Pair | None = None


@dataclass(slots=True)
class _Heard:
    """The window of every microphone with a voice in it."""

    tracks: list[str] = field(default_factory=list)
    levels: list[Curve] = field(default_factory=list)
    details: list[Curve] = field(default_factory=list)


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
            curve = self._curves[track] = LevelCurve(WINDOW_FRAMES + SEARCHED_FRAMES)
        curve.hear(level_dbov, at)

    def forget(self, track: str) -> None:
        """A microphone is switched off or gone."""
        self._curves.pop(track, None)
        self._acquaintances = {k: v for k, v in self._acquaintances.items() if track not in k}

    def pairs(self, now: float) -> list[Pair]:
        """The pairs known to stand in one room. Looks anew at most once a second."""
        if now >= self._next_look:
            self._next_look = now + INTERVAL_S
            self._look(now)
        return [known.pair for known in self._acquaintances.values() if known.pair is not None]

    def _look(self, now: float) -> None:
        heard = self._heard(frame_at(now))
        if len(heard.tracks) < 2:
            return
        correlations = cross_correlate(np.stack(heard.details), SEARCHED_FRAMES)
        for first, second in combinations(range(len(heard.tracks)), 2):
            lag = int(correlations[first, second].argmax()) - SEARCHED_FRAMES
            look = _UNLIKE
            if (
                abs(lag) <= MAX_DELAY_FRAMES
                and correlations[first, second, lag + SEARCHED_FRAMES] > ALIKE / 2
            ):
                look = _compare(heard, first, second, lag)
            self._judge((heard.tracks[first], heard.tracks[second]), look)

    def _heard(self, end: int) -> _Heard:
        """The microphones with a voice, by name."""
        oldest = end - WINDOW_FRAMES // 2
        voices = [
            (-curve.liveliness_db, track)
            for track, curve in self._curves.items()
            if curve.last_frame is not None
            and curve.last_frame >= oldest
            and curve.loudest_dbov >= VOICE_DBOV
        ]
        heard = _Heard()
        for track in sorted(track for _, track in sorted(voices)[:COMPARED_TRACKS]):
            levels = self._curves[track].window(end, WINDOW_FRAMES)
            quick = detail(levels)
            if quick.std() >= LEAST_CHANGE_DB and np.percentile(levels, 95) >= VOICE_DBOV:
                heard.tracks.append(track)
                heard.levels.append(levels)
                heard.details.append(quick)
        return heard

    def _judge(self, key: tuple[str, str], look: _Look) -> None:
        known = self._acquaintances.get(key)
        if not look.correlation:
            if known is not None:
                known.agreements -= known.agreements > 0
                known.contradictions += 1
                if known.contradictions >= CONTRADICTIONS:
                    del self._acquaintances[key]
            return
        if known is None:
            known = self._acquaintances[key] = _Acquaintance(look.lag)
        if abs(look.lag - known.lag) > 1:
            known.agreements, known.pair = DISPUTED, None
        known.agreements += 1
        known.lag, known.contradictions = look.lag, 0
        if known.agreements >= (LATE_CONFIRMATIONS if look.doubtful else CONFIRMATIONS):
            delay_ms = round(look.lag * FRAME_S * 1000)
            confidence = round(min(look.correlation, 1.0), 2)
            known.pair = Pair(*key, delay_ms, confidence, look.doubtful)


def _compare(heard: _Heard, first: int, second: int, lag: int) -> _Look:
    """Two microphones in the moments that count, the second's taken `lag` frames later."""
    levels = aligned(heard.levels[first], heard.levels[second], lag)
    details = aligned(heard.details[first], heard.details[second], lag)
    others = [n for n in range(len(heard.tracks)) if n not in (first, second)]
    counts = _has_sound(*levels)
    if others:
        # A frame of the aligned curves was that of the earlier device at this time.
        elsewhere = np.max([heard.levels[n] for n in others], axis=0)
        counts &= _not_returned(np.maximum(*levels), elsewhere[: len(levels[0])])
    evidence_s = float(np.sum(counts)) * FRAME_S
    if evidence_s < LEAST_S:
        return _UNLIKE
    alike = correlation(details[0][counts], details[1][counts])
    asked = ALIKE * max(1.0, float(np.sqrt(ENOUGH_S / evidence_s)))
    loss_db = _loss_of_the_later_db(levels, counts, lag)
    if alike < asked or loss_db > ECHO_LOSS_DB:
        return _UNLIKE
    return _Look(lag, alike, doubtful=loss_db > DOUBTFUL_LOSS_DB)


def _has_sound(first: Curve, second: Curve) -> Moments:
    return (first > floor_dbov(first)) | (second > floor_dbov(second))


def _not_returned(pair: Curve, elsewhere: Curve) -> Moments:
    """Where the two are not far below what the others send now or sent lately."""
    own = recent_maximum(pair, SEARCHED_FRAMES, MAX_DELAY_FRAMES)
    others = recent_maximum(elsewhere, SEARCHED_FRAMES + MAX_DELAY_FRAMES)
    return own >= others - RETURNED_LOSS_DB


def _loss_of_the_later_db(levels: tuple[Curve, Curve], counts: Moments, lag: int) -> float:
    """How much weaker the later one is when the earlier is loud; 0 if it is hardly later."""
    if abs(lag) < ECHO_DELAY_FRAMES:
        return 0.0
    earlier, later = levels if lag > 0 else levels[::-1]
    earlier, later = earlier[counts], later[counts]
    loud = earlier >= np.percentile(earlier, 70)
    return float(np.median(earlier[loud] - later[loud]))
