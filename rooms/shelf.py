"""What lies beside the picture: the session's resources, one of them shown to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rooms.events import Event, Notice
from rooms.topic import Topic


@dataclass(frozen=True, slots=True)
class ResourceShown(Notice):
    """Another resource is shown, or none."""


@dataclass(frozen=True, slots=True)
class SessionAmended(Notice):
    """The resources or the activity of the session held were changed by hand."""


class Shelf(Topic):
    """The id of the resource shown."""

    def __init__(self) -> None:
        self.shown: str | None = None

    def put(self, resource_id: str | None) -> Sequence[Event]:
        """Shows it to everybody; None: puts it away."""
        if resource_id == self.shown:
            return ()
        self.shown = resource_id
        return (ResourceShown(),)

    def clear(self) -> Sequence[Event]:
        """See `Topic`."""
        return self.put(None)
