"""What every message of the server has in common."""

from __future__ import annotations

from functools import cached_property

from pydantic import BaseModel, ConfigDict


class ServerMessage(BaseModel):
    """Base of all. Reasons in it are codes; the sentences for people are the page's."""

    model_config = ConfigDict(frozen=True)

    @cached_property
    def _json(self) -> str:
        return self.model_dump_json()

    def as_json(self) -> str:
        """The message as JSON, written once however many it goes to."""
        return self._json
