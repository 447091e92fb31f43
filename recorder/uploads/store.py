"""All uploads of an installation: a folder each, named by a random id, its manifest in it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from recorder.disk.folder import free_bytes, replace_json, sync_folder
from recorder.errors import FULL, DamagedFile
from recorder.uploads.errors import NoRoom, WrongOffset
from recorder.uploads.limits import Limits, require_room
from recorder.uploads.protocol import Checksum, Metadata
from recorder.uploads.reception import CONTENT, OFFSET, Reception, written_offset
from recorder.uploads.upload import State, Upload

MANIFEST = "upload.json"


class UploadStore:
    """Blocking; its methods may be called from several threads. `load` comes first.

    Ids are looked up in memory alone: nothing that a client says becomes part of a path.
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.limits = limits
        self._folder = folder
        self._uploads: dict[str, Upload] = {}
        self._lock = threading.Lock()

    def load(self) -> list[str]:
        """Finds what an earlier process left, cut back to what it had made safe. Returns the
        names of folders that hold no upload one can read; they stay untouched. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unreadable = []
        for folder in sorted(self._folder.iterdir()):
            if not (folder / MANIFEST).exists():
                # Begun or deleted, and interrupted in it.
                shutil.rmtree(folder, ignore_errors=True)
                continue
            try:
                upload = _read(folder)
            except (DamagedFile, OSError):
                unreadable.append(folder.name)
            else:
                self._uploads[upload.id] = upload
        return unreadable

    def __iter__(self) -> Iterator[Upload]:
        return iter(tuple(self._uploads.values()))

    def find(self, upload_id: str) -> Upload | None:
        """The upload of that id."""
        return self._uploads.get(upload_id)

    def content(self, upload: Upload) -> Path:
        """Its bytes."""
        return self._folder / upload.id / CONTENT

    def create(
        self, account: int, centre: int, length: int, metadata: Metadata, now: datetime
    ) -> Upload:
        """A new upload, empty. Raises LimitReached, OSError."""
        upload = Upload(
            id=secrets.token_urlsafe(16),
            account=account,
            centre=centre,
            length=length,
            name=metadata.name,
            fingerprint=metadata.fingerprint,
            created_at=now,
            expires_at=now + self.limits.lifetime,
        )
        with self._lock:
            require_room(
                self.limits,
                self,
                account=account,
                centre=centre,
                length=length,
                free_bytes=free_bytes(self._folder),
            )
            self._uploads[upload.id] = upload
        try:
            self._make_folder(upload)
        except OSError as error:
            self.delete(upload)
            raise (NoRoom() if error.errno in FULL else error) from error
        return upload

    def receive(self, upload: Upload, offset: int, checksum: Checksum | None) -> Reception:
        """Goes on at `offset`. Raises WrongOffset, OSError."""
        if offset != upload.offset or upload.state is State.REFUSED:
            raise WrongOffset
        return Reception(self._folder / upload.id, upload, checksum)

    def complete(self, upload: Upload) -> None:
        """Every byte is here: it is to be examined. After a restart its offset says so."""
        upload.state = State.EXAMINING

    def accept(self, upload: Upload, film: dict[str, Any]) -> None:
        """It is kept from now on. Raises OSError; nothing is changed then."""
        self._change(upload, state=State.ACCEPTED, film=film, expires_at=None)

    def refuse(self, upload: Upload, reason: str) -> None:
        """Its bytes go; why stays until it expires. Raises OSError; nothing is changed then."""
        self._change(upload, state=State.REFUSED, reason=reason)
        self.content(upload).unlink(missing_ok=True)

    def delete(self, upload: Upload) -> None:
        """Nothing of it is left."""
        self._uploads.pop(upload.id, None)
        folder = self._folder / upload.id
        # The manifest first: what is left of the folder after a kill is known for what it is.
        (folder / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)

    def expired(self, now: datetime) -> list[Upload]:
        """Those whose time is over, but for one that is being examined."""
        return [
            one
            for one in self
            if one.expires_at is not None
            and one.expires_at <= now
            and one.state is not State.EXAMINING
        ]

    def _make_folder(self, upload: Upload) -> None:
        folder = self._folder / upload.id
        folder.mkdir(mode=0o700)
        for name, content in ((CONTENT, b""), (OFFSET, written_offset(0))):
            _write_new(folder / name, content)
        self._save(upload)
        sync_folder(self._folder)

    def _change(self, upload: Upload, **changes: Any) -> None:
        self._save(replace(upload, **changes))
        for name, value in changes.items():
            setattr(upload, name, value)

    def _save(self, upload: Upload) -> None:
        replace_json(self._folder / upload.id / MANIFEST, upload.to_manifest())


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(folder: Path) -> Upload:
    """Raises DamagedFile, OSError."""
    try:
        upload = Upload.from_manifest(json.loads((folder / MANIFEST).read_bytes()))
        upload.offset = int((folder / OFFSET).read_bytes())
    except ValueError as error:
        raise DamagedFile("not an upload") from error
    if upload.id != folder.name:
        raise DamagedFile("another upload's manifest")
    if upload.state is State.REFUSED:
        (folder / CONTENT).unlink(missing_ok=True)
    elif (folder / CONTENT).stat().st_size < upload.offset:
        raise DamagedFile("shorter than it was")
    else:
        os.truncate(folder / CONTENT, upload.offset)
        if upload.offset == upload.length and upload.state is State.RECEIVING:
            upload.state = State.EXAMINING
    return upload
