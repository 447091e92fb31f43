"""How far it is, and how long it takes yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_TELL_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` from 0 to 1; `left_s` None before one can tell. `watchable`: a first version is
    there already."""

    done: float
    left_s: float | None
    watchable: bool = False


class Tracker:
    """Adds up the steps. What an earlier process did says nothing of how fast this one is."""

    def __init__(
        self,
        tell: Callable[[Progress], None],
        weights: Mapping[str, float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.watchable = False
        self._tell, self._clock = tell, clock
        self._weights = weights
        self._total = sum(weights.values())
        self._parts = dict.fromkeys(weights, 0.0)
        self._began = self._told = clock()
        self._found = 0.0

    def found(self, step: str, part: float = 1.0) -> None:
        """So much of a step was done before."""
        before = self._done()
        self._parts[step] = part
        self._found += self._done() - before

    def step(self, name: str) -> Callable[[float], None]:
        """What a step tells its part to, from 0 to 1."""

        def report(part: float) -> None:
            self._parts[name] = min(1.0, max(part, self._parts[name]))
            if self._clock() - self._told >= _TELL_EVERY_S or part >= 1:
                self.tell()

        return report

    def tell(self) -> None:
        """Now."""
        self._told = self._clock()
        done, own = self._done(), self._done() - self._found
        spent_s = self._told - self._began
        left_s = (1 - done) * spent_s / own if own > 0.005 else None
        self._tell(Progress(round(done, 4), left_s, self.watchable))

    def _done(self) -> float:
        return sum(self._weights[name] * part for name, part in self._parts.items()) / self._total
