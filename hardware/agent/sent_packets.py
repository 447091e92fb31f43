"""What a kit sends again when the server asks for it (RFC 4585, section 6.2.1).

aiortc keeps the last 128 packets, half a second of a picture: after a line was gone for so long
nothing could be repaired. And it sends a packet again as often as it is asked, whereas the server,
whose requests are lost too, asks several times within a round trip: on a long line that was five
packets for one. Browsers keep more and let a round trip pass; so does a kit.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from weakref import WeakKeyDictionary

from aiortc import RTCRtpSender, rtcrtpsender

#: About four seconds of a picture of 2 Mb/s; divides the 65,536 numbers of packets.
KEPT_PACKETS = 1024

_send_again = RTCRtpSender._retransmit


class SentAgain:
    """When each packet that is kept was sent again last."""

    def __init__(self) -> None:
        self._at: dict[int, tuple[int, float]] = {}

    def may(self, sequence: int, now: float, round_trip_s: float) -> bool:
        """Whether to send it again at `now`: the answer to an earlier request is not on its way any
        more. A yes is taken for done."""
        number, at = self._at.get(sequence % KEPT_PACKETS, (-1, 0.0))
        if number == sequence and now - at < round_trip_s:
            return False
        self._at[sequence % KEPT_PACKETS] = sequence, now
        return True


def keep_sent_packets(clock: Callable[[], float] = time.monotonic) -> None:
    """From now on, for the whole process."""
    rtcrtpsender.RTP_HISTORY_SIZE = KEPT_PACKETS  # type: ignore[attr-defined]
    senders: WeakKeyDictionary[RTCRtpSender, SentAgain] = WeakKeyDictionary()

    async def once_a_round_trip(sender: RTCRtpSender, sequence_number: int) -> None:
        round_trip_s: float | None = getattr(sender, "_RTCRtpSender__rtt", None)
        sent = senders.setdefault(sender, SentAgain())
        if sent.may(sequence_number, clock(), round_trip_s or 0.0):
            await _send_again(sender, sequence_number)

    RTCRtpSender._retransmit = once_a_round_trip  # type: ignore[assignment, method-assign]
