"""How many words of a synthetic voice are recognised, how fast, with how much memory.

python -m tests.bench.speech                      # English, the model that comes with the engine
python -m tests.bench.speech --language fr --voice fr --models /srv/models --text said.txt

It needs eSpeak NG (apt-get install espeak-ng). People are understood better or worse than this
voice: it shows that the engine works, and what another model changes.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import resource
import subprocess
import tempfile
import time
from pathlib import Path

from recorder.replay.manifest import AudioFile, ReplayManifest, read_manifest, write_manifest
from recorder.speech.draft import Wish, write_wish
from recorder.speech.models import Model, installed_models
from recorder.speech.process import hear_apart
from tests.recorder.speech.test_process import to_m4a, word_error_rate

SAID = """Good morning everybody and welcome to the kitchen. Today we are going to make pancakes
together. We need two hundred grams of flour, three eggs and half a liter of milk. Please put the
flour in a large bowl and make a hole in the middle. Then add the eggs one after the other and stir
slowly. The milk comes last. Let it rest for an hour before you heat the pan. Can you hear me at
home? Thank you for coming and see you next week."""


def words_of(text: str) -> list[str]:
    """In small letters, without points and commas."""
    return re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower())


async def measure(text: str, voice: str, model: Model, folder: Path) -> None:
    """Speaks, hears, compares."""
    spoken = folder / "spoken.wav"
    subprocess.run(["espeak-ng", "-v", voice, "-s", "140", "-w", str(spoken), text], check=True)
    length_s = spoken.stat().st_size / 2 / 22_050
    to_m4a(folder / "sound.m4a", spoken)
    write_manifest(folder, ReplayManifest(60.0, audio=AudioFile("sound.m4a", 1, "audio/mp4")))
    write_wish(folder, Wish(model.language, model.language))
    began_s = time.monotonic()
    await hear_apart(folder, "sound.m4a", model, lambda _: None, lambda: 1.0)
    took_s = time.monotonic() - began_s
    made = read_manifest(folder)
    assert made is not None
    draft = (folder / made.subtitles[0].file).read_text()
    heard = words_of(re.sub(r"WEBVTT|.*-->.*", "", draft))
    said = words_of(text)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(draft)
    print(
        f"{voice}: {len(said)} words in {length_s:.0f} s, word error rate "
        f"{word_error_rate(said, heard):.0%}; heard in {took_s:.0f} s, "
        f"{used.ru_utime + used.ru_stime:.0f} s of a core, {used.ru_maxrss / 1024:.0f} MB"
    )


def main() -> None:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", default="en")
    parser.add_argument("--voice", default="en-us+f3")
    parser.add_argument("--models", type=Path, help="as PASSERELLE_SPEECH_MODELS_DIR")
    parser.add_argument("--text", type=Path, help="what is said, instead of the recipe")
    given = parser.parse_args()
    models = installed_models(given.models)
    if given.language not in models:
        raise SystemExit(f"No model of {given.language} is installed, only {sorted(models)}.")
    text = given.text.read_text() if given.text else SAID
    with tempfile.TemporaryDirectory() as temporary:
        asyncio.run(measure(text, given.voice, models[given.language], Path(temporary)))


if __name__ == "__main__":
    main()
