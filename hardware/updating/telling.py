"""What a kit says of its releases (``kit.release``): what it runs, how far it is with another."""

from collections.abc import Callable
from typing import Any

from hardware.updating.launching import base_version
from hardware.updating.shelf import Shelf


class Telling:
    """``running``: the release that this process is. ``say`` is the way to the server, while there
    is one; ``step``, ``version`` and ``share`` (0..1) are of what is being done now, None when
    nothing is: then the last outcome is told."""

    def __init__(self, shelf: Shelf, running: str | None) -> None:
        self._shelf, self._running = shelf, running
        self.say: Callable[[dict[str, Any]], None] = lambda message: None
        self.step: str | None = None
        self.version: str | None = None
        self.share: float | None = None
        self._told: dict[str, Any] = {}

    @property
    def running(self) -> str:
        """What is told to run: a release, or the base's version."""
        return self._running or self._base

    @property
    def _base(self) -> str:
        return self._shelf.state.base or base_version()

    def go(self, step: str | None, version: str | None = None) -> None:
        """This is done from now on, and told."""
        self.step, self.version, self.share = step, version, None
        self.tell()

    def tell(self) -> None:
        """Say how it goes, whether or not that was said before."""
        self._told = self._message()
        self.say(self._told)

    def tell_news(self) -> None:
        """Say how it goes, unless that was said."""
        if self._message() != self._told:
            self.tell()

    def _message(self) -> dict[str, Any]:
        state = self._shelf.state
        step, version, reason = self.step or "none", self.version, None
        if self.step is None and state.trial is not None:
            step, version = "trying", state.trial.version
        elif self.step is None and state.outcome is not None:
            outcome = state.outcome
            step, version, reason = outcome.step, outcome.version, outcome.reason
        # What a release on trial would be left for is what ran before it.
        is_tried = state.trial is not None and state.trial.version == self._running
        before = state.current if is_tried else state.previous
        return {
            "type": "kit.release",
            "running": self.running,
            "previous": (before or self._base) if self._running else None,
            "step": step,
            "version": version,
            "share": None if self.share is None else round(self.share, 2),
            "reason": reason,
        }
