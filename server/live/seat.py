"""A person's place on our side: the connection that fills it now, and what is sent there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from media.control.subscriber import Quality
from rooms.publications import Source
from server.live.outbox import Outbox
from server.live.subscription import Subscription
from server.signaling.to_client.message import ServerMessage


@dataclass(slots=True)
class Seat:
    """`outbox` is None while the connection is lost. `resume` is the secret that brings it back."""

    person: str
    outbox: Outbox | None
    resume: str
    subscription: Subscription | None = None
    #: What the token they came in with was made from: a paired kit is known by it.
    grant: str | None = None
    #: False after the subscription died under the page: only coming back makes another.
    receiving: bool = False
    #: The pictures asked for, by track or camera id.
    wanted: Mapping[str, Quality] = field(default_factory=dict)
    #: The latest offer of their own microphone and camera.
    offer_sdp: str = ""
    #: What each of its media sections carries.
    sources: Mapping[str, Source] = field(default_factory=dict)

    @property
    def batch(self) -> bool:
        """Whether the page can be told of several people in one message."""
        return self.outbox is not None and self.outbox.batch

    def send(self, message: ServerMessage) -> None:
        """Queues `message` if somebody is connected."""
        if self.outbox is not None:
            self.outbox.send(message.as_json())

    def close(self, reason: str) -> None:
        """Ends the connection, if there is one, after what is queued."""
        if self.outbox is not None:
            self.outbox.close(reason)
