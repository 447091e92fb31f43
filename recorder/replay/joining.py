"""Segments and sound to one file that begins to play before it is there: MP4 with its index first,
nothing encoded again."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from av.packet import Packet

from recorder.replay.encoding import TIME_BASE
from recorder.replay.errors import ReplayError
from recorder.replay.media_file import opened
from recorder.replay.source import Piece

_H264_SPS = 7
_PIXELS = ("yuv420p", "yuvj420p")


class CannotCopy(ReplayError):
    """A picture that an MP4 cannot hold as it is."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file with pictures, from when on they are shown."""

    path: Path
    at_s: float


def join(parts: Sequence[Part], sound: Path | None, out: Path) -> None:
    """One file of parts that were encoded alike. Raises OSError, av.error.FFmpegError."""
    with ExitStack() as stack:
        first = stack.enter_context(av.open(str(parts[0].path), "r", format="mp4"))
        _write(first.streams.video[0], _packets(parts), sound, out)


def copy(piece: Piece, sound: Path | None, out: Path) -> None:
    """The pictures of a piece as they are, from its beginning on. Raises CannotCopy as well."""
    with opened(piece) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        if context.codec.canonical_name != "h264" or context.pix_fmt not in _PIXELS:
            raise CannotCopy("no picture that every browser shows")
        begin = round((piece.began_s - piece.offset_s) / TIME_BASE)
        _write(stream, _copied(container, stream, begin), sound, out)


def _write(
    template: Any, pictures: Iterator[tuple[float, Packet[Any]]], sound: Path | None, out: Path
) -> None:
    with ExitStack() as stack:
        options = {"movflags": "+faststart"}
        container = stack.enter_context(av.open(str(out), "w", format="mp4", options=options))
        video = container.add_stream_from_template(template)
        video.time_base = TIME_BASE
        feeds: list[Iterator[tuple[float, int, Packet[Any], Any]]] = [
            ((at_s, 0, packet, video) for at_s, packet in pictures)
        ]
        if sound is not None:
            heard = stack.enter_context(av.open(str(sound), "r", format="mp4"))
            audio = container.add_stream_from_template(heard.streams.audio[0])
            feeds.append(
                (at_s, 1, packet, audio) for at_s, packet in _timed(heard, heard.streams.audio[0])
            )
        for _, _, packet, stream in heapq.merge(*feeds, key=lambda one: one[:2]):
            packet.stream = stream
            container.mux(packet)


def _timed(container: Any, stream: Any) -> Iterator[tuple[float, Packet[Any]]]:
    for packet in container.demux(stream):
        if packet.dts is not None:
            yield float(packet.dts * packet.time_base), packet


def _packets(parts: Sequence[Part]) -> Iterator[tuple[float, Packet[Any]]]:
    last = -1
    for part in parts:
        offset = round(part.at_s / TIME_BASE)
        with av.open(str(part.path), "r", format="mp4") as container:
            for _, packet in _timed(container, container.streams.video[0]):
                # Pictures that are as good as at the same time stay in their order.
                last = max(last + 1, _times(packet)[0] + offset)
                packet.pts = packet.dts = last
                packet.time_base = TIME_BASE
                yield float(last * TIME_BASE), packet


def _copied(container: Any, stream: Any, begin: int) -> Iterator[tuple[float, Packet[Any]]]:
    setup: bytes | None = None
    for _, packet in _timed(container, stream):
        pts, dts = _times(packet)
        if setup is None and not packet.is_keyframe:
            raise CannotCopy("it does not begin with a whole picture")
        for unit in _units(bytes(packet)):
            if unit[0] & 0x1F == _H264_SPS:
                if setup not in (None, b"", unit):
                    raise CannotCopy("its size changes")
                setup = unit
        setup = setup or b""
        packet.pts, packet.dts = pts - begin, dts - begin
        packet.time_base = TIME_BASE
        yield float(packet.dts * TIME_BASE), packet


def _times(packet: Packet[Any]) -> tuple[int, int]:
    """When it is shown and decoded, in our units."""
    base = packet.time_base
    if packet.pts is None or packet.dts is None or base is None:
        raise CannotCopy("pictures without a time")
    return round(packet.pts * base / TIME_BASE), round(packet.dts * base / TIME_BASE)


def _units(data: bytes) -> Iterator[bytes]:
    """The NAL units of an access unit, each behind its length in four bytes (ISO 14496-15)."""
    at = 0
    while at + 4 < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        unit = data[at + 4 : at + 4 + length]
        if length == 0 or len(unit) != length:
            raise CannotCopy("not as MP4 has it")
        yield unit
        at += 4 + length
