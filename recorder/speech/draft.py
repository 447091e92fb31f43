"""A draft of the subtitles of a replay, phrase by phrase; what was heard stays after a restart.

```
<data>/replays/<id>/.speech/order.json    in which language; reason, where it failed
                            heard.jsonl   the sound file that it was heard in, then its phrases
```
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from recorder.disk.folder import replace_json
from recorder.replay.errors import NotMade
from recorder.replay.manifest import ReplayManifest, Subtitles, write_manifest
from recorder.replay.subtitles import write_webvtt
from recorder.replay.work import changing, remove_unnamed
from recorder.speech.cues import cues_of
from recorder.speech.engine import RATE, Phrase, SpeechEngine

SPEECH, _ORDER, _HEARD = ".speech", "order.json", "heard.jsonl"


@dataclass(frozen=True, slots=True)
class Wish:
    """Subtitles are wanted in this language, `label` by its own name; or `reason` why there are
    none."""

    language: str
    label: str
    reason: str | None = None


def write_wish(folder: Path, wish: Wish) -> None:
    """Raises OSError."""
    (folder / SPEECH).mkdir(mode=0o700, exist_ok=True)
    replace_json(folder / SPEECH / _ORDER, [wish.language, wish.label, wish.reason])


def read_wish(folder: Path) -> Wish | None:
    """None where nothing is wanted."""
    with suppress(OSError, ValueError, TypeError):
        return Wish(*json.loads((folder / SPEECH / _ORDER).read_bytes()))
    return None


def forget_wish(folder: Path) -> None:
    """Nor is anything left that was heard."""
    shutil.rmtree(folder / SPEECH, ignore_errors=True)


def forget_heard(folder: Path) -> None:
    """It is heard from the beginning: somebody may not be in it any more."""
    (folder / SPEECH / _HEARD).unlink(missing_ok=True)


def heard_before(folder: Path, audio: str) -> list[Phrase]:
    """What an earlier process heard in this sound; nothing of another is kept. Raises OSError."""
    path = folder / SPEECH / _HEARD
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    phrases = list(_phrases(lines[1:])) if lines[:1] == [json.dumps(audio)] else []
    # Written anew, so that no half line of a process that was ended is in between.
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        for value in (audio, *(one.to_json() for one in phrases)):
            file.write(json.dumps(value) + "\n")
    os.replace(part, path)
    return phrases


def _phrases(lines: Iterable[str]) -> Iterator[Phrase]:
    """Until one is not whole."""
    with suppress(ValueError, TypeError):
        for line in lines:
            yield Phrase.from_json(json.loads(line))


def draft(folder: Path, audio: str, engine: SpeechEngine, report: Callable[[float], None]) -> None:
    """Hears the sound and adds the draft to the replay. Raises NotMade, OSError,
    av.error.FFmpegError."""
    wish = read_wish(folder)
    if wish is None:
        raise NotMade("gone")
    phrases = heard_before(folder, audio)
    from_s = phrases[-1].to_s if phrases else 0.0
    with (folder / SPEECH / _HEARD).open("a", encoding="utf-8") as file:
        for phrase in engine.hear(_sound(folder / audio, from_s, report), from_s):
            phrases.append(phrase)
            file.write(json.dumps(phrase.to_json()) + "\n")
            file.flush()
    cues = cues_of(phrases)
    if not cues:
        raise NotMade("empty")
    with changing(folder) as manifest:
        if manifest is None or manifest.audio is None or manifest.audio.file != audio:
            raise NotMade("gone")
        _add(folder, manifest, wish, write_webvtt(cues))
    forget_wish(folder)


def _add(folder: Path, manifest: ReplayManifest, wish: Wish, content: bytes) -> None:
    """Unless somebody wrote some meanwhile: a person's go before a draft."""
    if any(one.language == wish.language for one in manifest.subtitles):
        return
    name = f"subtitles-{wish.language}-{secrets.token_hex(4)}.vtt"
    (folder / name).write_bytes(content)
    added = Subtitles(name, wish.language, wish.label, reviewed=False)
    changed = replace(manifest, subtitles=(*manifest.subtitles, added))
    write_manifest(folder, changed)
    remove_unnamed(folder, changed)


def _sound(path: Path, from_s: float, report: Callable[[float], None]) -> Iterator[bytes]:
    """As engines take it, from a time on."""
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(str(path), "r", format="mp4") as container:
        stream = container.streams.audio[0]
        lasts_s = max((container.duration or 0) / av.time_base, 0.1)
        if from_s > 0:
            container.seek(int(from_s * av.time_base))
        for frame in container.decode(stream):
            at_s = frame.time or 0.0
            samples = b"".join(map(_bytes, resampler.resample(frame)))
            # A search ends before what is looked for.
            late = round((from_s - at_s) * RATE) * 2
            yield samples[max(late, 0) :]
            report(min(at_s / lasts_s, 1.0))
        yield b"".join(map(_bytes, resampler.resample(None)))


def _bytes(frame: AudioFrame) -> bytes:
    return np.asarray(frame.to_ndarray(), np.int16).tobytes()


def wished_in(root: Path) -> list[str]:
    """The folders below in which something is wanted and did not fail, the oldest wish first."""
    found = []
    for path in root.glob(f"*/{SPEECH}/{_ORDER}"):
        wish = read_wish(path.parents[1])
        with suppress(FileNotFoundError):
            if wish is not None and wish.reason is None:
                found.append((path.stat().st_mtime_ns, path.parents[1].name))
    return [name for _, name in sorted(found)]
