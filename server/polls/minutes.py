"""The minutes of one poll, as they are stored and as they are handed out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

from rooms.ballot import Minutes

#: Of a poll; below it its choices, and its voters.
_HEAD = ("question", "opened_at", "closed_at", "secret", "entitled", "voted")


class BallotView(BaseModel):
    """One open vote; `choices` are indices."""

    name: str
    choices: tuple[int, ...]


class MinutesView(BaseModel):
    """See docs/protocol.md, Voting."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    choices: tuple[str, ...]
    secret: bool
    votes: str
    opened_at: datetime
    closed_at: datetime
    entitled: int
    results: tuple[int, ...]
    voters: tuple[str, ...]
    ballots: tuple[BallotView, ...]


def minutes_view(poll_id: str, minutes: Minutes) -> MinutesView:
    """What the policy counted, with its instants."""
    question = minutes.question
    return MinutesView(
        id=poll_id,
        question=question.text,
        choices=question.choices,
        secret=question.secret,
        votes="several" if question.several else "one",
        opened_at=datetime.fromtimestamp(minutes.opened_s, UTC),
        closed_at=datetime.fromtimestamp(minutes.closed_s, UTC),
        entitled=minutes.entitled,
        results=minutes.tally,
        voters=minutes.voters,
        ballots=tuple(BallotView(name=name, choices=chosen) for name, chosen in minutes.votes),
    )


def as_csv(polls: Iterable[MinutesView]) -> str:
    """One block per poll: the question and its figures, each choice with its votes, the voters
    with what they chose where the vote was open. Semicolons, as French spreadsheets expect."""
    text = io.StringIO()
    table = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for poll in polls:
        table.writerow(_HEAD)
        table.writerow(
            [
                _harmless(poll.question),
                poll.opened_at.isoformat(timespec="seconds"),
                poll.closed_at.isoformat(timespec="seconds"),
                "yes" if poll.secret else "no",
                poll.entitled,
                len(poll.voters),
            ]
        )
        table.writerow(("choice", "votes"))
        for choice, votes in zip(poll.choices, poll.results, strict=True):
            table.writerow((_harmless(choice), votes))
        table.writerow(("voter", "chose"))
        chosen = [(ballot.name, ballot.choices) for ballot in poll.ballots]
        for name, choices in chosen or [(name, ()) for name in poll.voters]:
            said = ", ".join(poll.choices[index] for index in choices)
            table.writerow((_harmless(name), _harmless(said)))
        table.writerow(())
    return text.getvalue()


def _harmless(cell: str) -> str:
    """`cell` so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
