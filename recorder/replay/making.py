"""A replay out of its source, step by step; each step that is done stays done after a restart."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import av
import av.error

from recorder.disk.folder import replace_json
from recorder.errors import FULL
from recorder.replay.errors import Malformed, NotMade
from recorder.replay.joining import CannotCopy, copy, join
from recorder.replay.manifest import (
    AudioFile,
    Kept,
    ReplayManifest,
    Subtitles,
    VideoFile,
    read_manifest,
)
from recorder.replay.media_file import first_picture, from_zero
from recorder.replay.order import Order
from recorder.replay.overview import Overview, glances
from recorder.replay.photo import make_photo
from recorder.replay.picture import Size
from recorder.replay.plan import (
    Passage,
    Segment,
    Shot,
    chapters_of,
    kept_duration_s,
    kept_ranges,
    passages,
    segments_of,
    shots_of,
)
from recorder.replay.posters import chosen_s, make_poster_alone, with_chosen, write_best
from recorder.replay.progress import Progress, Tracker
from recorder.replay.rendering import render, rendered
from recorder.replay.soundtrack import Heard, encode, mix, waveform
from recorder.replay.source import Piece, Source
from recorder.replay.subtitles import parse_webvtt, retimed, write_webvtt
from recorder.replay.work import SOURCE_WAVEFORM, Work, changing

LARGE, SMALL = 720, 360
#: What one looks around in is shown a part at a time.
_SPHERE = 1440
#: A picture is copied as it is up to this size and this many bytes a second.
_COPIED_HEIGHT_MAX = 1080
_COPIED_BYTES_S_MAX = 1_000_000
#: A recording in which the picture begins later than the sound by no more than this, or ends
#: earlier, is one with a picture throughout.
_EDGE_S = 5.0
_WEIGHTS = {"mix": 12.0, "sound": 8.0, "picture": 70.0, "join": 4.0, "overview": 6.0}


def make(order: Order, tell: Callable[[Progress], None]) -> ReplayManifest:
    """What there is to watch now, in the order's folder. Raises NotMade."""
    try:
        if order.is_photo:
            return make_photo(order)
        return make_poster_alone(order) or _Maker(order, tell).run()
    except av.error.FFmpegError as error:
        raise NotMade(_reason(error)) from error
    except OSError as error:
        raise NotMade("disk" if error.errno in FULL else "fault") from error
    except MemoryError as error:
        raise NotMade("limits") from error


def _reason(error: av.error.FFmpegError) -> str:
    if error.errno in FULL:
        return "disk"
    return "limits" if error.errno == errno.ENOMEM else "damaged"


