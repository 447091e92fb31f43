"""The minutes of polls: for whoever leads, as JSON and as a table."""

from __future__ import annotations

import csv
import io

from rooms.ballot import Minutes
from rooms.poll import Question
from rooms.roles import Role
from server.polls.minutes import minutes_view
from server.polls.storage import keep
from server.services import DATABASE
from tests.server.conftest import Served

SECRET = Minutes(
    question=Question("Qui préside ?", ("Amina", "=1+1"), secret=True, several=False),
    opened_s=1_772_546_400.0,
    closed_s=1_772_546_520.0,
    entitled=3,
    tally=(2, 0),
    voters=("Luc", "Paule"),
    votes=(),
)
OPEN = Minutes(
    question=Question("Quels jours ?", ("Lundi", "Mardi"), secret=False, several=True),
    opened_s=1_772_546_600.0,
    closed_s=1_772_546_660.0,
    entitled=2,
    tally=(2, 1),
    voters=("Luc", "Paule"),
    votes=(("Luc", (0, 1)), ("Paule", (0,))),
)


async def kept(served: Served) -> dict[str, str]:
    """Both are kept; the path and the header of whoever leads."""
    session = await served.session()
    async with served.app[DATABASE].transaction() as db:
        await keep(db, session.id, minutes_view("q2", OPEN))
        await keep(db, session.id, minutes_view("q1", SECRET))
    token = served.token(Role.ANIMATEUR, session=session.id)
    return {"path": f"/api/polls/{session.id}", "Authorization": f"Bearer {token}"}


async def test_the_minutes_of_a_session_in_order(served: Served) -> None:
    headers = await kept(served)
    answer = await served.client.get(headers.pop("path"), headers=headers)
    body = await answer.json()
    assert answer.status == 200
    assert [poll["id"] for poll in body["polls"]] == ["q1", "q2"]
    assert body["polls"][0]["results"] == [2, 0]
    assert body["polls"][0]["ballots"] == []
    assert body["polls"][1]["ballots"][0] == {"name": "Luc", "choices": [0, 1]}
    assert body["polls"][0]["closed_at"] == "2026-03-03T14:02:00Z"


async def test_the_table_tells_who_voted_and_what_only_of_an_open_vote(served: Served) -> None:
    headers = await kept(served)
    answer = await served.client.get(headers.pop("path") + "?format=csv", headers=headers)
    text = (await answer.read()).decode("utf-8")
    assert answer.content_type == "text/csv"
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert ["Qui préside ?", "2026-03-03T14:00:00+00:00", "2026-03-03T14:02:00+00:00",
            "yes", "3", "2"] in rows  # fmt: skip
    assert ["Luc", ""] in rows
    assert ["Luc", "Lundi, Mardi"] in rows
    assert ["'=1+1", "0"] in rows, "no spreadsheet takes a choice for a formula"


async def test_no_minutes_is_an_empty_list(served: Served) -> None:
    session = await served.session()
    headers = {"Authorization": f"Bearer {served.token(Role.ANIMATEUR, session=session.id)}"}
    answer = await served.client.get(f"/api/polls/{session.id}", headers=headers)
    assert (await answer.json())["polls"] == []
