"""Prints the numbers of docs/self-test.md: ``python -m tests.hardware.selftest.measure``.

Every fault is injected into clips of the set that the thresholds were not chosen on; the false
alarms are counted on 100 healthy clips of that set, pictures and sounds each.
"""

from __future__ import annotations

import time
import zlib
from collections import Counter
from collections.abc import Iterator

import cv2
import numpy as np

from hardware.selftest.finding import Finding
from hardware.selftest.picture import Expected, check_picture
from hardware.selftest.sound import check_sound
from tests.hardware.selftest import pictures, sounds

HEALTHY = 100
FAULTY_PICTURES, FAULTY_SOUNDS = 14, 24


def keys_of_picture(clip: pictures.Clip) -> list[str]:
    expected = Expected(pictures.RATE_FPS, pictures.WIDTH, pictures.HEIGHT, clip.reference)
    return [f.key for f in check_picture("salle", clip.frames, clip.times_s, expected)]


def keys_of_sound(samples: sounds.Samples) -> list[str]:
    findings: tuple[Finding, ...] = check_sound(samples, sounds.RATE_HZ)
    return [finding.key for finding in findings]


def random_of(*names: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32("|".join(names).encode()))


def faulty_pictures(count: int) -> Iterator[tuple[str, str, list[str]]]:
    """(fault, clip, keys found). A bare wall has no edge by which a blur could be seen, and no
    outline by which up could be told: those two faults are not injected there."""
    for make in pictures.healthy(pictures.CHECKED_ON, count):
        clip = make()
        for fault, inject in pictures.FAULTS.items():
            blind = fault in ("picture_blurred", "picture_upside_down")
            if blind and clip.name.startswith("bare_wall"):
                continue
            yield fault, clip.name, keys_of_picture(inject(clip, random_of(clip.name, fault)))


def faulty_sounds(count: int) -> Iterator[tuple[str, str, list[str]]]:
    """(fault, sound, keys found)."""
    for make in sounds.healthy(sounds.CHECKED_ON, count):
        sound = make()
        for fault, inject in sounds.FAULTS.items():
            if fault in sounds.NEEDS_SOMEBODY and sound.name.startswith(sounds.NOBODY):
                continue
            yield fault, sound.name, keys_of_sound(inject(sound, random_of(sound.name, fault)))


def is_found(fault: str, keys: list[str]) -> bool:
    """Is the injected fault among what was found, by its own name or by one as right?"""
    return fault.partition(" ")[0] in keys or sounds.ALSO_RIGHT.get(fault, "-") in keys


def _report_faults(title: str, found: Iterator[tuple[str, str, list[str]]]) -> None:
    injected, seen, missed = Counter[str](), Counter[str](), []
    for fault, clip, keys in found:
        injected[fault] += 1
        if is_found(fault, keys):
            seen[fault] += 1
        else:
            missed.append(f"{fault} in {clip}: {keys}")
    print(title)
    for fault, count in injected.items():
        print(f"  {fault}: {seen[fault]} of {count} found")
    for line in missed:
        print("  missed:", line)


def main() -> None:
    cv2.setNumThreads(1)
    started_s = time.monotonic()
    false = [
        (clip.name, keys)
        for clip in (make() for make in pictures.healthy(pictures.CHECKED_ON, HEALTHY))
        if (keys := keys_of_picture(clip))
    ]
    print(f"healthy pictures, {HEALTHY} clips: {len(false)} false alarms", *false, sep="\n  ")
    false = [
        (sound.name, keys)
        for sound in (make() for make in sounds.healthy(sounds.CHECKED_ON, HEALTHY))
        if (keys := keys_of_sound(sound.samples))
    ]
    print(f"healthy sounds, {HEALTHY} clips: {len(false)} false alarms", *false, sep="\n  ")
    _report_faults("faulty pictures", faulty_pictures(FAULTY_PICTURES))
    _report_faults("faulty sounds", faulty_sounds(FAULTY_SOUNDS))
    print(f"{time.monotonic() - started_s:.0f} s")


if __name__ == "__main__":
    main()
