"""What a track comes from."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """What a track comes from."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"  # a screen or a window that somebody shares
    SCREEN_AUDIO = "screen_audio"  # its sound

    @property
    def is_picture(self) -> bool:
        """Whether it is seen, not heard."""
        return self in (Source.CAMERA, Source.SCREEN)
