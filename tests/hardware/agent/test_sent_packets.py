"""A kit keeps what it sent for seconds, and sends each packet once for each round trip."""

from __future__ import annotations

from typing import Any

import pytest
from aiortc import RTCRtpSender, rtcrtpsender
from aiortc.rtp import RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from hardware.agent.sent_packets import KEPT_PACKETS, SentAgain, keep_sent_packets


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ([(7, 0.0)], [True]),
        ([(7, 0.0), (7, 0.09), (7, 0.1), (7, 0.15)], [True, False, True, False]),
        ([(7, 0.0), (8, 0.01)], [True, True]),
        # Another packet in the same place of the memory.
        ([(7, 0.0), (7 + KEPT_PACKETS, 0.01), (7, 0.02)], [True, True, True]),
    ],
)
def test_once_a_round_trip(asked: list[tuple[int, float]], sent: list[bool]) -> None:
    again = SentAgain()
    assert [again.may(number, now, 0.1) for number, now in asked] == sent


@given(st.lists(st.tuples(st.integers(0, 65535), st.floats(0, 0.2)), max_size=200))
def test_while_the_round_trip_is_unknown_every_request_is_answered(
    asked: list[tuple[int, float]],
) -> None:
    again, now = SentAgain(), 0.0
    for number, pause in asked:
        now += pause
        assert again.may(number, now, 0.0)


class Transport:
    """Keeps what it is to send."""

    state = "connected"

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    async def _send_rtp(self, data: bytes) -> None:
        self.sent.append(data)


async def test_aiortc_does_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RTCRtpSender, "_retransmit", RTCRtpSender._retransmit)
    monkeypatch.setattr(rtcrtpsender, "RTP_HISTORY_SIZE", 128)
    now = [10.0]
    keep_sent_packets(lambda: now[0])
    transport = Transport()
    sender: Any = RTCRtpSender("video", transport)  # type: ignore[arg-type]
    sender._RTCRtpSender__rtt = 0.1
    history = sender._RTCRtpSender__rtp_history
    for number in range(1000):
        packet = RtpPacket(payload_type=96, sequence_number=number, payload=b"x")
        history[number % rtcrtpsender.RTP_HISTORY_SIZE] = packet
    # The first of a thousand is there still.
    for number, at in ((0, 10.0), (999, 10.0), (0, 10.05), (0, 10.11)):
        now[0] = at
        await sender._retransmit(number)
    sent = [int.from_bytes(data[2:4], "big") for data in transport.sent]
    assert sent == [0, 999, 0]
