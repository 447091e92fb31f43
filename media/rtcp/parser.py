"""Reading compound and reduced-size (RFC 5506) RTCP."""

import struct
from collections.abc import Callable

from media.errors import MalformedPacket
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
    UnknownRtcp,
)
from media.rtcp.transport_feedback import parse_transport_feedback


def parse_compound(data: bytes) -> list[RtcpPacket]:
    """The packets of one datagram, in order; any may come first.

    Packets of a kind not known here come as UnknownRtcp. Raises MalformedPacket when any of
    them is cut short or contradicts itself: a datagram is believed whole or not at all.
    """
    if not data:
        raise MalformedPacket("empty RTCP datagram")
    packets: list[RtcpPacket] = []
    offset = 0
    while offset < len(data):
        if offset + 4 > len(data):
            raise MalformedPacket("RTCP packet shorter than its head")
        flags, packet_type, words = wire.PACKET_HEAD.unpack_from(data, offset)
        if flags & 0xC0 != 0x80:
            raise MalformedPacket("RTCP version is not 2")
        end = offset + 4 + 4 * words
        if end > len(data):
            raise MalformedPacket("RTCP packet longer than its datagram")
        body = _without_padding(data[offset + 4 : end]) if flags & 0x20 else data[offset + 4 : end]
        packets.append(_parse_packet(packet_type, flags & 0x1F, body))
        offset = end
    return packets


def _without_padding(body: bytes) -> bytes:
    padding = body[-1] if body else 0
    # Not always a multiple of 4: libwebrtc pads transport feedback by 1 to 3 bytes.
    if not 0 < padding <= len(body):
        raise MalformedPacket("RTCP padding does not fit the packet")
    return body[:-padding]


def _parse_packet(packet_type: int, count: int, body: bytes) -> RtcpPacket:
    packet: RtcpPacket | None
    try:
        if simple := _BY_TYPE.get(packet_type):
            packet = simple(count, body)
        elif feedback := _BY_FORMAT.get((packet_type, count)):
            packet = feedback(body)
        else:
            packet = None
    except struct.error:
        raise MalformedPacket(f"RTCP packet of type {packet_type} cut short") from None
    return packet or UnknownRtcp(packet_type, count, body)


def _report_blocks(count: int, body: bytes, offset: int) -> tuple[ReportBlock, ...]:
    blocks = []
    for index in range(count):
        ssrc, loss, highest, jitter, last_sr, delay = wire.REPORT_BLOCK.unpack_from(
            body, offset + index * wire.REPORT_BLOCK.size
        )
        lost = loss & 0xFFFFFF
        signed_lost = lost - (1 << 24) if lost & 0x800000 else lost
        blocks.append(ReportBlock(ssrc, loss >> 24, signed_lost, highest, jitter, last_sr, delay))
    return tuple(blocks)


def _sender_report(count: int, body: bytes) -> SenderReport:
    ssrc, ntp_time, timestamp, packets, octets = wire.SENDER_INFO.unpack_from(body)
    blocks = _report_blocks(count, body, wire.SENDER_INFO.size)
    return SenderReport(ssrc, ntp_time, timestamp, packets, octets, blocks)


def _receiver_report(count: int, body: bytes) -> ReceiverReport:
    (ssrc,) = wire.SSRC.unpack_from(body)
    return ReceiverReport(ssrc, _report_blocks(count, body, wire.SSRC.size))


def _source_description(count: int, body: bytes) -> SourceDescription:
    cnames: list[tuple[int, str]] = []
    offset = 0
    for _ in range(count):
        (ssrc,) = wire.SSRC.unpack_from(body, offset)
        offset += wire.SSRC.size
        while True:
            if offset >= len(body):
                raise MalformedPacket("source description chunk without an end")
            item = body[offset]
            if not item:
                break
            if offset + 2 > len(body):
                raise MalformedPacket("source description item without its length")
            start, offset = offset + 2, offset + 2 + body[offset + 1]
            if offset > len(body):
                raise MalformedPacket("source description item cut short")
            if item == wire.CNAME_ITEM:
                cnames.append((ssrc, body[start:offset].decode(errors="replace")))
        # The null item fills up to the next multiple of 4.
        offset += 4 - offset % 4
    return SourceDescription(tuple(cnames))


def _goodbye(count: int, body: bytes) -> Goodbye:
    return Goodbye(struct.unpack_from(f"!{count}I", body))


def _nack(body: bytes) -> Nack:
    sender_ssrc, media_ssrc = wire.FEEDBACK_HEAD.unpack_from(body)
    lost: list[int] = []
    for sequence, following in wire.NACK_ITEM.iter_unpack(body[8:]):
        lost.append(sequence)
        lost.extend((sequence + 1 + i) & 0xFFFF for i in range(16) if following >> i & 1)
    return Nack(sender_ssrc, media_ssrc, tuple(lost))


def _picture_loss(body: bytes) -> PictureLoss:
    return PictureLoss(*wire.FEEDBACK_HEAD.unpack_from(body))


def _full_intra_request(body: bytes) -> FullIntraRequest:
    sender_ssrc, _ = wire.FEEDBACK_HEAD.unpack_from(body)
    return FullIntraRequest(sender_ssrc, tuple(wire.FULL_INTRA_ITEM.iter_unpack(body[8:])))


def _application_layer(body: bytes) -> Remb | None:
    sender_ssrc, _ = wire.FEEDBACK_HEAD.unpack_from(body)
    if body[8:12] != wire.REMB_IDENTIFIER:
        return None
    (word,) = wire.SSRC.unpack_from(body, 12)
    exponent, mantissa = word >> 18 & 0x3F, word & 0x3FFFF
    return Remb(sender_ssrc, mantissa << exponent, struct.unpack_from(f"!{word >> 24}I", body, 16))


_BY_TYPE: dict[int, Callable[[int, bytes], RtcpPacket]] = {
    wire.SENDER_REPORT: _sender_report,
    wire.RECEIVER_REPORT: _receiver_report,
    wire.SOURCE_DESCRIPTION: _source_description,
    wire.GOODBYE: _goodbye,
}
_BY_FORMAT: dict[tuple[int, int], Callable[[bytes], RtcpPacket | None]] = {
    (wire.TRANSPORT_LAYER_FEEDBACK, wire.NACK_FORMAT): _nack,
    (wire.TRANSPORT_LAYER_FEEDBACK, wire.TRANSPORT_CC_FORMAT): parse_transport_feedback,
    (wire.PAYLOAD_SPECIFIC_FEEDBACK, wire.PICTURE_LOSS_FORMAT): _picture_loss,
    (wire.PAYLOAD_SPECIFIC_FEEDBACK, wire.FULL_INTRA_REQUEST_FORMAT): _full_intra_request,
    (wire.PAYLOAD_SPECIFIC_FEEDBACK, wire.APPLICATION_LAYER_FORMAT): _application_layer,
}
