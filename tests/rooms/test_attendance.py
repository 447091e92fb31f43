"""The sheet of a session: who was there, from when to when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.attendance import MAX_LINES, Correction, Counts, Origin, Place, Sheet
from rooms.errors import NotPossible


def sheet_of(*names: str) -> Sheet:
    """Those at home arrived at 100 s, one line each (`1`, `2`...), persons `p-name`."""
    sheet = Sheet()
    for number, name in enumerate(names, 1):
        sheet.arrive(str(number), f"p-{name}", name, Place.HOME, 100.0)
    return sheet


def test_those_at_home_are_written_down_by_themselves() -> None:
    sheet = sheet_of("Paule")
    (line,) = sheet.leave("p-Paule", 160.0)
    assert (line.name, line.place, line.origin) == ("Paule", Place.HOME, Origin.LIVE)
    assert (line.arrived_s, line.left_s) == (100.0, 160.0)
    assert sheet.counts() == Counts(room=0, home=1, phone=0)
    assert sheet.here() == Counts(room=0, home=0, phone=0)


def test_telling_it_twice_changes_nothing() -> None:
    sheet = sheet_of("Paule")
    assert sheet.arrive("9", "p-Paule", "Paule", Place.HOME, 120.0) == []
    assert len(sheet.leave("p-Paule", 160.0)) == 1
    assert sheet.leave("p-Paule", 170.0) == []
    assert sheet.leave("nobody", 170.0) == []


def test_a_broken_connection_does_not_make_two_neighbours_of_one() -> None:
    sheet = sheet_of("Paule")
    sheet.leave("p-Paule", 160.0)
    (line,) = sheet.arrive("9", "p-again", "paule", Place.HOME, 300.0)
    assert (line.id, line.arrived_s, line.left_s) == ("1", 100.0, None)
    (line,) = sheet.leave("p-again", 400.0)
    assert (line.id, line.left_s) == ("1", 400.0)


def test_two_of_the_same_name_at_once_are_two() -> None:
    sheet = sheet_of("Marie")
    sheet.arrive("2", "p-other", "Marie", Place.HOME, 110.0)
    assert sheet.counts().home == 2
    sheet.leave("p-other", 120.0)
    assert sheet.lines["1"].here and not sheet.lines["2"].here


def test_those_without_a_name_are_never_taken_for_each_other() -> None:
    sheet = sheet_of("")
    sheet.leave("p-", 120.0)
    sheet.arrive("2", "p-other", "", Place.HOME, 130.0)
    assert sheet.counts().home == 2


def test_a_tick_can_be_taken_back_and_set_again() -> None:
    sheet = Sheet()
    assert sheet.tick("1", "Yvette", True, 100.0)[0].origin is Origin.TICKED
    assert not sheet.tick("2", "yvette", False, 110.0)[0].present
    assert sheet.counts().room == 0
    sheet.tick("3", "Yvette", True, 120.0)
    assert list(sheet.lines) == ["1"] and sheet.counts().room == 1


def test_the_door_the_tick_and_the_telephone_in_the_room_meet_in_one_line() -> None:
    sheet = Sheet()
    sheet.tick("1", "Yvette", True, 100.0, Origin.DOOR)
    sheet.tick("2", "Yvette", True, 110.0)
    sheet.arrive("3", "p-yvette", "Yvette", Place.ROOM, 120.0)
    assert list(sheet.lines) == ["1"]
    assert sheet.lines["1"].origin is Origin.DOOR


def test_a_telephone_that_sleeps_in_the_room_has_not_left() -> None:
    sheet = Sheet()
    sheet.arrive("1", "p", "Yvette", Place.ROOM, 100.0)
    assert sheet.leave("p", 200.0) == []
    assert sheet.here().room == 1


def test_somebody_at_home_who_turns_out_to_be_in_the_room_changes_place() -> None:
    sheet = sheet_of("Paule")
    (line,) = sheet.arrive("9", "p-Paule", "Paule", Place.ROOM, 150.0)
    assert (line.id, line.place) == ("1", Place.ROOM)


def test_heads_are_counted_beside_names() -> None:
    sheet = sheet_of("Paule")
    sheet.tick("r1", "Yvette", True, 100.0)
    assert sheet.count(7) == []
    assert sheet.counts() == Counts(room=7, home=1, phone=0)
    assert sheet.counts().total == 8
    sheet.count(0)
    assert sheet.counts().room == 1, "names count when heads were not"


def test_a_correction_stays_whatever_the_connection_says() -> None:
    sheet = sheet_of("Gégé")
    (line,) = sheet.correct("1", Correction(name="Gérard Lefebvre", arrived_s=90.0))
    assert line.corrected
    sheet.leave("p-Gégé", 160.0)
    (line,) = sheet.arrive("9", "p-again", "Gégé", Place.HOME, 300.0)
    assert (line.id, line.name, line.arrived_s) == ("1", "Gérard Lefebvre", 90.0)
    assert sheet.correct("1", Correction(present=False))[0].present is False


def test_a_departure_can_be_taken_back() -> None:
    sheet = sheet_of("Paule")
    sheet.leave("p-Paule", 160.0)
    assert sheet.correct("1", Correction(here_still=True))[0].left_s is None


@pytest.mark.parametrize(
    ("line", "correction", "reason"),
    [
        ("nobody", Correction(name="x"), "unknown"),
        ("1", Correction(left_s=99.0), "order"),
        ("1", Correction(arrived_s=200.0, left_s=150.0), "order"),
    ],
)
def test_corrections_that_cannot_be(line: str, correction: Correction, reason: str) -> None:
    sheet = sheet_of("Paule")
    with pytest.raises(NotPossible, match=reason):
        sheet.correct(line, correction)


def test_everybody_has_left_when_the_session_is_over() -> None:
    sheet = sheet_of("Paule", "Luc")
    sheet.tick("r1", "Yvette", True, 100.0)
    sheet.leave("p-Luc", 120.0)
    assert {line.name for line in sheet.close(500.0)} == {"Paule", "Yvette"}
    assert sheet.here().total == 0
    assert sheet.counts().total == 3


def test_a_sheet_has_a_bound() -> None:
    sheet = Sheet()
    for number in range(MAX_LINES):
        sheet.tick(str(number), f"n{number}", True, 100.0)
    with pytest.raises(NotPossible, match="full"):
        sheet.tick("one more", "one more", True, 100.0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["come", "go", "tick", "untick", "count", "close"]),
            st.sampled_from(["Paule", "Luc", "Yvette"]),
            st.sampled_from(list(Place)),
            st.integers(0, 9),
        ),
        max_size=60,
    )
)
def test_a_sheet_always_adds_up(acts: list[tuple[str, str, Place, int]]) -> None:
    sheet, changed = Sheet(), {}
    for at_s, (act, name, place, number) in enumerate(acts):
        line_id = f"l{at_s}"
        match act:
            case "come":
                lines = sheet.arrive(line_id, f"p{number}", name, place, at_s)
            case "go":
                lines = sheet.leave(f"p{number}", at_s)
            case "tick" | "untick":
                lines = sheet.tick(line_id, name, act == "tick", at_s)
            case "close":
                lines = sheet.close(at_s)
            case _:
                sheet.count(number)
                lines = []
        changed.update({line.id: line for line in lines})
    assert changed == sheet.lines, "what was told is what is so"
    assert all(line.left_s is None or line.left_s >= line.arrived_s for line in changed.values())
    names = sum(line.present for line in changed.values())
    assert names <= sheet.counts().total <= names + sheet.in_room
    assert sheet.here().total <= sheet.counts().total
