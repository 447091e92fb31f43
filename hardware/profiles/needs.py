"""What an activity needs of a room, and which role of the kit answers it."""

from collections.abc import Iterable
from dataclasses import dataclass

from hardware.profiles.schema import KitProfile

NEEDS = ("wide_view", "hands_camera", "score_camera", "original_sound")


@dataclass(frozen=True, slots=True)
class Answered:
    """``roles``: need -> camera role, or ``microphone``; ``missing``: needs without an answer."""

    roles: dict[str, str]
    missing: tuple[str, ...]


def answer_needs(kit: KitProfile, needs: Iterable[str]) -> Answered:
    """Which of the kit's roles answer these needs. A need that is not one of ours is missing."""
    roles: dict[str, str] = {}
    missing: list[str] = []
    for need in needs:
        answer = getattr(kit.needs, need, None) if need in NEEDS else None
        if answer is True:
            answer = "microphone"
        if answer:
            roles[need] = answer
        else:
            missing.append(need)
    return Answered(roles, tuple(missing))
