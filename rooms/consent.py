"""Who agrees to be recorded, and whom a recording may therefore hold.

Nobody is recorded who has not said yes: no answer is a no, and so is a child's yes without a
parent's. An answer may be given before anybody asks, and changed at any time. For those in the
room, who have no device, whoever is there with them says that each was asked and agrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rooms.errors import NotPossible
from rooms.events import Event, Notice
from rooms.source import Source
from rooms.token_bucket import TokenBucket
from rooms.topic import Topic

#: Answers of one person that are kept: five at once, then one in five seconds.
PER_SECOND, BURST = 0.2, 5.0


class Answer(StrEnum):
    """What somebody answers for themself."""

    YES = "yes"  # picture and voice
    VOICE = "voice"  # the voice alone
    NO = "no"


@dataclass(frozen=True, slots=True)
class Consent:
    """One answer, as it goes into the ledger. `at_s`: unix seconds.

    `parent` is the name of the parent who agrees for a child; empty for everybody else.
    """

    answer: Answer
    text_version: str
    language: str
    at_s: float
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Everybody is asked, since `since_s` (unix seconds), by somebody of this name.

    What is recorded is kept until `kept_until_s`. `text_version` names the sentences shown.
    """

    since_s: float
    by: str
    kept_until_s: float
    text_version: str


@dataclass(frozen=True, slots=True)
class RoomAnswer:
    """What somebody of this name, who is in the room, says for those there without a device: each
    was asked, and all agree (`yes`), or not (`no`)."""

    by: str
    consent: Consent


@dataclass(frozen=True, slots=True)
class RoomAnswered(Notice):
    """The answer for the room is another: it goes into the ledger."""

    answer: RoomAnswer


@dataclass(frozen=True, slots=True)
class RecordingChanged(Notice):
    """Everybody is asked from now on, or (None) no longer."""

    asking: Asking | None


@dataclass(frozen=True, slots=True)
class ConsentGiven(Notice):
    """This person's answer is another: it goes into the ledger."""

    person: str
    consent: Consent


@dataclass(frozen=True, slots=True)
class Counts:
    """Of those asked, how many gave each answer."""

    yes: int = 0
    voice: int = 0
    no: int = 0
    unanswered: int = 0


class Consents(Topic):
    """The asking of one session, and the latest answer of each person."""

    def __init__(self) -> None:
        self.asking: Asking | None = None
        #: The latest answer for those in the room.
        self.of_room: RoomAnswer | None = None
        self._answers: dict[str, Consent] = {}
        self._minors: set[str] = set()
        self._rates: dict[str, TokenBucket] = {}

    def of(self, person: str) -> Consent | None:
        """The person's latest answer, or None."""
        return self._answers.get(person)

    def ask(self, asking: Asking) -> Sequence[Event]:
        """Everybody is asked. Asking again, while it is so, changes nothing."""
        if self.asking is not None:
            return ()
        self.asking = asking
        return (RecordingChanged(asking),)

    def stop(self) -> Sequence[Event]:
        """Nobody is asked any more. The answers stay."""
        if self.asking is None:
            return ()
        self.asking = None
        return (RecordingChanged(None),)

    def answer_for_room(self, answer: RoomAnswer) -> Sequence[Event]:
        """Somebody answers for those in the room. The same again is nothing."""
        known = self.of_room
        if known is not None and known.consent.answer is answer.consent.answer:
            return ()
        self.of_room = answer
        return (RoomAnswered(answer),)

    def answer(self, person: str, consent: Consent, now: float, *, minor: bool) -> Sequence[Event]:
        """The person answers for themself at `now` (monotonic seconds). The same again is nothing.

        Once known as a child, a person stays one here: a later connection that leaves it out does
        not do away with the parent. Raises NotPossible: `parent` for a parent named by an adult,
        `rate` for changing one's mind too often; a no is always heard.
        """
        if minor:
            self._minors.add(person)
        if consent.parent and person not in self._minors:
            raise NotPossible("parent")
        known = self._answers.get(person)
        if known is not None and replace(known, at_s=consent.at_s) == consent:
            return ()
        rate = self._rates.setdefault(person, TokenBucket(PER_SECOND, BURST, now))
        if consent.answer is not Answer.NO and not rate.take(now):
            raise NotPossible("rate")
        self._answers[person] = consent
        return (ConsentGiven(person, consent),)

    def restore(
        self, answers: Mapping[str, tuple[Consent, bool]], of_room: RoomAnswer | None
    ) -> None:
        """What the ledger knows of a session that goes on: each person's latest answer, and whether
        they are a child. Nothing of it is new."""
        self._answers.update((person, consent) for person, (consent, _) in answers.items())
        self._minors.update(person for person, (_, minor) in answers.items() if minor)
        self.of_room = of_room

    def person_left(self, person_id: str) -> Sequence[Event]:
        """See `Topic`. The answer stays in the ledger, and comes back with nobody: whoever comes
        next is asked anew."""
        self._answers.pop(person_id, None)
        self._minors.discard(person_id)
        self._rates.pop(person_id, None)
        return ()

    def clear(self) -> Sequence[Event]:
        """See `Topic`. An answer is for one session."""
        self._answers.clear()
        self._minors.clear()
        self.of_room = None
        return self.stop()

    def may_record(self, person: str, source: Source) -> bool:
        """Whether what this person sends by `source` may be written now."""
        consent = self._answers.get(person)
        if self.asking is None or consent is None:
            return False
        if person in self._minors and not consent.parent:
            return False
        match consent.answer:
            case Answer.YES:
                return True
            case Answer.VOICE:
                return source is Source.MICROPHONE
            case Answer.NO:
                return False

    def may_record_room(self) -> bool:
        """Whether what the room itself sends may be written now, as far as those without a device
        there are concerned."""
        answer = self.of_room
        return (
            self.asking is not None and answer is not None and answer.consent.answer is Answer.YES
        )

    def count(self, people: Iterable[str]) -> Counts:
        """The answers of `people`; a child's yes counts when a parent's is there too."""
        answers = [self._effective(person) for person in people]
        return Counts(
            answers.count(Answer.YES),
            answers.count(Answer.VOICE),
            answers.count(Answer.NO),
            answers.count(None),
        )

    def _effective(self, person: str) -> Answer | None:
        consent = self._answers.get(person)
        if consent is None:
            return None
        agrees = consent.answer is not Answer.NO
        return None if agrees and person in self._minors and not consent.parent else consent.answer
