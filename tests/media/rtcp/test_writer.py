import aiortc.rtp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtcp import (
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
    parse_compound,
    serialize_compound,
)

ssrcs = st.integers(0, 0xFFFFFFFF)
words = st.integers(0, 0xFFFFFFFF)
sequences = st.integers(0, 0xFFFF)
report_blocks = st.builds(
    ReportBlock,
    ssrc=ssrcs,
    fraction_lost=st.integers(0, 255),
    packets_lost=st.integers(-(1 << 23), (1 << 23) - 1),
    highest_sequence=words,
    jitter=words,
    last_sr=words,
    delay_since_last_sr=words,
)
report_lists = st.lists(report_blocks, max_size=31).map(tuple)
sender_reports = st.builds(
    SenderReport, ssrcs, st.integers(0, (1 << 64) - 1), words, words, words, report_lists
)
receiver_reports = st.builds(ReceiverReport, ssrcs, report_lists)
cnames = st.text(max_size=60).filter(lambda name: len(name.encode(errors="replace")) <= 255)
descriptions = st.lists(st.tuples(ssrcs, cnames), max_size=31).map(
    lambda named: SourceDescription(tuple(named))
)
goodbyes = st.lists(ssrcs, max_size=31).map(lambda leaving: Goodbye(tuple(leaving)))
nacks = st.builds(
    Nack,
    ssrcs,
    ssrcs,
    st.lists(sequences, max_size=20).map(tuple)
    | st.tuples(sequences, st.lists(st.integers(1, 20), max_size=40)).map(
        lambda start: tuple((start[0] + sum(start[1][:i])) & 0xFFFF for i in range(len(start[1])))
    ),
)
full_intra_requests = st.builds(
    FullIntraRequest, ssrcs, st.lists(st.tuples(ssrcs, st.integers(0, 255))).map(tuple)
)
rembs = st.builds(
    Remb,
    ssrcs,
    st.builds(lambda m, e: m << e, st.integers(0, (1 << 18) - 1), st.integers(0, 45)),
    st.lists(ssrcs, max_size=20).map(tuple),
)
unknowns = st.builds(
    UnknownRtcp,
    packet_type=st.sampled_from([192, 204, 207, 208]),
    count=st.integers(0, 31),
    body=st.binary(max_size=50),
)
packets = st.one_of(
    sender_reports,
    receiver_reports,
    descriptions,
    goodbyes,
    nacks,
    st.builds(PictureLoss, ssrcs, ssrcs),
    full_intra_requests,
    rembs,
    unknowns,
)


@given(st.lists(packets, min_size=1, max_size=5))
def test_what_was_written_is_read(compound: list[RtcpPacket]) -> None:
    data = serialize_compound(compound)
    assert len(data) % 4 == 0
    assert parse_compound(data) == compound


@pytest.mark.parametrize(
    ("packet", "data"),
    [
        (Goodbye((7,)), "81cb0001 00000007"),
        (PictureLoss(1, 2), "81ce0002 00000001 00000002"),
        (Nack(1, 2, (0xFFFF, 0, 15)), "81cd0003 00000001 00000002 ffff8001"),
        (Nack(1, 2, (5, 22)), "81cd0004 00000001 00000002 00050000 00160000"),
        # The order is kept, and what is asked for twice is written twice.
        (Nack(1, 2, (5, 7, 6)), "81cd0004 00000001 00000002 00050002 00060000"),
        (Nack(1, 2, (5, 6, 6)), "81cd0004 00000001 00000002 00050001 00060000"),
        (FullIntraRequest(1, ((2, 7),)), "84ce0004 00000001 00000000 00000002 07000000"),
        (Remb(1, 1_000_000, (9,)), "8fce0005 00000001 00000000 52454d42 010bd090 00000009"),
        (SourceDescription(((5, "abc"),)), "81ca0003 00000005 01036162 63000000"),
        # The end of a chunk is at least one byte, here a whole word.
        (SourceDescription(((5, "ab"),)), "81ca0003 00000005 01026162 00000000"),
        (
            SenderReport(1, 0xE0000000_80000000, 90000, 3, 3000),
            "80c80006 00000001 e0000000 80000000 00015f90 00000003 00000bb8",
        ),
        (UnknownRtcp(204, 1, b"abcde"), "a1cc0002 61626364 65000003"),
    ],
)
def test_packets_by_hand(packet: RtcpPacket, data: str) -> None:
    assert serialize_compound([packet]) == bytes.fromhex(data)


def test_counts_wrap_and_losses_are_clamped() -> None:
    blocks = (ReportBlock(1, packets_lost=1 << 30), ReportBlock(1, packets_lost=-(1 << 30)))
    report = SenderReport(1, 0, 0, (1 << 32) + 5, (1 << 33) + 6, blocks)
    (read,) = parse_compound(serialize_compound([report]))
    assert isinstance(read, SenderReport)
    assert (read.packet_count, read.octet_count) == (5, 6)
    assert [block.packets_lost for block in read.reports] == [0x7FFFFF, -0x800000]


