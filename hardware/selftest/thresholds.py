"""Where a measure becomes a finding. Chosen on one set of clips, checked on another
(docs/self-test.md gives the numbers)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PictureThresholds:
    """Luma in 0 to 255 (full range), sharpness in 0 to 100."""

    black_mean: float = 20.0
    black_brightest: float = 32.0
    """The brightest hundredth of a black picture: a lit lamp in a dark room is not black."""
    dark_mean: float = 48.0
    dark_brightest: float = 90.0
    bright_share: float = 0.40
    """The share of pixels that are white without any detail left."""
    frozen_difference: float = 0.02
    frozen_s: float = 2.0
    blurred_sharpness: float = 42.0
    edges_needed: float = 0.0002
    """A picture with fewer strong edges (a bare wall) tells nothing about its sharpness."""
    few_share: float = 0.75
    stalled_s: float = 0.6
    turned_margin: float = 0.15
    alike: float = 0.25
    outline_needed: float = 1.6
    """A picture with less outline (a bare wall) shows neither up nor place."""
    outline_to_accuse: float = 2.3


@dataclass(frozen=True, slots=True)
class SoundThresholds:
    """Levels in dBFS: 0 is a full-scale square wave's RMS."""

    silent_dbfs: float = -85.0
    clipped_share: float = 0.0005
    hum_dbfs: float = -62.0
    hum_prominence_db: float = 15.0
    low_dbfs: float = -48.0
    high_dbfs: float = -10.0


@dataclass(frozen=True, slots=True)
class LoopThresholds:
    """Echo is what comes back, beside what was played."""

    heard_peak: float = 8.0
    """The matched filter's peak, in times the typical value beside it."""
    echo_db: float = -20.0
    late_ms: float = 300.0
    noise_dbfs: float = -35.0
    """Fifteen decibels below people who are well heard (-20)."""


@dataclass(frozen=True, slots=True)
class MachineThresholds:
    """Below ``disk_free_gb`` a recording of an afternoon does not fit (about 2 GB an hour); a
    Raspberry Pi slows itself down from 80 °C on, a mini-PC not much later."""

    disk_free_gb: float = 10.0
    hot_c: float = 80.0
    clock_wrong_s: float = 5.0


@dataclass(frozen=True, slots=True)
class UplinkThresholds:
    """Retransmission hides a loss of one or two packets in a hundred."""

    loss: float = 0.03
    allowed_share: float = 0.6


PICTURE = PictureThresholds()
SOUND = SoundThresholds()
LOOP = LoopThresholds()
MACHINE = MachineThresholds()
UPLINK = UplinkThresholds()
