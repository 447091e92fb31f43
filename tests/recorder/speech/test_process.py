"""The engine itself, in its process: English that was spoken becomes a draft."""

from __future__ import annotations

import re
from pathlib import Path

import av
import numpy as np

from recorder.replay.manifest import AudioFile, ReplayManifest, read_manifest, write_manifest
from recorder.replay.progress import Progress
from recorder.speech.draft import Wish, write_wish
from recorder.speech.models import installed_models
from recorder.speech.process import hear_apart

#: A synthetic voice (eSpeak NG, en-us, female), 24 kb/s.
SPOKEN = Path(__file__).with_name("pancakes.opus")
SAID = (
    "today we are going to make pancakes can you hear me at home thank you for coming "
    "and see you next week"
)
#: Of the words, the part that may be missing, wrong or too many.
ERRORS_MAX = 0.5


def word_error_rate(said: list[str], heard: list[str]) -> float:
    """Edits from one to the other (Levenshtein, 1965), as a part of what was said."""
    distances = np.arange(len(heard) + 1)
    for word in said:
        row = [distances[0] + 1]
        for at, other in enumerate(heard):
            changed = distances[at] + (word != other)
            row.append(min(changed, distances[at + 1] + 1, row[-1] + 1))
        distances = np.array(row)
    return float(distances[-1] / len(said))


def to_m4a(path: Path, spoken: Path = SPOKEN) -> None:
    """As making leaves it."""
    with av.open(str(spoken)) as source, av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("aac", rate=48_000, layout="stereo")
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=48_000)
        for frame in source.decode(audio=0):
            for samples in resampler.resample(frame):
                out.mux(stream.encode(samples))
        out.mux(stream.encode(None))


async def test_what_was_said_is_proposed(tmp_path: Path) -> None:
    to_m4a(tmp_path / "sound.m4a")
    write_manifest(tmp_path, ReplayManifest(8.0, audio=AudioFile("sound.m4a", 1, "audio/mp4")))
    write_wish(tmp_path, Wish("en", "English"))
    told: list[Progress] = []
    confined = await hear_apart(
        tmp_path, "sound.m4a", installed_models(None)["en"], told.append, lambda: 1.0
    )
    assert confined >= {"limits", "files"}
    manifest = read_manifest(tmp_path)
    assert manifest is not None
    (added,) = manifest.subtitles
    assert not added.reviewed
    text = (tmp_path / added.file).read_text()
    heard = re.sub(r"WEBVTT|.*-->.*", "", text).split()
    assert word_error_rate(SAID.split(), heard) <= ERRORS_MAX, heard
    assert told[-1].done > 0.5