class _Maker:
    """One making."""

    def __init__(self, order: Order, tell: Callable[[Progress], None]) -> None:
        source = order.source()
        self.source: Source = source if order.recording is not None else from_zero(source)
        self.edits = order.edits
        self.threads = order.threads
        self.is_film = order.recording is None
        self.kept = kept_ranges(self.source, self.edits)
        if not self.kept:
            raise NotMade("empty")
        self.key = order.key()
        self.work = Work(order.folder, self.key)
        self.tracker = Tracker(tell, _WEIGHTS)

    def run(self) -> ReplayManifest:
        """All steps."""
        has_sound = bool(self.source.of_kind("audio"))
        copied = self._copied_piece()
        if copied is not None:
            # Without a picture at its edges, it is as long as its picture.
            self.kept = (Kept(copied.began_s, max(copied.ended_s, copied.began_s + 0.1)),)
        if not has_sound:
            # Nor of whoever was heard in an earlier version.
            (self.work.folder / SOURCE_WAVEFORM).unlink(missing_ok=True)
        heard, sound, peaks = self._sound() if has_sound else (Heard(0.0, (), ()), None, "")
        chosen = passages(self.source, self.edits, heard.speakers)
        manifest = ReplayManifest(
            duration_s=round(kept_duration_s(self.kept), 3),
            audio=_audio_file(sound) if sound is not None else None,
            waveform=peaks or None,
            people=self.source.people(),
            spherical={"projection": "equirectangular"} if self.source.spherical else None,
            kept=self.kept,
        )
        if not self.source.of_kind("video"):
            return self._end(replace(manifest, chapters=chapters_of(self.source, self.kept, [])))
        manifest = self._with_pictures(manifest, copied, chosen, sound)
        return self._end(manifest)

    # -- sound --------------------------------------------------------------------------------

    def _sound(self) -> tuple[Heard, Path, str]:
        mixed, heard_at = self.work.path / "mixed.pcm", self.work.path / "heard.json"
        with self.work.step(heard_at.name) as path:
            if path is None:
                self.tracker.found("mix")
            else:
                mix(self.source, self.kept, mixed, self.tracker.step("mix")).save(path)
        heard = Heard.load(heard_at)
        sound = self.work.path / self.work.named("sound", ".m4a")
        peaks = self.work.path / self.work.named("waveform", ".json")
        with self.work.step(sound.name) as path:
            if path is None:
                self.tracker.found("sound")
            else:
                found = encode(mixed, heard, path, self.tracker.step("sound"))
                peaks.write_text(json.dumps(waveform(found), separators=(",", ":")))
        mixed.unlink(missing_ok=True)
        replace_json(self.work.folder / SOURCE_WAVEFORM, waveform(heard.peaks))
        return heard, sound, peaks.name

    # -- picture ------------------------------------------------------------------------------

    def _copied_piece(self) -> Piece | None:
        """The one file that holds all of the picture, where it can be shown as it is."""
        videos = self.source.of_kind("video")
        undecided = not (self.edits.cuts or self.edits.blur or self.edits.camera)
        if len(videos) != 1 or len(videos[0].pieces) != 1 or not undecided:
            return None
        piece = videos[0].pieces[0]
        edges = (piece.began_s - self.source.began_s, self.source.ended_s - piece.ended_s)
        if max(edges) > _EDGE_S or piece.codec not in ("H264", ""):
            return None
        if self.is_film:
            picture = first_picture(piece)
            size = piece.path.stat().st_size
            heavy = size > _COPIED_BYTES_S_MAX * max(piece.ended_s, 1.0)
            if picture is None or picture.turned or heavy:
                return None
            if picture.height > (_SPHERE if self.source.spherical else _COPIED_HEIGHT_MAX):
                return None
        return piece

    def _with_pictures(
        self,
        manifest: ReplayManifest,
        copied: Piece | None,
        chosen: Sequence[Passage],
        sound: Path | None,
    ) -> ReplayManifest:
        video = self._copy(copied, sound) if copied is not None else None
        sizes = self._sizes()
        if video is not None:
            manifest = self._overview(manifest, [video], chosen)
            # Ready to watch; for weak homes a smaller one follows.
            self.tracker.watchable = True
            self._publish(manifest)
            self.tracker.tell()
            sizes = [size for size in sizes if size.height < min(video.height, LARGE)]
        if not sizes:
            return manifest
        segments = self._segments(chosen)
        self.tracker.found("picture", rendered(self.work, segments, sizes))
        report = self.tracker.step("picture")
        parts = render(self.work, segments, sizes, self.edits.blur, self.threads, report)
        made = [] if video is None else [video]
        for size in sizes:
            name = self.work.named(f"video-{size.height}", ".mp4")
            with self.work.step(name) as path:
                if path is not None:
                    join(parts[size], sound, path)
            made.append(_video_file(self.work.path / name))
        self.tracker.step("join")(1.0)
        if video is None:
            manifest = self._overview(manifest, made, chosen)
        return replace(manifest, videos=tuple(made))

    def _copy(self, piece: Piece, sound: Path | None) -> VideoFile | None:
        name = self.work.named("video", ".mp4")
        try:
            with self.work.step(name) as path:
                if path is not None:
                    copy(piece, sound, path)
        except CannotCopy:
            return None
        return _video_file(self.work.path / name)

    def _sizes(self) -> list[Size]:
        """The largest first. What was recorded may change its size at any time; a film has one."""
        large = Size(LARGE * 16 // 9, LARGE)
        if self.is_film:
            picture = first_picture(self.source.of_kind("video")[0].pieces[0])
            if picture is None:
                raise NotMade("damaged")
            height = min(_SPHERE if self.source.spherical else LARGE, picture.height)
            large = _scaled(picture.width, picture.height, height)
        if large.height <= SMALL:
            return [large]
        return [large, _scaled(large.width, large.height, SMALL)]

    def _segments(self, chosen: Sequence[Passage]) -> list[Segment]:
        shots: list[Shot] = shots_of(chosen, self.kept)
        return segments_of(shots)

    # -- at a glance --------------------------------------------------------------------------

    def _overview(
        self, manifest: ReplayManifest, videos: Sequence[VideoFile], chosen: Sequence[Passage]
    ) -> ReplayManifest:
        overview = Overview(manifest.duration_s)
        report = self.tracker.step("overview")
        for glance in glances(self.work.path / videos[-1].file):
            overview.add(glance)
            report(glance.at_s / max(manifest.duration_s, 0.001))
        strip = overview.write_strip(self.work.path / self.work.named("strip", ".jpg"))
        video = self.work.path / videos[0].file
        manifest = write_best(manifest, self.work, video, overview.posters_s())
        wanted_s = chosen_s(self.edits, read_manifest(self.work.folder), self.kept)
        manifest = with_chosen(manifest, self.work, video, wanted_s)
        report(1.0)
        return replace(
            manifest,
            videos=tuple(videos),
            strip=strip,
            chapters=chapters_of(self.source, self.kept, chosen, overview.scenes),
        )

    # -- the end ------------------------------------------------------------------------------

    def _publish(self, manifest: ReplayManifest) -> ReplayManifest:
        with changing(self.work.folder) as before:
            subtitles = self._carried(before) if before is not None else ()
            manifest = replace(manifest, subtitles=subtitles)
            self.work.publish(manifest)
        return manifest

    def _end(self, manifest: ReplayManifest) -> ReplayManifest:
        manifest = self._publish(replace(manifest, made_as=self.key))
        self.work.end()
        return manifest

    def _carried(self, before: ReplayManifest) -> tuple[Subtitles, ...]:
        """What was said is said at the same moment, wherever that is now."""
        if before.kept == self.kept:
            return before.subtitles
        carried = []
        for one in before.subtitles:
            try:
                cues = parse_webvtt((before_path := self.work.folder / one.file).read_bytes())
            except (Malformed, OSError):
                continue
            name = self.work.named(f"subtitles-{one.language}", before_path.suffix)
            moved = write_webvtt(retimed(cues, before.kept, self.kept))
            (self.work.path / name).write_bytes(moved)
            carried.append(replace(one, file=name))
        return tuple(carried)


def _scaled(width: int, height: int, to_height: int) -> Size:
    return Size(max(2, round(width * to_height / height / 2) * 2), to_height // 2 * 2)


def _audio_file(path: Path) -> AudioFile:
    return AudioFile(path.name, path.stat().st_size, "audio/mp4")


def _video_file(path: Path) -> VideoFile:
    with av.open(str(path), "r", format="mp4") as container:
        context = container.streams.video[0].codec_context
        width, height = context.width, context.height
    return VideoFile(path.name, height, width, path.stat().st_size, "video/mp4")
