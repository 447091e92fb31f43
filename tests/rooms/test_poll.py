"""One person, one vote; a secret one is nobody's to know."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.ballot import Ballot, Minutes, PollChanged, PollMinuted
from rooms.errors import NotPossible
from rooms.poll import Poll, PollState, Question, Voter

PAULE, LUC = Voter("browser one", "Paule"), Voter("p2", "Luc")
CHOICES = ("Lundi", "Mardi", "Jeudi")


def poll(*, secret: bool = False, several: bool = False) -> Poll:
    return Poll("q", Question("Quel jour ?", CHOICES, secret, several), opened_s=100.0)


def test_an_open_vote_may_be_changed_until_the_end() -> None:
    asked = poll()
    asked.vote(PAULE, [0])
    asked.vote(LUC, [1])
    asked.vote(PAULE, [1])
    assert (asked.tally, asked.count) == ([0, 2, 0], 2)
    assert asked.choice_of(PAULE.key) == (1,)
    asked.close(200.0)
    with pytest.raises(NotPossible, match="closed"):
        asked.vote(PAULE, [0])


def test_a_secret_vote_is_cast_once_and_kept_nowhere() -> None:
    asked = poll(secret=True)
    asked.vote(PAULE, [0])
    with pytest.raises(NotPossible, match="voted"):
        asked.vote(PAULE, [1])
    assert asked.tally == [1, 0, 0]
    assert asked.has_voted(PAULE.key)
    assert asked.choice_of(PAULE.key) is None
    assert asked.votes() == ()


def test_nothing_of_a_secret_poll_tells_the_order_of_voting() -> None:
    one, other = poll(secret=True), poll(secret=True)
    for voter, choice in ((PAULE, 0), (LUC, 1)):
        one.vote(voter, [choice])
    for voter, choice in ((LUC, 0), (PAULE, 1)):
        other.vote(voter, [choice])
    assert one.voters() == other.voters() == ("Luc", "Paule")
    assert one.tally == other.tally


@pytest.mark.parametrize(
    ("several", "choices"),
    [(False, []), (False, [0, 1]), (False, [3]), (False, [-1]), (True, []), (True, [0, 0])],
)
def test_what_is_no_vote(several: bool, choices: list[int]) -> None:
    asked = poll(several=several)
    with pytest.raises(NotPossible, match="choices"):
        asked.vote(PAULE, choices)
    assert (asked.tally, asked.count) == ([0, 0, 0], 0)


def test_those_who_voted_and_went_still_count_among_those_entitled() -> None:
    asked = poll()
    asked.vote(PAULE, [0])
    assert asked.entitled({"p2", "p3"}) == 3
    assert asked.entitled({PAULE.key, "p2"}) == 2


@given(
    st.booleans(),
    st.booleans(),
    st.lists(st.tuples(st.sampled_from("abcd"), st.lists(st.integers(-1, 3), max_size=4))),
)
def test_the_tally_is_that_of_each_voters_last_vote(
    secret: bool, several: bool, cast: list[tuple[str, list[int]]]
) -> None:
    asked, counted = poll(secret=secret, several=several), dict[str, list[int]]()
    for key, choices in cast:
        before = (list(asked.tally), asked.count)
        valid = bool(choices) and len(set(choices)) == len(choices) and min(choices) > -1
        valid = valid and max(choices) < 3 and (several or len(choices) == 1)
        taken = valid and not (secret and key in counted)
        with contextlib.suppress(NotPossible) if not taken else contextlib.nullcontext():
            asked.vote(Voter(key, key), choices)
        if taken:
            counted[key] = choices
        else:
            assert (asked.tally, asked.count) == before, "what is refused is not counted"
    assert asked.count == len(counted)
    assert asked.tally == [sum(c.count(i) for c in counted.values()) for i in range(3)]


def test_one_poll_at_a_time_in_its_order() -> None:
    ballot = Ballot()
    for act in (ballot.show, ballot.put_away, lambda: ballot.close(frozenset(), 0.0)):
        with pytest.raises(NotPossible, match="unknown"):
            act()
    ballot.start(poll())
    with pytest.raises(NotPossible, match="open"):
        ballot.start(poll())
    with pytest.raises(NotPossible, match="open"):
        ballot.show()
    with pytest.raises(NotPossible, match="open"):
        ballot.put_away()
    ballot.close(frozenset(), 0.0)
    ballot.show()
    assert ballot.poll is not None
    assert ballot.poll.state is PollState.SHOWN
    ballot.put_away()
    assert ballot.poll is None


def test_many_votes_are_told_to_all_once_a_second() -> None:
    ballot = Ballot()
    ballot.start(poll())
    assert ballot.vote("p1", PAULE, [0]) == (PollChanged("p1"),)
    assert ballot.vote("p2", LUC, [0]) == (PollChanged("p2"),)
    assert ballot.advance(1.0) == (PollChanged(),)
    assert ballot.advance(2.0) == ()


def test_the_minutes_hold_what_was_counted_and_of_a_secret_vote_not_by_whom() -> None:
    ballot = Ballot()
    asked = poll(secret=True)
    ballot.start(asked)
    ballot.vote("p1", PAULE, [1])
    events = ballot.close(frozenset({PAULE.key, "p2"}), 200.0)
    minutes = Minutes(asked.question, 100.0, 200.0, 2, (0, 1, 0), ("Paule",), ())
    assert events == (PollChanged(), PollMinuted("q", minutes))