@given(st.integers(0, 1 << 60))
def test_a_remb_never_promises_more_than_was_said(bitrate_bps: int) -> None:
    (read,) = parse_compound(serialize_compound([Remb(1, bitrate_bps, ())]))
    assert isinstance(read, Remb)
    assert bitrate_bps * (1 - 2**-17) <= read.bitrate_bps <= bitrate_bps


@pytest.mark.parametrize(
    "packet",
    [
        Goodbye((1 << 32,)),
        Goodbye((0,) * 32),
        ReceiverReport(-1),
        ReceiverReport(1, (ReportBlock(1, fraction_lost=256),)),
        ReceiverReport(1, (ReportBlock(1, jitter=-1),)),
        SenderReport(1, 1 << 64, 0, 0, 0),
        SourceDescription(((1, "é" * 128),)),
        SourceDescription(((1, "\ud800"),)),
        Nack(1, 2, (65536,)),
        FullIntraRequest(1, ((1, 256),)),
        Remb(1, -1, ()),
        Remb(1, 1 << 90, ()),
        Remb(1, 0, (0,) * 256),
        UnknownRtcp(204, 32, b""),
        UnknownRtcp(256, 0, b""),
        UnknownRtcp(204, 0, bytes(1 << 18)),
        TransportFeedback(1, 2, 0, 0, 256, (0,)),
        TransportFeedback(1, 2, 0, 1 << 24, 0, (0,)),
        TransportFeedback(1, 2, 0, 0, 0, (0, 0x8000)),
        TransportFeedback(1, 2, 0, 0, 0, (None,) * 65536),
    ],
)
def test_a_value_that_does_not_fit_is_not_written(packet: RtcpPacket) -> None:
    with pytest.raises(ValueError):
        serialize_compound([packet])


@given(sender_reports | receiver_reports)
def test_aiortc_reads_reports_the_same(packet: SenderReport | ReceiverReport) -> None:
    (theirs,) = aiortc.rtp.RtcpPacket.parse(serialize_compound([packet]))
    assert isinstance(theirs, aiortc.rtp.RtcpSrPacket | aiortc.rtp.RtcpRrPacket)
    assert theirs.ssrc == packet.ssrc
    assert [
        ReportBlock(
            block.ssrc,
            block.fraction_lost,
            block.packets_lost,
            block.highest_sequence,
            block.jitter,
            block.lsr,
            block.dlsr,
        )
        for block in theirs.reports
    ] == list(packet.reports)
    if isinstance(packet, SenderReport):
        info = theirs.sender_info
        assert (info.ntp_timestamp, info.rtp_timestamp) == (packet.ntp_time, packet.rtp_timestamp)
        assert (info.packet_count, info.octet_count) == (packet.packet_count, packet.octet_count)
    assert bytes(theirs) == serialize_compound([packet])


@given(ssrcs, ssrcs, st.sets(st.integers(0, 3000), min_size=1, max_size=60).map(sorted))
def test_aiortc_writes_and_reads_nacks_the_same(sender: int, media: int, lost: list[int]) -> None:
    # Away from the wrap, where its reader yields numbers above 65535.
    theirs = aiortc.rtp.RtcpRtpfbPacket(fmt=1, ssrc=sender, media_ssrc=media, lost=lost)
    ours = Nack(sender, media, tuple(lost))
    assert serialize_compound([ours]) == bytes(theirs)
    assert parse_compound(bytes(theirs)) == [ours]


@given(ssrcs, st.text(st.characters(codec="ascii"), max_size=60))
def test_aiortc_names_a_source_the_same(ssrc: int, cname: str) -> None:
    info = aiortc.rtp.RtcpSourceInfo(ssrc=ssrc, items=[(1, cname.encode())])
    ours = SourceDescription(((ssrc, cname),))
    assert parse_compound(bytes(aiortc.rtp.RtcpSdesPacket(chunks=[info]))) == [ours]
    (theirs,) = aiortc.rtp.RtcpPacket.parse(serialize_compound([ours]))
    assert isinstance(theirs, aiortc.rtp.RtcpSdesPacket)
    assert theirs.chunks == [info]


@given(rembs)
def test_aiortc_reads_rembs_the_same(packet: Remb) -> None:
    (theirs,) = aiortc.rtp.RtcpPacket.parse(serialize_compound([packet]))
    assert isinstance(theirs, aiortc.rtp.RtcpPsfbPacket)
    assert aiortc.rtp.unpack_remb_fci(theirs.fci) == (packet.bitrate_bps, list(packet.ssrcs))


@given(goodbyes | st.builds(PictureLoss, ssrcs, ssrcs))
def test_aiortc_writes_the_rest_the_same(packet: Goodbye | PictureLoss) -> None:
    if isinstance(packet, Goodbye):
        theirs = bytes(aiortc.rtp.RtcpByePacket(sources=list(packet.ssrcs)))
    else:
        theirs = bytes(
            aiortc.rtp.RtcpPsfbPacket(fmt=1, ssrc=packet.sender_ssrc, media_ssrc=packet.media_ssrc)
        )
    assert serialize_compound([packet]) == theirs
