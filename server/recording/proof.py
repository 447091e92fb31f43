"""What those who lead are shown of a recording while it runs."""

from __future__ import annotations

from collections.abc import Sequence

from recorder.errors import DiskFull
from recorder.manifest import Interruption
from recorder.recording_writer import DiskLimits
from recorder.state import Alarm, RecordingState, TrackState
from server.signaling.to_client import caring as messages

#: With less left than this a recording may end before its session does.
LOW_BYTES = 2 << 30
#: Before that much was written, nobody can say at what rate.
RATE_KNOWN_S = 10.0
_STOPPED: tuple[Alarm, ...] = ("disk_full", "disk_fault")


def stopped_by_disk(state: RecordingState) -> bool:
    """Whether nothing is being written."""
    return state.alarm in _STOPPED


def message_of(
    state: RecordingState, seconds: float, interruptions: Sequence[Interruption] = ()
) -> messages.RecordingState:
    """`seconds`: since it began."""
    low = not state.alarm and 0 < state.disk_free_bytes < LOW_BYTES
    return messages.RecordingState(
        seconds=max(0, int(seconds)),
        bytes=state.bytes,
        disk_free_bytes=state.disk_free_bytes,
        left_s=_left_s(state, seconds),
        readable=state.readable,
        alarm="disk_low" if low else state.alarm or None,
        tracks=tuple(_track(track) for track in state.tracks),
        interruptions=tuple(
            messages.RecordingInterruption(
                at_s=round(one.from_ms / 1000, 1),
                missing_s=round((one.to_ms - one.from_ms) / 1000, 1),
            )
            for one in interruptions
        ),
    )


def without_room(fault: OSError) -> messages.RecordingState:
    """It could not even begin."""
    return messages.RecordingState(
        seconds=0,
        bytes=0,
        disk_free_bytes=0,
        left_s=None,
        readable=None,
        alarm="disk_full" if isinstance(fault, DiskFull) else "disk_fault",
        tracks=(),
    )


def _left_s(state: RecordingState, seconds: float) -> int | None:
    if seconds < RATE_KNOWN_S or not state.bytes:
        return None
    usable = max(0, state.disk_free_bytes - DiskLimits().least_free_bytes)
    return int(usable / (state.bytes / seconds))


def _track(track: TrackState) -> messages.RecordedTrack:
    return messages.RecordedTrack(
        name=track.name,
        source=track.source,
        camera=track.role,
        seconds=round(track.seconds, 1),
        bytes=track.bytes,
        gaps=track.gaps,
        lost_packets=track.lost_packets,
        readable=track.readable,
    )
