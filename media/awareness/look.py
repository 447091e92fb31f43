"""One look at two microphones: what speaks for their standing in one room.

Different rooms can resemble each other too, because they hear each other through the session:

- What a loudspeaker plays returns through that room's microphone, as far as echo cancellation
  lets it: weaker by 20 dB or more, and later by the way through the network, the jitter buffer and
  the sound card, 150 ms or more. So a copy that is both late and much weaker proves nothing.
- Two rooms in which the voice of a third returns resemble each other. So only those moments
  count in which nothing else in the session is, or just was, much louder than the two.
- People who play, sing or clap together keep time within some 20 ms. So only changes quicker
  than that are compared (see `correlation.detail`).

Two devices of one room hear each other through the session as well, before their echo cancellation
knows better: for some seconds it holds back the very voices they share, now at the one, now at the
other. So the last seconds are also looked at by themselves, and there only while both have a voice.
"""

from dataclasses import dataclass, field

import numpy as np

from media.awareness.correlation import (
    Curve,
    Moments,
    aligned,
    correlation,
    cross_correlate,
    floor_dbov,
    recent_maximum,
)
from media.awareness.level_curve import FRAME_S

MAX_DELAY_FRAMES = 16
"""Two devices of one room differ by 0.3 s at the most."""
SEARCHED_FRAMES = 35
"""Returned sound comes up to 0.7 s late: a better agreement there is no room in common."""
_RETURNS_FRAMES = SEARCHED_FRAMES + MAX_DELAY_FRAMES
ECHO_DELAY_FRAMES = 7
ECHO_LOSS_DB = 17.0
"""A copy later than 130 ms and weaker than this is taken for returned sound."""
DOUBTFUL_LOSS_DB = 5.0
"""Even of this loss it may be, without echo cancellation."""
RETURNED_LOSS_DB = 6.0
"""A moment counts if one of the two is, about then, at most so much softer than the loudest other
of the session is or just was.
"""
_ABSENT_DBOV = -120
_SMEARED_FRAMES = 7
"""So far the edge of what is missing reaches into the detail."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How long a time is looked at, and what is asked of it."""

    frames: int
    alike: float
    """The correlation from which two curves are alike, given at least"""
    enough_s: float
    """seconds that count; of fewer, more is asked,"""
    least_s: float
    """and nothing is concluded from fewer than these."""
    both: bool
    """Whether a moment counts only while both have a voice, or also while one has."""
    judges_echo: bool
    """Whether it is long enough to tell how much weaker the later one is."""
    strongest: float
    """A look is no stronger than this: a few seconds are alike by chance, however clearly, when two
    people happen to say the same words.
    """


LONG = Scale(
    600, alike=0.42, enough_s=6.0, least_s=3.0, both=False, judges_echo=True, strongest=1.44
)
SHORT = Scale(
    200, alike=0.6, enough_s=2.0, least_s=1.2, both=True, judges_echo=False, strongest=1.0
)


@dataclass(frozen=True, slots=True)
class Look:
    """One comparison of two microphones."""

    lag: int
    """Frames by which the second comes later."""
    correlation: float
    strength: float
    """How far beyond what is asked it is; 1 is just enough, 0 is not alike."""
    doubtful: bool
    """Returned sound would look the same."""


UNLIKE = Look(0, 0.0, 0.0, doubtful=False)


@dataclass(slots=True)
class Heard:
    """The last seconds of every microphone with a voice in them."""

    tracks: list[str] = field(default_factory=list)
    levels: list[Curve] = field(default_factory=list)
    details: list[Curve] = field(default_factory=list)
    voiced: list[Moments] = field(default_factory=list)

    def add(self, track: str, levels: Curve, quick: Curve) -> None:
        """One microphone; `quick` is the detail of its levels."""
        self.tracks.append(track)
        self.levels.append(levels)
        self.details.append(quick)
        self.voiced.append(_voiced(levels))

    def last(self, frames: int) -> "Heard":
        """The end of it, without what is not voice."""
        levels = [level[-frames:] for level in self.levels]
        voiced = [voice[-frames:] for voice in self.voiced]
        details = [
            np.where(voice, quick[-frames:], np.float32(0))
            for voice, quick in zip(voiced, self.details, strict=True)
        ]
        return Heard(self.tracks, levels, details, voiced)


