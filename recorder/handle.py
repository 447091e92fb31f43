"""What the media loop and the writing thread share of one track: single fields, each set by one of
the two.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from recorder.manifest import Who


@dataclass(slots=True, eq=False)
class TrackHandle:
    """One track on its way to a file."""

    track_id: str
    kind: str
    codec: str
    clock_rate: int
    cname: str
    """What the tracks of one publisher have in common: they share its clock."""
    who: Who
    permitted: bool = True
    """Set by the loop: once False, not one byte more, of what waits neither. Never True again."""
    keyframe_wanted: bool = field(default=False)
    """Set by the thread, cleared by the loop."""
