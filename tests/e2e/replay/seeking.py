"""Jumps in a replay, in any browser: how long each takes, and whether it shows its own picture."""

from __future__ import annotations

import statistics
from collections.abc import Callable

from tests.e2e.people import Measured
from tests.e2e.replay.film import DURATION_S

SEEK_LIMIT_MS = 300.0
_SECONDS = (45, 3, 58, 12, 31, 50, 7, 39, 22, 55)
assert max(_SECONDS) < DURATION_S

# Milliseconds from asking until the picture of that time is there, and how bright it is.
SEEK = """async (seconds) => {
  const film = document.getElementById("film");
  const begun = performance.now();
  await new Promise((there) => {
    film.addEventListener("seeked", there, { once: true });
    film.currentTime = seconds;
  });
  const took = performance.now() - begun;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const drawing = canvas.getContext("2d");
  drawing.drawImage(film, 0, 0, 1, 1);
  return [took, drawing.getImageData(0, 0, 1, 1).data[0]];
}"""


async def every_jump_shows_its_own_picture(
    page: Measured, figure: Callable[[str], None], browser: str = "Chromium"
) -> None:
    """Jumps to and fro in the film of tests/e2e/replay/film.py, and reports how long it took."""
    took = []
    for second in _SECONDS:
        ms, brightness = await page.evaluate(SEEK, second + 0.5)
        took.append(ms)
        # The film is as bright as it is late; H.264 is not exact to the shade.
        assert abs(brightness - (20 + second * 3)) <= 8, second
    took.sort()
    median_ms = statistics.median(took)
    figure(f"seeks in a replay, {browser}: median {median_ms:.0f} ms, slowest {took[-1]:.0f} ms")
    assert median_ms <= SEEK_LIMIT_MS
