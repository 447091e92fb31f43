"""The exception family of publishing."""

from __future__ import annotations

from collections.abc import Sequence

from server.publishing.conditions import Missing


class PublishingError(Exception):
    """Base of what goes wrong with publishing."""


class NotAllowed(PublishingError):
    """An act that is not done. `reason` may be shown: "state" (not from here), "role" (not by this
    person), "own" (not by whoever made it), "missing" (see `missing`); of a renewal too "early",
    "objection", "again" (somebody is not asked again)."""

    def __init__(self, reason: str, missing: Sequence[Missing] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.missing = tuple(missing)
