"""Who gets the bits when the room's uplink is short. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hardware.agent.bitrate import GROWTH, LOWEST_BPS

# Less than this share of what is wanted, and the uplink is short.
ENOUGH = 0.9


@dataclass(frozen=True, slots=True)
class Need:
    """``wanted_bps`` is the profile's, ``allowed_bps`` what loss has left; priority 0 is first.
    ``watched_bps``: what the sizes that somebody watches take of it."""

    role: str
    priority: int
    wanted_bps: int
    allowed_bps: int
    watched_bps: int


def divide(needs: Sequence[Need], spotlit: str | None) -> dict[str, int]:
    """The most that each role may spend, in bits a second.

    While the uplink carries everything, everybody gets what the profile says: those at home
    choose their own view. When it does not, what it carries goes to the camera that is in front
    of everybody, then by priority; nobody is left without ``LOWEST_BPS``.
    """
    watched_bps = sum(need.watched_bps for need in needs)
    allowed_bps = sum(min(need.allowed_bps, need.watched_bps) for need in needs)
    if allowed_bps >= ENOUGH * watched_bps:
        return {need.role: need.wanted_bps for need in needs}
    order = sorted(needs, key=lambda need: (need.role != spotlit, need.priority))
    least = {need.role: min(LOWEST_BPS, need.watched_bps) for need in needs}
    # A little more than it carries now: so it is found out when it carries more.
    left_bps = max(0, int(GROWTH * allowed_bps) - sum(least.values()))
    shares = {}
    for need in order:
        more_bps = min(left_bps, need.watched_bps - least[need.role])
        shares[need.role] = least[need.role] + more_bps
        left_bps -= more_bps
    return shares


@dataclass
class Spotlight:
    """Which of the room's cameras is in front of everybody, by what the server tells."""

    _roles: dict[str, str] = field(default_factory=dict)
    _camera: str | None = None

    @property
    def role(self) -> str | None:
        """The camera's role; None when nobody, or a home, is in front."""
        return self._roles.get(self._camera or "")

    def next_camera(self, roles: Sequence[str]) -> str | None:
        """The id of the camera after the one in front, among these roles; None when the server
        knows none of them."""
        ids = {role: camera for camera, role in self._roles.items() if role in roles}
        known = [role for role in roles if role in ids]
        if not known:
            return None
        place = known.index(self.role) + 1 if self.role in known else 0
        return ids[known[place % len(known)]]

    def hear(self, message: Mapping[str, Any]) -> None:
        """Take in any message of the live connection."""
        match message.get("type"):
            case "welcome":
                self._roles.clear()
                for camera in message.get("cameras") or ():
                    self._roles[camera["id"]] = camera["role"]
                self._camera = (message.get("spotlight") or {}).get("camera")
            case "camera" if isinstance(message.get("camera"), dict):
                self._roles[message["camera"]["id"]] = message["camera"]["role"]
            case "spotlight":
                self._camera = (message.get("spotlight") or {}).get("camera")
