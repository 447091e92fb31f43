"""Devices found in one room: who is told, and once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.companions import SameRoom, SharedRooms


def test_both_are_told_once() -> None:
    rooms = SharedRooms()
    assert rooms.found([("paule", "luc")]) == [SameRoom("luc", "paule"), SameRoom("paule", "luc")]
    assert rooms.found([("luc", "paule")]) == []


def test_they_are_told_when_it_is_over() -> None:
    rooms = SharedRooms()
    rooms.found([("paule", "luc")])
    assert rooms.found([]) == [SameRoom("luc", None), SameRoom("paule", None)]


def test_a_pair_that_says_no_is_not_warned_again() -> None:
    rooms = SharedRooms()
    rooms.found([("paule", "luc")])
    assert rooms.deny("paule", "luc") == [SameRoom("luc", None), SameRoom("paule", None)]
    assert rooms.found([("paule", "luc")]) == []
    assert rooms.found([("paule", "luc"), ("paule", "kit")]) == [
        SameRoom("kit", "paule"),
        SameRoom("paule", "kit"),
    ]


def test_whoever_goes_is_not_a_neighbour_any_more() -> None:
    rooms = SharedRooms()
    rooms.found([("a", "b"), ("b", "c")])
    assert rooms.person_left("b") == [SameRoom("a", None), SameRoom("b", None), SameRoom("c", None)]


_PEOPLE = st.sampled_from("abcd")


@given(
    st.lists(
        st.one_of(
            st.lists(st.tuples(_PEOPLE, _PEOPLE), max_size=4), st.tuples(_PEOPLE, _PEOPLE), _PEOPLE
        )
    )
)
def test_what_was_told_last_is_what_is_so(
    history: list[list[tuple[str, str]] | tuple[str, str] | str],
) -> None:
    rooms, told = SharedRooms(), dict.fromkeys("abcd")
    denied: set[frozenset[str]] = set()
    for act in history:
        match act:
            case list():
                events = rooms.found(act)
            case str():
                events = rooms.person_left(act)
                denied = {pair for pair in denied if act not in pair}
            case (person, other):
                events = rooms.deny(person, other)
                denied.add(frozenset((person, other)))
        for event in events:
            assert isinstance(event, SameRoom)
            assert told[event.person] != event.other
            told[event.person] = event.other
        assert told == {person: rooms.other_of(person) for person in "abcd"}
        assert all(frozenset((p, o)) not in denied for p, o in told.items() if o is not None)
