"""Which packets of a stream are missing, and when to ask for them again (RFC 4585, section
6.2.1).
"""

REORDERING_S = 0.010
"""A packet this young may merely be out of order: it is not asked for yet."""
RETRY_S = 0.050
"""A request is repeated no sooner than this, nor sooner than 1.5 round trips."""
MAX_TRIES = 10
GIVE_UP_S = 1.0
"""A packet missing for longer would come too late to be played."""
PATIENT_GIVE_UP_S = 1.2
"""A recording waits longer than a listener, and goes on asking at the same pace: it is the lost
requests that cost, and publishers send nothing again within a round trip. See docs/recording.md."""
MAX_MISSING = 250
"""Beyond this a keyframe costs less than the repair."""


class LossTracker:
    """The missing packets of one stream, by extended sequence number."""

    __slots__ = ("_missing", "given_up", "patient", "recovered")

    def __init__(self) -> None:
        self._missing: dict[int, tuple[float, float, int]] = {}
        self.recovered = 0
        self.given_up = 0
        self.patient = False
        """Whether a packet is still of use when it comes too late to be played live."""

    def __len__(self) -> int:
        return len(self._missing)

    def missed(self, first: int, last: int, now: float) -> bool:
        """Packets `first` to `last` were skipped. False when the hole is too large to be
        repaired.
        """
        if last - first + 1 + len(self._missing) > MAX_MISSING:
            self.given_up += last - first + 1 + len(self._missing)
            self._missing.clear()
            return False
        for sequence in range(first, last + 1):
            self._missing[sequence] = (now, 0.0, 0)
        return True

    def arrived(self, sequence: int) -> bool:
        """A packet came late; True when it was awaited."""
        if self._missing.pop(sequence, None) is None:
            return False
        self.recovered += 1
        return True

    def due(self, now: float, round_trip_s: float = 0.0) -> list[int]:
        """The packets to ask for now, oldest first; those waited for too long are forgotten."""
        if not self._missing:
            return []
        wait_s = max(RETRY_S, 1.5 * round_trip_s)
        patient, give_up_s = self.patient, PATIENT_GIVE_UP_S if self.patient else GIVE_UP_S
        asked: list[int] = []
        hopeless: list[int] = []
        for sequence, (since, last_asked, tries) in self._missing.items():
            if now - since > give_up_s or (tries >= MAX_TRIES and not patient):
                hopeless.append(sequence)
            elif now - since >= REORDERING_S and (tries == 0 or now - last_asked >= wait_s):
                self._missing[sequence] = (since, now, tries + 1)
                asked.append(sequence)
        for sequence in hopeless:
            del self._missing[sequence]
        self.given_up += len(hopeless)
        return asked

    def clear(self) -> None:
        """Forget everything: the sender has restarted, or nobody needs the stream."""
        self._missing.clear()
