"""Help for somebody whose microphone, camera, sound or network does not do what it should.

Whoever helps sees what blocks them only after they agreed to it, and shows them one instruction
at a time. Two may also step aside: they hear each other alone, and nobody else hears them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rooms.errors import NotAllowed, NotPossible
from rooms.events import Event, Notice
from rooms.topic import Topic


class MicrophoneState(StrEnum):
    OK = "ok"
    MUTED_BY_SYSTEM = "muted_by_system"
    REFUSED = "refused"
    NONE = "none"
    SILENT = "silent"


class CameraState(StrEnum):
    OK = "ok"
    REFUSED = "refused"
    NONE = "none"
    BUSY = "busy"


class SoundState(StrEnum):
    OK = "ok"
    BLOCKED = "blocked"
    MUTED = "muted"


class NetworkState(StrEnum):
    OK = "ok"
    WEAK = "weak"
    AUDIO_ONLY = "audio_only"


class Trouble(StrEnum):
    """What is worth a word beside somebody's name."""

    MICROPHONE_MUTED = "microphone_muted"
    MICROPHONE_REFUSED = "microphone_refused"
    CAMERA_REFUSED = "camera_refused"
    SOUND_BLOCKED = "sound_blocked"
    NETWORK_WEAK = "network_weak"


@dataclass(frozen=True, slots=True)
class Status:
    """What somebody's page says of their device. `browser` is its name, for whoever helps."""

    microphone: MicrophoneState = MicrophoneState.OK
    camera: CameraState = CameraState.OK
    sound: SoundState = SoundState.OK
    network: NetworkState = NetworkState.OK
    browser: str = ""

    @property
    def trouble(self) -> Trouble | None:
        """The one thing to help with first: without sound nobody can be helped at all."""
        if self.sound is SoundState.BLOCKED:
            return Trouble.SOUND_BLOCKED
        if self.microphone is MicrophoneState.MUTED_BY_SYSTEM:
            return Trouble.MICROPHONE_MUTED
        if self.microphone is MicrophoneState.REFUSED:
            return Trouble.MICROPHONE_REFUSED
        if self.camera is CameraState.REFUSED:
            return Trouble.CAMERA_REFUSED
        if self.network is not NetworkState.OK:
            return Trouble.NETWORK_WEAK
        return None


@dataclass(frozen=True, slots=True)
class Instruction:
    """What to do next: a ready one (`key`) or somebody's own words (`text`). `by`: their id."""

    by: str
    key: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One person's help, as it stands."""

    asked: bool = False
    agreed: bool = False
    status: Status | None = None
    instruction: Instruction | None = None


@dataclass(frozen=True, slots=True)
class HelpChanged(Notice):
    """Somebody asks for help, agrees to it, or their device is in another state: for those who
    lead."""

    person: str


@dataclass(frozen=True, slots=True)
class HelpOffered(Notice):
    """This person is asked whether `by` (an id) may see what blocks them."""

    person: str
    by: str


@dataclass(frozen=True, slots=True)
class Instructed(Notice):
    """This person is shown an instruction, or (None) no longer."""

    person: str
    instruction: Instruction | None


@dataclass(frozen=True, slots=True)
class InstructionDone(Notice):
    """This person did what `by` (an id) told them to."""

    person: str
    by: str


@dataclass(frozen=True, slots=True)
class AsideChanged(Event):
    """These two stepped aside, or (`over`) are back with everybody."""

    pair: tuple[str, str]
    over: bool


_NOTHING = Case()


class Helping(Topic):
    """Who is being helped, and who stepped aside. Who may help whom is asked before."""

    def __init__(self) -> None:
        self._cases: dict[str, Case] = {}
        self._asides: dict[str, str] = {}

    def of(self, person: str) -> Case:
        """How this person's help stands."""
        return self._cases.get(person, _NOTHING)

    def ask(self, person: str, on: bool = True) -> Sequence[Event]:
        """The person wants help, or no longer."""
        return self._update(person, asked=on)

    def offer(self, by: str, person: str) -> Sequence[Event]:
        """`by` would like to help; the person is asked. Nothing is seen before they agree."""
        return (HelpOffered(person, by),)

    def agree(self, person: str, yes: bool) -> Sequence[Event]:
        """The person lets those who lead see what blocks them, or takes that back: what was told
        is forgotten then."""
        status = self.of(person).status if yes else None
        return self._update(person, agreed=yes, status=status)

    def report(self, person: str, status: Status) -> Sequence[Event]:
        """What the person's page says of their device. Raises NotAllowed unless they agreed."""
        if not self.of(person).agreed:
            raise NotAllowed
        return self._update(person, status=status)

    def push(self, person: str, instruction: Instruction) -> Sequence[Event]:
        """Shows the person one instruction; it replaces the one before.

        Raises NotPossible ("agreement") unless they asked for help or agreed to it.
        """
        case = self.of(person)
        if not (case.asked or case.agreed):
            raise NotPossible("agreement")
        self._update(person, instruction=instruction)
        return (Instructed(person, instruction),)

    def done(self, person: str) -> Sequence[Event]:
        """The person did it."""
        instruction = self.of(person).instruction
        if instruction is None:
            return ()
        self._update(person, instruction=None)
        return (Instructed(person, None), InstructionDone(person, instruction.by))

    # Aside.

    def aside_with(self, person: str) -> str | None:
        """With whom the person stepped aside, or None."""
        return self._asides.get(person)

    def step_aside(self, by: str, person: str) -> Sequence[Event]:
        """The two hear each other alone. Raises NotPossible ("aside") while one of them is aside
        already, or for oneself."""
        if by == person or by in self._asides or person in self._asides:
            raise NotPossible("aside")
        self._asides |= {by: person, person: by}
        return (AsideChanged((by, person), over=False),)

    def come_back(self, person: str) -> Sequence[Event]:
        """The person, and so the other one too, is back with everybody."""
        other = self._asides.pop(person, None)
        if other is None:
            return ()
        del self._asides[other]
        return (AsideChanged((person, other), over=True),)

    def person_left(self, person_id: str) -> Sequence[Event]:
        """See `Topic`."""
        self._cases.pop(person_id, None)
        return self.come_back(person_id)

    def person_hidden(self, person_id: str) -> Sequence[Event]:
        """See `Topic`. Nobody is left alone aside."""
        return self.come_back(person_id)

    def clear(self) -> Sequence[Event]:
        """See `Topic`."""
        self._cases.clear()
        return [event for person in list(self._asides) for event in self.come_back(person)]

    def _update(self, person: str, **changes: object) -> Sequence[Event]:
        known = self.of(person)
        changed = replace(known, **changes)  # type: ignore[arg-type]
        if changed == known:
            return ()
        self._cases[person] = changed
        return (HelpChanged(person),)
