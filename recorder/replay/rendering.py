"""The picture of a replay: every segment in every size, each once, then put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from recorder.replay.edits import Blur
from recorder.replay.encoding import SegmentEncoder
from recorder.replay.joining import Part
from recorder.replay.picture import PictureReader, Size, blurs_at, composed
from recorder.replay.plan import Segment
from recorder.replay.work import Work


def render(
    work: Work,
    segments: Sequence[Segment],
    sizes: Sequence[Size],
    blurs: Sequence[Blur],
    threads: int,
    report: Callable[[float], None],
) -> dict[Size, list[Part]]:
    """The parts of each size. Raises OSError, av.error.FFmpegError."""
    parts: dict[Size, list[Part]] = {size: [] for size in sizes}
    reader = PictureReader(threads)
    try:
        for index, segment in enumerate(segments):
            names = [_name(size, index) for size in sizes]
            if not all((work.path / name).exists() for name in names):
                _render_segment(work, segment, list(zip(sizes, names, strict=True)), blurs, reader)
            for size, name in zip(sizes, names, strict=True):
                parts[size].append(Part(work.path / name, segment.at_s))
            report((index + 1) / len(segments))
    finally:
        reader.close()
    return parts


def rendered(work: Work, segments: Sequence[Segment], sizes: Sequence[Size]) -> float:
    """The part that an earlier process did, from 0 to 1."""
    there = [
        all((work.path / _name(size, index)).exists() for size in sizes)
        for index in range(len(segments))
    ]
    return sum(there) / len(there) if there else 0.0


def _name(size: Size, index: int) -> str:
    return f"picture-{size.height}-{index:04}.mp4"


def _render_segment(
    work: Work,
    segment: Segment,
    outputs: Sequence[tuple[Size, str]],
    blurs: Sequence[Blur],
    reader: PictureReader,
) -> None:
    with ExitStack() as steps:
        encoders: list[SegmentEncoder] = []
        for size, name in outputs:
            path: Path | None = steps.enter_context(work.step(name))
            if path is not None:
                encoders.append(SegmentEncoder(path, size, reader.threads))
        largest = outputs[0][0]
        for shot in segment.shots:
            for shown in reader.shown(shot):
                picture = composed(shown.frame, largest, blurs_at(blurs, shown.source_s))
                for encoder in encoders:
                    encoder.add(picture, shown.at_s - segment.at_s)
        for encoder in encoders:
            encoder.close()
