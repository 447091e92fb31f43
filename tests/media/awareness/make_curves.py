"""Make the level curves that the tests read: needs espeak-ng, takes some minutes.

python -m tests.media.awareness.make_curves [same_room|other_rooms|howling|everyday]
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from tests.media.awareness import loops, sounds
from tests.media.awareness.acoustics import (
    RATE_HZ,
    Microphone,
    Place,
    Sound,
    at_loudness,
    convolve,
    delayed,
    levels_dbov,
)
from tests.media.awareness.curves import Scene, save
from tests.media.awareness.voices import conversation

Random = np.random.Generator

SAME_ROOM_S = 45.0
LONG_S = 600.0
HALF_S = 300.0
STRONG_DB = (20.0, 22.0)
SOON_S = (0.15, 0.3)


def in_room(random: Random, place: Place, sources: list[Sound]) -> Sound:
    """What a device somewhere in the room hears of the people in it."""
    heard = np.zeros(len(sources[0]), np.float32)
    for source in sources:
        heard += convolve(source, place.path(random, random.uniform(0.5, 4.0)))
    return heard


def some_place(random: Random) -> Place:
    return Place(random.uniform(0.25, 0.8), random.uniform(40, 250))


def some_microphone(random: Random) -> Microphone:
    return Microphone(
        voice_db=random.uniform(-38, -18),
        noise_db=random.uniform(-78, -55),
        suppresses_noise=bool(random.random() < 0.7),
        gain_control=bool(random.random() < 0.7),
    )


def out_of_step(random: Random, sound: Sound) -> Sound:
    """Devices do not cut their 20 ms at the same instants."""
    return delayed(sound, random.uniform(0, 0.02))


# -- two devices of one room --------------------------------------------------------------------


def same_room_scene(random: Random, number: int) -> Scene:
    place = some_place(random)
    people = conversation(random, 1 + number % 3, SAME_ROOM_S, gap_s=(-0.3, 0.8))
    name = f"{len(people)} speaking"
    if number % 6 == 3:
        noise = sounds.kitchen(random, SAME_ROOM_S) * np.float32(0.5)
        people.append(noise)
        name += ", kitchen"
    if number % 6 == 5:
        strokes = sounds.beats(random, SAME_ROOM_S, random.uniform(80, 120))
        people.append(at_loudness(sounds.guitar(random, strokes, SAME_ROOM_S, 0.01), -24))
        name += ", guitar"
    delay_s = random.uniform(0.0, 0.3)
    sent = []
    for late_s in (0.0, delay_s):
        heard = delayed(in_room(random, place, people), late_s)
        sent.append(out_of_step(random, some_microphone(random).record(random, heard)))
    levels = np.stack([levels_dbov(sound) for sound in sent])
    return Scene(name, levels, together=[(0, 1)], delay_ms=delay_s * 1000)


def same_room(random: Random) -> list[Scene]:
    return [same_room_scene(random, number) for number in range(36)]


# -- different rooms ----------------------------------------------------------------------------


def leak(random: Random, sent: Sound, delay_s: float, loss_db: float) -> Sound:
    """What echo cancellation leaves of a voice from the session: later, softer, more or less."""
    place = some_place(random)
    heard = convolve(delayed(sent, delay_s), place.path(random, 1.0))
    wander = random.normal(0, 3, size=len(sent) // (RATE_HZ // 5) + 2)
    steps = np.arange(len(sent)) / (RATE_HZ / 5)
    gain = 10 ** ((np.interp(steps, np.arange(len(wander)), wander) - loss_db) / 20)
    return (
        heard
        * np.float32(1 / np.sqrt(np.sum(place.path(random, 1.0) ** 2)))
        * gain.astype(np.float32)
    )


def rooms_hearing_each_other(
    random: Random,
    name: str,
    voices: list[Sound],
    *,
    leak_db: tuple[float, float],
    leak_delay_s: tuple[float, float] = (0.15, 0.6),
    noise_db: tuple[float, float] = (-72, -55),
) -> Scene:
    """One room per voice; each sends its own voice and what is left of the others'."""
    own = []
    for voice in voices:
        heard = in_room(random, some_place(random), [voice])
        microphone = Microphone(random.uniform(-32, -20), random.uniform(*noise_db))
        own.append(microphone.record(random, heard) if np.any(voice) else heard)
    sent = []
    for home, sound in enumerate(own):
        mixed = sound + at_loudness(sounds.steady_noise(random, len(sound)), -75)
        for other, voice in enumerate(own):
            if other != home:
                delay_s = random.uniform(*leak_delay_s)
                mixed = mixed + leak(random, voice, delay_s, random.uniform(*leak_db))
        sent.append(out_of_step(random, mixed))
    return Scene(name, np.stack([levels_dbov(sound) for sound in sent]))


