"""Why an upload is not begun, or not gone on with. `reason` may be shown: it is a code."""

from __future__ import annotations

from recorder.errors import RecorderError


class UploadError(RecorderError):
    """Base of all."""

    reason = "upload"


class Malformed(UploadError):
    """A header that is not as the protocol says; `reason` names what is wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LimitReached(UploadError):
    """`size`, `quota`, `centre_quota`, `many` or `disk`: see `recorder.uploads.limits`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoRoom(LimitReached):
    """The disk is full: what came before is kept, the rest may follow later."""

    def __init__(self) -> None:
        super().__init__("disk")


class WrongOffset(UploadError):
    """Bytes that do not follow on those that are here."""

    reason = "offset"


class ChecksumMismatch(UploadError):
    """Bytes that were damaged on the way; none of the request is kept."""

    reason = "checksum"


class Changed(UploadError):
    """Not the file that was announced: phones re-encode a film while it is being sent."""

    reason = "changed"
