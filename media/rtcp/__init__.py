"""RTCP (RFC 3550 and its feedback profiles): packets as values, their parser and writer."""

from media.rtcp.packets import (
    FullIntraRequest,
    Goodbye,
    Nack,
    PictureLoss,
    ReceiverReport,
    Remb,
    ReportBlock,
    RtcpPacket,
    SenderReport,
    SourceDescription,
    TransportFeedback,
    UnknownRtcp,
)
from media.rtcp.parser import parse_compound
from media.rtcp.writer import serialize_compound

__all__ = [
    "FullIntraRequest",
    "Goodbye",
    "Nack",
    "PictureLoss",
    "ReceiverReport",
    "Remb",
    "ReportBlock",
    "RtcpPacket",
    "SenderReport",
    "SourceDescription",
    "TransportFeedback",
    "UnknownRtcp",
    "parse_compound",
    "serialize_compound",
]
