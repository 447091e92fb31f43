"""The acoustic loop: the kit plays a chirp and looks for its return in the microphone.

A matched filter (correlation with what was played) finds the chirp below the room's noise, and
tells when and how strong it comes back.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.selftest.evidence import sound_evidence
from hardware.selftest.finding import Finding, Severity
from hardware.selftest.sound import SoundMeasures
from hardware.selftest.thresholds import LOOP, LoopThresholds

Samples = NDArray[np.float32]

LEAD_S = 0.5
CHIRP_S = 1.0
TAIL_S = 1.0
FROM_HZ, TO_HZ = 200.0, 6000.0
AMPLITUDE = 0.25
_LEAST = 1e-12
# The return is looked for up to this delay: wireless loudspeakers add some 200 ms.
_LATEST_S = 0.9


@dataclass(frozen=True, slots=True)
class LoopMeasures:
    """``peak``: the strongest return in times the correlation's usual value; ``return_db`` its
    level beside what was played; ``noise_dbfs`` the room before the chirp."""

    delay_ms: float
    return_db: float
    noise_dbfs: float
    peak: float

    def heard(self, than: LoopThresholds = LOOP) -> bool:
        return self.peak >= than.heard_peak


def chirp(rate_hz: int) -> Samples:
    """Silence, a rising tone of one second, silence: to be played and recorded at once."""
    time_s = np.arange(round(CHIRP_S * rate_hz)) / rate_hz
    phase = 2 * np.pi * (FROM_HZ * time_s + (TO_HZ - FROM_HZ) / (2 * CHIRP_S) * time_s**2)
    tone = AMPLITUDE * np.sin(phase)
    fade = round(0.05 * rate_hz)
    ramp = np.sin(np.linspace(0, np.pi / 2, fade)) ** 2
    tone[:fade] *= ramp
    tone[-fade:] *= ramp[::-1]
    lead, tail = np.zeros(round(LEAD_S * rate_hz)), np.zeros(round(TAIL_S * rate_hz))
    played: Samples = np.concatenate([lead, tone, tail]).astype(np.float32)
    return played


def measure_loop(recorded: Samples, rate_hz: int) -> LoopMeasures:
    """``recorded`` began when ``chirp(rate_hz)`` began to be played; mono, -1 to 1."""
    lead = round(LEAD_S * rate_hz)
    tone = chirp(rate_hz)[lead : lead + round(CHIRP_S * rate_hz)].astype(np.float64)
    size = 1 << (len(recorded) + len(tone) - 1).bit_length()
    spectrum = np.fft.rfft(recorded, size) * np.conj(np.fft.rfft(tone, size))
    correlation = np.fft.irfft(spectrum, size)
    window = np.abs(correlation[lead : lead + round(_LATEST_S * rate_hz)])
    at = int(window.argmax())
    # What the filter gives where no chirp can be: before it was played.
    usual = float(np.sqrt((correlation[: lead // 2] ** 2).mean()))
    quiet = recorded[: lead // 2].astype(np.float64)
    return LoopMeasures(
        delay_ms=1000.0 * at / rate_hz,
        return_db=float(20 * np.log10(window[at] / (tone**2).sum() + _LEAST)),
        noise_dbfs=float(10 * np.log10((quiet**2).mean() + _LEAST)),
        peak=float(window[at] / (usual + _LEAST)),
    )


def check_loop(
    recorded: Samples,
    rate_hz: int,
    *,
    heard_before: SoundMeasures | None = None,
    than: LoopThresholds = LOOP,
    about: str = "microphone",
) -> tuple[Finding, ...]:
    """Every finding of the loop. Record what the homes would hear: after echo cancellation,
    what is found is the echo that is left (then ``loop_unheard`` is good news: see below).

    Called on the raw microphone, "unheard" is a fault; on the cancelled sound it says that the
    cancellation works, and the caller drops it. ``heard_before``: some seconds of the same
    microphone, which tell the room's own noise better than the moment before the chirp.
    """
    seen = measure_loop(recorded, rate_hz)
    found = []
    if not seen.heard(than):
        found.append(Finding("loop_unheard", Severity.FAULT, about, {"peak": seen.peak}))
    else:
        back = {"delay_ms": seen.delay_ms, "return_db": seen.return_db}
        if seen.return_db > than.echo_db:
            found.append(Finding("loop_echo", Severity.WARNING, about, back))
        if seen.delay_ms > than.late_ms:
            found.append(Finding("loop_late", Severity.WARNING, about, back))
    noise_dbfs = heard_before.room_dbfs if heard_before else seen.noise_dbfs
    somebody_is_heard = heard_before is not None and heard_before.somebody_is_heard
    if noise_dbfs > than.noise_dbfs and not somebody_is_heard:
        noise = {"noise_dbfs": noise_dbfs}
        found.append(Finding("loop_noise", Severity.WARNING, about, noise))
    clip = sound_evidence(recorded, rate_hz)
    return tuple(Finding(f.key, f.severity, f.about, f.measured, clip) for f in found)
