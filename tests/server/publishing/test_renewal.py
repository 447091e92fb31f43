"""Who may keep a replay for another year, once whom is asked again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.accounts.roles import CentreRole
from server.publishing.conditions import Facts, Somebody, Visibility
from server.publishing.errors import NotAllowed
from server.publishing.expiry import LONGEST
from server.publishing.renewal import Again, renew, to_ask
from server.publishing.state import Actor

ENDS = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NADIA = Actor(frozenset({CentreRole.ANIMATEUR}), made=False)
SANDRINE = Somebody("s", "Sandrine", agreed="near")
ZOE = Somebody("z", "Zoé", minor=True, agreed="all")


def facts(*people: Somebody, listed: bool = True, objections: int = 0) -> Facts:
    return Facts(Visibility.LINK, True, people, listed, True, objections=objections)


def again(days_before: float = 10, *parents: tuple[str, date]) -> Again:
    at = ENDS - days_before * DAY
    return Again({"s": at, "z": at}, {"z": parents})


def outcome(actor: Actor, known: Facts, said: Again, now: datetime) -> str:
    try:
        return renew(actor, known, said, ENDS, now).isoformat()
    except NotAllowed as refused:
        return refused.reason


YEAR = (ENDS + LONGEST).isoformat()


@pytest.mark.parametrize(
    ("actor", "known", "said", "days_before", "expected"),
    [
        (NADIA, facts(SANDRINE), again(), 5, YEAR),
        (NADIA, facts(), again(), 5, YEAR),
        (Actor(frozenset({CentreRole.VOLUNTEER}), False), facts(), again(), 5, "role"),
        (Actor(frozenset({CentreRole.TECHNICIAN}), False), facts(), again(), 5, "role"),
        (Actor(frozenset({CentreRole.COORDINATOR}), True), facts(), again(), 5, "own"),
        (NADIA, facts(SANDRINE), again(), 61, "early"),
        (NADIA, facts(SANDRINE), again(), 60, YEAR),
        (NADIA, facts(SANDRINE), again(), 0, "early"),
        (NADIA, facts(SANDRINE, objections=1), again(), 5, "objection"),
        (NADIA, facts(SANDRINE, listed=False), again(), 5, "again"),
        # What was said for the year that is over is no answer for the next.
        (NADIA, facts(SANDRINE), again(100), 5, "again"),
        (NADIA, facts(Somebody("s", "Sandrine")), again(), 5, "again"),
        (NADIA, facts(Somebody("s", "S", agreed="all", withdrawn=True)), again(), 5, "again"),
    ],
)
def test_the_rule(
    actor: Actor, known: Facts, said: Again, days_before: float, expected: str
) -> None:
    assert outcome(actor, known, said, ENDS - days_before * DAY) == expected


@pytest.mark.parametrize(
    ("parents", "asked"),
    [
        ([], True),
        ([("Luc", date(2026, 5, 1))], True),
        ([("Luc", date(2026, 5, 1)), ("Éva", date(2026, 5, 2))], False),
        ([("Luc", date(2026, 5, 1)), ("luc ", date(2026, 5, 2))], True),
        # One of them signed for the year that is over.
        ([("Luc", date(2026, 5, 1)), ("Éva", date(2025, 6, 2))], True),
    ],
)
def test_two_parents_sign_again(parents: list[tuple[str, date]], asked: bool) -> None:
    assert (to_ask(facts(ZOE), again(10, *parents), ENDS) == (ZOE,)) is asked


@given(st.lists(st.tuples(st.booleans(), st.floats(-400, 0), st.booleans()), max_size=6))
def test_nobody_is_kept_without_an_answer_of_these_60_days(
    said: list[tuple[bool, float, bool]],
) -> None:
    people = [
        Somebody(str(n), str(n), agreed="near" if yes else "", withdrawn=gone)
        for n, (yes, _, gone) in enumerate(said)
    ]
    recorded = Again({str(n): ENDS + days * DAY for n, (_, days, _) in enumerate(said)}, {})
    kept = outcome(NADIA, facts(*people), recorded, ENDS - DAY) == YEAR
    assert kept is all(yes and not gone and days >= -60 for yes, days, gone in said)
