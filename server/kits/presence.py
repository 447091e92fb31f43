"""The kits that are connected now, by the grant of their tokens, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from server.kits.findings import Report
from server.kits.updating.said import Said
from server.signaling.to_client.message import ServerMessage

#: A kit reports every two seconds.
SILENT_S = 10.0
MAX_REPORTS = 100
MAX_RELEASES = 500

Tell = Callable[[ServerMessage], None]


@dataclass(slots=True)
class KitHere:
    """One kit. `heard_at` and `since` are monotonic seconds."""

    room: str
    tell: Tell
    since: float
    heard_at: float
    status: Mapping[str, Any] = field(default_factory=dict)


class KitsHere:
    """Filled by the live rooms, read by the fleet page and the watch."""

    def __init__(self) -> None:
        self._here: dict[str, KitHere] = {}
        #: By the connection on which a kit has said what it runs.
        self._speaking: dict[str, Tell] = {}
        #: Self-tests that came and are not written down yet: the grant, and what was found.
        self.reports: list[tuple[str, Report]] = []
        #: What kits said of their programs and is not written down yet, in order.
        self.releases: list[tuple[str, Said]] = []

    def hear(
        self, grant: str, room: str, tell: Tell, status: Mapping[str, Any], now: float
    ) -> None:
        """The kit of `grant` says how it is."""
        known = self.of(grant, now)
        since = now if known is None else known.since
        self._here[grant] = KitHere(room, tell, since, now, status)

    def report(self, grant: str, report: Report) -> None:
        """The kit of `grant` has tested itself."""
        if len(self.reports) < MAX_REPORTS:
            self.reports.append((grant, report))

    def hear_release(self, grant: str, tell: Tell, said: Said) -> None:
        """The kit of `grant` says what it runs. How far it is replaces how far it was."""
        if len(self.releases) >= MAX_RELEASES:
            return
        # What it says first on a connection may be old.
        said = replace(said, first=self._speaking.get(grant) != tell)
        self._speaking[grant] = tell
        waiting = [index for index, (who, _) in enumerate(self.releases) if who == grant]
        if waiting and self.releases[waiting[-1]][1].step == said.step:
            self.releases[waiting[-1]] = (grant, said)
        else:
            self.releases.append((grant, said))

    def of(self, grant: str, now: float) -> KitHere | None:
        """The kit, if it was heard lately."""
        found = self._here.get(grant)
        if found is None or now - found.heard_at > SILENT_S:
            self._here.pop(grant, None)
            return None
        return found

    def tell(self, grant: str, message: ServerMessage, now: float) -> bool:
        """Sends `message` to the kit; False when it is not here."""
        found = self.of(grant, now)
        if found is None:
            return False
        found.tell(message)
        return True

    def forget(self, grant: str) -> None:
        """The kit's tokens were taken back."""
        self._here.pop(grant, None)
        self._speaking.pop(grant, None)
