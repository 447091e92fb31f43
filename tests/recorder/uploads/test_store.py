"""Uploads on a disk: after a kill at any byte, what was told as received is there."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.uploads.errors import Changed, ChecksumMismatch, NoRoom, WrongOffset
from recorder.uploads.limits import Limits
from recorder.uploads.protocol import Checksum, Metadata
from recorder.uploads.store import UploadStore
from recorder.uploads.upload import State, Upload

LIMITS = Limits(10**9, 10**9, 10**9, kept_free_bytes=0)
NOW = datetime(2026, 3, 14, 14, 20, tzinfo=UTC)
FILM = bytes(range(251)) * 400


def opened(folder: Path) -> UploadStore:
    store = UploadStore(folder, LIMITS)
    assert store.load() == []
    return store


def begun(store: UploadStore, length: int = len(FILM), fingerprint: str | None = None) -> Upload:
    return store.create(1, 1, length, Metadata("a.mp4", fingerprint), NOW)


def send(store: UploadStore, upload: Upload, data: bytes) -> None:
    reception = store.receive(upload, upload.offset, None)
    try:
        reception.write(data, 0.0)
        reception.finish()
    finally:
        reception.close()


def test_what_was_sent_is_there_after_a_restart(tmp_path: Path) -> None:
    store = opened(tmp_path)
    upload = begun(store)
    send(store, upload, FILM[:1000])
    again = opened(tmp_path)
    found = again.find(upload.id)
    assert found == upload and found is not None and found.offset == 1000
    send(again, found, FILM[1000:])
    assert again.content(found).read_bytes() == FILM


def test_a_whole_upload_is_examined_after_a_restart(tmp_path: Path) -> None:
    store = opened(tmp_path)
    upload = begun(store)
    send(store, upload, FILM)
    found = opened(tmp_path).find(upload.id)
    assert found is not None and found.state is State.EXAMINING


@given(
    pieces=st.lists(st.integers(1, 9000), min_size=1, max_size=8),
    killed_after=st.integers(0, 8),
    unsafe=st.binary(max_size=300),
)
@settings(max_examples=40, deadline=None)
def test_a_kill_at_any_byte(pieces: list[int], killed_after: int, unsafe: bytes) -> None:
    """Whatever stands behind the safe offset, half a piece or what a power cut made of it, the
    rest follows at the offset that is told, and the whole is what was sent."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        store = opened(folder)
        upload = begun(store)
        for length in pieces[:killed_after]:
            send(store, upload, FILM[upload.offset : upload.offset + length])
        # The process is gone in the middle of the next piece: nothing is closed or cut.
        reception = store.receive(upload, upload.offset, None)
        reception.write(FILM[upload.offset : upload.offset + 100], 0.0)
        with store.content(upload).open("r+b") as content:
            content.seek(upload.offset)
            content.write(unsafe)
        safe = upload.offset
        again = opened(folder)
        found = again.find(upload.id)
        assert found is not None and found.offset == safe
        send(again, found, FILM[safe:])
        digest = hashlib.sha256(again.content(found).read_bytes()).digest()
        assert digest == hashlib.sha256(FILM).digest()
        reception.close()


def test_long_requests_are_made_safe_on_the_way(tmp_path: Path) -> None:
    store = opened(tmp_path)
    upload = begun(store, 64 << 20)
    reception = store.receive(upload, 0, None)
    reception.write(bytes(1 << 20), 0.0)
    assert upload.offset == 0
    reception.write(bytes(1), 2.5)
    assert upload.offset == (1 << 20) + 1
    reception.write(bytes(5 << 20), 2.6)
    assert upload.offset == (6 << 20) + 1
    reception.close()


