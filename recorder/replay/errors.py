"""Why no replay could be made. `reason` may be shown: it is a code."""

from __future__ import annotations

from recorder.errors import RecorderError

#: `empty`: nothing in it may be used; `damaged`: it cannot be decoded; `limits`: it took too much
#: memory; `disk`: there is no room; `gone`: what it was made of is not there any more; `fault`.
REASONS = frozenset({"empty", "damaged", "limits", "disk", "gone", "fault"})


class ReplayError(RecorderError):
    """Base of all."""


class NotMade(ReplayError):
    """There is nothing to watch; `reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Malformed(ReplayError):
    """Edits or subtitles that are not as they should be; `fields` says where."""

    def __init__(self, *fields: str) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields
