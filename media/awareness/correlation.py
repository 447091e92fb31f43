"""How alike two curves of audio levels are, and with which delay."""

from typing import TypeVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Curve = NDArray[np.float32]
"""Levels in dBov, or what was made of them, one per 20 ms."""
Moments = NDArray[np.bool_]
"""Some of the 20 ms."""
_Row = TypeVar("_Row", Curve, Moments)

_DETAIL_FRAMES = 7
"""Only what changes within 0.14 s is compared. People who play or clap in time with each other,
from different rooms, agree on the slower part; only one and the same sound agrees on this.
"""
_ABSENT_DBOV = -120
"""Nothing was sent, or digital silence: two microphones switched on together are not alike."""
_FLOOR_PERCENTILE, _OVER_FLOOR_DB = 15, 3
_RANGE_DB = 40
_EXCURSION_DB = 10
"""A single thing put down does not outweigh ten seconds."""


def floor_dbov(levels: Curve) -> float:
    """Below this there is only the device's own noise, or nothing of interest."""
    sent = levels[levels > _ABSENT_DBOV]
    if not len(sent):
        return 0.0
    quiet, loud = np.percentile(sent, (_FLOOR_PERCENTILE, 95))
    return float(max(quiet + _OVER_FLOOR_DB, loud - _RANGE_DB))


def detail(levels: Curve) -> Curve:
    """The quick changes above the noise floor, in dB, with a mean of zero."""
    over = np.maximum(levels, floor_dbov(levels))
    half = _DETAIL_FRAMES // 2
    padded = np.pad(over, (half, half), mode="edge")
    mean = np.convolve(padded, np.full(_DETAIL_FRAMES, 1 / _DETAIL_FRAMES), mode="valid")
    quick = np.clip(over - mean, -_EXCURSION_DB, _EXCURSION_DB)
    centred: Curve = (quick - quick.mean()).astype(np.float32)
    return centred


def cross_correlate(details: Curve, max_lag: int) -> NDArray[np.float32]:
    """`result[i, j, max_lag + lag]`, -1..1, is how well row `j`, read `lag` frames later, follows
    row `i`; for `i < j` only, the rest is 0.
    """
    count, length = details.shape
    size = 1 << (length + max_lag - 1).bit_length()
    norms = np.sqrt(np.sum(details**2, axis=1)) + 1e-6
    spectra = np.fft.rfft(details / norms[:, None], size)
    result = np.zeros((count, count, 2 * max_lag + 1), np.float32)
    for row in range(count - 1):
        circular = np.fft.irfft(np.conj(spectra[row]) * spectra[row + 1 :], size)
        result[row, row + 1 :, :max_lag] = circular[:, -max_lag:]
        result[row, row + 1 :, max_lag:] = circular[:, : max_lag + 1]
    return result


def aligned(first: _Row, second: _Row, lag: int) -> tuple[_Row, _Row]:
    """The parts of both that were heard together, if the second comes `lag` frames later."""
    if lag >= 0:
        return first[: len(first) - lag], second[lag:]
    return first[-lag:], second[: len(second) + lag]


def correlation(first: Curve, second: Curve) -> float:
    """Pearson's, of equally long curves; 0 where one of them is flat."""
    first, second = first - first.mean(), second - second.mean()
    scale = float(np.sqrt(np.sum(first**2) * np.sum(second**2)))
    return float(np.sum(first * second)) / scale if scale > 1e-6 else 0.0


def recent_maximum(levels: Curve, before: int, after: int = 0) -> Curve:
    """At each frame the loudest from `before` frames earlier to `after` frames later."""
    padded = np.pad(levels, (before, after), mode="edge")
    loudest: Curve = sliding_window_view(padded, before + after + 1).max(axis=1)
    return loudest
