"""What is kept on the kit's disk: whole frames, whatever ends the process."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hardware.local_recording import spool
from hardware.local_recording.spool import SpoolFrame, SpoolWriter, keep_only, read_kept, recover
from recorder.kit_parts.spool import SpoolFrame as TheirFrame
from recorder.kit_parts.spool import read_frames, read_head

HEAD = {
    "part": "a" * 32,
    "recording": "b" * 32,
    "role": "salle",
    "kind": "video",
    "codec": "VP8",
    "lost_ms": 5000,
    "kit_s": 77.5,
    "at_ms": 5000,
}
FRAMES = [SpoolFrame(1000 * at, at % 5 == 0, bytes([at]) * (at + 1)) for at in range(40)]
WRITER = """
import sys
from pathlib import Path
from hardware.local_recording.spool import SpoolFrame, SpoolWriter
from tests.hardware.local_recording.test_local_spool import HEAD
writer = SpoolWriter(Path(sys.argv[1]), HEAD)
for at in range(1_000_000):
    writer.write([SpoolFrame(1000 * at, at % 30 == 0, bytes(5000))])
    print(at, flush=True)
"""


def written(folder: Path) -> Path:
    writer = SpoolWriter(folder, HEAD)
    writer.write(FRAMES[:7])
    writer.write(FRAMES[7:])
    path = writer.close()
    assert path is not None
    return path


def test_what_the_kit_writes_the_server_reads(tmp_path: Path) -> None:
    with written(tmp_path).open("rb") as file:
        head = read_head(file)
        assert (head.part, head.role, head.lost_ms, head.kit_s) == ("a" * 32, "salle", 5000, 77.5)
        assert list(read_frames(file)) == [
            TheirFrame(frame.time_us // 1000, frame.is_keyframe, frame.data) for frame in FRAMES
        ]


@pytest.mark.parametrize("lost", range(1, 60, 3))
def test_of_a_file_cut_short_whole_frames_are_left(tmp_path: Path, lost: int) -> None:
    path = written(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[:-lost])
    kept = read_kept(path)
    assert kept is not None
    with path.open("rb") as file:
        read_head(file)
        left = list(read_frames(file))
    assert content.startswith(path.read_bytes())
    assert kept.to_ms == left[-1].time_ms
    assert 37 <= len(left) < 40


def test_a_file_without_a_whole_frame_is_none(tmp_path: Path) -> None:
    writer = SpoolWriter(tmp_path, HEAD)
    assert writer.close() is None
    path = written(tmp_path)
    path.write_bytes(path.read_bytes()[:40])
    assert read_kept(path) is None
    assert not list(tmp_path.iterdir())


def test_of_what_may_not_be_kept_nothing_is_left(tmp_path: Path) -> None:
    path = written(tmp_path)
    kept = read_kept(path)
    assert kept is not None
    left = keep_only(kept, [(3, 6), (20, 22)])
    assert left is not None
    with path.open("rb") as file:
        read_head(file)
        assert [frame.time_ms for frame in read_frames(file)] == [3, 4, 5, 20, 21]
    assert keep_only(left, [(100, 200)]) is None
    assert not list(tmp_path.iterdir())


def test_a_disk_that_is_full_leaves_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = SpoolWriter(tmp_path, HEAD)
    writer.write(FRAMES[:5])
    real = spool.os.pwrite

    def half(file: int, data: bytes, at: int) -> int:
        if len(data) < 20:
            raise OSError(28, "full")
        return real(file, data[: len(data) - 10], at)

    with monkeypatch.context() as full:
        full.setattr(spool.os, "pwrite", half)
        with pytest.raises(OSError, match="full"):
            writer.write(FRAMES[5:])
    path = writer.close()
    assert path is not None
    kept = read_kept(path)
    assert kept is not None
    assert (kept.from_ms, kept.to_ms, kept.size) == (0, 4, path.stat().st_size)


def test_a_kill_costs_no_frame_that_was_written(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    for _ in range(20):
        said = int(child.stdout.readline())
    child.send_signal(signal.SIGKILL)
    rest = [int(line) for line in child.stdout if line.endswith("\n")]
    child.wait()
    recover(tmp_path)
    (path,) = tmp_path.glob("*.spool")
    kept = read_kept(path)
    assert kept is not None
    assert kept.to_ms >= max([said, *rest])
