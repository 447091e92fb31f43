"""One upload: what was announced, how far it is, what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from recorder.errors import DamagedFile


class State(StrEnum):
    """From the first byte to the last word."""

    RECEIVING = "receiving"
    EXAMINING = "examining"  # whole; nobody has looked inside yet
    ACCEPTED = "accepted"
    REFUSED = "refused"  # its bytes are deleted, its reason stays for a while


@dataclass(slots=True)
class Upload:
    """`account` brings it to `centre`. `length` and `offset` are bytes; what is below `offset` is
    on the disk for good. `film` is what the examination found, `reason` why it was refused.

    Without `expires_at` it is kept until somebody deletes it.
    """

    id: str
    account: int
    centre: int
    length: int
    name: str
    fingerprint: str | None
    created_at: datetime
    expires_at: datetime | None
    offset: int = field(default=0, compare=False)
    state: State = State.RECEIVING
    reason: str | None = None
    film: dict[str, Any] | None = None

    def to_manifest(self) -> dict[str, Any]:
        """As it is kept beside the bytes; the offset is kept apart, as it changes all the time."""
        return {
            "id": self.id,
            "account": self.account,
            "centre": self.centre,
            "length": self.length,
            "name": self.name,
            "fingerprint": self.fingerprint,
            "created_at": self.created_at.isoformat(),
            "expires_at": None if self.expires_at is None else self.expires_at.isoformat(),
            "state": self.state.value,
            "reason": self.reason,
            "film": self.film,
        }

    @classmethod
    def from_manifest(cls, manifest: Any) -> Self:
        """The upload of a manifest. Raises DamagedFile."""
        try:
            expires_at = manifest["expires_at"]
            return cls(
                **{
                    **manifest,
                    "created_at": datetime.fromisoformat(manifest["created_at"]),
                    "expires_at": None
                    if expires_at is None
                    else datetime.fromisoformat(expires_at),
                    "state": State(manifest["state"]),
                }
            )
        except (TypeError, KeyError, ValueError) as error:
            raise DamagedFile("not the manifest of an upload") from error
