"""What a kit sent becomes a part of the recording: what is missing, and nothing that might not be
written."""

from __future__ import annotations

import json
import shutil
import struct
import tempfile
import zlib
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.capture.h264 import H264Encoder
from recorder.disk.recording_folder import MANIFEST
from recorder.erasure import erase_person
from recorder.kit_parts.adding import PARTS, add_parts
from recorder.kit_parts.permitted import PERMITTED, Permitted, load_permitted
from recorder.kit_parts.spool import SpoolFrame
from recorder.manifest import FileEntry, Manifest, Who
from recorder.matroska.ebml import read_element
from recorder.matroska.layout import CLUSTER
from recorder.matroska.scan import blocks, scan
from recorder.replay.picture import PictureReader
from recorder.replay.plan import Shot
from recorder.replay.source import recording_source
from tests.recorder.coded import coded_voice, decoded

ROOM = Who("room", "Cuisine", "camera", "salle", {"answer": "yes", "by": "Sandrine"})
SOUND = Who("room", "Cuisine", "microphone", "salle", {"answer": "yes"})
KEY = b"\x10\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 320, 180)
DELTA = b"\x11\x00\x00" + bytes(8)
PART, RECORDING = "a" * 32, "b" * 32
BEGAN_UNIX_S = 1_773_000_000.0


def entry(began_ms: int, ended_ms: int, who: Who = ROOM, **more: str) -> FileEntry:
    kind = "video" if who.source == "camera" else "audio"
    codec = "VP8" if kind == "video" else "opus"
    name = f"{kind}{began_ms}"
    return replace(
        FileEntry(name + ".mkv", who, name, kind, codec, began_ms, ended_ms, "left"), **more
    )


def pictures(from_ms: int, to_ms: int, step_ms: int = 100, every: int = 10) -> list[SpoolFrame]:
    times = range(from_ms, to_ms, step_ms)
    return [SpoolFrame(t, i % every == 0, DELTA if i % every else KEY) for i, t in enumerate(times)]


def lay(
    folder: Path,
    files: list[FileEntry],
    spans: dict[str, list[tuple[int, int | None]]],
    ended_ms: int = 60_000,
    state: str = "finished",
) -> None:
    folder.mkdir(exist_ok=True)
    manifest = Manifest(
        RECORDING, "crepes", BEGAN_UNIX_S, state, BEGAN_UNIX_S + ended_ms / 1000, files
    )
    (folder / MANIFEST).write_text(json.dumps(manifest.to_json()))
    every = {"camera": [(0, None)], "microphone": [(0, None)]} | spans
    Permitted("cuisine", "room", every).save(folder)
    (folder / PARTS).mkdir(exist_ok=True)


def send(folder: Path, frames: list[SpoolFrame], lost_ms: int, **more: object) -> Path:
    head = {
        "part": PART,
        "recording": RECORDING,
        "role": "salle",
        "kind": "video",
        "codec": "VP8",
        "lost_ms": lost_ms,
        "kit_s": 5.0,
        "at_ms": lost_ms,
    } | more
    content = json.dumps(head).encode()
    data = struct.pack("!4sI", b"PSP1", len(content)) + content
    for frame in frames:
        crc = zlib.crc32(frame.data)
        data += struct.pack("!IqBI", len(frame.data), frame.time_ms * 1000, frame.keyframe, crc)
        data += frame.data
    path = folder / PARTS / f"{head['part']}.spool"
    path.write_bytes(data)
    return path


def manifest_of(folder: Path) -> Manifest:
    return Manifest.from_json(json.loads((folder / MANIFEST).read_bytes()))


def added(folder: Path) -> tuple[FileEntry, list[tuple[int, bool]]] | None:
    """The one file that was added, and its frames."""
    names = add_parts(folder)
    if not names:
        return None
    (found,) = [one for one in manifest_of(folder).files if one.file == names[0]]
    data = (folder / names[0]).read_bytes()
    return found, [
        (block.time_ms, block.keyframe)
        for cue in scan(data, len(data)).clusters
        if (part := read_element(data, cue.offset, len(data))).identifier == CLUSTER
        for block in blocks(data, part)
    ]


def grey_h264() -> list[SpoolFrame]:
    """25 pictures a second from 1040 ms on, each four levels lighter, as a kit codes them."""
    encoder = H264Encoder(160, 120, 25, 200_000, "libx264")
    coded = []
    for number in range(50):
        planes = np.full((180, 160), 128, np.uint8)
        planes[:120] = number * 4
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        picture = encoder.encode(frame, number * 3600, number % 25 == 0)
        assert picture is not None
        coded.append(SpoolFrame(1040 + number * 40, picture.is_keyframe, picture.content))
    return coded


