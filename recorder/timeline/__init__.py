"""When a frame was there, on the server's clock, though every sender has clocks of its own.

A track's timestamps run on its sampling clock; sender reports relate them to the publisher's wall
clock, which all its tracks share, and the reports' arrival relates that to the server's. Each
relation is a line that drifts, fitted anew as reports come. Voice and lips of one publisher go
through the same second line, so that what the network does to it cannot part them.
"""

from recorder.timeline.offset_fit import OffsetFit
from recorder.timeline.track_timeline import TrackTimeline, sender_clock

__all__ = ["OffsetFit", "TrackTimeline", "sender_clock"]
