"""What lies in the folder of a replay: `replay.json`, written last and replaced as a whole.

A file that it does not name is none of the replay's. Times are seconds of the replay, but for
`kept`, which are seconds of what it was made from.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recorder.disk.folder import replace_json

MANIFEST = "replay.json"
VERSION = 1
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class VideoFile:
    """One size of it: H.264 and AAC in MP4, its index at the beginning."""

    file: str
    height: int
    width: int
    bytes: int
    mime: str


@dataclass(frozen=True, slots=True)
class AudioFile:
    """Its sound alone."""

    file: str
    bytes: int
    mime: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Small pictures in one, row by row, one every `every_s`; `width` and `height` of each."""

    file: str
    every_s: float
    columns: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """`title` is empty where a scene changes and nobody said to what."""

    at_s: float
    title: str


@dataclass(frozen=True, slots=True)
class Subtitles:
    """WebVTT. `reviewed`: a person has read them."""

    file: str
    language: str
    label: str
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is seen or heard in it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A part of the source that is in the replay; one follows the other."""

    from_s: float
    to_s: float


@dataclass(frozen=True, slots=True)
class ReplayManifest:
    """One replay. `poster` is one of `posters`, the best first, which show what is seen at
    `posters_s`; `waveform` names JSON `{every_s, peaks}` with peaks from 0 to 100; `chapters`:
    those that were found; `spherical`: `{projection}` or None; `made_as`: the key of the order of
    which all of it was made (see `order`)."""

    duration_s: float
    videos: tuple[VideoFile, ...] = ()
    audio: AudioFile | None = None
    poster: str | None = None
    posters: tuple[str, ...] = ()
    strip: Strip | None = None
    waveform: str | None = None
    chapters: tuple[Chapter, ...] = ()
    subtitles: tuple[Subtitles, ...] = ()
    people: tuple[Person, ...] = ()
    spherical: Mapping[str, str] | None = None
    kept: tuple[Kept, ...] = ()
    posters_s: tuple[float, ...] = ()
    made_as: str = ""
    version: int = field(default=VERSION)

    @property
    def shows(self) -> bool:
        """Whether there is anything to see or to hear: while it is made again, words may be all."""
        return bool(self.videos or self.audio or self.poster)

    def files(self) -> frozenset[str]:
        """Every file that it names: the only ones to be served, the only ones to be kept."""
        named = [video.file for video in self.videos] + [one.file for one in self.subtitles]
        named += [part.file for part in (self.audio, self.strip) if part is not None]
        named += [name for name in (self.poster, self.waveform) if name is not None]
        return frozenset(named) | frozenset(self.posters)

    def to_json(self) -> dict[str, Any]:
        """As it is written."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, value: Any) -> ReplayManifest:
        """As it was written. Raises ValueError for anything else."""
        try:
            manifest = _read(value)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not the manifest of a replay") from error
        if manifest.version != VERSION or not all(map(_FILE.fullmatch, manifest.files())):
            raise ValueError("not a manifest of ours")
        return manifest


def _read(value: Mapping[str, Any]) -> ReplayManifest:
    audio, strip = value["audio"], value["strip"]
    return ReplayManifest(
        **{
            **value,
            "videos": tuple(VideoFile(**one) for one in value["videos"]),
            "audio": None if audio is None else AudioFile(**audio),
            "posters": tuple(value["posters"]),
            "strip": None if strip is None else Strip(**strip),
            "chapters": tuple(Chapter(**one) for one in value["chapters"]),
            "subtitles": tuple(Subtitles(**one) for one in value["subtitles"]),
            "people": tuple(Person(**one) for one in value["people"]),
            "kept": tuple(Kept(**one) for one in value["kept"]),
            # Later than others: replays that were made before have none.
            "posters_s": tuple(value.get("posters_s", ())),
        }
    )


def read_manifest(folder: Path) -> ReplayManifest | None:
    """The replay in `folder`; None where there is none yet. Raises ValueError, OSError."""
    try:
        content = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        return None
    return ReplayManifest.from_json(json.loads(content))


def write_manifest(folder: Path, manifest: ReplayManifest) -> None:
    """Replace it as a whole: the old or the new, never a part of either. Raises OSError."""
    replace_json(folder / MANIFEST, manifest.to_json())
