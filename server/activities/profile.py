"""From an activity template to what the pages need of it."""

from __future__ import annotations

from server.activities.schema import Activity
from server.signaling.views import ProfileView


def profile_of(key: str, activity: Activity | None) -> ProfileView:
    """The profile of the template `key`; the plain values when the centre has no such template."""
    if activity is None:
        return ProfileView(activity=key)
    return ProfileView(
        activity=key,
        first_camera=activity.cameras.first,
        pinned=activity.cameras.pinned,
        original_sound=activity.sound.original,
        stereo=activity.sound.stereo,
        audio_bitrate_bps=activity.sound.bitrate_bps,
        minors=activity.minors,
        recording=activity.recording,
        speaker_first=activity.speaker_first,
        vote=activity.vote,
        sharing=activity.sharing,
        timer=activity.timer,
    )
