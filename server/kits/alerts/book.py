"""Which alerts are due: grouped by centre, told once, and told again when they are over. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

#: From the first piece of news on, others are waited for.
GROUP_S = 60.0
#: A trouble is over when it was not seen for so long: what comes and goes is told once.
STEADY_S = 120.0
#: Not more often than this for one centre.
EVERY_S = 300.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with a kit. `kit`, with `key`, says which it is; the sentence may change."""

    centre: int
    kit: str
    key: str
    #: "Cuisine · Boîtier": where to look.
    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What one centre's technicians are told at once."""

    centre: int
    troubles: tuple[Trouble, ...] = ()
    over: tuple[Trouble, ...] = ()


@dataclass(slots=True)
class _Line:
    trouble: Trouble
    since: float
    seen: float
    told: bool = False


@dataclass(slots=True)
class AlertBook:
    """Fed with every trouble there is, again and again. `now`: monotonic seconds."""

    _lines: dict[tuple[str, str], _Line] = field(default_factory=dict)
    _last: dict[int, float] = field(default_factory=dict)

    def remember(self, told: Collection[Trouble], now: float) -> None:
        """What was told before this book was opened."""
        for trouble in told:
            self._lines[trouble.kit, trouble.key] = _Line(trouble, now, now, told=True)

    def take(self, troubles: Collection[Trouble], now: float) -> list[Notice]:
        """What is to be told now."""
        for trouble in troubles:
            name = (trouble.kit, trouble.key)
            line = self._lines.setdefault(name, _Line(trouble, now, now))
            line.trouble, line.seen = trouble, now
        # What went by before anybody was told is told to nobody.
        self._lines = {
            name: line for name, line in self._lines.items() if line.told or line.seen == now
        }
        centres = {line.trouble.centre for line in self._lines.values()}
        notices = (self._notice(centre, now) for centre in sorted(centres))
        return [notice for notice in notices if notice is not None]

    def _notice(self, centre: int, now: float) -> Notice | None:
        lines = [line for line in self._lines.values() if line.trouble.centre == centre]
        new = [line for line in lines if not line.told]
        over = [line for line in lines if line.told and now - line.seen >= STEADY_S]
        waited = max((now - line.since for line in new), default=0.0)
        if not (over or waited >= GROUP_S):
            return None
        if now - self._last.get(centre, -EVERY_S) < EVERY_S:
            return None
        self._last[centre] = now
        for line in new:
            line.told = True
        for line in over:
            del self._lines[line.trouble.kit, line.trouble.key]
        return Notice(
            centre,
            tuple(line.trouble for line in new),
            tuple(line.trouble for line in over),
        )
