"""Which microphones the room could be heard by: its own, the spare ones, what is plugged in."""

from hardware.agent.kept import Kept
from hardware.agent.sources import open_sound
from hardware.capture.alsa import AlsaSound
from hardware.capture.source import SoundSource
from hardware.demo.tune import TunePlayer
from hardware.discovery.devices import SoundCard
from hardware.discovery.locating import Locator
from hardware.discovery.matching import identity_of
from hardware.discovery.sysfs import Machine
from hardware.errors import DeviceMissing
from hardware.profiles import KitProfile, MicrophoneProfile
from hardware.profiles.schema import AlsaSound as AlsaSoundProfile
from hardware.profiles.schema import SpareMicrophone, TuneSound

OWN = "own"
_SPARE, _CARD = "spare:", "card:"


class MicrophoneChoices:
    """``current`` is the id of the one in use. A kit that starts again goes on with the one that
    was chosen last, if it is there then."""

    def __init__(
        self,
        own: MicrophoneProfile,
        kit: KitProfile,
        locator: Locator,
        kept: Kept,
        machine: Machine | None = None,
    ) -> None:
        self.current = OWN
        self._kept = kept
        self._own, self._spares = own, kit.spare_microphones
        self._locator, self._machine = locator, machine or Machine()

    def offered(self) -> list[dict[str, object]]:
        """What whoever leads may choose from: ``id``, ``label`` ("" for the room's own),
        ``current``."""
        names = {OWN: ""}
        names |= {f"{_SPARE}{n}": spare.label for n, spare in enumerate(self._spares)}
        names |= {f"{_CARD}{card.card_id}": card.name for card in self._cards()}
        return [
            {"id": one, "label": label, "current": one == self.current}
            for one, label in names.items()
        ]

    @property
    def other(self) -> str | None:
        """The name of the one in use when it is not the room's own."""
        if self.current == OWN:
            return None
        return next((str(one["label"]) for one in self.offered() if one["current"]), self.current)

    def choose(self, wanted: str) -> SoundSource | None:
        """The source of this one, not yet opened; None, and nothing changes, if it is not here."""
        source = self._source(wanted)
        if source is not None:
            self.current = wanted
            self._kept.microphone = self._identities().get(wanted)
        return source

    def at_the_start(self) -> SoundSource:
        """The source to begin with, not yet opened."""
        chosen = self._kept.microphone
        for one, identity in self._identities().items():
            if identity == chosen and (source := self._source(one)) is not None:
                self.current = one
                return source
        return open_sound(self._own, self._locator)

    def _identities(self) -> dict[str, str]:
        """What stays the same after every start, of each id but the room's own: ids of cards go by
        the order in which they wake, those of the spare ones by their place in the profile."""
        cards = self._cards()
        spares = {f"{_SPARE}{n}": f"spare/{spare.label}" for n, spare in enumerate(self._spares)}
        every = self._machine.sound_cards() if cards else ()
        return spares | {f"{_CARD}{card.card_id}": identity_of(card, every) for card in cards}

    def _source(self, wanted: str) -> SoundSource | None:
        if wanted == OWN:
            return open_sound(self._own, self._locator)
        for number, spare in enumerate(self._spares):
            if wanted == f"{_SPARE}{number}":
                return _open_spare(spare)
        for card in self._cards():
            if wanted == f"{_CARD}{card.card_id}":
                return AlsaSound(card.alsa_name)
        return None

    def _cards(self) -> list[SoundCard]:
        """Plugged in, and not the room's own. A kit without devices leaves the machine's alone."""
        if isinstance(self._own.source, TuneSound):
            return []
        try:
            own = self._locator.microphone_name()
        except DeviceMissing:
            own = ""
        cards = self._machine.sound_cards()
        return [card for card in cards if card.captures and card.alsa_name != own]


def _open_spare(spare: SpareMicrophone) -> SoundSource:
    if isinstance(spare.source, AlsaSoundProfile):
        return AlsaSound(spare.source.device)
    return TunePlayer(spare.source.semitones)
