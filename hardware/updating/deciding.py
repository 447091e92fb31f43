"""Which release runs: pure, state in, state out. Whatever is decided is written down before it is
done, so that a cut of the power at any instant leaves the old decision or the new one.

The base, None, is the installed program: nothing here ever changes it.
"""

from collections.abc import Collection
from dataclasses import replace

from hardware.updating.state import Instant, Outcome, State, Trial

#: A trial that was begun this often, or lasts this long without being kept, is given up.
TRIAL_STARTS = 3
TRIAL_S = 180.0
#: All must be well for so long before a trial is kept.
WELL_S = 30.0
#: A release that was kept and ends so often within a minute of its start is no longer trusted.
QUICK_STARTS = 5
LASTING_S = 60.0


def choose(state: State, whole: Collection[str], now: Instant) -> tuple[State, str | None]:
    """At a start: what to run, and the state to write down before. ``whole``: the releases that
    are complete on the disk. With None the base itself goes on."""
    state = _without_what_is_gone(state, whole)
    trial = state.trial
    if trial is not None:
        # The time counts from the first start, anew after the machine was switched off.
        is_going_on = trial.starts > 0 and trial.since.boot == now.boot
        since = trial.since if is_going_on else now
        if trial.starts < TRIAL_STARTS and now.since_s(since) < TRIAL_S:
            trial = replace(trial, starts=trial.starts + 1, since=since)
            return replace(state, trial=trial), trial.version
        state = give_up(state, "start" if trial.starts >= TRIAL_STARTS else "too_long")
    if state.current is None:
        return replace(state, starts=0), None
    if state.starts >= QUICK_STARTS:
        state = _step_back(state, "start", whole)
        if state.current is None:
            return state, None
    return replace(state, starts=state.starts + 1), state.current


def begin_trial(state: State, version: str, devices: Collection[str], now: Instant) -> State:
    """``version`` is complete, and is to be run at the next start."""
    trial = Trial(version, 0, now, tuple(sorted(devices)))
    return replace(state, trial=trial, starts=0, outcome=None)


def keep(state: State) -> State:
    """The release that is tried is the one that runs from now on."""
    if state.trial is None:
        return state
    version = state.trial.version
    previous = state.current if state.current != version else state.previous
    return replace(
        state,
        current=version,
        previous=previous,
        trial=None,
        starts=0,
        outcome=Outcome("kept", version),
    )


def give_up(state: State, reason: str | None) -> State:
    """The trial is over: what ran before runs again at the next start."""
    if state.trial is None:
        return state
    outcome = Outcome("returned", state.trial.version, reason)
    return replace(state, trial=None, starts=0, outcome=outcome)


def cannot_begin(state: State, whole: Collection[str]) -> State:
    """What was chosen could not even be begun."""
    if state.trial is not None:
        return give_up(state, "start")
    return state if state.current is None else _step_back(state, "start", whole)


def lasted(state: State) -> State:
    """What runs has lasted, or was ended on purpose: its starts are no longer held against it."""
    return replace(state, starts=0)


def failed(state: State, version: str, reason: str) -> State:
    """``version`` could not be made ready; what runs goes on."""
    return replace(state, outcome=Outcome("failed", version, reason))


def is_there(state: State, version: str) -> State:
    """``version`` was asked for, and runs already."""
    return replace(state, outcome=Outcome("kept", version))


def roll_back(state: State, whole: Collection[str]) -> State:
    """To what ran before, on somebody's word; unchanged when the base runs untried."""
    if state.trial is not None:
        return give_up(state, None)
    return state if state.current is None else _step_back(state, None, whole)


def to_base(state: State) -> State:
    """To the installed program, on somebody's word."""
    left = state.trial.version if state.trial else state.current
    if left is None:
        return state
    return State(base=state.base, outcome=Outcome("returned", left))


def needed(state: State) -> set[str]:
    """The releases to keep on the disk."""
    trial = state.trial.version if state.trial else None
    return {each for each in (state.current, state.previous, trial) if each is not None}


def _step_back(state: State, reason: str | None, whole: Collection[str]) -> State:
    assert state.current is not None
    previous = state.previous if state.previous in whole else None
    outcome = Outcome("returned", state.current, reason)
    return replace(state, current=previous, previous=None, starts=0, outcome=outcome)


def _without_what_is_gone(state: State, whole: Collection[str]) -> State:
    """A release that is not complete (any more) is never begun."""
    if state.trial is not None and state.trial.version not in whole:
        state = give_up(state, "build")
    if state.current is not None and state.current not in whole:
        state = _step_back(state, "build", whole)
    return replace(state, previous=state.previous if state.previous in whole else None)
