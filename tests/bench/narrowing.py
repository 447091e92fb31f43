"""How soon a narrow line is found out, and how often a good one is taken for one, simulated:
``python -m tests.bench.narrowing``."""

from __future__ import annotations

from tests.media.congestion.link import Link
from tests.media.congestion.test_narrowing import BEGIN_S, narrowing_to, told_after
from tests.media.control.test_narrowing_line import LINE_BPS, Room, flows_again_s, longest_gap_s

PHASES_S = [0.02 * step for step in range(10)]


def told_after_step(queue_s: float, phase_s: float) -> float:
    """Seconds from a step of 2 Mbit/s to 500 kbit/s."""
    at = BEGIN_S + phase_s
    return told_after(Link(narrowing_to(500_000, at), queue_s), at)


def false_alarms(feedback_s: float, minutes: int) -> int:
    """Minutes of 50 ms of jitter, every other one out of order, with a false alarm."""
    count = 0
    for minute in range(minutes):
        link = Link(lambda now: 5_000_000, jitter_s=0.05, feedback_s=feedback_s, seed=minute)
        link.stays_in_order = minute % 2 == 0
        link.play(60)
        count += bool(link.found or link.late)
    return count


def away(*, feedback: bool, phase_s: float) -> tuple[float, float]:
    """Through the endpoint: seconds until pictures flow again, and the longest time without."""
    room = Room(feedback=feedback)
    room.play(BEGIN_S + phase_s)
    since = room.network.now
    room.narrow(LINE_BPS)
    room.play(8)
    shown, until = room.home.shown, room.network.now
    return flows_again_s(shown, since, until), longest_gap_s(shown, since, until)


def main() -> None:
    for queue_s in (0.03, 0.1, 0.3, 1.0, 3.0):
        after = [told_after_step(queue_s, phase_s) for phase_s in PHASES_S]
        print(
            f"queue of {1000 * queue_s:4.0f} ms: told after {min(after):.2f} to {max(after):.2f} s"
        )
    for feedback_s in (0.05, 0.1, 0.25):
        found = false_alarms(feedback_s, 40)
        print(
            f"feedback every {1000 * feedback_s:.0f} ms: {found} of 40 minutes with a false alarm"
        )
    for feedback in (True, False):
        pairs = [away(feedback=feedback, phase_s=phase_s) for phase_s in PHASES_S[::2]]
        back, longest = zip(*pairs, strict=True)
        print(
            f"{'with' if feedback else 'without'} feedback: flows again after {min(back):.1f} to"
            f" {max(back):.1f} s, at most {max(longest):.1f} s between two pictures"
        )


if __name__ == "__main__":
    main()
