"""The bytes of one request, appended to an upload so that nothing told as received is ever lost.

Bytes are written and synced first, then the offset: after a kill or a power cut the offset may be
behind the bytes, never ahead of them.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from recorder.errors import FULL
from recorder.uploads.errors import Changed, ChecksumMismatch, NoRoom
from recorder.uploads.protocol import FINGERPRINTED_BYTES, Checksum
from recorder.uploads.upload import Upload

CONTENT, OFFSET = "content", "offset"
#: After so much, or so long, what came is made safe.
_STEP_BYTES = 4 << 20
_STEP_S = 2.0
_OFFSET_DIGITS = 20


class Reception:
    """One request's bytes. `write` each piece, then `finish`, or `interrupt` where the rest does
    not come. Blocking; for one thread at a time."""

    def __init__(self, folder: Path, upload: Upload, checksum: Checksum | None) -> None:
        self._upload = upload
        self._checksum = checksum
        self._digest = None if checksum is None else checksum.start()
        self._end = upload.offset
        self._safe_s: float | None = None
        self._content = os.open(folder / CONTENT, os.O_RDWR | os.O_CLOEXEC)
        self._offset = os.open(folder / OFFSET, os.O_WRONLY | os.O_CLOEXEC)

    def write(self, data: bytes | bytearray, now: float) -> None:
        """Appends `data`. `now`: monotonic seconds.

        Raises Changed for more than was announced or another beginning, NoRoom, OSError.
        """
        if self._end + len(data) > self._upload.length:
            raise Changed
        if self._digest is not None:
            self._digest.update(data)
        before = self._end
        self._append(data)
        if before < self._fingerprinted <= self._end:
            self._require_fingerprint()
        if self._safe_s is None:
            self._safe_s = now
        # Bytes under a checksum are nobody's before the last of them is here.
        due = self._end - self._upload.offset >= _STEP_BYTES or now - self._safe_s >= _STEP_S
        if due and self._checksum is None:
            self._make_safe()
            self._safe_s = now

    def finish(self) -> None:
        """The request is whole. Raises ChecksumMismatch, NoRoom, OSError."""
        if self._damaged():
            raise ChecksumMismatch
        self._make_safe()

    def interrupt(self) -> None:
        """No more will come: what did is kept, unless a checksum was to answer for the whole."""
        if self._checksum is None:
            self._make_safe()

    def close(self) -> None:
        """Cuts off what does not count, and lets go of the file."""
        try:
            os.ftruncate(self._content, self._upload.offset)
        finally:
            os.close(self._content)
            os.close(self._offset)

    def _damaged(self) -> bool:
        if self._checksum is None or self._digest is None:
            return False
        return self._digest.digest() != self._checksum.digest

    @property
    def _fingerprinted(self) -> int:
        return min(FINGERPRINTED_BYTES, self._upload.length)

    def _append(self, data: bytes | bytearray) -> None:
        view = memoryview(data)
        try:
            while view:
                written = os.pwrite(self._content, view, self._end)
                self._end += written
                view = view[written:]
        except OSError as error:
            raise _as_no_room(error) from error

    def _require_fingerprint(self) -> None:
        announced = self._upload.fingerprint
        if announced is not None:
            beginning = os.pread(self._content, self._fingerprinted, 0)
            if hashlib.sha256(beginning).hexdigest() != announced:
                raise Changed

    def _make_safe(self) -> None:
        if self._end == self._upload.offset:
            return
        try:
            os.fdatasync(self._content)
            # One sector, always as long: it is there wholly or not at all.
            os.pwrite(self._offset, written_offset(self._end), 0)
            os.fdatasync(self._offset)
        except OSError as error:
            raise _as_no_room(error) from error
        self._upload.offset = self._end


def written_offset(offset: int) -> bytes:
    """An offset as its file holds it."""
    return b"%0*d\n" % (_OFFSET_DIGITS, offset)


def _as_no_room(error: OSError) -> Exception:
    return NoRoom() if error.errno in FULL else error
