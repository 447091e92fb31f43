"""Does the room's network carry the room's pictures?"""

from collections.abc import Sequence
from dataclasses import dataclass

from hardware.selftest.finding import Finding, Severity
from hardware.selftest.thresholds import UPLINK, UplinkThresholds


@dataclass(frozen=True, slots=True)
class Line:
    """One camera's way to the server over some seconds.

    ``connected``: media flows; ``losses``: shares lost, as the server reports them about once a
    second; ``wanted_bps`` is the profile's, ``allowed_bps`` what loss has left of it; ``sent_bps``
    what the picture took of that; ``transport`` is ``udp`` or ``tcp``.
    """

    connected: bool
    losses: Sequence[float]
    wanted_bps: float
    allowed_bps: float
    sent_bps: float
    transport: str = "udp"


def check_uplink(
    lines: Sequence[Line], than: UplinkThresholds = UPLINK, about: str = "network"
) -> tuple[Finding, ...]:
    """Every finding. It is called by a kit that reaches the server over HTTP: media that does
    not pass is then held back on the way."""
    if not lines:
        return ()
    connected = [line for line in lines if line.connected]
    if not connected:
        return (Finding("uplink_blocked", Severity.FAULT, about),)
    found = []
    reports = [share for line in connected for share in line.losses]
    loss = sum(reports) / len(reports) if reports else 0.0
    if loss > than.loss:
        measured = {"loss_percent": 100 * loss}
        found.append(Finding("uplink_loss", Severity.WARNING, about, measured))
    wanted, allowed = _sum(connected, "wanted_bps"), _sum(connected, "allowed_bps")
    if allowed < than.allowed_share * wanted:
        rates = {"allowed_kbps": allowed / 1000, "wanted_kbps": wanted / 1000}
        found.append(Finding("uplink_slow", Severity.WARNING, about, rates))
    if any(line.transport == "tcp" for line in connected):
        found.append(Finding("uplink_tcp", Severity.WARNING, about))
    return tuple(found)


def _sum(lines: Sequence[Line], name: str) -> float:
    return float(sum(getattr(line, name) for line in lines))
