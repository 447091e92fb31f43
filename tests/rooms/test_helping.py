"""Help: seen only with the person's agreement, one instruction at a time; two aside."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rooms.errors import NotAllowed, NotPossible
from rooms.helping import (
    AsideChanged,
    CameraState,
    HelpChanged,
    Helping,
    HelpOffered,
    Instructed,
    Instruction,
    InstructionDone,
    MicrophoneState,
    NetworkState,
    SoundState,
    Status,
    Trouble,
)

OPEN_IT = Instruction(by="sandrine", key="microphone.open")


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (Status(), None),
        (Status(microphone=MicrophoneState.MUTED_BY_SYSTEM), Trouble.MICROPHONE_MUTED),
        (Status(microphone=MicrophoneState.REFUSED), Trouble.MICROPHONE_REFUSED),
        (Status(microphone=MicrophoneState.SILENT), None),
        (Status(camera=CameraState.REFUSED), Trouble.CAMERA_REFUSED),
        (Status(sound=SoundState.BLOCKED), Trouble.SOUND_BLOCKED),
        (Status(sound=SoundState.MUTED), None),
        (Status(network=NetworkState.WEAK), Trouble.NETWORK_WEAK),
        (Status(network=NetworkState.AUDIO_ONLY), Trouble.NETWORK_WEAK),
        (Status(MicrophoneState.REFUSED, CameraState.REFUSED), Trouble.MICROPHONE_REFUSED),
        (Status(MicrophoneState.REFUSED, sound=SoundState.BLOCKED), Trouble.SOUND_BLOCKED),
    ],
)
def test_what_to_help_with_first(status: Status, trouble: Trouble | None) -> None:
    assert status.trouble == trouble


def test_nothing_is_seen_before_the_person_agreed() -> None:
    helping = Helping()
    assert helping.offer("sandrine", "paule") == (HelpOffered("paule", "sandrine"),)
    with pytest.raises(NotAllowed):
        helping.report("paule", Status())
    helping.agree("paule", True)
    assert helping.report("paule", Status(sound=SoundState.BLOCKED)) == (HelpChanged("paule"),)
    assert helping.of("paule").status == Status(sound=SoundState.BLOCKED)


def test_agreement_taken_back_takes_back_what_was_told() -> None:
    helping = Helping()
    helping.agree("paule", True)
    helping.report("paule", Status(sound=SoundState.BLOCKED))
    helping.agree("paule", False)
    assert helping.of("paule").status is None
    with pytest.raises(NotAllowed):
        helping.report("paule", Status())


def test_asking_is_no_agreement_to_be_looked_at() -> None:
    helping = Helping()
    assert helping.ask("paule") == (HelpChanged("paule"),)
    assert helping.ask("paule") == ()
    with pytest.raises(NotAllowed):
        helping.report("paule", Status())


def test_an_instruction_stays_until_it_is_done() -> None:
    helping = Helping()
    with pytest.raises(NotPossible, match="agreement"):
        helping.push("paule", OPEN_IT)
    helping.ask("paule")
    assert helping.push("paule", OPEN_IT) == (Instructed("paule", OPEN_IT),)
    other = Instruction(by="sandrine", text="Touchez le cadenas en haut.")
    helping.push("paule", other)
    assert helping.of("paule").instruction == other
    assert helping.done("paule") == (
        Instructed("paule", None),
        InstructionDone("paule", "sandrine"),
    )
    assert helping.done("paule") == ()


def test_two_step_aside_and_either_ends_it() -> None:
    helping = Helping()
    assert helping.step_aside("sandrine", "paule") == (AsideChanged(("sandrine", "paule"), False),)
    assert helping.aside_with("paule") == "sandrine"
    for by, person in [("sandrine", "luc"), ("luc", "paule"), ("luc", "luc")]:
        with pytest.raises(NotPossible, match="aside"):
            helping.step_aside(by, person)
    assert helping.come_back("paule") == (AsideChanged(("paule", "sandrine"), True),)
    assert helping.aside_with("sandrine") is None
    assert helping.come_back("sandrine") == ()


def test_whoever_goes_leaves_nobody_alone_aside() -> None:
    helping = Helping()
    helping.ask("paule")
    helping.step_aside("sandrine", "paule")
    assert helping.person_left("sandrine") == (AsideChanged(("sandrine", "paule"), True),)
    assert helping.aside_with("paule") is None
    helping.person_left("paule")
    assert not helping.of("paule").asked


PEOPLE = st.sampled_from(["a", "b", "c", "d"])


class Asides(RuleBasedStateMachine):
    """Whoever steps aside, comes back or goes, in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.helping = Helping()

    @rule(by=PEOPLE, person=PEOPLE)
    def step_aside(self, by: str, person: str) -> None:
        before = {who: self.helping.aside_with(who) for who in "abcd"}
        try:
            self.helping.step_aside(by, person)
        except NotPossible:
            assert before == {who: self.helping.aside_with(who) for who in "abcd"}

    @rule(person=PEOPLE)
    def come_back(self, person: str) -> None:
        self.helping.come_back(person)
        assert self.helping.aside_with(person) is None

    @rule(person=PEOPLE)
    def forget(self, person: str) -> None:
        self.helping.person_left(person)
        assert self.helping.aside_with(person) is None

    @invariant()
    def they_are_always_two(self) -> None:
        for person in "abcd":
            other = self.helping.aside_with(person)
            assert other is None or (other != person and self.helping.aside_with(other) == person)


TestAsides = Asides.TestCase
TestAsides.settings = settings(max_examples=50, stateful_step_count=25, deadline=None)
