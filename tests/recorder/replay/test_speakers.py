"""Who speaks, from how loud each microphone is."""

from __future__ import annotations

import math

import numpy as np
import pytest

from recorder.replay.speakers import level_db, speakers_of

QUIET, LOUD, SOFT = -80.0, -20.0, -30.0


@pytest.mark.parametrize(
    ("people", "levels", "expected"),
    [
        ([], [], []),
        (["awa"], [[QUIET] * 20], []),
        (["awa", "lea"], [[LOUD] * 20, [QUIET] * 20], [(10.0, "awa")]),
        # Lea speaks from the fifth second on.
        (
            ["awa", "lea"],
            [[LOUD] * 10 + [QUIET] * 10, [QUIET] * 10 + [LOUD] * 10],
            [(10.0, "awa"), (15.0, "lea")],
        ),
        # A cup on the table, and a murmur, are no speech of hers.
        (["awa", "lea"], [[SOFT] * 20, [QUIET] * 8 + [0.0] + [QUIET] * 11], [(10.0, "awa")]),
        (["awa", "lea"], [[SOFT] * 20, [SOFT + 4] * 20], [(10.0, "lea")]),
        (
            ["awa", "lea"],
            [[LOUD] * 20, [LOUD + 4] * 10 + [QUIET] * 10],
            [(10.0, "lea"), (15.0, "awa")],
        ),
        # Two microphones of one person.
        (["awa", "awa", "lea"], [[QUIET] * 20, [LOUD] * 20, [SOFT] * 20], [(10.0, "awa")]),
        # A track that was not there before, seen a second before it is heard.
        (
            ["awa", "lea"],
            [[SOFT] * 20, [-math.inf] * 12 + [LOUD] * 8],
            [(10.0, "awa"), (15.0, "lea")],
        ),
    ],
)
def test_who_speaks_from_when_on(
    people: list[str], levels: list[list[float]], expected: list[tuple[float, str]]
) -> None:
    assert speakers_of(people, levels, 10.0) == expected


@pytest.mark.parametrize(("value", "db"), [(1.0, 0.0), (0.1, -20.0), (0.0, -math.inf)])
def test_levels(value: float, db: float) -> None:
    assert level_db(np.full((2, 480), value, np.float32)) == pytest.approx(db, abs=1e-3)
