"""The receiver's side of transport-wide congestion control: arrivals noted, feedback made."""

from collections.abc import Iterator

from media.rtcp.packets import TransportFeedback
from media.rtcp.transport_feedback import MAX_LARGE_DELTA, MIN_LARGE_DELTA, REFERENCE_TICKS
from media.rtp.sequence import SequenceUnwrapper

_TICKS_PER_S = 4000

_WINDOW = 8192
"""Packets remembered behind the highest: a duplicate within it is known, an older one ignored."""

# One message stays under 1200 bytes: 400 deltas of at most 2 bytes, 1024 symbols of 2 bits.
_MAX_ARRIVALS = 400
_MAX_STATUSES = 1024


class ArrivalLog:
    """Notes when the packets of one transport arrived, and tells their sender.

    Each packet is reported once: with its neighbours, the missing ones as lost, or, when it
    comes after it was reported lost, in a message of its own. A jump of more than the window is
    taken for a new start of the sender, not for so many losses.
    """

    def __init__(self) -> None:
        self._unwrapper = SequenceUnwrapper()
        self._seen = bytearray(_WINDOW)
        self._unreported: dict[int, int] = {}
        # The first number that no message has told of yet; meant from the first arrival on.
        self._next = 0
        self._feedback_count = 0

    def record(self, sequence: int, arrival_s: float) -> None:
        """Note the transport-wide number (16 bits) of a packet and its arrival (monotonic s).

        Of duplicates the first counts. What is noted waits for `take_feedback`.
        """
        highest = self._unwrapper.highest
        extended = self._unwrapper.unwrap(sequence)
        if highest is None or extended - highest > _WINDOW:
            self._seen = bytearray(_WINDOW)
            self._next = extended
        elif extended > highest:
            for missing in range(highest + 1, extended):
                self._seen[missing % _WINDOW] = 0
        elif highest - extended >= _WINDOW or self._seen[extended % _WINDOW]:
            return
        self._seen[extended % _WINDOW] = 1
        self._unreported[extended] = round(arrival_s * _TICKS_PER_S)

    def take_feedback(self, sender_ssrc: int, media_ssrc: int) -> list[TransportFeedback]:
        """Everything not reported yet, as messages of at most 1200 bytes; [] for nothing.

        `media_ssrc` must be one that the publisher owns: given 0, Chromium believes that
        hardly anything gets through. A message ends where it would grow too long, or where two
        arrivals are too far apart (8 s) for one.
        """
        messages = [
            self._message(sender_ssrc, media_ssrc, start, arrived)
            for start, arrived in self._stretches()
        ]
        self._unreported.clear()
        return messages

    def _stretches(self) -> Iterator[tuple[int, list[int]]]:
        """For each message: the first number that it tells of, and the numbers that arrived."""
        start = 0
        arrived: list[int] = []
        for number in sorted(self._unreported):
            # The missing ones before a fresh packet are told with it. Those before a late one
            # have been told already: it goes alone, or with the one right before it.
            begin = min(number, self._next)
            if arrived and not (begin == arrived[-1] + 1 and self._fits(start, arrived, number)):
                yield start, arrived
                arrived = []
            if not arrived:
                start = begin
            arrived.append(number)
            self._next = max(self._next, number + 1)
        if arrived:
            yield start, arrived

    def _fits(self, start: int, arrived: list[int], number: int) -> bool:
        step = self._unreported[number] - self._unreported[arrived[-1]]
        return (
            len(arrived) < _MAX_ARRIVALS
            and number - start < _MAX_STATUSES
            and MIN_LARGE_DELTA <= step <= MAX_LARGE_DELTA
        )

    def _message(
        self, sender_ssrc: int, media_ssrc: int, start: int, arrived: list[int]
    ) -> TransportFeedback:
        reference = self._unreported[arrived[0]] // REFERENCE_TICKS
        arrivals: list[int | None] = [None] * (arrived[-1] + 1 - start)
        for number in arrived:
            arrivals[number - start] = self._unreported[number] - reference * REFERENCE_TICKS
        feedback_count = self._feedback_count
        self._feedback_count = (feedback_count + 1) & 0xFF
        return TransportFeedback(
            sender_ssrc,
            media_ssrc,
            start & 0xFFFF,
            reference & 0xFFFFFF,
            feedback_count,
            tuple(arrivals),
        )
