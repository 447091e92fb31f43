"""RTCP packets as values. Sizes in bits are those of the wire; SSRCs are 32 bits."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """What one receiver got of one source (RFC 3550, section 6.4.1).

    `fraction_lost` is in 1/256, `packets_lost` a signed cumulative count (24 bits),
    `highest_sequence` extended (32 bits), `jitter` in clock-rate units, `last_sr` the middle 32
    bits of the last sender report's NTP time, `delay_since_last_sr` in 1/65536 s.
    """

    ssrc: int
    fraction_lost: int = 0
    packets_lost: int = 0
    highest_sequence: int = 0
    jitter: int = 0
    last_sr: int = 0
    delay_since_last_sr: int = 0


@dataclass(frozen=True, slots=True)
class SenderReport:
    """A source's clock pair and counts (RFC 3550, section 6.4.1); `ntp_time` is 32.32 bits."""

    ssrc: int
    ntp_time: int
    rtp_timestamp: int
    packet_count: int
    octet_count: int
    reports: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """RFC 3550, section 6.4.2."""

    ssrc: int
    reports: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """The CNAME of each source, as (ssrc, cname); other items are not kept (RFC 3550, 6.5)."""

    cnames: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Goodbye:
    """Sources that leave (RFC 3550, section 6.6); the reason is not kept."""

    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Nack:
    """Sequence numbers (16 bits) asked for again (RFC 4585, section 6.2.1), in this order."""

    sender_ssrc: int
    media_ssrc: int
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PictureLoss:
    """A request for a keyframe (RFC 4585, section 6.3.1)."""

    sender_ssrc: int
    media_ssrc: int


@dataclass(frozen=True, slots=True)
class FullIntraRequest:
    """Requests for keyframes, as (ssrc, command_sequence: 8 bits) (RFC 5104, section 4.3.1)."""

    sender_ssrc: int
    targets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Remb:
    """What a receiver believes it can receive (draft-alvestrand-rmcat-remb-03).

    The wire keeps the 18 leading bits of `bitrate_bps`: the rest is rounded down.
    """

    sender_ssrc: int
    bitrate_bps: int
    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TransportFeedback:
    """When each packet of a transport arrived (draft-holmer-rmcat-transport-wide-cc-01).

    `arrivals[i]` belongs to transport-wide sequence number `base_sequence + i` (16 bits, wraps):
    its arrival in ticks of 250 µs counted from the reference time, or None where it was lost.
    A reordered packet may lie before the reference (negative). `reference_time_64ms` is in units
    of 64 ms modulo 2**24 (12.4 days); `feedback_count` is 8 bits, wraps.
    """

    sender_ssrc: int
    media_ssrc: int
    base_sequence: int
    reference_time_64ms: int
    feedback_count: int
    arrivals: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class UnknownRtcp:
    """Any other packet: its type, the 5-bit count or format, and all after the first 4 bytes."""

    packet_type: int
    count: int
    body: bytes


RtcpPacket: TypeAlias = (
    SenderReport
    | ReceiverReport
    | SourceDescription
    | Goodbye
    | Nack
    | PictureLoss
    | FullIntraRequest
    | Remb
    | TransportFeedback
    | UnknownRtcp
)
