"""What a replay is made of: tracks, each in pieces on one timeline in seconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from recorder.disk.recording_folder import RecordingFolder
from recorder.manifest import FileEntry, Manifest
from recorder.replay.errors import NotMade
from recorder.replay.events import Events, read_events
from recorder.replay.manifest import Person

#: Ends after which nothing of a file is used: its person took their consent back, or its content
#: is not what the manifest says.
_UNUSED = frozenset({"withdrawn", "damaged"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A file in which one track is for a while. `offset_s` is added to the times in the file;
    `container` is FFmpeg's name of its format."""

    path: Path
    container: str
    began_s: float
    ended_s: float
    codec: str
    offset_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Track:
    """A camera, a screen or a microphone: `kind` is "video" or "audio". `role`: a camera of the
    room, by its name."""

    id: str
    kind: str
    person: str
    name: str
    source: str
    role: str
    pieces: tuple[Piece, ...]

    def piece_at(self, at_s: float) -> Piece | None:
        """The file in which it is at this time."""
        return next((one for one in self.pieces if one.began_s <= at_s < one.ended_s), None)


@dataclass(frozen=True, slots=True)
class Source:
    """All of it. It begins at `began_s`, where the first of it begins."""

    tracks: tuple[Track, ...]
    events: Events = field(default_factory=Events)
    spherical: bool = False

    @property
    def began_s(self) -> float:
        """Where the first of it begins."""
        return min((piece.began_s for piece in self._pieces()), default=0.0)

    @property
    def ended_s(self) -> float:
        """Where the last of it ends."""
        return max((piece.ended_s for piece in self._pieces()), default=0.0)

    def of_kind(self, kind: str) -> tuple[Track, ...]:
        """Its pictures or its sounds."""
        return tuple(track for track in self.tracks if track.kind == kind)

    def people(self) -> tuple[Person, ...]:
        """Whoever is in it, once each."""
        named = {track.person: track.name for track in self.tracks if track.person}
        return tuple(Person(person, name) for person, name in named.items())

    def without(self, people: Iterable[str]) -> Source:
        """All but the tracks of these people."""
        dropped = frozenset(people)
        return replace(self, tracks=tuple(t for t in self.tracks if t.person not in dropped))

    def _pieces(self) -> Iterable[Piece]:
        return (piece for track in self.tracks for piece in track.pieces)


def recording_source(folder: Path) -> Source:
    """The source in the folder of a recording that is over. Raises NotMade."""
    try:
        manifest = Manifest.from_json(RecordingFolder(folder).load())
    except FileNotFoundError:
        raise NotMade("gone") from None
    except (KeyError, TypeError, ValueError):
        raise NotMade("damaged") from None
    by_track: dict[str, list[FileEntry]] = {}
    for entry in manifest.files:
        lasted = entry.ended_ms is not None and entry.ended_ms > entry.began_ms
        if lasted and entry.end_reason not in _UNUSED and (folder / entry.file).is_file():
            by_track.setdefault(entry.track, []).append(entry)
    tracks = tuple(_track(folder, entries) for entries in by_track.values())
    return Source(tracks, read_events(folder))


def _track(folder: Path, entries: list[FileEntry]) -> Track:
    first = entries[0]
    pieces = (
        Piece(
            folder / entry.file,
            "matroska",
            entry.began_ms / 1000,
            (entry.ended_ms or 0) / 1000,
            entry.codec,
        )
        for entry in entries
    )
    return Track(
        id=first.track,
        kind=first.kind,
        person=first.who.person,
        name=first.who.name,
        source=first.who.source,
        role=first.who.role,
        pieces=tuple(sorted(pieces, key=lambda one: one.began_s)),
    )


def film_source(
    path: Path, container: str, duration_s: float, *, sound: bool, spherical: bool
) -> Source:
    """A film that was brought: nobody's, as far as one knows."""
    piece = Piece(path, container, 0.0, duration_s, "")
    tracks = [Track("video", "video", "", "", "film", "", (piece,))]
    if sound:
        tracks.append(Track("audio", "audio", "", "", "film", "", (piece,)))
    return Source(tuple(tracks), spherical=spherical)
