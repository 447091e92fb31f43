"""The figures for people and for programs, and the bars that they are held against."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.measuring import Measurement
from tests.bench.scenarios import BAR, NAIVE, PASSERELLE

MAX_CPU_US = 15.0
MAX_P99_MS = 10.0
MAX_PARTICIPANT_MB = 2.0

_ROW = "{:<12} {:<27} {:>9} {:>6} {:>8} {:>7} {:>6} {:>7} {:>7} {:>7} {:>8} {:>7}"


def header() -> str:
    """The head of the table."""
    names = ("server", "scenario", "packets/s", "lost", "us/pkt", "(sys)", "cores")
    latency = ("p50 ms", "p99 ms", "max ms", "MB each", "idle")
    return _ROW.format(*names, *latency)


def row(measurement: Measurement) -> str:
    """A line of the table."""
    m = measurement
    latency = [
        "-" if value is None else f"{value * 1000:.2f}"
        for value in (m.latency_s(0.5), m.latency_s(0.99), m.latency_s(1.0))
    ]
    return _ROW.format(
        m.scenario.server,
        m.scenario.name,
        f"{m.delivered / m.duration_s:.0f}",
        "-" if m.lost_share is None else f"{m.lost_share:.2%}",
        f"{m.cpu_us_per_packet:.1f}",
        f"{m.system_s / max(1, m.delivered) * 1e6:.1f}",
        f"{m.cores:.2f}",
        *latency,
        f"{m.pss_per_participant / 1e6:.2f}",
        f"{m.idle_cores:.1%}",
    )


LEGEND = """\
packets/s  RTP packets of about 1100 bytes that reached the subscribers, all together
lost       of those that should have; a naive relay sends packets of its own making: not counted
us/pkt     the server's CPU time (user and system) per delivered packet; (sys): the system's part
cores      CPU seconds of the server per second
p50, p99   from just before a publisher sends to arrival at the subscriber that joined last
MB each    growth of the server's memory (PSS) per participant, from empty to the end of the run
idle       CPU of the server with everybody connected and nobody sending"""


def ratios(measurements: Sequence[Measurement]) -> list[str]:
    """What forwarding costs beside decoding and encoding, for the same film and subscribers."""
    lines = []
    for naive in measurements:
        if naive.scenario.server != NAIVE:
            continue
        for ours in measurements:
            same = ours.scenario.name == naive.scenario.name
            if same and ours.scenario.server == PASSERELLE:
                packet = naive.cpu_us_per_packet / ours.cpu_us_per_packet
                subscriber = naive.cores_per_subscriber / ours.cores_per_subscriber
                lines.append(
                    f"{naive.scenario.name}: the naive relay takes {packet:.0f} times the CPU per "
                    f"delivered packet, {subscriber:.0f} times per subscriber."
                )
    return lines


def verdicts(measurements: Sequence[Measurement]) -> list[tuple[bool, str]]:
    """(passed, sentence) for each bar that these measurements can be held against."""
    found = []
    for m in measurements:
        if m.scenario.server != PASSERELLE:
            continue
        if m.scenario.name == BAR:
            cpu, p99 = m.cpu_us_per_packet, (m.latency_s(0.99) or 0.0) * 1000
            found.append(_verdict("CPU per delivered packet at 1 x 50", cpu, MAX_CPU_US, "us"))
            found.append(_verdict("p99 latency at 1 x 50", p99, MAX_P99_MS, "ms"))
        each = m.pss_per_participant / 1e6
        if m.scenario.participants >= 50:
            what = f"memory per participant, {m.scenario.name}"
            found.append(_verdict(what, each, MAX_PARTICIPANT_MB, "MB"))
    return found


def _verdict(what: str, value: float, limit: float, unit: str) -> tuple[bool, str]:
    passed = value <= limit
    word = "ok    " if passed else "MISSED"
    return passed, f"{word} {what}: {value:.2f} {unit} (at most {limit:g} {unit})"


def write_json_lines(measurements: Sequence[Measurement], folder: Path) -> Path:
    """One object per measurement, in a new file of `folder`."""
    folder.mkdir(exist_ok=True)
    moment = datetime.now(UTC)
    path = folder / f"bench-{moment:%Y%m%dT%H%M%SZ}.jsonl"
    machine = {"cores": os.cpu_count(), "system": platform.release(), "at": moment.isoformat()}
    with path.open("w", encoding="utf-8") as lines:
        for measurement in measurements:
            lines.write(json.dumps(machine | as_dict(measurement)) + "\n")
    return path


def as_dict(m: Measurement) -> dict[str, object]:
    """The figures by name, units included."""
    return {
        "server": m.scenario.server,
        "scenario": asdict(m.scenario),
        "duration_s": m.duration_s,
        "published_packets": m.published,
        "delivered_packets": m.delivered,
        "lost_share": m.lost_share,
        "cpu_us_per_packet": m.cpu_us_per_packet,
        "user_s": m.user_s,
        "system_s": m.system_s,
        "cores": m.cores,
        "cores_per_subscriber": m.cores_per_subscriber,
        "idle_cores": m.idle_cores,
        "latency_p50_s": m.latency_s(0.5),
        "latency_p99_s": m.latency_s(0.99),
        "latency_max_s": m.latency_s(1.0),
        "rss_bytes_per_participant": m.rss_per_participant,
        "pss_bytes_per_participant": m.pss_per_participant,
        "publisher_late_s": m.publisher_late_s,
        "dropped": m.dropped,
    }
