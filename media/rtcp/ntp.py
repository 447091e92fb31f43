"""NTP time as RTCP writes it (RFC 3550, section 4): seconds since 1900 in 32.32 bits."""

_UNIX_EPOCH_S = 2_208_988_800
"""1 January 1970, counted from 1 January 1900."""


def ntp_from_unix(wall_s: float) -> int:
    """The NTP time of a wall clock (unix seconds), 64 bits; wraps in 2036."""
    return int((wall_s + _UNIX_EPOCH_S) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF


def unix_from_ntp(ntp_time: int) -> float:
    """The unix seconds of an NTP time before its wrap in 2036."""
    return ntp_time / (1 << 32) - _UNIX_EPOCH_S


def compact_ntp(ntp_time: int) -> int:
    """The middle 32 bits, as `last_sr` holds them: units of 1/65536 s."""
    return ntp_time >> 16 & 0xFFFFFFFF
