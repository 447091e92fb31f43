"""French speech by espeak-ng (a Debian package), for making the curves; no test needs it."""

from __future__ import annotations

import subprocess
import wave
from functools import cache
from io import BytesIO

import numpy as np

from tests.media.awareness.acoustics import RATE_HZ, Sound

VOICES = (
    *(f"fr+{variant}" for variant in ("m1", "m3", "m4", "m7", "f1", "f2", "f3", "f5")),
    *("fr-be+m5", "fr-be+f4", "fr-ch+m2", "fr-ch+f2"),
)

SENTENCES = (
    "Bonjour à tous, est-ce que vous m'entendez bien à la maison ?",
    "Aujourd'hui, nous préparons des crêpes de sarrasin, comme chez ma grand-mère.",
    "On verse la farine dans le saladier, on creuse un puits, et on ajoute l'eau petit à petit.",
    "Attention, pas trop vite, sinon la pâte fait des grumeaux.",
    "Oui.",
    "D'accord, je vois.",
    "Ah non, chez moi elle est beaucoup plus liquide, regardez !",
    "Vous pouvez rapprocher la caméra de la poêle, s'il vous plaît ?",
    "Le feu doit être vif au début, et plus doux ensuite.",
    "Ma fille m'a offert cette guitare pour mes soixante ans.",
    "Posez l'index sur la deuxième corde, première case, et gardez le poignet souple.",
    "On reprend depuis le début, tous ensemble, très lentement.",
    "C'est exactement ça, bravo Monique !",
    "Hier, il a plu toute la journée sur la digue, on ne voyait même plus la mer.",
    "Je n'ai pas compris la dernière étape, pouvez-vous la refaire ?",
    "Pour l'ourlet, on plie deux fois, on épingle, et on coud à un demi-centimètre du bord.",
    "Quelqu'un a vu mes lunettes ?",
    "La prochaine fois, apportez une pelote de laine et un crochet numéro quatre.",
    "Le conseil d'administration se réunit jeudi à dix-huit heures, dans la grande salle.",
    "Est-ce que tout le monde a reçu le compte rendu ?",
    "Moi, je vote pour la deuxième proposition, elle coûte moins cher et elle plaît aux enfants.",
    "Hum, je ne suis pas tout à fait d'accord.",
    "Il faut laisser reposer une heure au moins, deux heures si vous pouvez.",
    "Et maintenant, on retourne la crêpe, d'un geste sec, sans avoir peur.",
    "Elle est tombée par terre !",
    "Ce n'est pas grave, on recommence.",
    "Les petits-enfants arrivent samedi, je leur ferai la surprise.",
    "Mettez une noisette de beurre, attendez qu'elle chante, et versez une louche de pâte.",
)


@cache
def sentence(voice: str, text: str, speed_wpm: int, pitch: int) -> Sound:
    """One sentence as samples of -1..1."""
    spoken = subprocess.run(
        ["espeak-ng", "-v", voice, "-s", str(speed_wpm), "-p", str(pitch), "--stdout", text],
        capture_output=True,
        check=True,
    ).stdout
    with wave.open(BytesIO(spoken)) as opened:
        if opened.getframerate() != RATE_HZ:
            raise ValueError(f"espeak-ng spoke at {opened.getframerate()} Hz")
        samples = np.frombuffer(opened.readframes(opened.getnframes()), dtype="<i2")
    return (samples / 32768.0).astype(np.float32)


class Talker:
    """Somebody with a voice of their own, who says the sentences in their own order."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._voice = VOICES[random.integers(len(VOICES))]
        self._speed_wpm = int(random.integers(135, 185))
        self._pitch = int(random.integers(30, 70))

    def speak(self, at_least_s: float) -> Sound:
        """Sentences with pauses between them, each a little louder or softer."""
        parts: list[Sound] = []
        length = 0
        while length < at_least_s * RATE_HZ:
            text = SENTENCES[self._random.integers(len(SENTENCES))]
            said = sentence(self._voice, text, self._speed_wpm, self._pitch)
            gain = 10 ** (self._random.normal(0.0, 2.5) / 20)
            pause = np.zeros(int(self._random.uniform(0.1, 0.8) * RATE_HZ), np.float32)
            parts += [said * np.float32(gain), pause]
            length += len(said) + len(pause)
        return np.concatenate(parts)


def conversation(
    random: np.random.Generator,
    people: int,
    duration_s: float,
    *,
    turn_s: tuple[float, float] = (1.5, 8.0),
    gap_s: tuple[float, float] = (-0.3, 1.2),
) -> list[Sound]:
    """People who take turns, now and then over each other: one track per person, equally long."""
    length = int(duration_s * RATE_HZ)
    tracks = [np.zeros(length, np.float32) for _ in range(people)]
    talkers = [Talker(random) for _ in range(people)]
    at, last = 0, -1
    while at < length:
        others = [person for person in range(people) if person != last or people == 1]
        last = others[random.integers(len(others))]
        said = talkers[last].speak(random.uniform(*turn_s))[: length - at]
        tracks[last][at : at + len(said)] += said
        at = max(0, at + len(said) + int(random.uniform(*gap_s) * RATE_HZ))
    return tracks
