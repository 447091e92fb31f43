"""make bench: what forwarding costs, as a table and as JSON lines."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tests.bench.measuring import Measurement, measure
from tests.bench.report import LEGEND, header, ratios, row, verdicts, write_json_lines
from tests.bench.scenarios import SCENARIOS
from tests.bench.workers import WorkerFailed

RESULTS = Path("bench-results")
LATE_S = 0.02


def main() -> int:
    """The exit code: 1 with --check when a bar was missed or a scenario failed."""
    options = _options()
    chosen = [s for s in SCENARIOS if not options.only or options.only in s.name]
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}. Compare within one run only.\n")
    print(header(), flush=True)
    measurements: list[Measurement] = []
    failures = 0
    for scenario in chosen * options.repeat:
        try:
            measurement = measure(scenario, warm_up_s=options.warm_up, duration_s=options.seconds)
        except WorkerFailed as failure:
            failures += 1
            print(f"{scenario.server} {scenario.name}: FAILED, {failure}", flush=True)
            continue
        measurements.append(measurement)
        print(row(measurement), flush=True)
        for remark in _remarks(measurement):
            print(f"    {remark}", flush=True)
    print(f"\n{LEGEND}\n")
    judged = verdicts(measurements)
    for line in [*ratios(measurements), "", *(sentence for _, sentence in judged)]:
        print(line)
    print(f"\nWritten to {write_json_lines(measurements, RESULTS)}")
    missed = failures or not all(passed for passed, _ in judged)
    if missed:
        print("NOT EVERY BAR WAS MET.")
    return 1 if missed and options.check else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--only", default="", help="scenarios whose name holds this text")
    parser.add_argument("--seconds", type=float, default=6.0, help="how long each is measured")
    parser.add_argument("--warm-up", type=float, default=1.5, help="seconds before that")
    parser.add_argument("--repeat", type=int, default=1, help="measure everything so many times")
    parser.add_argument("--check", action="store_true", help="exit code 1 when a bar is missed")
    return parser.parse_args()


def _remarks(measurement: Measurement) -> list[str]:
    remarks = []
    if measurement.publisher_late_s > LATE_S:
        late_ms = measurement.publisher_late_s * 1000
        remarks.append(f"the publishers were late by up to {late_ms:.0f} ms: the machine is full")
    if measurement.dropped:
        remarks.append(f"dropped: {measurement.dropped}")
    return remarks


if __name__ == "__main__":
    sys.exit(main())
