"""The optional closer crop drifts to where hands are, and back."""

from __future__ import annotations

import numpy as np

from hardware.table_view.active_area import ActiveArea


def test_it_closes_in_on_what_moves_slowly_and_opens_again() -> None:
    area = ActiveArea()
    steps = []
    for look in range(120):
        picture = np.full((720, 1280), 120, np.uint8)
        if look < 60:
            left = 300 + 20 * (look % 5)
            picture[200:320, left : left + 80] = 220
        before = area.area.copy()
        after = area.see(picture)
        steps.append(float(np.abs(after - before).max()))
        if look == 59:
            left, top, right, bottom = after
            assert left < 0.23 < 0.38 < right
            assert top < 0.28 < 0.44 < bottom
            assert right - left < 0.65
    assert max(steps) < 0.05
    assert np.allclose(area.area, [0, 0, 1, 1], atol=0.2)