class Looking:
    """All that was heard at one time, looked at pair by pair over one scale."""

    def __init__(self, heard: Heard, scale: Scale) -> None:
        self._heard = heard
        self._scale = scale
        self._correlations = cross_correlate(np.stack(heard.details), SEARCHED_FRAMES)
        self._own: list[Curve] = []
        self._returned: list[Curve] = []
        if len(heard.tracks) > 2:
            own, returned = (SEARCHED_FRAMES, MAX_DELAY_FRAMES), (_RETURNS_FRAMES, 0)
            self._own = [recent_maximum(level, *own) for level in heard.levels]
            self._returned = [recent_maximum(level, *returned) for level in heard.levels]

    def at(self, first: int, second: int) -> Look:
        """Two microphones (`first < second`) at the delay at which they agree best."""
        correlations = self._correlations[first, second]
        lag = int(correlations.argmax()) - SEARCHED_FRAMES
        if abs(lag) > MAX_DELAY_FRAMES:
            return UNLIKE
        if correlations[lag + SEARCHED_FRAMES] <= self._scale.alike / 2:
            return UNLIKE
        return self._compare(first, second, lag)

    def _compare(self, first: int, second: int, lag: int) -> Look:
        heard, scale = self._heard, self._scale
        levels = aligned(heard.levels[first], heard.levels[second], lag)
        details = aligned(heard.details[first], heard.details[second], lag)
        counts = self._moments(first, second, lag)
        evidence_s = float(np.sum(counts)) * FRAME_S
        if evidence_s < scale.least_s:
            return UNLIKE
        alike = correlation(details[0][counts], details[1][counts])
        asked = scale.alike * max(1.0, float(np.sqrt(scale.enough_s / evidence_s)))
        if alike < asked:
            return UNLIKE
        loss_db = _loss_of_the_later_db(levels, counts, lag)
        doubtful = loss_db > DOUBTFUL_LOSS_DB
        if loss_db > ECHO_LOSS_DB or (doubtful and not scale.judges_echo):
            return UNLIKE
        return Look(lag, alike, min(alike / asked, scale.strongest), doubtful)

    def _moments(self, first: int, second: int, lag: int) -> Moments:
        """Those that count, in time with the aligned curves."""
        heard = self._heard
        voiced = aligned(heard.voiced[first], heard.voiced[second], lag)
        counts: Moments = voiced[0] & voiced[1] if self._scale.both else voiced[0] | voiced[1]
        others = [curve for n, curve in enumerate(self._returned) if n not in (first, second)]
        if others:
            own = np.maximum(*aligned(self._own[first], self._own[second], lag))
            # A frame of the aligned curves was that of the earlier device at this time.
            elsewhere = np.max(others, axis=0)[: len(own)]
            counts = counts & (own >= elsewhere - RETURNED_LOSS_DB)
        return counts


def _voiced(levels: Curve) -> Moments:
    """Where there is sound, and no packet is missing nearby."""
    sent: Moments = levels > _ABSENT_DBOV
    if not sent.all():
        missing = np.convolve(~sent, np.ones(_SMEARED_FRAMES), mode="same")
        sent = missing < 0.5
    voiced: Moments = (levels > floor_dbov(levels)) & sent
    return voiced


def _loss_of_the_later_db(levels: tuple[Curve, Curve], counts: Moments, lag: int) -> float:
    """How much weaker the later one is when the earlier is loud; 0 if it is hardly later."""
    if abs(lag) < ECHO_DELAY_FRAMES:
        return 0.0
    earlier, later = levels if lag > 0 else levels[::-1]
    earlier, later = earlier[counts], later[counts]
    loud = earlier >= np.percentile(earlier, 70)
    return float(np.median(earlier[loud] - later[loud]))
