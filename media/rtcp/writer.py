"""Writing compound RTCP."""

import struct
from collections.abc import Iterable

from media.rtcp import wire
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
from media.rtcp.transport_feedback import serialize_transport_feedback


def serialize_compound(packets: Iterable[RtcpPacket]) -> bytes:
    """One datagram with `packets` in order.

    Sender counts wrap and cumulative losses are clamped, as RFC 3550 asks, so that callers may
    count on. Raises ValueError for any other value that does not fit its field.
    """
    try:
        return b"".join(map(_serialize, packets))
    except struct.error as error:
        raise ValueError(f"RTCP field out of range: {error}") from None


def _serialize(packet: RtcpPacket) -> bytes:
    match packet:
        case SenderReport() | ReceiverReport():
            return _serialize_report(packet)
        case SourceDescription(cnames):
            chunks = b"".join(_source_chunk(ssrc, cname) for ssrc, cname in cnames)
            return _framed(wire.SOURCE_DESCRIPTION, len(cnames), chunks)
        case Goodbye(ssrcs):
            return _framed(wire.GOODBYE, len(ssrcs), _ssrc_list(ssrcs))
        case UnknownRtcp(packet_type, count, body):
            return _framed(packet_type, count, body)
        case _:
            return _serialize_feedback(packet)


def _serialize_feedback(
    packet: Nack | PictureLoss | FullIntraRequest | Remb | TransportFeedback,
) -> bytes:
    match packet:
        case Nack(sender_ssrc, media_ssrc, lost):
            body = wire.FEEDBACK_HEAD.pack(sender_ssrc, media_ssrc) + _nack_items(lost)
            return _framed(wire.TRANSPORT_LAYER_FEEDBACK, wire.NACK_FORMAT, body)
        case TransportFeedback():
            body = serialize_transport_feedback(packet)
            return _framed(wire.TRANSPORT_LAYER_FEEDBACK, wire.TRANSPORT_CC_FORMAT, body)
        case PictureLoss(sender_ssrc, media_ssrc):
            body = wire.FEEDBACK_HEAD.pack(sender_ssrc, media_ssrc)
            return _framed(wire.PAYLOAD_SPECIFIC_FEEDBACK, wire.PICTURE_LOSS_FORMAT, body)
        case FullIntraRequest(sender_ssrc, targets):
            body = wire.FEEDBACK_HEAD.pack(sender_ssrc, 0)
            body += b"".join(wire.FULL_INTRA_ITEM.pack(*target) for target in targets)
            return _framed(wire.PAYLOAD_SPECIFIC_FEEDBACK, wire.FULL_INTRA_REQUEST_FORMAT, body)
        case Remb():
            body = _remb_body(packet)
            return _framed(wire.PAYLOAD_SPECIFIC_FEEDBACK, wire.APPLICATION_LAYER_FORMAT, body)


def _framed(packet_type: int, count: int, body: bytes) -> bytes:
    if not 0 <= count <= 31:
        raise ValueError("an RTCP packet holds at most 31 items")
    flags = 0x80 | count
    if padding := -len(body) % 4:
        flags |= 0x20
        body += bytes(padding - 1) + bytes([padding])
    return wire.PACKET_HEAD.pack(flags, packet_type, len(body) // 4) + body


def _serialize_report(packet: SenderReport | ReceiverReport) -> bytes:
    blocks = b"".join(map(_report_block, packet.reports))
    if isinstance(packet, ReceiverReport):
        head = wire.SSRC.pack(packet.ssrc)
        return _framed(wire.RECEIVER_REPORT, len(packet.reports), head + blocks)
    head = wire.SENDER_INFO.pack(
        packet.ssrc,
        packet.ntp_time,
        packet.rtp_timestamp,
        packet.packet_count & 0xFFFFFFFF,
        packet.octet_count & 0xFFFFFFFF,
    )
    return _framed(wire.SENDER_REPORT, len(packet.reports), head + blocks)


def _report_block(block: ReportBlock) -> bytes:
    if not 0 <= block.fraction_lost <= 255:
        raise ValueError("fraction lost is in 0..255")
    lost = max(-0x800000, min(0x7FFFFF, block.packets_lost)) & 0xFFFFFF
    return wire.REPORT_BLOCK.pack(
        block.ssrc,
        block.fraction_lost << 24 | lost,
        block.highest_sequence,
        block.jitter,
        block.last_sr,
        block.delay_since_last_sr,
    )


def _source_chunk(ssrc: int, cname: str) -> bytes:
    name = cname.encode()
    if len(name) > 255:
        raise ValueError("a CNAME has at most 255 bytes")
    chunk = wire.SSRC.pack(ssrc) + bytes([wire.CNAME_ITEM, len(name)]) + name
    return chunk + bytes(4 - len(chunk) % 4)


def _ssrc_list(ssrcs: tuple[int, ...]) -> bytes:
    return struct.pack(f"!{len(ssrcs)}I", *ssrcs)


def _nack_items(lost: tuple[int, ...]) -> bytes:
    """Each item is a number and a mask of the 16 after it; a step back starts a new item."""
    items: list[list[int]] = []
    for sequence in lost:
        if items:
            first, mask = items[-1]
            bit = (sequence - first - 1) & 0xFFFF
            if bit < 16 and mask < 1 << bit:
                items[-1][1] = mask | 1 << bit
                continue
        items.append([sequence, 0])
    return b"".join(wire.NACK_ITEM.pack(*item) for item in items)


def _remb_body(packet: Remb) -> bytes:
    if packet.bitrate_bps < 0 or len(packet.ssrcs) > 255:
        raise ValueError("a REMB has a bitrate of at least 0 and at most 255 SSRCs")
    exponent = max(0, packet.bitrate_bps.bit_length() - 18)
    if exponent > 63:
        raise ValueError("bitrate beyond what a REMB can say")
    word = len(packet.ssrcs) << 24 | exponent << 18 | packet.bitrate_bps >> exponent
    head = wire.FEEDBACK_HEAD.pack(packet.sender_ssrc, 0) + wire.REMB_IDENTIFIER
    return head + wire.SSRC.pack(word) + _ssrc_list(packet.ssrcs)
