"""Opening a file with FFmpeg and decoding a little of it: its beginning, and near its end."""

from __future__ import annotations

import errno
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Literal

import av
import av.error
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from recorder.container_options import CLOSED_CONTAINER
from recorder.examination.findings import Film, Refused
from recorder.examination.signature import HEAD_BYTES, Container, recognise
from recorder.examination.spherical import spherical_by_aspect, spherical_by_metadata

#: By FFmpeg's names: what phones, cameras and common editing programs write.
VIDEO_CODECS = frozenset(
    {"h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "mpeg2video", "h263", "mjpeg", "prores"}
)
PHOTO_CODECS = frozenset({"mjpeg", "png", "webp"})
AUDIO_CODECS = frozenset(
    {"aac", "mp3", "mp2", "opus", "vorbis", "ac3", "eac3", "flac", "alac", "amr_nb", "amr_wb"}
)
_PCM = "pcm_"
#: 8192 x 4320, what 360° cameras film in; and the photos they make.
VIDEO_PIXELS_MAX = 8192 * 4320
PHOTO_PIXELS_MAX = 100_000_000
DURATION_MS_MAX = 6 * 3600 * 1000
_DECODED_FRAMES = 25
_PACKETS_MAX = 3000
#: A film whose picture ends this much earlier than it says was cut off: a tenth of it, within
#: these bounds.
_MISSING_S = (1.0, 5.0)


def look(file: BinaryIO) -> Film:
    """The film in `file`, which can be sought in. Raises Refused."""
    head = file.read(HEAD_BYTES)
    if not head:
        raise Refused("empty")
    container = recognise(head)
    if container is None:
        raise Refused("type")
    says_spherical = spherical_by_metadata(file, container.demuxer)
    file.seek(0)
    try:
        with av.open(file, "r", format=container.demuxer, options=CLOSED_CONTAINER) as opened:
            return _examine(opened, container, says_spherical)
    except (av.error.FFmpegError, EOFError) as error:
        no_memory = getattr(error, "errno", None) == errno.ENOMEM
        raise Refused("limits" if no_memory else "damaged") from None


def _examine(opened: InputContainer, container: Container, says_spherical: bool) -> Film:
    video = _picture(opened)
    codec, sound = video.codec_context.codec.canonical_name, _sound(opened)
    width, height = video.codec_context.width, video.codec_context.height
    pixels_max = VIDEO_PIXELS_MAX if container.kind == "video" else PHOTO_PIXELS_MAX
    if width * height > pixels_max:
        raise Refused("dimensions")
    if codec not in (VIDEO_CODECS if container.kind == "video" else PHOTO_CODECS):
        raise Refused("codec")
    if sound is not None and not (sound in AUDIO_CODECS or sound.startswith(_PCM)):
        raise Refused("codec")
    video.codec_context.options = {"max_pixels": str(pixels_max), "threads": "1"}
    video.codec_context.thread_count = 1
    first = _decode(opened, video, _DECODED_FRAMES).first
    if first is None:
        raise Refused("damaged")
    width, height = first.width, first.height
    duration_ms = 0 if container.kind == "photo" else _duration_ms(opened, video)
    by_shape = spherical_by_aspect(container.kind, width, height)
    return Film(
        kind=container.kind,
        container=container.demuxer,
        width=width,
        height=height,
        duration_ms=duration_ms,
        frame_rate=round(float(video.average_rate or 0), 3) if container.kind == "video" else 0.0,
        video_codec=codec,
        audio_codec=sound,
        spherical=_sphere(says_spherical, by_shape),
    )


def _sphere(by_metadata: bool, by_shape: bool) -> Literal["metadata", "aspect"] | None:
    if by_metadata:
        return "metadata"
    return "aspect" if by_shape else None


def _picture(opened: InputContainer) -> VideoStream:
    """The first moving picture; a cover in a file of music is none."""
    for stream in opened.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            if stream.codec_context is None:
                raise Refused("codec")
            return stream
    raise Refused("no_picture")


def _sound(opened: InputContainer) -> str | None:
    """The codec of the first sound."""
    for stream in opened.streams.audio:
        context = stream.codec_context
        return "unknown" if context is None else context.codec.canonical_name
    return None


@dataclass(slots=True)
class _Passage:
    """A part of a film: the first frame of it that was decoded, and where its last packet is."""

    first: VideoFrame | None = None
    last_s: float = 0.0


def _decode(
    opened: InputContainer, video: VideoStream, wanted: int, *, to_end: bool = False
) -> _Passage:
    """Decodes `wanted` frames from here on, or what there is; then goes on without decoding, where
    the end is of interest. A damaged packet among good ones is passed over, as players do.

    Raises Refused where a key frame is here and none is good.
    """
    passage, count, key_frames = _Passage(), 0, 0
    for packet in islice(opened.demux(video), _PACKETS_MAX):
        if packet.pts is not None and packet.time_base is not None:
            passage.last_s = max(passage.last_s, float(packet.pts * packet.time_base))
        if count < wanted:
            frames: list[VideoFrame] = []
            with suppress(av.error.InvalidDataError):
                frames = list(packet.decode())
            count += len(frames)
            key_frames += packet.is_keyframe
            passage.first = passage.first or next(iter(frames), None)
        elif not to_end:
            break
    if passage.first is None and key_frames:
        raise Refused("damaged")
    return passage


def _duration_ms(opened: InputContainer, video: VideoStream) -> int:
    """How long it is. Raises Refused: `long`, and `damaged` where the end is missing."""
    announced_s = _announced_s(opened, video)
    if announced_s * 1000 > DURATION_MS_MAX:
        raise Refused("long")
    missing_s = min(max(announced_s / 10, _MISSING_S[0]), _MISSING_S[1])
    if announced_s > 2 * missing_s:
        start_s = (opened.start_time or 0) / av.time_base
        opened.seek(int((start_s + announced_s - missing_s) * av.time_base))
        if _decode(opened, video, 3, to_end=True).last_s < start_s + announced_s - missing_s:
            raise Refused("damaged")
    return round(announced_s * 1000)


def _announced_s(opened: InputContainer, video: VideoStream) -> float:
    """The length that the file claims; 0 where it claims none."""
    if opened.duration is not None:
        return max(0.0, opened.duration / av.time_base)
    if video.duration is not None and video.time_base is not None:
        return max(0.0, float(video.duration * video.time_base))
    return 0.0
