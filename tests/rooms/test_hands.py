"""Raised hands: the first to be raised is the first in turn, and a cut loses nobody their turn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.hands import Hands, HandsChanged


def test_the_first_to_be_raised_is_the_first() -> None:
    hands = Hands()
    for person in ("paule", "luc", "amina"):
        assert hands.set(person, True) == (HandsChanged(),)
    hands.set("luc", False)
    assert list(hands.order) == ["paule", "amina"]
    assert [hands.position(p) for p in ("paule", "luc", "amina")] == [1, None, 2]
    hands.set("luc", True)
    assert list(hands.order) == ["paule", "amina", "luc"]


def test_raising_twice_changes_nothing() -> None:
    hands = Hands()
    hands.set("paule", True)
    hands.set("luc", True)
    assert hands.set("paule", True) == ()
    assert list(hands.order) == ["paule", "luc"]


def test_whoever_is_lost_is_not_shown_and_comes_back_to_their_turn() -> None:
    hands = Hands()
    hands.set("paule", True)
    hands.set("luc", True)
    assert hands.person_hidden("paule") == (HandsChanged(),)
    assert list(hands.order) == ["luc"]
    assert hands.position("paule") is None
    assert hands.person_back("paule") == (HandsChanged(),)
    assert list(hands.order) == ["paule", "luc"]


def test_whoever_left_has_no_hand() -> None:
    hands = Hands()
    hands.set("paule", True)
    hands.person_hidden("paule")
    assert hands.person_left("paule") == (), "nobody saw it any more"
    hands.set("paule", True)
    assert list(hands.order) == ["paule"], "a new place begins anew"
    assert hands.person_left("paule") == (HandsChanged(),)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["up", "down", "left", "hidden", "back"]), st.sampled_from("abcd")
        )
    )
)
def test_the_order_is_that_of_a_queue(history: list[tuple[str, str]]) -> None:
    hands, queue, hidden = Hands(), list[str](), set[str]()
    for what, person in history:
        before = hands.order
        match what:
            case "up":
                events = hands.set(person, True)
                if person not in queue:
                    queue.append(person)
            case "down":
                events = hands.set(person, False)
            case "left":
                events = hands.person_left(person)
                hidden.discard(person)
            case "hidden":
                events = hands.person_hidden(person)
                hidden.add(person)
            case _:
                events = hands.person_back(person)
                hidden.discard(person)
        if what in ("down", "left") and person in queue:
            queue.remove(person)
        assert hands.order == tuple(one for one in queue if one not in hidden)
        assert events or hands.order == before, "whoever is shown the order is told of a change"
