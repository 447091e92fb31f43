"""What the server says of itself to those who watch over it."""

from __future__ import annotations


class Readiness:
    """Set by the parts as they come and go; GET /readyz reads it."""

    def __init__(self) -> None:
        self.media = False
        self.draining = False
