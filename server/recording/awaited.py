"""A recording that an earlier process did not end: what it takes to go on with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from recorder.manifest import Manifest
from rooms.consent import Asking, Consent, RoomAnswer
from server.care.ledger import THE_ROOM, Respondent

#: One that was interrupted for longer is over: whoever leads begins another.
GO_ON_WITHIN_S = 600.0


@dataclass(frozen=True, slots=True)
class Awaited:
    """`answers`: the latest of each person of the session, and whether they are a child."""

    folder: Path
    asking: Asking
    answers: Mapping[str, tuple[Consent, bool]]
    of_room: RoomAnswer | None


def may_go_on(manifest: Manifest, unix_s: float) -> bool:
    """Whether it is interrupted rather than over."""
    ended_s = manifest.ended_unix_s
    return manifest.wanted is not None and ended_s is not None and unix_s - ended_s < GO_ON_WITHIN_S


def wanted_by(asking: Asking) -> dict[str, Any]:
    """What a manifest keeps of it."""
    return asdict(asking)


def awaited(
    folder: Path, wanted: Mapping[str, Any], ledger: Iterable[tuple[Respondent, Consent]]
) -> Awaited:
    """With the session's answers, in the order they were given. Raises TypeError."""
    answers: dict[str, tuple[Consent, bool]] = {}
    of_room: RoomAnswer | None = None
    for who, consent in ledger:
        if who.person == THE_ROOM:
            of_room = RoomAnswer(who.name, consent)
        else:
            # Once a child, always a child.
            minor = who.minor or (who.person in answers and answers[who.person][1])
            answers[who.person] = consent, minor
    return Awaited(folder, Asking(**wanted), answers, of_room)
