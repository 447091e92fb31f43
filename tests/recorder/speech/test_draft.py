"""A draft is added once it is heard; what was heard is not heard again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from recorder.replay.errors import NotMade
from recorder.replay.manifest import (
    AudioFile,
    ReplayManifest,
    Subtitles,
    read_manifest,
    write_manifest,
)
from recorder.speech.draft import (
    SPEECH,
    Wish,
    draft,
    read_wish,
    wished_in,
    write_wish,
)
from recorder.speech.engine import RATE, Phrase, Word

LASTS_S = 4


class Counting:
    """Hears one word a second: its number. Ends with an error after `falls_after` of them."""

    def __init__(self, falls_after: int = 100) -> None:
        self.falls_after = falls_after
        self.heard_s = 0.0
        self.began_s: float | None = None

    def hear(self, sound: Iterable[bytes], from_s: float) -> Iterator[Phrase]:
        self.began_s = from_s
        second = round(from_s)
        for piece in sound:
            self.heard_s += len(piece) / 2 / RATE
            while from_s + self.heard_s >= second + 1:
                if second >= self.falls_after:
                    raise RuntimeError("the process was ended")
                yield Phrase(second + 1.0, (Word(second + 0.1, second + 0.9, f"mot{second}"),))
                second += 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A replay with four seconds of sound, for which a draft is wanted."""
    made = tmp_path / "r1"
    made.mkdir()
    write_sound(made / "sound.m4a")
    write_manifest(made, ReplayManifest(4.0, audio=AudioFile("sound.m4a", 1, "audio/mp4")))
    write_wish(made, Wish("fr", "Français"))
    return made


def write_sound(path: Path) -> None:
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("aac", rate=48_000, layout="stereo")
        silence = np.zeros((2, 48_000 * LASTS_S), np.float32)
        frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def subtitles(folder: Path) -> tuple[Subtitles, ...]:
    manifest = read_manifest(folder)
    assert manifest is not None
    return manifest.subtitles


def test_it_is_marked_as_read_by_nobody(folder: Path) -> None:
    done: list[float] = []
    draft(folder, "sound.m4a", Counting(), done.append)
    (added,) = subtitles(folder)
    assert (added.language, added.label, added.reviewed) == ("fr", "Français", False)
    text = (folder / added.file).read_text()
    assert text.startswith("WEBVTT") and "00:00:02.100 --> " in text and "mot3" in text
    assert done == sorted(done) and done[-1] > 0.9
    # Nothing is left of how it came.
    assert not (folder / SPEECH).exists() and read_wish(folder) is None


def test_what_was_heard_is_not_heard_again(folder: Path) -> None:
    with pytest.raises(RuntimeError):
        draft(folder, "sound.m4a", Counting(falls_after=3), lambda _: None)
    # A process that was killed may leave half a line.
    with (folder / SPEECH / "heard.jsonl").open("a") as file:
        file.write('[3.0, [[2.1, 2.9, "mo')
    engine = Counting()
    draft(folder, "sound.m4a", engine, lambda _: None)
    assert engine.began_s == 3.0 and engine.heard_s == pytest.approx(1, abs=0.1)
    text = (folder / subtitles(folder)[0].file).read_text()
    assert [text.count(f"mot{second}") for second in range(4)] == [1, 1, 1, 1]


def test_another_sound_is_heard_from_the_beginning(folder: Path) -> None:
    with pytest.raises(RuntimeError):
        draft(folder, "sound.m4a", Counting(falls_after=3), lambda _: None)
    (folder / "sound.m4a").rename(folder / "other.m4a")
    write_manifest(folder, ReplayManifest(4.0, audio=AudioFile("other.m4a", 1, "audio/mp4")))
    engine = Counting()
    draft(folder, "other.m4a", engine, lambda _: None)
    assert engine.began_s == 0.0


def test_what_was_made_anew_meanwhile_gets_none(folder: Path) -> None:
    write_manifest(folder, ReplayManifest(4.0, audio=AudioFile("newer.m4a", 1, "audio/mp4")))
    with pytest.raises(NotMade, match="gone"):
        draft(folder, "sound.m4a", Counting(), lambda _: None)
    assert subtitles(folder) == ()


def test_what_somebody_wrote_meanwhile_stays(folder: Path) -> None:
    written = Subtitles("mine.vtt", "fr", "Français", reviewed=True)
    (folder / "mine.vtt").write_text("WEBVTT\n")
    manifest = read_manifest(folder)
    assert manifest is not None and manifest.audio is not None
    write_manifest(folder, ReplayManifest(4.0, audio=manifest.audio, subtitles=(written,)))
    draft(folder, "sound.m4a", Counting(), lambda _: None)
    assert subtitles(folder) == (written,)


def test_where_nobody_speaks_there_is_none(folder: Path) -> None:
    class Deaf:
        def hear(self, sound: Iterable[bytes], from_s: float) -> Iterator[Phrase]:
            yield from ()

    with pytest.raises(NotMade, match="empty"):
        draft(folder, "sound.m4a", Deaf(), lambda _: None)


def test_wishes_wait_in_their_order_and_failed_ones_do_not(folder: Path) -> None:
    later = folder.with_name("r0")
    later.mkdir()
    write_wish(later, Wish("fr", "Français"))
    assert wished_in(folder.parent) == ["r1", "r0"]
    write_wish(folder, Wish("fr", "Français", "empty"))
    assert wished_in(folder.parent) == ["r0"]