def test_the_missing_part_goes_between_what_is_there(tmp_path: Path) -> None:
    lay(tmp_path, [entry(0, 20_500), entry(30_000, 60_000), entry(0, 60_000, SOUND)], {})
    spool = send(tmp_path, pictures(15_050, 33_000), lost_ms=25_000)
    found = added(tmp_path)
    assert found is not None
    part, frames = found
    assert (part.track, part.who, part.end_reason) == ("video0", ROOM, "kit")
    assert (part.began_ms, part.ended_ms) == (20_501, 29_950)
    # From the keyframe before it: the file that is there ends between two.
    assert frames[0] == (20_050, True)
    assert [time for time, _ in frames] == list(range(20_050, 30_000, 100))
    assert not spool.exists()
    assert add_parts(tmp_path) == []


def test_it_plays_and_sounds(tmp_path: Path) -> None:
    lay(tmp_path, [entry(0, 1000), entry(0, 1000, SOUND)], {})
    coded = grey_h264()
    send(tmp_path, coded, lost_ms=1200, codec="H264")
    voice = [SpoolFrame(1010 + 20 * n, True, data) for n, data in enumerate(coded_voice())]
    send(tmp_path, voice, 1200, part="c" * 32, kind="audio", codec="opus", role="")
    video, audio = add_parts(tmp_path)
    assert [round(at_s * 1000) for at_s, _ in decoded(tmp_path / video)] == [
        frame.time_ms for frame in coded
    ]
    assert len(decoded(tmp_path / audio)) == 50


def test_a_replay_shows_it_from_where_the_other_ends(tmp_path: Path) -> None:
    """What helps to decode it is not shown twice."""
    lay(tmp_path, [entry(0, 1500)], {})
    (tmp_path / "video0.mkv").write_bytes(b"not read here")
    send(tmp_path, grey_h264(), lost_ms=1700, codec="H264")
    (name,) = add_parts(tmp_path)
    (track,) = recording_source(tmp_path).of_kind("video")
    piece = track.piece_at(1.6)
    assert piece is not None and piece.path.name == name
    reader = PictureReader(1)
    shown = list(reader.shown(Shot(piece.began_s, piece.ended_s, 0.0, piece)))
    reader.close()
    assert piece.began_s == 1.501
    # The 12th picture stands from 1.48 s on.
    seen = [round(int(one.frame.to_ndarray()[60, 80]) / 4) for one in shown if one.frame]
    assert seen[:3] == [pytest.approx(grey, abs=1) for grey in (11, 12, 13)]
    assert shown[0].source_s == 1.501


@pytest.mark.parametrize(
    ("files", "spans", "reason"),
    [
        ([entry(0, 20_000, SOUND)], {}, "the picture was taken back"),
        ([entry(0, 20_000, end_reason="withdrawn")], {}, "it ended by withdrawal"),
        ([entry(0, 20_000, Who("awa", "Awa", "camera", "salle"))], {}, "another person"),
        ([entry(0, 20_000, Who("room", "Cuisine", "camera", "mains"))], {}, "another camera"),
        ([entry(0, 60_000)], {}, "nothing is missing"),
        ([entry(0, 20_000)], {"camera": [(0, 20_000)]}, "it might not be written"),
        ([entry(27_000, 40_000)], {}, "it continues nothing"),
    ],
)
def test_what_has_no_place_is_deleted(
    tmp_path: Path,
    files: list[FileEntry],
    spans: dict[str, list[tuple[int, int | None]]],
    reason: str,
) -> None:
    lay(tmp_path, files, spans)
    send(tmp_path, pictures(15_000, 30_000), lost_ms=25_000)
    assert add_parts(tmp_path) == [], reason
    assert sorted(path.name for path in tmp_path.iterdir()) == [PERMITTED, MANIFEST, PARTS]
    assert not list((tmp_path / PARTS).iterdir())


def test_what_came_after_the_end_is_left_out(tmp_path: Path) -> None:
    lay(tmp_path, [entry(0, 20_000)], {}, ended_ms=25_000)
    send(tmp_path, pictures(15_000, 40_000), lost_ms=22_000)
    found = added(tmp_path)
    assert found is not None
    assert found[1][-1][0] == 25_000


def test_a_damaged_part_is_deleted_and_harms_nothing(tmp_path: Path) -> None:
    lay(tmp_path, [entry(0, 20_000)], {})
    path = send(tmp_path, pictures(15_000, 30_000), lost_ms=22_000)
    path.write_bytes(path.read_bytes()[:-3])
    before = (tmp_path / MANIFEST).read_bytes()
    assert add_parts(tmp_path) == []
    assert (tmp_path / MANIFEST).read_bytes() == before
    assert not list((tmp_path / PARTS).iterdir())


