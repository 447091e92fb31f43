"""What the table view costs: ``python -m tests.hardware.table_view.bench``.

One thread, 30 pictures a second for ten seconds of film, yuv420p 1920 x 1080 in; processor time
of this process alone, drawing the film not counted.
"""

from __future__ import annotations

import time

import cv2
import numpy as np

from hardware.table_view.view import TableView
from tests.hardware.table_view.scenes import HEIGHT, WIDTH, camera, film, table, true_corners

RATE_FPS, SECONDS = 30, 10


def share_of_a_core(width: int, height: int) -> tuple[float, float]:
    """The share, and the largest corner error meanwhile (a marker is covered for two seconds)."""
    random = np.random.default_rng(1)
    homography, flat = camera(random), table(random)
    plain = [film(flat, homography, random) for _ in range(3)]
    covered = [film(flat, homography, random, covered=(2,)) for _ in range(3)]
    chroma = np.full((HEIGHT // 2, WIDTH // 2), 120, np.uint8)
    view = TableView(WIDTH, HEIGHT)
    spent_s, worst = 0.0, 0.0
    for index in range(RATE_FPS * SECONDS):
        now = index / RATE_FPS
        luma = (covered if 4 <= now < 6 else plain)[index % 3]
        started_s = time.process_time()
        quad = view.look(luma, now)
        view.straighten((luma, chroma, chroma), width, height)
        spent_s += time.process_time() - started_s
        if quad is not None:
            error = np.linalg.norm(quad - true_corners(homography), axis=1).max()
            worst = max(worst, float(error))
    return spent_s / SECONDS, worst


def main() -> None:
    cv2.setNumThreads(1)
    for width, height in ((1280, 720), (1920, 1080)):
        share, worst = share_of_a_core(width, height)
        print(
            f"table view 1920x1080 -> {width}x{height} at {RATE_FPS} fps:"
            f" {100 * share:.1f} % of a core, corners wrong by {worst:.2f} px at most"
        )


if __name__ == "__main__":
    main()
