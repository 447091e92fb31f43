"""Decisions about a replay: read strictly, whoever sends them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.replay.edits import Blur, Camera, Cut, Edits, parse_edits
from recorder.replay.errors import Malformed
from recorder.replay.manifest import Chapter
from recorder.replay.named import Place

WHOLE = Edits(
    cuts=(Cut(1, 2.5),),
    camera=(Camera(0, "salle"), Camera(9, None)),
    blur=(Blur(0, 9, 0.25, 0.5, 0.25, 0.5),),
    drop=("p1",),
    poster_s=4.0,
    chapters=(Chapter(0, "Bonjour"), Chapter(7.5, "La pâte")),
    places=(Place("Le puits", 180, -10, 75, "En pierre."),),
)


PLACE = {"name": "Le puits", "yaw_deg": 0, "pitch_deg": 0, "view_deg": 75, "text": ""}


def test_what_is_kept_is_read_again() -> None:
    assert parse_edits(WHOLE.to_json()) == WHOLE
    assert parse_edits({}) == Edits()


def test_cameras_are_put_in_order_and_rectangles_end_at_the_edge() -> None:
    read = parse_edits(
        {
            "camera": [{"from_s": 9, "track": "a"}, {"from_s": 1, "track": "b"}],
            "blur": [{"from_s": 0, "to_s": 1, "x": 0.75, "y": 0, "w": 1, "h": 1}],
            "drop": ["a", "a"],
            "chapters": [{"at_s": 9, "title": "b"}, {"at_s": 2, "title": " a\n"}],
        }
    )
    assert [one.track for one in read.camera] == ["b", "a"]
    assert read.blur[0].w == 0.25
    assert read.drop == ("a",)
    assert read.chapters == (Chapter(2, "a"), Chapter(9, "b"))


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ([], "edits"),
        ({"other": 1}, "other"),
        ({"cuts": {}}, "cuts"),
        ({"cuts": [[1, 2]]}, "cuts.0"),
        ({"cuts": [{"from_s": 2, "to_s": 2}]}, "cuts.0.to_s"),
        ({"cuts": [{"from_s": -1, "to_s": 2}]}, "cuts.0.from_s"),
        ({"cuts": [{"from_s": True, "to_s": 2}]}, "cuts.0.from_s"),
        ({"cuts": [{"from_s": 0, "to_s": float("nan")}]}, "cuts.0.to_s"),
        ({"cuts": [{"from_s": 0, "to_s": 1}] * 501}, "cuts"),
        ({"camera": [{"from_s": 0, "track": ""}]}, "camera.0.track"),
        ({"blur": [{"from_s": 0, "to_s": 1, "x": 2, "y": 0, "w": 1, "h": 1}]}, "blur.0.x"),
        ({"blur": [{"from_s": 0, "to_s": 1, "x": 0, "y": 0, "w": 0, "h": 1}]}, "blur.0.w"),
        ({"drop": ["a", 1]}, "drop"),
        ({"poster_s": "1"}, "poster_s"),
        ({"chapters": [{"at_s": 1, "title": " \n"}]}, "chapters.0.title"),
        ({"chapters": [{"at_s": 1, "title": "é" * 201}]}, "chapters.0.title"),
        ({"chapters": [{"at_s": -1, "title": "a"}]}, "chapters.0.at_s"),
        ({"chapters": [{"at_s": 1, "title": "a"}] * 101}, "chapters"),
        ({"places": [PLACE | {"name": ""}]}, "places.0.name"),
        ({"places": [PLACE | {"yaw_deg": 181}]}, "places.0.yaw_deg"),
        ({"places": [PLACE | {"pitch_deg": 90}]}, "places.0.pitch_deg"),
        ({"places": [PLACE | {"view_deg": 20}]}, "places.0.view_deg"),
        ({"places": [{"name": "a"}]}, "places.0"),
    ],
)
def test_what_is_wrong_is_named(value: Any, field: str) -> None:
    with pytest.raises(Malformed) as refusal:
        parse_edits(value)
    assert refusal.value.fields == (field,)


_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cuts", "camera", "blur", "drop", "poster_s", "from_s", "to_s", "track"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(_json)
def test_whatever_comes_is_read_or_refused(value: Any) -> None:
    try:
        edits = parse_edits(value)
    except Malformed:
        return
    assert parse_edits(edits.to_json()) == edits
