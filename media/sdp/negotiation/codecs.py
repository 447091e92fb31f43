"""Which codec a media section carries, and under which payload types."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NegotiatedCodec:
    """The one codec of a negotiated section. `name` is "opus", "VP8", "H264" or "VP9".

    `feedback` is what both ends agreed on ("nack", "nack pli", "transport-cc", ...).
    """

    name: str
    payload_type: int
    clock_rate: int
    channels: int
    fmtp: str
    rtx_payload_type: int | None
    feedback: tuple[str, ...]
