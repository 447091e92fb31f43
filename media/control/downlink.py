"""What one subscriber's line carries, from the loss and the estimate that it reports: how many
simulcast layers below the one it asks for it is sent. Pure.

There is nothing to probe with but the layers themselves: a larger one is tried after a while, and
after twice as long when it did not last.
"""

from __future__ import annotations

MUCH_LOSS = 0.10
"""As in draft-ietf-rmcat-gcc-02, section 6: above it there is too much on the line."""
LITTLE_LOSS = 0.02
SHORT_ESTIMATE = 0.7
"""An estimate (REMB) below this share of what is sent is one of a line that is full, unless it
grows: after a smaller layer it only learns by and by what the line carries."""
BAD_LOSS_S, BAD_ESTIMATE_S = 2.0, 4.0
"""For how long. A machine that is busy delays packets too, which the estimate takes for a line."""
SETTLE_S, TRIAL_SETTLE_S = 2.5, 0.9
"""What was on its way at a change is still reported on; a larger layer on trial is left at the
first report of loss."""
AT_ONCE_S = 0.25
"""Transport-wide feedback tells of each packet when it was sent: nothing has to settle, but what
began anew has to be under way."""
TWO_STEPS_SHARE = 1 / 6
"""A layer has a third or a quarter of the bits of the next: one step is not enough."""
TRIAL_S = 12.0
"""A larger layer that had to be left within this did not last."""
FIRST_WAIT_S, LONGEST_WAIT_S = 10.0, 120.0


class Downlink:
    """`steps_down` from the layers that are asked for."""

    def __init__(self) -> None:
        self.steps_down = 0
        self._bad_since: float | None = None
        self._good_since: float | None = None
        self._changed = self._raised = float("-inf")
        self._wait_s = FIRST_WAIT_S
        self._estimate_bps = 0.0

    def report(
        self, loss: float, estimate_bps: float | None, sent_bps: float, deepest: int, now: float
    ) -> bool:
        """Take in what the subscriber lost of its pictures (0 to 1) and what it believes to have,
        beside what was sent; about once a second. `deepest`: so many layers can be gone down.

        True when `steps_down` is another.
        """
        before = self.steps_down
        self.steps_down = min(self.steps_down, deepest)
        is_full = self._is_full(estimate_bps, sent_bps)
        if loss >= MUCH_LOSS or is_full:
            self._good_since = None
            self._bad_since = now if self._bad_since is None else self._bad_since
            on_trial = now - self._raised < TRIAL_S
            loss_s = 0.0 if on_trial else BAD_LOSS_S
            patience_s = loss_s if loss >= MUCH_LOSS else BAD_ESTIMATE_S
            if now - self._bad_since >= patience_s:
                trial = self._changed == self._raised
                self._go_down(deepest, now, TRIAL_SETTLE_S if trial else SETTLE_S)
        elif loss < LITTLE_LOSS:
            self._bad_since = None
            self._good_since = now if self._good_since is None else self._good_since
            # One that lasted: the next may well do too.
            lasted = self._changed == self._raised and now - self._raised >= TRIAL_S
            wait_s = FIRST_WAIT_S if lasted else self._wait_s
            if now - max(self._good_since, self._changed) >= wait_s:
                self._go_up(now)
        else:
            # Neither one nor the other: what was bad is not over.
            self._good_since = None
        return self.steps_down != before

    def narrow(self, share: float, deepest: int, now: float) -> bool:
        """What is sent does not pass but for this `share` (0 to 1), by transport-wide feedback.

        True when `steps_down` is another.
        """
        before = self.steps_down
        steps = 2 if share < TWO_STEPS_SHARE else 1
        self._good_since = None
        self._go_down(deepest, now, AT_ONCE_S, steps)
        return self.steps_down != before

    def _is_full(self, estimate_bps: float | None, sent_bps: float) -> bool:
        if estimate_bps is None:
            return False
        before_bps, self._estimate_bps = self._estimate_bps, estimate_bps
        return estimate_bps < SHORT_ESTIMATE * sent_bps and estimate_bps <= before_bps

    def _go_down(self, deepest: int, now: float, settle_s: float, steps: int = 1) -> None:
        if self.steps_down >= deepest or now - self._changed < settle_s:
            return
        if now - self._raised < TRIAL_S:
            self._wait_s = min(LONGEST_WAIT_S, 2 * self._wait_s)
        self.steps_down = min(deepest, self.steps_down + steps)
        self._changed, self._bad_since = now, None

    def _go_up(self, now: float) -> None:
        if self.steps_down:
            self.steps_down -= 1
            self._changed = self._raised = now
        elif now - self._raised >= LONGEST_WAIT_S:
            self._wait_s = FIRST_WAIT_S
