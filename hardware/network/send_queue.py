"""What waits for a TCP connection that is slower than what is to be sent.

TCP delays where UDP loses: without a bound, what is filmed would come ever later. Old pictures are
dropped here instead; the server sees the gap, asks again or for a new key picture, and reports a
loss that makes the encoder spend less.
"""

from collections import deque

from hardware.network.framing import frame

#: A picture that waited longer helps nobody.
PICTURE_AGE_S = 0.4
#: Something is dropped beyond this, whatever it is.
MAX_BYTES = 256 * 1024
#: Sound, reports, DTLS and STUN are shorter; they are dropped only when nothing else helps.
PICTURE_BYTES = 500


class SendQueue:
    """Frames in the order in which they are to leave."""

    def __init__(self) -> None:
        self._frames: deque[tuple[float, bytes]] = deque()
        self._pictures = 0
        self.size_bytes = 0
        self.dropped = 0

    def put(self, datagram: bytes, now: float) -> None:
        """Queue one; `now` is monotonic."""
        framed = frame(datagram)
        self._frames.append((now, framed))
        self.size_bytes += len(framed)
        self._pictures += _is_picture(framed)
        if self._pictures and (self._is_late(now) or self.size_bytes > MAX_BYTES):
            self._drop_pictures(now)
        while self.size_bytes > MAX_BYTES:
            self.take()
            self.dropped += 1

    def take(self) -> bytes | None:
        """The next frame to write; None when nothing waits."""
        if not self._frames:
            return None
        _, framed = self._frames.popleft()
        self.size_bytes -= len(framed)
        self._pictures -= _is_picture(framed)
        return framed

    def _is_late(self, now: float) -> bool:
        return now - self._frames[0][0] > PICTURE_AGE_S

    def _drop_pictures(self, now: float) -> None:
        """All that wait: without the older ones the newer cannot be decoded either."""
        kept = deque((since, framed) for since, framed in self._frames if not _is_picture(framed))
        self.dropped += len(self._frames) - len(kept)
        # What cannot be dropped does not have everything behind it dropped again and again.
        self._frames = deque((now, framed) for _, framed in kept)
        self.size_bytes, self._pictures = sum(len(framed) for _, framed in kept), 0


def _is_picture(framed: bytes) -> bool:
    """RTP (RFC 7983: 128 to 191) of more than a frame of sound."""
    return len(framed) > PICTURE_BYTES and 128 <= framed[2] <= 191
