"""CMU PocketSphinx as a recogniser of speech: small, offline, on any processor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pocketsphinx import Decoder, Endpointer

from recorder.speech.engine import RATE, Phrase, Word
from recorder.speech.models import Model

_FRAMES_PER_S = 100
_BYTES_PER_S = RATE * 2
#: Somebody who never pauses is heard in parts.
_PHRASE_MAX_S = 15.0
#: Ways to speak the same word: "the(2)".
_SPOKEN_OTHERWISE = re.compile(r"\(\d+\)$")


class SphinxEngine:
    """A SpeechEngine."""

    def __init__(self, model: Model) -> None:
        self._decoder = Decoder(
            hmm=str(model.acoustic),
            lm=str(model.follows),
            dict=str(model.words),
            samprate=RATE,
            loglevel="FATAL",
        )

    def hear(self, sound: Iterable[bytes], from_s: float) -> Iterator[Phrase]:
        """As SpeechEngine has it."""
        endpointer = Endpointer(sample_rate=RATE)
        began_s: float | None = None
        heard_s = 0.0
        for frame, last in _frames(sound, endpointer.frame_bytes):
            speech = endpointer.end_stream(frame) if last else endpointer.process(frame)
            if speech and began_s is None:
                began_s = from_s + endpointer.speech_start
                heard_s = 0.0
                self._decoder.start_utt()
            if speech:
                self._decoder.process_raw(speech)
                heard_s += len(speech) / _BYTES_PER_S
            if began_s is None:
                continue
            if last or not endpointer.in_speech:
                yield self._phrase(began_s, heard_s)
                began_s = None
            elif heard_s >= _PHRASE_MAX_S:
                yield self._phrase(began_s, heard_s)
                began_s, heard_s = began_s + heard_s, 0.0
                self._decoder.start_utt()

    def _phrase(self, began_s: float, lasted_s: float) -> Phrase:
        self._decoder.end_utt()
        words = tuple(
            Word(
                round(began_s + part.start_frame / _FRAMES_PER_S, 2),
                round(began_s + (part.end_frame + 1) / _FRAMES_PER_S, 2),
                _SPOKEN_OTHERWISE.sub("", part.word),
            )
            for part in self._decoder.seg() or ()
            # What is no word stands in brackets: silence, breath, noise.
            if part.word[0] not in "<[+"
        )
        return Phrase(round(began_s + lasted_s, 2), words)


def _frames(sound: Iterable[bytes], length: int) -> Iterator[tuple[bytes, bool]]:
    """Of the length that the endpointer wants; the last one is shorter, and not empty."""
    waiting = b""
    for piece in sound:
        waiting += piece
        while len(waiting) > length:
            yield waiting[:length], False
            waiting = waiting[length:]
    if waiting:
        yield waiting, True
