"""What a kit remembers of its releases, and how that is written down (``state.json``)."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Instant:
    """``boot`` names the time since the machine was switched on, ``at_s`` are seconds of it: the
    wall clock of a kit may be set by years."""

    boot: str
    at_s: float

    def since_s(self, earlier: "Instant") -> float:
        """Seconds from ``earlier`` to now; 0 when the machine was switched off in between."""
        return max(0.0, self.at_s - earlier.at_s) if self.boot == earlier.boot else 0.0


@dataclass(frozen=True, slots=True)
class Trial:
    """A release that is being tried. ``starts``: how often it was begun; ``since``: the first
    time since the machine was switched on; ``devices``: those that worked before."""

    version: str
    starts: int
    since: Instant
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the last update came to: ``kept``, ``returned`` or ``failed``, and why. ``reason`` is
    None where somebody asked for it."""

    step: str
    version: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """``current`` runs, ``previous`` ran before it; None is the base, the installed program.

    ``starts``: how often ``current`` was begun without having lasted. ``base``: the base's
    version, for being told.
    """

    current: str | None = None
    previous: str | None = None
    trial: Trial | None = None
    starts: int = 0
    outcome: Outcome | None = None
    base: str = ""


def state_text(state: State) -> str:
    """As a file holds it."""
    return json.dumps({"format": FORMAT} | asdict(state), indent=1)


def parse_state(text: str) -> State:
    """The state of a file. Raises ValueError when this is none, or one of a later format."""
    try:
        held = json.loads(text)
        if held["format"] != FORMAT:
            raise ValueError(f"format {held['format']}")
        return State(
            current=_version(held["current"]),
            previous=_version(held["previous"]),
            trial=_trial(held["trial"]) if held["trial"] else None,
            starts=int(held["starts"]),
            outcome=_outcome(held["outcome"]) if held["outcome"] else None,
            base=str(held["base"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a state: {error!r}") from error


def _version(held: object) -> str | None:
    return str(held) if held else None


def _trial(held: Mapping[str, Any]) -> Trial:
    since = Instant(str(held["since"]["boot"]), float(held["since"]["at_s"]))
    devices = tuple(str(one) for one in held["devices"])
    return Trial(str(held["version"]), int(held["starts"]), since, devices)


def _outcome(held: Mapping[str, Any]) -> Outcome:
    reason = held["reason"]
    return Outcome(str(held["step"]), str(held["version"]), str(reason) if reason else None)
