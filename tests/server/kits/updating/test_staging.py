"""One kit of a centre first, the others once it was kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kits.updating.staging import Member, whose_turn


def member(kit: str, how: str) -> Member:
    """`s` it was told, `r` it could be, `d` a doubt."""
    return Member(kit, sent="s" in how, ready="r" in how, doubts=how.count("d"))


@pytest.mark.parametrize(
    ("members", "kept", "turns"),
    [
        ({"a": "", "b": "", "c": ""}, 0, ""),
        ({"a": "", "b": "r", "c": "r"}, 0, "b"),
        ({"a": "rd", "b": "", "c": "r"}, 0, "c"),
        ({"a": "rd", "b": ""}, 0, "a"),
        ({"a": "rdd", "b": "rd"}, 0, "b"),
        ({"a": "r", "b": "s", "c": "r"}, 0, "b"),
        ({"a": "r", "b": "", "c": "rd"}, 1, "abc"),
        ({}, 1, ""),
    ],
)
def test_whose_turn(members: dict[str, str], kept: int, turns: str) -> None:
    assert whose_turn((member(*one) for one in members.items()), kept) == set(turns)


@given(st.lists(st.sampled_from(["", "r", "rd", "d"]), max_size=12))
def test_until_one_is_kept_only_one_begins(hows: list[str]) -> None:
    members = {str(index): how for index, how in enumerate(hows)}
    for _ in range(5):
        turns = whose_turn((member(*one) for one in members.items()), 0)
        assert len(turns) == any("r" in how for how in hows)
        members |= {kit: members[kit].replace("s", "") + "s" for kit in turns}
