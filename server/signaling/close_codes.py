"""Why a live connection ends: one reason, one WebSocket close code (RFC 6455 section 7.4.2)."""

from __future__ import annotations

from collections.abc import Mapping

#: Normal closure, after `leave`.
LEFT = "left"

CLOSE_CODES: Mapping[str, int] = {
    LEFT: 1000,
    "shutdown": 1001,
    "token": 4001,
    "locked": 4002,
    "full": 4003,
    "ended": 4004,
    "version": 4005,
    "removed": 4006,
    "replaced": 4007,
    "slow": 4008,
    "timeout": 4009,
    "invalid": 4010,
    "flood": 4011,
}
