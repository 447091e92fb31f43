"""The pictures that may be shown first: the best that were found, and one that somebody chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from recorder.replay.edits import Edits
from recorder.replay.manifest import Kept, ReplayManifest
from recorder.replay.order import Order
from recorder.replay.overview import write_picture
from recorder.replay.plan import replay_time, source_time
from recorder.replay.work import Work, changing

#: Within this, it is the same picture.
_SAME_S = 0.05
_CHOSEN = "poster-at-"


def write_best(
    manifest: ReplayManifest, work: Work, video: Path, times_s: Sequence[float]
) -> ReplayManifest:
    """`manifest` with the pictures of these times, the first of them shown first. Raises OSError,
    av.error.FFmpegError."""
    posters = []
    for number, at_s in enumerate(times_s):
        name = work.named(f"poster-{number}", ".jpg")
        write_picture(video, at_s, work.path / name)
        posters.append(name)
    return replace(
        manifest,
        posters=tuple(posters),
        posters_s=tuple(round(at_s, 3) for at_s in times_s),
        poster=posters[0] if posters else None,
    )


def with_chosen(
    manifest: ReplayManifest, work: Work, video: Path, at_s: float | None
) -> ReplayManifest:
    """`manifest` with the picture of this time first, made where there is none of it; None: with
    none but the best. Raises OSError, av.error.FFmpegError."""
    best = [
        (name, best_s)
        for name, best_s in zip(manifest.posters, manifest.posters_s, strict=False)
        if not name.startswith(_CHOSEN)
    ]
    if at_s is not None:
        chosen = next((one for one in best if abs(one[1] - at_s) <= _SAME_S), None)
        if chosen is None:
            chosen = work.named(f"{_CHOSEN}{round(at_s * 1000)}", ".jpg"), round(at_s, 3)
            write_picture(video, at_s, work.path / chosen[0])
            best.insert(0, chosen)
    else:
        chosen = best[0] if best else None
    return replace(
        manifest,
        posters=tuple(name for name, _ in best),
        posters_s=tuple(best_s for _, best_s in best),
        poster=None if chosen is None else chosen[0],
    )


def chosen_s(edits: Edits, before: ReplayManifest | None, kept: Sequence[Kept]) -> float | None:
    """The time of the picture that somebody chose: the edits' own, else the one of the proposed
    ones of what was made `before`; None where nobody did, or where it was cut out."""
    if edits.poster_s is not None:
        return replay_time(kept, edits.poster_s)
    if before is None or before.poster not in before.posters[1:]:
        return None
    index = before.posters.index(before.poster)
    if index >= len(before.posters_s):
        return None
    return replay_time(kept, source_time(before.kept, before.posters_s[index]))


def make_poster_alone(order: Order) -> ReplayManifest | None:
    """The replay with the picture that is ordered first, where all else of it is as ordered; None
    where it is not. Raises OSError, ValueError, av.error.FFmpegError."""
    key = order.key()
    with changing(order.folder) as before:
        if before is None or before.made_as != key or not before.videos:
            return None
        if not all((order.folder / name).is_file() for name in before.files()):
            return None
        work = Work(order.folder, key)
        video = order.folder / before.videos[0].file
        manifest = with_chosen(before, work, video, chosen_s(order.edits, before, before.kept))
        work.publish(manifest)
    work.end()
    return manifest
