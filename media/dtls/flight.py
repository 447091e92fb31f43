"""The flight under way: numbering of its records and its retransmission (RFC 6347 section 4.2.4).

OpenSSL's own timer reads the machine's clock and starts at one second, long for somebody who
waits at a door. So the last flight is kept and sent again from here, by the caller's clock.
"""

from media.dtls.record import CHANGE_CIPHER_SPEC, Record, pack_datagrams

# A quarter of a second covers most round trips; RFC 6347 asks for one second where nothing is
# known, RFC 8261 and browsers use less. Too short costs a few hundred bytes, no more.
INITIAL_TIMEOUT_S = 0.25
MAX_TIMEOUT_S = 2.0


class Flight:
    """Sends records, and remembers the last ones until they are answered."""

    def __init__(self) -> None:
        self.due: float | None = None
        self._records: list[Record] = []
        self._timeout_s = INITIAL_TIMEOUT_S
        self._sent_at = float("-inf")
        self._next_sequence = 0

    @property
    def is_empty(self) -> bool:
        return not self._records

    def send(self, records: list[Record], now: float) -> list[bytes]:
        """Start a new flight."""
        self._records = records
        self._timeout_s = INITIAL_TIMEOUT_S
        return self._transmit(now)

    def send_once(self, records: list[Record]) -> list[bytes]:
        """Number and pack records that belong to no flight (an alert, HelloVerifyRequest)."""
        return pack_datagrams(self._numbered(record) for record in records)

    def resend(self, now: float, renewed: list[Record]) -> list[bytes]:
        """The flight again, the timeout doubled; `renewed` replaces it, when not empty."""
        self._records = renewed or self._records
        self._timeout_s = min(2 * self._timeout_s, MAX_TIMEOUT_S)
        return self._transmit(now)

    def finish(self, records: list[Record], now: float) -> list[bytes]:
        """Send what ends the handshake on this side; only `repeat_if_asked` sends it again."""
        datagrams = self.send(records, now)
        # OpenSSL may have repeated its former flight before the last one, which starts here.
        kinds = [record.content_type for record in records]
        last = kinds.index(CHANGE_CIPHER_SPEC) if CHANGE_CIPHER_SPEC in kinds else len(kinds)
        self._records, self.due = records[last:], None
        return datagrams

    def repeat_if_asked(self, now: float) -> list[bytes]:
        """The last flight again, because the peer repeats its own; at most once per timeout."""
        if self.is_empty or now < self._sent_at + INITIAL_TIMEOUT_S:
            return []
        datagrams = self._transmit(now)
        self.due = None
        return datagrams

    def _transmit(self, now: float) -> list[bytes]:
        self._sent_at, self.due = now, now + self._timeout_s
        return self.send_once(self._records)

    def _numbered(self, record: Record) -> bytes:
        # In epoch 0 every transmission gets its own number, or the peer would drop it as a
        # replay. Later epochs are bound to theirs by encryption: there the repeated record is
        # of use only to a peer that never saw it, which is the case it is meant for.
        if record.epoch:
            return record.serialize(record.sequence)
        self._next_sequence += 1
        return record.serialize(self._next_sequence - 1)
