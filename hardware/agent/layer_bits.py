"""How the bits of one camera are shared between the sizes of its picture (simulcast). Pure."""

from collections.abc import Collection, Sequence

from hardware.capture.encodings import Encoding, total_bps

# Below this share of its bits a size is worse than the next smaller one.
LEAST = 0.5
# A camera's own H.264 takes what it takes.
LEAST_FIXED = 0.9
# While a larger size is left out, the one below it may take this much more: whoever looks sees
# more, and it is found out what the uplink carries before the larger one is sent again.
PROBE = 2.0
# A size that is left out is tried again after this; twice as long each time it does not last.
FIRST_WAIT_S = 8.0
LONGEST_WAIT_S = 120.0
# Dropped within this after it came back, a size did not last.
TRIAL_S = 15.0


Sizes = tuple[Encoding, ...]


class LayerBits:
    """``encodings``: the smallest first. When bits are short the largest are left out first, and
    something is always sent."""

    def __init__(self, encodings: Sequence[Encoding]) -> None:
        self._encodings = tuple(encodings)
        self._resumed_s = self._left_out_s = float("-inf")
        self._wait_s = FIRST_WAIT_S
        self._watched: frozenset[str] | None = None
        self._options = self._options_now()
        self._chosen = len(self._options) - 1

    def watch(self, rids: Collection[str] | None) -> None:
        """The sizes that somebody watches; None: it is not known, so all of them may be."""
        watched = None if rids is None else frozenset(rids)
        if watched != self._watched:
            self._watched = watched
            self._options = self._options_now()
            self._chosen = len(self._options) - 1

    @property
    def watched_bps(self) -> int:
        """What everything that is watched takes."""
        return total_bps(self._options[-1])

    def share(self, allowed_bps: int, now: float) -> dict[str, int]:
        """Bits a second by rid of what is to be sent; ``now`` in seconds, monotonic."""
        possible = max(
            index
            for index, sizes in enumerate(self._options)
            if index == 0 or _fits(sizes, allowed_bps)
        )
        if possible < self._chosen:
            if now < self._resumed_s + TRIAL_S:
                self._wait_s = min(LONGEST_WAIT_S, 2 * self._wait_s)
            self._chosen, self._left_out_s = possible, now
        elif possible > self._chosen and now >= self._left_out_s + self._wait_s:
            self._chosen += 1
            self._resumed_s = self._left_out_s = now
        is_all = self._chosen == len(self._options) - 1
        if is_all and now >= self._resumed_s + LONGEST_WAIT_S:
            self._wait_s = FIRST_WAIT_S
        return _divided(self._options[self._chosen], allowed_bps, is_all=is_all)

    def _options_now(self) -> list[Sizes]:
        """What may be sent, the least first, all that is watched last."""
        watched = [
            encoding
            for encoding in self._encodings
            if self._watched is None or encoding.rid in self._watched
        ]
        if not watched:
            # What costs least: whoever comes sees something at once.
            own = [encoding for encoding in self._encodings if encoding.is_fixed]
            return [tuple(own) or self._encodings[:1]]
        smaller = self._encodings[: self._encodings.index(watched[0])]
        instead = [(encoding,) for encoding in smaller]
        return [*instead, *(tuple(watched[: n + 1]) for n in range(len(watched)))]


def _fits(sizes: Sizes, allowed_bps: int) -> bool:
    """All but the largest with all of their bits, and the largest with enough."""
    largest = sizes[-1]
    least_bps = largest.bitrate_bps * (LEAST_FIXED if largest.is_fixed else LEAST)
    return total_bps(sizes[:-1]) + least_bps <= allowed_bps


def _divided(sizes: Sizes, allowed_bps: int, *, is_all: bool) -> dict[str, int]:
    *smaller, largest = sizes
    shares = {encoding.rid: encoding.bitrate_bps for encoding in smaller}
    most_bps = largest.bitrate_bps
    if not is_all and not largest.is_fixed:
        most_bps = int(PROBE * most_bps)
    left_bps = allowed_bps - sum(shares.values())
    # A camera's own H.264 is sent as it is or not at all.
    shares[largest.rid] = most_bps if largest.is_fixed else max(1, min(most_bps, left_bps))
    return shares
