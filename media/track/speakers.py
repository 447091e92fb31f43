"""Who speaks, from the audio levels that senders write beside their sound (RFC 6464)."""

from dataclasses import dataclass

SILENCE_DBOV = -127
SPEECH_DBOV = -45
"""Louder than -45 dBov counts as speech."""
START_S = 0.10
"""Sound must last this long before a person is said to speak: a cup put down is not a word."""
GAP_S = 0.25
"""Sounds further apart than this do not add up to speech."""
HOLD_S = 0.80
"""A person goes on speaking through pauses this long."""
STALE_S = 1.0
"""A stream that sends nothing for this long is silent (discontinuous transmission)."""
SMOOTHING = 0.15


@dataclass(slots=True)
class _Voice:
    loudness: float = 0.0
    speaking: bool = False
    loud_since: float | None = None
    last_loud: float = 0.0
    last_heard: float = 0.0


class SpeakerDetector:
    """Smooths levels per track and says which tracks carry speech, loudest first."""

    def __init__(self) -> None:
        self._voices: dict[str, _Voice] = {}

    def hear(self, track: str, level_dbov: int, now: float) -> None:
        """Take one level in dBov: 0 is the loudest, -127 silence."""
        voice = self._voices.setdefault(track, _Voice())
        voice.last_heard = now
        voice.loudness += SMOOTHING * ((level_dbov - SILENCE_DBOV) - voice.loudness)
        if level_dbov < SPEECH_DBOV:
            return
        if voice.loud_since is None or now - voice.last_loud > GAP_S:
            voice.loud_since = now
        voice.last_loud = now
        if now - voice.loud_since >= START_S:
            voice.speaking = True

    def forget(self, track: str) -> None:
        """The track is gone."""
        self._voices.pop(track, None)

    def level_dbov(self, track: str, now: float) -> int:
        """The smoothed level of a track, in dBov (-127 is silence)."""
        voice = self._voices.get(track)
        if voice is None or now - voice.last_heard > STALE_S:
            return SILENCE_DBOV
        return round(SILENCE_DBOV + voice.loudness)

    def speaking(self, now: float) -> list[str]:
        """The tracks that carry speech now, loudest first."""
        speakers = []
        for track, voice in self._voices.items():
            if voice.speaking and now - voice.last_loud > HOLD_S:
                voice.speaking, voice.loud_since = False, None
            if voice.speaking:
                speakers.append((-voice.loudness, track))
        return [track for _, track in sorted(speakers, key=lambda pair: pair[0])]
