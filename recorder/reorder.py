"""Packets into their order again, patiently: what is missing may still be repaired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Packet = TypeVar("Packet")

PATIENCE_S = 1.2
"""How long a missing packet is waited for. A kill loses what waits here, besides the cluster not
yet written, so that this is bounded by the two seconds that a kill may cost."""
MAX_WAITING = 4096
RESTART_STEP = 3000
"""A greater step of the numbers is a sender that began anew, not loss."""


@dataclass(frozen=True, slots=True)
class Lost:
    """So many packets are not to be had; 0 when the sender began to number anew."""

    count: int


class ReorderBuffer(Generic[Packet]):
    """Items by extended sequence number, in; in order, with the holes named, out."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._waiting: dict[int, tuple[float, Packet]] = {}
        self._next: int | None = None
        self.late = 0
        """Packets that came after they were given up, or twice."""

    def __len__(self) -> int:
        return len(self._waiting)

    def push(self, sequence: int, packet: Packet, now: float) -> Iterator[Packet | Lost]:
        """Take one packet; whatever is in order now comes out."""
        if self._next is not None:
            if sequence < self._next or sequence in self._waiting:
                self.late += 1
                return
            if sequence - self._next > RESTART_STEP:
                yield from self._give_up(everything=True)
                yield Lost(0)
                self._next = None
        if self._next is None:
            self._next = sequence
        self._waiting[sequence] = (now, packet)
        yield from self._in_order()
        if len(self._waiting) > MAX_WAITING:
            yield from self._give_up()

    def poll(self, now: float) -> Iterator[Packet | Lost]:
        """Give up what has been waited for long enough, and go on behind it."""
        while self._waiting and now - self._waited_since() >= self._patience_s:
            yield from self._give_up()

    def flush(self) -> Iterator[Packet | Lost]:
        """Nothing more will come: everything that waits, with its holes."""
        yield from self._give_up(everything=True)

    def _waited_since(self) -> float:
        # In the order of arrival: the first one waits longest.
        return next(iter(self._waiting.values()))[0]

    def _in_order(self) -> Iterator[Packet]:
        assert self._next is not None
        while (found := self._waiting.pop(self._next, None)) is not None:
            self._next += 1
            yield found[1]

    def _give_up(self, *, everything: bool = False) -> Iterator[Packet | Lost]:
        while self._waiting:
            assert self._next is not None
            following = min(self._waiting)
            yield Lost(following - self._next)
            self._next = following
            yield from self._in_order()
            if not everything:
                return
