"""How each topic of a session looks in messages. See docs/protocol.md."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from rooms.acts.voting import entitled, voter_key
from rooms.chat import ChatLine
from rooms.poll import Poll, PollState
from rooms.room import Room
from rooms.spotlight import Spot
from rooms.timer import Timer
from server.signaling.views import View


class ChatLineView(View):
    """Something written."""

    id: str
    person: str
    name: str
    text: str
    at: datetime


class TimerView(View):
    """`left_s` is true when it is sent, whatever the clock of the device says."""

    ends_at: datetime
    left_s: float
    seconds: int
    label: str


class SpotView(View):
    """One of both."""

    camera: str | None
    person: str | None


class PollView(View):
    """The poll as one person sees it."""

    id: str
    question: str
    choices: tuple[str, ...]
    secret: bool
    votes: Literal["one", "several"]
    state: PollState
    voted: int
    entitled: int
    has_voted: bool
    mine: tuple[int, ...] | None
    results: tuple[int, ...] | None


def instant(unix_s: float) -> datetime:
    """`unix_s` as an instant with its zone."""
    return datetime.fromtimestamp(unix_s, UTC)


def chat_line_view(line: ChatLine) -> ChatLineView:
    """A line of the chat."""
    return ChatLineView(
        id=line.id, person=line.person, name=line.name, text=line.text, at=instant(line.at_s)
    )


def timer_view(timer: Timer | None, now: float) -> TimerView | None:
    """The timer at `now` (monotonic seconds)."""
    if timer is None:
        return None
    return TimerView(
        ends_at=instant(timer.ends_at_s),
        left_s=round(max(0.0, timer.ends_at - now), 1),
        seconds=timer.seconds,
        label=timer.label,
    )


def spot_view(spot: Spot | None) -> SpotView | None:
    """What is in front."""
    return None if spot is None else SpotView(camera=spot.camera, person=spot.person)


class PollViews:
    """The views of one poll, for whoever asks: counted once, however many do."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._poll = room.ballot.poll
        self._entitled = 0 if self._poll is None else self._poll.entitled(entitled(room))

    def of(self, person_id: str) -> PollView | None:
        """The poll as `person_id` sees it."""
        poll = self._poll
        if poll is None:
            return None
        key = voter_key(self._room.people[person_id])
        return PollView(
            id=poll.id,
            question=poll.question.text,
            choices=poll.question.choices,
            secret=poll.question.secret,
            votes="several" if poll.question.several else "one",
            state=poll.state,
            voted=poll.count,
            entitled=self._entitled,
            has_voted=poll.has_voted(key),
            mine=poll.choice_of(key),
            results=tuple(poll.tally) if self._sees_results(poll, person_id) else None,
        )

    def _sees_results(self, poll: Poll, person_id: str) -> bool:
        if poll.state is PollState.SHOWN:
            return True
        return poll.state is PollState.CLOSED and self._room.leads(person_id)