def playing_along(random: Random) -> Scene:
    """A guitar lesson: two homes play what the room plays, as they hear it."""
    strokes = sounds.beats(random, HALF_S, 92)
    sent = []
    for late_s, jitter_s in ((0.0, 0.0), (0.2, 0.02), (0.26, 0.02)):
        played = [stroke + late_s for stroke in strokes]
        heard = at_loudness(sounds.guitar(random, played, HALF_S, jitter_s), -24)
        microphone = Microphone(-24, -70, suppresses_noise=False, gain_control=False)
        sent.append(microphone.record(random, in_room(random, some_place(random), [heard])))
    levels = np.stack([levels_dbov(sound) for sound in sent])
    return Scene("playing along with the room's guitar", levels)


def everyone_claps(random: Random) -> Scene:
    """Applause in three rooms at the same moments."""
    voices = [np.zeros(int(120 * RATE_HZ), np.float32) for _ in range(3)]
    for at_s in range(5, 110, 15):
        for voice in voices:
            start = int((at_s + random.uniform(0, 0.4)) * RATE_HZ)
            clapped = sounds.applause(random, 8, int(random.integers(1, 6)))
            voice[start : start + len(clapped)] += at_loudness(clapped, -22)
    return rooms_hearing_each_other(random, "applause everywhere", voices, leak_db=(20, 40))


def silent(random: Random, noise_db: float, name: str) -> Scene:
    length = int(60 * RATE_HZ)
    sent = [at_loudness(sounds.steady_noise(random, length), noise_db) for _ in range(3)]
    return Scene(name, np.stack([levels_dbov(sound) for sound in sent]))


def two_kitchens(random: Random) -> Scene:
    voices = [
        at_loudness(sounds.kitchen(random, HALF_S), -45) + at_loudness(voice, -26)
        for voice in conversation(random, 2, HALF_S)
    ]
    return rooms_hearing_each_other(
        random, "two kitchens in conversation", voices, leak_db=(20, 35)
    )


def conversation_apart(
    random: Random,
    name: str,
    duration_s: float,
    leak_db: tuple[float, float],
    leak_delay_s: tuple[float, float] = (0.15, 0.6),
) -> Scene:
    voices = conversation(random, 2, duration_s)
    return rooms_hearing_each_other(
        random, name, voices, leak_db=leak_db, leak_delay_s=leak_delay_s
    )


def one_speaks(random: Random, name: str, duration_s: float, listeners: int) -> Scene:
    """Nothing but the leak of one voice comes from the others: loud, and soon."""
    speaker = conversation(random, 1, duration_s, gap_s=(0.1, 1.5))
    quiet = [np.zeros(len(speaker[0]), np.float32) for _ in range(listeners)]
    return rooms_hearing_each_other(
        random, name, [*speaker, *quiet], leak_db=STRONG_DB, leak_delay_s=SOON_S
    )


def monologues(random: Random) -> Scene:
    voices = [conversation(random, 1, HALF_S)[0] for _ in range(2)]
    return rooms_hearing_each_other(random, "two monologues", voices, leak_db=(25, 40))


def other_rooms(random: Random) -> list[Scene]:
    makers: list[Callable[[], Scene]] = [
        lambda: conversation_apart(random, "conversation, faint leak", HALF_S, (30, 40)),
        lambda: conversation_apart(random, "conversation, strong leak", LONG_S, STRONG_DB, SOON_S),
        lambda: one_speaks(random, "one speaks all the time, strong leak", LONG_S, 1),
        lambda: one_speaks(random, "a third speaks, two others leak", LONG_S, 2),
        lambda: two_kitchens(random),
        lambda: monologues(random),
        lambda: playing_along(random),
        lambda: everyone_claps(random),
        lambda: silent(random, -78, "silence"),
        lambda: silent(random, -48, "steady noise"),
    ]
    scenes = []
    for make in makers:
        scenes.append(make())
        print(scenes[-1].name, flush=True)
    return scenes


