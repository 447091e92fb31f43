"""Parts that came whole, to files of a recording that is over."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from media.errors import MediaError
from recorder.depacketize import Frame
from recorder.disk.finish import finish_file
from recorder.disk.recording_folder import RecordingFolder
from recorder.disk.track_file import TrackFile
from recorder.errors import DamagedFile
from recorder.gaps import Gap
from recorder.kit_parts.coded import frames_of
from recorder.kit_parts.permitted import load_permitted
from recorder.kit_parts.place import Place, place_of
from recorder.kit_parts.spool import SpoolHead, read_frames, read_head
from recorder.manifest import FileEntry, Manifest
from recorder.matroska.layout import head as file_head
from recorder.matroska.muxer import Muxer
from recorder.matroska.track_entry import TrackDescription
from recorder.timeline.track_timeline import ClockPoint

log = logging.getLogger(__name__)

PARTS = "parts"
WHOLE = ".spool"
WRITE_MS = 1000


class Timed(NamedTuple):
    """A frame, when it was there, and in which of the spans of its place."""

    frame: Frame
    time_ms: int
    span: int


def add_parts(folder: Path) -> list[str]:
    """The names of the files that are in the recording from now on; their parts are deleted, and
    so are those that have no place. A recording that is under way is left alone. Raises OSError:
    asked again, it goes on."""
    waiting = sorted((folder / PARTS).glob(f"*{WHOLE}"))
    permitted = load_permitted(folder)
    if not waiting or permitted is None:
        return []
    recording = RecordingFolder(folder)
    manifest = Manifest.from_json(recording.load())
    if manifest.state == "running":
        return []
    added = []
    for path in waiting:
        name = path.stem + ".mkv"
        if all(entry.file != name for entry in manifest.files):
            (folder / name).unlink(missing_ok=True)
            entry = _entry_of(folder, path, name, manifest)
            if entry is not None:
                manifest.files.append(entry)
                recording.save(manifest.to_json())
                added.append(name)
        path.unlink()
    return added


def _entry_of(folder: Path, path: Path, name: str, manifest: Manifest) -> FileEntry | None:
    permitted = load_permitted(folder)
    assert permitted is not None
    try:
        with path.open("rb") as file:
            head = read_head(file)
            place = place_of(
                manifest,
                permitted,
                kind=head.kind,
                role=head.role,
                lost_ms=head.lost_ms,
                last_ms=_end_ms(manifest),
            )
            return None if place is None else _write(folder / name, head, place, file)
    except (DamagedFile, MediaError) as error:
        log.error("a part that a kit sent cannot be used: %s", error)
        (folder / name).unlink(missing_ok=True)
        return None


def _end_ms(manifest: Manifest) -> int:
    """Where the recording ended: what came later was not to be recorded."""
    by_files = max((entry.ended_ms or 0 for entry in manifest.files), default=0)
    if manifest.ended_unix_s is None:
        return by_files
    return max(by_files, round((manifest.ended_unix_s - manifest.began_unix_s) * 1000))


def _write(path: Path, head: SpoolHead, place: Place, file: BinaryIO) -> FileEntry | None:
    entry = FileEntry(
        file=path.name,
        who=place.before.who,
        track=place.before.track,
        kind=head.kind,
        codec=head.codec,
        began_ms=place.began_ms,
        end_reason="kit",
        clock=[ClockPoint(0, head.kit_s, head.at_ms / 1000)],
    )
    muxer, due_ms = Muxer(is_video=head.kind == "video"), 0
    written: TrackFile | None = None
    last: Timed | None = None
    for timed in _missing(head, place, file):
        if written is None:
            channels = 1 if head.kind == "audio" else 2
            begin = TrackDescription(head.codec, timed.frame.size, timed.frame.setup, channels)
            written = TrackFile.create(path, file_head(begin))
            entry.began_ms = max(entry.began_ms, timed.time_ms)
            due_ms = timed.time_ms + WRITE_MS
        if last is not None and timed.span != last.span:
            entry.gaps.append(Gap(last.time_ms, timed.time_ms, "muted"))
        muxer.add(timed.frame, timed.time_ms)
        entry.frames, last = entry.frames + 1, timed
        if timed.time_ms >= due_ms:
            written.append(muxer.take())
            due_ms = timed.time_ms + WRITE_MS
    if written is None:
        return None
    written.append(muxer.take())
    written.close()
    found = finish_file(path)
    if found is None:
        return None
    entry.ended_ms, entry.bytes = found.last_ms, path.stat().st_size
    return entry


def _missing(head: SpoolHead, place: Place, file: BinaryIO) -> Iterator[Timed]:
    """What is missing, behind the pictures that its decoding begins with.

    A file is interrupted in the middle of a group of pictures: from its keyframe on they stand in
    the new file too, which is shown from `began_ms` on.
    """
    sound = head.kind == "audio"
    lead: list[Timed] = []
    goes_on: int | None = None
    for frame, time_ms in frames_of(head.codec, read_frames(file)):
        if place.leads_in(time_ms):
            lead = [] if frame.keyframe or sound else lead
            if lead or (frame.keyframe and not sound):
                lead.append(Timed(frame, time_ms, 0))
            continue
        span = place.span_of(time_ms)
        if span is not None and span != goes_on:
            before = lead if span == 0 and not frame.keyframe else []
            if not (sound or frame.keyframe or before):
                continue
            yield from before
        goes_on, lead = span, []
        if span is not None:
            yield Timed(frame, time_ms, span)
