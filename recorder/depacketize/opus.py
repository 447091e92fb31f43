"""Opus (RFC 7587, section 4.2): a packet is a frame, and each can be decoded by itself."""

from recorder.depacketize.assembler import Frame


class OpusAssembler:
    """See `Assembler`."""

    def __init__(self) -> None:
        self.needs_keyframe = False

    def push(self, payload: bytes, timestamp: int, marker: bool) -> list[Frame]:
        """See `Assembler`."""
        return [Frame(payload, timestamp, True)] if payload else []

    def lost(self) -> None:
        """See `Assembler`. Sound has no keyframe to wait for."""
