"""Which release runs, decided from what is written down."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hardware.updating import deciding
from hardware.updating.deciding import QUICK_STARTS, TRIAL_S, TRIAL_STARTS, choose
from hardware.updating.state import Instant, Outcome, State, Trial, parse_state, state_text

NOW = Instant("boot 1", 1000.0)
LATER = Instant("boot 1", 1000.0 + TRIAL_S)
OTHER_BOOT = Instant("boot 2", 5.0)
TRIAL = Trial("2", 0, NOW, ("microphone", "salle"))
ON_TRIAL = State(current="1", trial=TRIAL)
BEGUN = replace(ON_TRIAL, trial=replace(TRIAL, starts=1))


@pytest.mark.parametrize(
    ("state", "whole", "now", "runs", "outcome"),
    [
        (State(), {"1"}, NOW, None, None),
        (State("1"), {"1"}, NOW, "1", None),
        # Deleted, or never written to the end.
        (State("1"), set(), NOW, None, Outcome("returned", "1", "build")),
        (State("2", "1"), {"1"}, NOW, "1", Outcome("returned", "2", "build")),
        (State("2", "1"), {"2"}, NOW, "2", None),
        (ON_TRIAL, {"1", "2"}, NOW, "2", None),
        (ON_TRIAL, {"1"}, NOW, "1", Outcome("returned", "2", "build")),
        # Never begun, however long ago it was meant to be.
        (ON_TRIAL, {"1", "2"}, LATER, "2", None),
        (BEGUN, {"1", "2"}, NOW, "2", None),
        (BEGUN, {"1", "2"}, LATER, "1", Outcome("returned", "2", "too_long")),
        # The power was cut in the middle: the time counts anew, the starts do not.
        (BEGUN, {"1", "2"}, OTHER_BOOT, "2", None),
        (
            replace(ON_TRIAL, trial=replace(TRIAL, starts=TRIAL_STARTS)),
            {"1", "2"},
            OTHER_BOOT,
            "1",
            Outcome("returned", "2", "start"),
        ),
        (State("2", "1", starts=QUICK_STARTS - 1), {"1", "2"}, NOW, "2", None),
        (
            State("2", "1", starts=QUICK_STARTS),
            {"1", "2"},
            NOW,
            "1",
            Outcome("returned", "2", "start"),
        ),
        (State("1", starts=QUICK_STARTS), {"1"}, NOW, None, Outcome("returned", "1", "start")),
    ],
)
def test_what_a_start_runs(
    state: State, whole: set[str], now: Instant, runs: str | None, outcome: Outcome | None
) -> None:
    after, chosen = choose(state, whole, now)
    assert (chosen, after.outcome) == (runs, outcome)


def test_a_trial_that_is_kept_has_what_ran_before_behind_it() -> None:
    kept = deciding.keep(replace(ON_TRIAL, previous="0"))
    assert kept == State("2", "1", outcome=Outcome("kept", "2"))
    assert deciding.needed(kept) == {"1", "2"}


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (State(), State()),
        (State("1"), State(None, outcome=Outcome("returned", "1"))),
        (State("2", "1"), State("1", outcome=Outcome("returned", "2"))),
        # What ran before is not there any more: further back.
        (State("2", "gone"), State(None, outcome=Outcome("returned", "2"))),
        (BEGUN, State("1", outcome=Outcome("returned", "2"))),
    ],
)
def test_going_back(state: State, after: State) -> None:
    assert deciding.roll_back(state, {"1", "2"}) == after


@pytest.mark.parametrize("state", [State("2", "1"), BEGUN])
def test_the_base_can_be_reached_at_once(state: State) -> None:
    assert choose(deciding.to_base(state), {"1", "2"}, NOW)[1] is None


@pytest.mark.parametrize(
    "state", [State(), State("2", "1", None, 3, Outcome("failed", "3", "fetch"), "0.1.0"), BEGUN]
)
def test_it_is_read_as_it_was_written(state: State) -> None:
    assert parse_state(state_text(state)) == state


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"format": 2}', '{"format": 1}', state_text(BEGUN)[:-30]],
)
def test_what_is_no_state_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_state(text)


@dataclass
class Disk:
    state: State = field(default_factory=State)
    whole: set[str] = field(default_factory=set)


class Kit(RuleBasedStateMachine):
    """A kit whose releases are good, crash, hang or never are well; the power is cut anywhere: a
    state that was decided is written or is not."""

    def __init__(self) -> None:
        super().__init__()
        self.disk, self.clock, self.boot = Disk(), 0.0, 0
        self.kind: dict[str, str] = {}
        self.runs: str | None = None
        self.is_up = True
        self.failures_in_a_row = 0
        self.worked: set[str] = set()
        self.made = 0

    def now(self) -> Instant:
        return Instant(str(self.boot), self.clock)

    def start(self) -> None:
        before = self.disk.state
        state, self.runs = choose(before, self.disk.whole, self.now())
        self.disk.state = state
        assert self.runs is None or self.runs in self.disk.whole
        self.is_up = self.runs is None or self.kind[self.runs] in ("good", "unwell")
        if self.is_up:
            self.failures_in_a_row = 0
        else:
            self.failures_in_a_row += 1
            # Restart=always: a crash is at once, a hang until the watchdog.
            self.clock += 2.0 if self.kind[str(self.runs)] == "crashes" else 32.0

    @rule(kind=st.sampled_from(["good", "crashes", "hangs", "unwell"]), is_whole=st.booleans())
    @precondition(lambda self: self.is_up and self.disk.state.trial is None)
    def update(self, kind: str, is_whole: bool) -> None:
        self.made += 1
        version = str(self.made)
        self.kind[version] = kind
        if is_whole:
            self.disk.whole.add(version)
            self.disk.state = deciding.begin_trial(self.disk.state, version, (), self.now())
        self.start()

    @rule()
    @precondition(lambda self: not self.is_up)
    def it_ends_and_is_started_again(self) -> None:
        self.start()

    @rule(is_written=st.booleans())
    @precondition(lambda self: self.is_up and self.disk.state.trial is not None)
    def judged(self, is_written: bool) -> None:
        trial = self.disk.state.trial
        assert trial is not None and trial.version == self.runs
        is_good = self.kind[trial.version] == "good"
        state = self.disk.state
        after = deciding.keep(state) if is_good else deciding.give_up(state, "not_connected")
        if is_written:
            self.disk.state = after
            self.disk.whole &= deciding.needed(after)
            if is_good:
                self.worked.add(trial.version)
        if not (is_good and is_written):
            self.start()

    @rule()
    @precondition(lambda self: self.is_up)
    def it_lasts(self) -> None:
        if self.disk.state.trial is None:
            self.clock += deciding.LASTING_S
            self.disk.state = deciding.lasted(self.disk.state)

    @rule()
    def the_power_is_cut(self) -> None:
        self.boot, self.clock = self.boot + 1, 0.0
        self.start()

    @rule()
    @precondition(lambda self: self.is_up)
    def somebody_goes_back(self) -> None:
        self.disk.state = deciding.roll_back(self.disk.state, self.disk.whole)
        self.start()

    @rule()
    @precondition(lambda self: self.disk.whole)
    def the_disk_rots(self) -> None:
        """A release that worked does not any more."""
        self.kind[sorted(self.disk.whole)[0]] = "crashes"

    @invariant()
    def it_is_up_after_some_starts(self) -> None:
        # A trial, what ran before it, what ran before that; then the base.
        assert self.failures_in_a_row <= TRIAL_STARTS + 2 * QUICK_STARTS

    @invariant()
    def only_what_worked_is_current(self) -> None:
        assert {self.disk.state.current, self.disk.state.previous} <= {None, *self.worked}

    @invariant()
    def the_base_is_one_step_away(self) -> None:
        assert choose(deciding.to_base(self.disk.state), self.disk.whole, self.now())[1] is None

    @invariant()
    def it_is_written_as_it_is(self) -> None:
        assert parse_state(state_text(self.disk.state)) == self.disk.state


TestKit = Kit.TestCase
TestKit.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


def test_after_a_broken_update_the_next_start_works() -> None:
    """Never two broken ones in a row, as long as what ran before is not damaged."""
    state, whole = deciding.begin_trial(State("1"), "2", (), NOW), {"1", "2"}
    begun = []
    for _ in range(TRIAL_STARTS + 1):
        state, chosen = choose(state, whole, NOW)
        begun.append(chosen)
    assert begun == ["2"] * TRIAL_STARTS + ["1"]
