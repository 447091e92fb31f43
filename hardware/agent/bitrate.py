"""How many bits a camera may spend, from the loss that the far end reports.

The loss-based half of Google congestion control (draft-ietf-rmcat-gcc-02, section 6): little
loss lets the rate grow slowly, more than a tenth takes away half of what was lost.
"""

LITTLE_LOSS = 0.02
MUCH_LOSS = 0.10
GROWTH = 1.05
LOWEST_BPS = 150_000
# What passes without loss tells that up to this much more would.
BEYOND = 1.5


class LossBasedRate:
    """Between ``LOWEST_BPS`` and the profile's bitrate, which is where it starts."""

    def __init__(self, highest_bps: int) -> None:
        self._highest_bps = highest_bps
        self._lowest_bps = min(LOWEST_BPS, highest_bps)
        self.bitrate_bps = highest_bps

    def limit(self, highest_bps: int) -> int:
        """Never spend more than this from now on; returns the new bitrate."""
        self._highest_bps = highest_bps
        self._lowest_bps = min(LOWEST_BPS, highest_bps)
        self.bitrate_bps = min(self.bitrate_bps, highest_bps)
        return self.bitrate_bps

    def report(self, fraction_lost: float, spent_bps: int | None = None) -> int:
        """Take in a receiver report (0 to 1, about once a second); returns the new bitrate.

        ``spent_bps``: what was sent meanwhile, where it may be less than was allowed: it says
        nothing of what the line carries beyond.
        """
        known_bps = self.bitrate_bps if spent_bps is None else BEYOND * spent_bps
        if fraction_lost > MUCH_LOSS:
            wanted = min(self.bitrate_bps, known_bps) * (1 - 0.5 * fraction_lost)
        elif fraction_lost < LITTLE_LOSS and self.bitrate_bps <= known_bps:
            wanted = self.bitrate_bps * GROWTH
        else:
            wanted = self.bitrate_bps
        self.bitrate_bps = int(min(self._highest_bps, max(self._lowest_bps, wanted)))
        return self.bitrate_bps