def test_bytes_under_a_checksum_count_together_or_not_at_all(tmp_path: Path) -> None:
    store = opened(tmp_path)
    upload = begun(store)
    checksum = Checksum("sha256", hashlib.sha256(FILM[:20]).digest())
    reception = store.receive(upload, 0, checksum)
    reception.write(FILM[:10], 0.0)
    reception.write(FILM[10:20], 60.0)
    assert upload.offset == 0
    reception.interrupt()
    reception.close()
    assert (upload.offset, store.content(upload).stat().st_size) == (0, 0)
    reception = store.receive(upload, 0, checksum)
    reception.write(FILM[1:21], 0.0)
    with pytest.raises(ChecksumMismatch):
        reception.finish()
    reception.close()
    assert (upload.offset, store.content(upload).stat().st_size) == (0, 0)


def test_only_what_follows_is_taken(tmp_path: Path) -> None:
    store = opened(tmp_path)
    upload = begun(store)
    send(store, upload, FILM[:10])
    for offset in (0, 9, 11):
        with pytest.raises(WrongOffset):
            store.receive(upload, offset, None)


@pytest.mark.parametrize("split", [1, 65_535, 65_536, len(FILM)])
def test_another_beginning_is_noticed_however_it_comes(tmp_path: Path, split: int) -> None:
    store = opened(tmp_path)
    upload = begun(store, fingerprint=hashlib.sha256(b"another").hexdigest())
    reception = store.receive(upload, 0, None)

    def send_all() -> None:
        reception.write(FILM[:split], 0.0)
        reception.write(FILM[split:], 0.0)

    with pytest.raises(Changed):
        send_all()
    reception.close()


def test_ends_and_what_is_left_of_each(tmp_path: Path) -> None:
    store = opened(tmp_path)
    uploads = [begun(store) for _ in range(3)]
    for upload in uploads:
        send(store, upload, FILM)
        store.complete(upload)
    kept, refused, deleted = uploads
    store.accept(kept, {"kind": "video"})
    store.refuse(refused, "type")
    store.delete(deleted)
    again = opened(tmp_path)
    assert {one.id: one.state for one in again} == {
        kept.id: State.ACCEPTED,
        refused.id: State.REFUSED,
    }
    assert again.content(kept).read_bytes() == FILM
    assert not again.content(refused).exists()
    found = again.find(kept.id)
    assert found is not None and found.film == {"kind": "video"} and found.expires_at is None
    assert [one.id for one in again.expired(NOW + timedelta(days=7))] == [refused.id]
    assert again.expired(NOW + timedelta(days=6, hours=23)) == []


@pytest.mark.parametrize("left", ["nothing", "content"])
def test_what_was_begun_or_deleted_by_half_is_cleared(tmp_path: Path, left: str) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    if left == "content":
        (folder / "content").write_bytes(b"x")
    assert list(opened(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def _other_id(folder: Path) -> None:
    manifest = folder / "upload.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"id": "../x"}))


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "upload.json").write_text("{"),
        lambda folder: (folder / "upload.json").write_text("[]"),
        lambda folder: (folder / "offset").write_text("ten"),
        lambda folder: os.truncate(folder / "content", 5),
        _other_id,
    ],
)
def test_what_cannot_be_read_is_left_alone_and_named(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    store = opened(tmp_path)
    upload = begun(store)
    send(store, upload, FILM[:10])
    damage(tmp_path / upload.id)
    again = UploadStore(tmp_path, LIMITS)
    assert again.load() == [upload.id]
    assert list(again) == []
    assert (tmp_path / upload.id).exists()


_FULL = """
import resource, signal, sys
from pathlib import Path
from tests.recorder.uploads import test_store as t
store = t.opened(Path(sys.argv[1]))
upload = t.begun(store)
t.send(store, upload, t.FILM[:1000])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, resource.RLIM_INFINITY))
try:
    t.send(store, upload, t.FILM[1000:])
except t.NoRoom as error:
    print(error.reason, upload.offset)
"""


def test_a_full_disk_keeps_what_came_before(tmp_path: Path) -> None:
    """A limit on the size of files answers as a full disk does; it holds for a whole process."""
    said = subprocess.run(
        [sys.executable, "-c", _FULL, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert said.stdout.split() == [NoRoom().reason, "1000"]
    store = opened(tmp_path)
    (upload,) = store
    send(store, upload, FILM[1000:])
    assert store.content(upload).read_bytes() == FILM
