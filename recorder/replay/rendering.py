"""The picture of a replay: every segment in every size, each once, then put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Lock

from recorder.replay.edits import Blur
from recorder.replay.encoding import SegmentEncoder
from recorder.replay.joining import Part
from recorder.replay.picture import PictureReader, Size, blurs_at, composed
from recorder.replay.plan import Segment
from recorder.replay.work import Work

#: Of segments; each run begins with a search in the source.
_RUN_MAX = 5


def render(
    work: Work,
    segments: Sequence[Segment],
    sizes: Sequence[Size],
    blurs: Sequence[Blur],
    threads: int,
    report: Callable[[float], None],
) -> dict[Size, list[Part]]:
    """The parts of each size. Raises OSError, av.error.FFmpegError."""
    runs = _runs(
        [index for index in range(len(segments)) if not _is_there(work, index, sizes)], threads
    )
    done, failed, one_at_a_time = len(segments) - sum(map(len, runs)), Event(), Lock()

    def render_run(run: Sequence[int]) -> None:
        nonlocal done
        reader = PictureReader(max(1, threads // len(runs)))
        try:
            for index in run:
                if failed.is_set():
                    return
                _render_segment(work, index, segments[index], sizes, blurs, reader)
                with one_at_a_time:
                    done += 1
                    report(done / len(segments))
        except BaseException:
            failed.set()
            raise
        finally:
            reader.close()

    with ThreadPoolExecutor(threads) as pool:
        # Each result is asked for, so that what was raised is raised here.
        list(pool.map(render_run, runs))
    report(1.0)
    return {size: _parts(work, segments, size) for size in sizes}


def _parts(work: Work, segments: Sequence[Segment], size: Size) -> list[Part]:
    return [Part(work.path / _name(size, at), one.at_s) for at, one in enumerate(segments)]


def _runs(missing: Sequence[int], threads: int) -> list[Sequence[int]]:
    """Segments that follow on one another, each run for one thread. A thread that decodes, scales
    and encodes by itself waits for nobody; several at one picture wait for each other. Short, so
    that all have work until the end; long enough that little is sought."""
    length = min(_RUN_MAX, max(1, -(-len(missing) // threads)))
    return [missing[at : at + length] for at in range(0, len(missing), length)]


def rendered(work: Work, segments: Sequence[Segment], sizes: Sequence[Size]) -> float:
    """The part that an earlier process did, from 0 to 1."""
    there = [_is_there(work, index, sizes) for index in range(len(segments))]
    return sum(there) / len(there) if there else 0.0


def _is_there(work: Work, index: int, sizes: Sequence[Size]) -> bool:
    return all((work.path / _name(size, index)).exists() for size in sizes)


def _name(size: Size, index: int) -> str:
    return f"picture-{size.height}-{index:04}.mp4"


def _render_segment(
    work: Work,
    index: int,
    segment: Segment,
    sizes: Sequence[Size],
    blurs: Sequence[Blur],
    reader: PictureReader,
) -> None:
    with ExitStack() as steps:
        encoders: list[SegmentEncoder] = []
        for size in sizes:
            path: Path | None = steps.enter_context(work.step(_name(size, index)))
            if path is not None:
                encoders.append(SegmentEncoder(path, size, reader.threads))
        for shot in segment.shots:
            for shown in reader.shown(shot):
                picture = composed(shown.frame, sizes[0], blurs_at(blurs, shown.source_s))
                for encoder in encoders:
                    encoder.add(picture, shown.at_s - segment.at_s)
        for encoder in encoders:
            encoder.close()
