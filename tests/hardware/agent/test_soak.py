"""Two faults of the soak, once each; `tests.hardware.agent.soak` has all of them, for hours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hardware.agent.soak import soaking


async def test_a_clock_that_is_set_and_a_full_disk_are_lived_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for measured in ("PICTURES_S", "SOUND_S"):
        monkeypatch.setattr(f"hardware.agent.self_test.{measured}", 0.5)
    async with soaking(tmp_path) as soak:
        await soak.clock_step()
        await soak.back()
        await soak.disk_full()
        await soak.back()
