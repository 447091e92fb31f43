"""The arithmetic of likeness, against slow and obvious ways to compute the same."""

from __future__ import annotations

import numpy as np
import pytest

from media.awareness.correlation import (
    aligned,
    correlation,
    cross_correlate,
    detail,
    recent_maximum,
)

RANDOM = np.random.default_rng(7)


@pytest.mark.parametrize("lag", [-12, -1, 0, 3, 20])
def test_a_copy_is_found_where_it_is(lag: int) -> None:
    noise = RANDOM.normal(size=400).astype(np.float32)
    pair = np.stack([noise[50:350], noise[50 - lag : 350 - lag]])
    found = cross_correlate(pair - pair.mean(axis=1, keepdims=True), 25)[0, 1]
    assert int(found.argmax()) - 25 == lag
    first, second = aligned(pair[0], pair[1], lag)
    assert first.tolist() == second.tolist()


def test_cross_correlation_is_pearsons_without_a_lag() -> None:
    rows = RANDOM.normal(size=(3, 500)).astype(np.float32)
    rows -= rows.mean(axis=1, keepdims=True)
    found = cross_correlate(rows, 5)
    assert found[0, 2, 5] == pytest.approx(np.corrcoef(rows)[0, 2], abs=1e-4)
    assert correlation(rows[0], rows[2]) == pytest.approx(np.corrcoef(rows)[0, 2], abs=1e-4)


def test_gain_and_the_noise_below_the_voice_do_not_change_the_detail() -> None:
    voice = np.where(np.arange(600) % 40 < 25, -30.0 + RANDOM.normal(0, 4, 600), -80.0)
    louder = np.maximum(voice + 12, -60.0)
    assert correlation(detail(voice.astype(np.float32)), detail(louder.astype(np.float32))) > 0.9


def test_a_flat_curve_is_like_nothing() -> None:
    flat = np.full(100, -50.0, np.float32)
    assert correlation(flat, RANDOM.normal(size=100).astype(np.float32)) == 0.0
    assert not detail(np.full(100, -127.0, np.float32)).any()


def test_switching_on_at_the_same_moment_is_no_detail() -> None:
    started = np.full(600, -50.0, np.float32)
    started[:300] = -127
    assert not detail(started).any()


def test_recent_maximum() -> None:
    levels = np.array([-9, -5, -9, -9, -9, -2], np.float32)
    assert recent_maximum(levels, 2).tolist() == [-9, -5, -5, -5, -9, -2]
    assert recent_maximum(levels, 1, 1).tolist() == [-5, -5, -5, -9, -2, -2]
