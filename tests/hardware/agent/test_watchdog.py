"""What systemd hears of the kit."""

from __future__ import annotations

import asyncio
import configparser
import socket
from pathlib import Path

from hardware.agent.watchdog import keep_watchdog, notify

UNIT = Path(__file__).parents[3] / "deploy" / "systemd" / "passerelle-kit.service"


async def test_it_is_ready_and_then_alive_three_times_in_the_time_that_is_waited(
    tmp_path: Path,
) -> None:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(path)
        systemd.setblocking(False)
        environment = {"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "150000"}
        keeping = asyncio.create_task(keep_watchdog(environment))
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(10):
            heard = [(await loop.sock_recv(systemd, 100)).decode() for _ in range(4)]
        keeping.cancel()
    assert heard == ["READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"]


def test_without_systemd_nobody_is_told(tmp_path: Path) -> None:
    assert not notify("READY=1", {})
    assert not notify("READY=1", {"NOTIFY_SOCKET": str(tmp_path / "none")})


def test_the_unit_starts_the_kit_again_whatever_ends_it_and_writes_in_one_place() -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNIT)
    service = unit["Service"]
    assert (service["Type"], service["Restart"]) == ("notify", "always")
    assert int(service["WatchdogSec"]) > 0
    assert service["ProtectSystem"] == "strict"
    assert "passerelle kit" in service["ExecStart"]
    assert "token" not in service["ExecStart"].lower()
