"""What the server says of itself to those who watch over it."""

from __future__ import annotations


class Readiness:
    """Set by the parts as they come and go; GET /readyz reads it."""

    def __init__(self) -> None:
        self.media = False
        self.draining = False
        #: False: a TURN server did not answer when it was last asked. None: there is none, or none
        #: was asked yet.
        self.turn: bool | None = None
