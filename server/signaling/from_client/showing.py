"""What whoever leads shows to everybody."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from server.signaling.from_client.message import Id, Message, one_line

MAX_TIMER_S = 6 * 3600


class StartTimer(Message):
    """Starts the timer anew."""

    type: Literal["timer.start"]
    seconds: Annotated[int, Field(ge=1, le=MAX_TIMER_S)]
    label: Annotated[str, Field(max_length=200), one_line(60, min_length=0)] = ""


class StopTimer(Message):
    """Takes the timer away."""

    type: Literal["timer.stop"]


class PutInFront(Message):
    """A camera or somebody; neither: everybody chooses again."""

    type: Literal["spotlight"]
    camera: Id | None = None
    person: Id | None = None

    @model_validator(mode="after")
    def _one_at_most(self) -> Self:
        if self.camera is not None and self.person is not None:
            raise ValueError("a camera or a person")
        return self


class ShowResource(Message):
    """One of the session's resources; null puts it away."""

    type: Literal["resource.show"]
    id: Id | None = None


ShowingMessage = StartTimer | StopTimer | PutInFront | ShowResource
