"""What a recording lacks after a bad line: `python -m tests.bench.lossy_line`, half a minute."""

from __future__ import annotations

from tests.recorder.lossy_line import AIORTC, BROWSER, KIT, Line, over

SEEDS = range(10)
PUBLISHERS = (("browser", BROWSER), ("kit", KIT), ("aiortc", AIORTC))


def main() -> None:
    """Prints a line for each publisher, line and round trip; simulated minutes, so that each run
    brings the same."""
    print(f"{len(SEEDS)} minutes of 200 packets a second each, 20 % loss both ways")
    print("publisher  round trip  bursts   missing, live   missing, recorded   sent again per loss")
    for name, publisher in PUBLISHERS:
        for round_trip_s in (0.02, 0.1, 0.3):
            for burst_s in (0.0, 0.5):
                line = Line(round_trip_s=round_trip_s, burst_s=burst_s)
                shares = []
                for patient in (False, True):
                    runs = [over(line, publisher, patient=patient, seed=seed) for seed in SEEDS]
                    packets = sum(run.packets for run in runs)
                    shares.append(sum(run.missing for run in runs) / packets)
                again = sum(run.sent_again for run in runs) / sum(run.lost_at_first for run in runs)
                print(
                    f"{name:9}  {round_trip_s * 1000:7.0f} ms  {'500 ms' if burst_s else 'none':6}"
                    f"   {shares[0]:12.3%}   {shares[1]:17.3%}   {again:19.2f}"
                )


if __name__ == "__main__":
    main()