def test_not_while_the_recording_is_under_way(tmp_path: Path) -> None:
    lay(tmp_path, [entry(0, 20_000)], {}, state="running")
    path = send(tmp_path, pictures(15_000, 30_000), lost_ms=22_000)
    assert add_parts(tmp_path) == []
    assert path.exists()


def test_a_crash_in_between_adds_nothing_twice(tmp_path: Path) -> None:
    lay(tmp_path, [entry(0, 20_000)], {})
    content = send(tmp_path, pictures(15_000, 30_000), lost_ms=22_000).read_bytes()
    assert len(add_parts(tmp_path)) == 1
    (tmp_path / PARTS / f"{PART}.spool").write_bytes(content)
    assert add_parts(tmp_path) == []
    assert len(manifest_of(tmp_path).files) == 2
    assert not list((tmp_path / PARTS).iterdir())


def test_whoever_takes_back_their_consent_takes_the_parts_as_well(tmp_path: Path) -> None:
    lay(tmp_path, [entry(0, 20_000)], {})
    (tmp_path / "video0.mkv").write_bytes(b"")
    send(tmp_path, pictures(15_000, 30_000), lost_ms=22_000)
    (name,) = add_parts(tmp_path)
    send(tmp_path, pictures(15_000, 30_000), lost_ms=22_000, part="d" * 32)
    assert set(erase_person(tmp_path, "room")) == {"video0.mkv", name}
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]


def test_two_cuts_of_one_camera(tmp_path: Path) -> None:
    lay(tmp_path, [entry(0, 10_000), entry(20_000, 30_000), entry(40_000, 60_000)], {})
    send(tmp_path, pictures(5_000, 22_000), lost_ms=15_000)
    send(tmp_path, pictures(25_000, 42_000), lost_ms=35_000, part="e" * 32)
    add_parts(tmp_path)
    files = sorted(manifest_of(tmp_path).files, key=lambda one: one.began_ms)
    assert [(one.began_ms, one.ended_ms) for one in files] == [
        (0, 10_000),
        (10_001, 19_900),
        (20_000, 30_000),
        (30_001, 39_900),
        (40_000, 60_000),
    ]
    assert [one.track for one in files] == [
        "video0",
        "video0",
        "video20000",
        "video20000",
        "video40000",
    ]


times = st.integers(0, 400).map(lambda tenth: tenth * 100)
changes = st.lists(times, max_size=8, unique=True).map(sorted)


@settings(max_examples=120, deadline=None)
@given(
    changes=changes,
    first_on=st.booleans(),
    cut=st.tuples(times, times),
    kept=st.tuples(times, times),
    every=st.integers(1, 30),
    phase=st.integers(0, 99),
)
def test_whatever_happened_nothing_is_written_that_might_not_be(
    changes: list[int],
    first_on: bool,
    cut: tuple[int, int],
    kept: tuple[int, int],
    every: int,
    phase: int,
) -> None:
    """A random history of consent against the plain rule, frame by frame."""
    permitted = Permitted("cuisine", "room")
    on = first_on
    permitted.note(0, ["camera"] if on else [])
    for at_ms in changes:
        on = not on
        permitted.note(at_ms, ["camera"] if on else [])
    lost, back = min(cut), max(cut) + 1
    frames = pictures(min(kept) + phase, max(kept) + phase, every=every)
    folder = Path(tempfile.mkdtemp())
    try:
        lay(folder, [entry(0, lost), entry(back, 50_000)], permitted.spans)
        send(folder, frames, lost_ms=lost)
        found = added(folder)
    finally:
        shutil.rmtree(folder)

    def might(time_ms: int) -> bool:
        return first_on ^ (sum(1 for at_ms in changes if at_ms <= time_ms) % 2 == 1)

    written = [] if found is None else [time for time, _ in found[1]]
    assert all(map(might, written))
    missing = [time for time in written if found and time >= found[0].began_ms]
    assert all(lost < time < back for time in missing)
    # All of it that can be decoded: behind a keyframe from which on everything might be written.
    wanted, decodes = [], False
    for frame in frames:
        decodes = might(frame.time_ms) and (decodes or frame.keyframe)
        if decodes and lost < frame.time_ms < back:
            wanted.append(frame.time_ms)
    assert missing == wanted


def test_what_is_written_of_it_is_read_again(tmp_path: Path) -> None:
    permitted = Permitted("cuisine", "room")
    assert permitted.note(10, ["camera", "microphone"])
    assert not permitted.note(20, ["camera", "microphone"])
    assert permitted.note(30, ["camera"])
    permitted.save(tmp_path)
    assert load_permitted(tmp_path) == permitted
    assert permitted.now == {"camera"}
    assert permitted.within("microphone", 0, 100) == [(10, 30)]
    assert permitted.within("camera", 20, 100) == [(20, 100)]
    (tmp_path / PERMITTED).write_text("{}")
    assert load_permitted(tmp_path) is None