# -- howling ------------------------------------------------------------------------------------

HOWL_S = 14.0


def howling_scene(random: Random, number: int) -> Scene:
    """Somebody speaks, a second device opens at 5 s, and the loop closes. A third room listens
    with imperfect echo cancellation.
    """
    people = [*conversation(random, 1, HOWL_S), *conversation(random, 1, HOWL_S)]
    place = Place(0.4, 100)
    opened_at = int(5 * RATE_HZ)
    kinds = ("one room, two microphones", "two rooms in turns", "one microphone, a loudspeaker")
    kind = kinds[number % 3]
    voices = []
    for device in range(2):
        mouths = people if kind == kinds[0] else people[device : device + 1]
        voice_db = random.uniform(-30, -20)
        heard = in_room(random, place, mouths)
        voices.append(Microphone(voice_db, -65).record(random, heard))
    voices[1][:opened_at] = 0
    gain_db = random.uniform(3, 12)
    trip_s = random.uniform(0.15, 0.45)
    if kind == kinds[0]:
        paths = [
            loops.ringing_path(random, source, target, trip_s, gain_db - loss)
            for source, target, loss in ((0, 0, 0), (1, 1, 2), (0, 1, 4), (1, 0, 4))
        ]
        howling = [0, 1]
    elif kind == kinds[1]:
        paths = [
            loops.ringing_path(random, 0, 1, trip_s, gain_db / 2),
            loops.ringing_path(random, 1, 0, trip_s * 1.2, gain_db / 2 + 1),
        ]
        howling = [0, 1]
    else:
        paths = [loops.ringing_path(random, 0, 0, trip_s, gain_db)]
        howling = [0]
    sent = loops.play(voices, paths, 5.0, suppresses=number % 4 == 3)
    sent[1][:opened_at] = 0
    levels = np.stack([levels_dbov(sound) for sound in sent])
    return Scene(kind, levels, howls_at_s=5.0, howling=howling)


def howling(random: Random) -> list[Scene]:
    return [howling_scene(random, number) for number in range(24)]


# -- loud, and not howling ----------------------------------------------------------------------


def everyday(random: Random) -> list[Scene]:
    """Loud on purpose: gains at which a limiter works all the time."""
    duration_s = 120.0

    def room(name: str, *played: Sound, suppresses_noise: bool = False) -> Scene:
        place = some_place(random)
        loud = Microphone(-14, -70, suppresses_noise, gain_control=False)
        sent = [loud.record(random, in_room(random, place, list(played))) for _ in range(2)]
        levels = np.stack([levels_dbov(sound) for sound in sent])
        return Scene(name, levels, together=[(0, 1)])

    clapping = np.concatenate([sounds.applause(random, 10, 40) for _ in range(12)])
    strokes = sounds.beats(random, duration_s, 100)
    return [
        room("loud speech", *conversation(random, 3, duration_s, gap_s=(-0.5, 0.3))),
        room("applause", clapping),
        room("guitar", sounds.guitar(random, strokes, duration_s, 0.01)),
        room("singing", sounds.song(random, duration_s)),
        room("choir", *[sounds.song(random, duration_s) for _ in range(4)]),
        room("kitchen", sounds.kitchen(random, duration_s), suppresses_noise=True),
    ]


FAMILIES: dict[str, Callable[[Random], list[Scene]]] = {
    "same_room": same_room,
    "other_rooms": other_rooms,
    "howling": howling,
    "everyday": everyday,
}


def main(wanted: list[str]) -> None:
    """Make all families, or those named; always the same curves."""
    for number, (family, make) in enumerate(FAMILIES.items()):
        if not wanted or family in wanted:
            scenes = make(np.random.default_rng(20 + number))
            save(family, scenes)
            print(family, len(scenes), "scenes")


if __name__ == "__main__":
    main(sys.argv[1:])
