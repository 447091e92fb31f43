"""One RTP stream that comes in: what was received, what is missing, the last packets."""

from media.plane.interface import SoundLevel, SourceSpec
from media.track.losses import LossTracker
from media.track.packet_cache import PacketCache
from media.track.reception import Reception
from media.track.sender_clock import SenderClock

# About two seconds of video at 2.5 Mb/s, five of audio.
CACHE_PACKETS = {"video": 512, "audio": 256}
# Control asks every 100 ms, for which five are usual.
MAX_LEVELS = 64


class Stream:
    """The receiving state of one SSRC."""

    __slots__ = (
        "beyond_repair",
        "cache",
        "clock",
        "last_arrival",
        "levels",
        "losses",
        "reception",
        "spec",
    )

    def __init__(self, spec: SourceSpec) -> None:
        self.spec = spec
        self.reception = Reception(spec.clock_rate)
        self.losses = LossTracker()
        self.cache = PacketCache(CACHE_PACKETS[spec.kind])
        self.clock = SenderClock(spec.clock_rate)
        self.beyond_repair = False
        """More was lost than can be asked for again; whoever acts on it sets it back."""
        self.last_arrival: float | None = None
        self.levels: list[SoundLevel] = []

    def receive(self, sequence: int, timestamp: int, packet: bytes, now: float) -> int | None:
        """Take an authenticated packet; its extended sequence number, or None for one to drop."""
        reception = self.reception
        before, epoch = reception.highest, reception.epoch
        extended = reception.receive(sequence, timestamp, now)
        if extended is None:
            return None
        if reception.epoch != epoch:
            self.losses.clear()
        elif extended > before + 1 and before >= 0:
            if not self.losses.missed(before + 1, extended - 1, now):
                self.beyond_repair = True
        elif extended < before:
            self.losses.arrived(extended)
        if not self.cache.put(extended, packet):
            return None
        self.last_arrival = now
        return extended

    def hear(self, level_dbov: int, timestamp: int, now: float) -> None:
        """Note the level of one packet until control asks."""
        if len(self.levels) < MAX_LEVELS:
            self.levels.append(SoundLevel(self.spec.source_id, level_dbov, timestamp, now))
