"""What can go wrong while recording, apart from the system's own errors."""

from __future__ import annotations

import errno

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class RecorderError(Exception):
    """Any failure of this package."""


class UnsupportedCodec(RecorderError):
    """A track in a codec that no file of ours can hold."""


class DamagedFile(RecorderError):
    """A file that is not one of ours, or of which not even the head is left."""


class DiskFull(RecorderError, OSError):
    """There is no room, or no right to more of it."""

    @staticmethod
    def of(error: OSError) -> OSError:
        """The error itself, unless it says that the disk is full."""
        return DiskFull(*error.args) if error.errno in FULL else error
