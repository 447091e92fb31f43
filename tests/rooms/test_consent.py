"""Nobody is recorded who has not said yes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rooms.consent import Answer, Asking, Consent, ConsentGiven, Consents, RecordingChanged
from rooms.errors import NotPossible
from rooms.source import Source

ASKING = Asking(since_s=100.0, by="Sandrine", kept_until_s=9_000.0, text_version="v1")


def consent(answer: Answer, parent: str = "") -> Consent:
    return Consent(answer, "v1", "fr", 101.0, parent)


@pytest.mark.parametrize(
    ("answer", "microphone", "camera"),
    [
        (None, False, False),
        (Answer.NO, False, False),
        (Answer.VOICE, True, False),
        (Answer.YES, True, True),
    ],
)
def test_an_adults_answer(answer: Answer | None, microphone: bool, camera: bool) -> None:
    consents = Consents()
    consents.ask(ASKING)
    if answer is not None:
        consents.answer("paule", consent(answer), 0.0, minor=False)
    assert consents.may_record("paule", Source.MICROPHONE) is microphone
    assert consents.may_record("paule", Source.CAMERA) is camera


@pytest.mark.parametrize(
    ("answer", "parent", "recorded"),
    [
        (Answer.YES, "", False),
        (Answer.YES, "Nadia", True),
        (Answer.NO, "Nadia", False),
        (Answer.NO, "", False),
    ],
)
def test_a_childs_yes_needs_a_parents(answer: Answer, parent: str, recorded: bool) -> None:
    consents = Consents()
    consents.ask(ASKING)
    consents.answer("lina", consent(answer, parent), 0.0, minor=True)
    assert consents.may_record("lina", Source.CAMERA) is recorded


def test_a_child_stays_one() -> None:
    consents = Consents()
    consents.ask(ASKING)
    consents.answer("lina", consent(Answer.NO), 0.0, minor=True)
    consents.answer("lina", consent(Answer.YES), 0.0, minor=False)
    assert not consents.may_record("lina", Source.CAMERA)


def test_an_adult_names_no_parent() -> None:
    with pytest.raises(NotPossible, match="parent"):
        Consents().answer("paule", consent(Answer.YES, "Nadia"), 0.0, minor=False)


def test_an_answer_may_come_before_the_question() -> None:
    consents = Consents()
    consents.answer("paule", consent(Answer.YES), 0.0, minor=False)
    assert not consents.may_record("paule", Source.CAMERA)
    consents.ask(ASKING)
    assert consents.may_record("paule", Source.CAMERA)


def test_asking_is_told_once() -> None:
    consents = Consents()
    assert consents.ask(ASKING) == (RecordingChanged(ASKING),)
    assert consents.ask(ASKING) == ()
    assert consents.stop() == (RecordingChanged(None),)
    assert consents.stop() == ()


def test_every_change_of_mind_is_for_the_ledger() -> None:
    consents, yes = Consents(), consent(Answer.YES)
    assert consents.answer("paule", yes, 0.0, minor=False) == (ConsentGiven("paule", yes),)
    assert consents.answer("paule", yes, 0.0, minor=False) == ()
    other = replace(yes, text_version="v2")
    assert consents.answer("paule", other, 0.0, minor=False) == (ConsentGiven("paule", other),)


def test_changing_ones_mind_has_a_rate_and_a_no_is_always_heard() -> None:
    consents = Consents()
    consents.ask(ASKING)
    for _ in range(5):
        consents.answer("paule", consent(Answer.YES), 0.0, minor=False)
        consents.answer("paule", consent(Answer.NO), 0.0, minor=False)
    with pytest.raises(NotPossible, match="rate"):
        consents.answer("paule", consent(Answer.YES), 4.0, minor=False)
    assert not consents.may_record("paule", Source.CAMERA)
    consents.answer("paule", consent(Answer.YES), 5.0, minor=False)
    consents.answer("paule", consent(Answer.NO), 5.0, minor=False)
    assert not consents.may_record("paule", Source.CAMERA)


def test_the_counts_of_those_here() -> None:
    consents = Consents()
    for name, answer in {"a": Answer.YES, "b": Answer.VOICE, "c": Answer.NO}.items():
        consents.answer(name, consent(answer), 0.0, minor=False)
    consents.answer("lina", consent(Answer.YES), 0.0, minor=True)
    counts = consents.count(["a", "b", "c", "lina", "nobody"])
    assert (counts.yes, counts.voice, counts.no, counts.unanswered) == (1, 1, 1, 2)


PEOPLE = st.sampled_from(["paule", "gerard", "lina", "fatou"])


class Histories(RuleBasedStateMachine):
    """Whatever is asked, answered, taken back and left, in whatever order. The model is the plain
    list of what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.consents = Consents()
        self.said: dict[str, list[tuple[Answer, str]]] = {}
        self.children: set[str] = set()
        self.asked = False
        self.now = 0.0

    @rule()
    def ask(self) -> None:
        self.consents.ask(ASKING)
        self.asked = True

    @rule()
    def stop(self) -> None:
        self.consents.stop()
        self.asked = False

    @rule(
        person=PEOPLE,
        answer=st.sampled_from(Answer),
        minor=st.booleans(),
        parent=st.sampled_from(["", "Nadia"]),
    )
    def answer(self, person: str, answer: Answer, minor: bool, parent: str) -> None:
        if minor:
            self.children.add(person)
        self.now += 10.0
        try:
            self.consents.answer(person, consent(answer, parent), self.now, minor=minor)
        except NotPossible:
            assert parent and person not in self.children
            return
        self.said.setdefault(person, []).append((answer, parent))

    @rule(person=PEOPLE)
    def leave(self, person: str) -> None:
        self.consents.person_left(person)
        self.said.pop(person, None)
        self.children.discard(person)

    @invariant()
    def nobody_is_recorded_who_did_not_say_yes(self) -> None:
        for person in ("paule", "gerard", "lina", "fatou"):
            answer, parent = self.said.get(person, [(Answer.NO, "")])[-1]
            agreed = self.asked and (person not in self.children or parent != "")
            voice = agreed and answer in (Answer.YES, Answer.VOICE)
            assert self.consents.may_record(person, Source.MICROPHONE) is voice
            assert self.consents.may_record(person, Source.CAMERA) is (
                agreed and answer is Answer.YES
            )


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
