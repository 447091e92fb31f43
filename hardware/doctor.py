"""What the kit sees of its machine, and what is wrong, in plain words.

``examine`` looks without opening any device, so a session that is on is not disturbed;
``report`` puts it in French and English.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hardware.discovery import Camera, Machine, SoundCard, assign, read_bindings
from hardware.discovery.locating import BINDINGS_FILE, LOUDSPEAKER, MICROPHONE, Locator
from hardware.errors import DeviceMissing, HardwareError
from hardware.profiles import KitProfile, device_names, load_device
from hardware.profiles.camera_schema import DevicePicture
from hardware.selftest.usb_bandwidth import Stream, check_usb

# Below this a recording of an afternoon does not fit (a session is about 2 GB an hour).
_DISK_FREE_GB = 10.0
# A Raspberry Pi slows itself down from 80 °C on, a mini-PC not much later.
_HOT_C = 80.0


@dataclass(frozen=True, slots=True)
class Line:
    """``good``: nothing to do. Each sentence says what is so, and what to do if it is not good."""

    good: bool
    french: str
    english: str


def examine(kit: KitProfile, data_dir: Path, machine: Machine | None = None) -> tuple[Line, ...]:
    """Everything worth saying about this kit on this machine."""
    machine = machine or Machine()
    cameras, cards = machine.cameras(), machine.sound_cards()
    lines = [*_seen(cameras, cards), *_roles(kit, data_dir, machine)]
    lines += [*_usb(kit, data_dir, cameras, machine), *_rights(machine.root, cameras, cards)]
    return (*lines, *_disk(data_dir), *_heat(machine.root), *_clock(machine.root))


def report(lines: tuple[Line, ...], languages: tuple[str, ...] = ("fr", "en")) -> str:
    """The lines as a text: first what is wrong, then what is well."""
    mark = {True: "[ok] ", False: "[!]  "}
    ordered = sorted(lines, key=lambda line: line.good)
    return "\n".join(mark[line.good] + _words(line, languages) for line in ordered)


def _words(line: Line, languages: tuple[str, ...]) -> str:
    words = {"fr": line.french, "en": line.english}
    return "\n     ".join(words[language] for language in languages)


def _seen(cameras: tuple[Camera, ...], cards: tuple[SoundCard, ...]) -> Iterator[Line]:
    if not cameras:
        yield Line(False, "Aucune caméra n’est branchée.", "No camera is plugged in.")
    for camera in cameras:
        where = f"{camera.name} ({camera.port})"
        yield Line(True, f"Caméra branchée : {where}.", f"Camera plugged in: {where}.")
        yield from _known_to_break(camera)
    if not any(card.captures for card in cards):
        yield Line(False, "Aucun micro n’est branché.", "No microphone is plugged in.")
    for card in cards:
        if card.usb is not None:
            where = f"{card.name} ({card.port})"
            yield Line(True, f"Son branché : {where}.", f"Sound plugged in: {where}.")
            yield from _known_to_break(card)


def _known_to_break(device: Camera | SoundCard) -> Iterator[Line]:
    for name in device_names():
        profile = load_device(name)
        numbers = {(one.vendor, one.product) for one in profile.identities if one.product}
        if device.usb and (device.usb.vendor, device.usb.product) in numbers:
            for problem in profile.known_problems:
                yield Line(
                    True,
                    f"À savoir sur {profile.name} : {problem.french}",
                    f"About {profile.name}: {problem.english}",
                )


def _roles(kit: KitProfile, data_dir: Path, machine: Machine) -> Iterator[Line]:
    locator = Locator(kit, data_dir, machine)
    for camera in kit.cameras:
        if isinstance(camera.source, DevicePicture):
            yield _role(camera.label, camera.required, partial(locator.camera_node, camera.role))
    sounds = {
        MICROPHONE: ("Micro", bool(kit.microphone and kit.microphone.required)),
        LOUDSPEAKER: ("Haut-parleur", False),
    }
    finders = {MICROPHONE: locator.microphone_name, LOUDSPEAKER: locator.loudspeaker_name}
    for wanted in locator.sounds_wanted:
        label, required = sounds[wanted.role]
        yield _role(label, required, finders[wanted.role])


def _role(label: str, required: bool, find: Callable[[], str]) -> Line:
    try:
        name = find()
    except HardwareError as error:
        optional = "" if required else " (facultatif)"
        aside = "" if required else " (optional)"
        good = not required and isinstance(error, DeviceMissing)
        french, english = f"{label}{optional} : {error.french}", f"{label}{aside}: {error.english}"
        return Line(good, french, english)
    return Line(True, f"{label} : {name}.", f"{label}: {name}.")


def _usb(
    kit: KitProfile, data_dir: Path, cameras: tuple[Camera, ...], machine: Machine
) -> Iterator[Line]:
    locator = Locator(kit, data_dir, machine)
    try:
        bindings = read_bindings(data_dir / BINDINGS_FILE)
    except HardwareError as error:
        yield Line(False, error.french, error.english)
        return
    found = assign(locator.cameras_wanted, cameras, bindings).devices
    streams = []
    for camera in kit.cameras:
        device = found.get(camera.role)
        if device is None or device.usb is None:
            continue
        first = camera.capture[0] if camera.capture else None
        streams.append(
            Stream(
                camera.role,
                device.usb.controller,
                device.usb.speed_mbps,
                first.format if first else "mjpeg",
                first.width if first else camera.width,
                first.height if first else camera.height,
                first.rate_fps if first else camera.rate_fps,
            )
        )
    for finding in check_usb(streams):
        said = [
            f"{finding.sentence(tongue)} {finding.what_to_do(tongue)}" for tongue in ("fr", "en")
        ]
        yield Line(False, said[0], said[1])


def _rights(
    root: Path, cameras: tuple[Camera, ...], cards: tuple[SoundCard, ...]
) -> Iterator[Line]:
    nodes = [root / camera.node.removeprefix("/") for camera in cameras]
    nodes += sorted((root / "dev" / "snd").glob("pcm*")) if cards else []
    for node in nodes:
        if node.exists() and not os.access(node, os.R_OK | os.W_OK):
            group = "video" if "video" in node.name else "audio"
            yield Line(
                False,
                f"Le boîtier n’a pas le droit d’ouvrir {node.name} : ajoutez son compte au groupe"
                f" {group}.",
                f"The kit may not open {node.name}: add its account to the group {group}.",
            )


def _disk(data_dir: Path) -> Iterator[Line]:
    place = data_dir
    while not place.exists() and place != place.parent:
        place = place.parent
    free_gb = shutil.disk_usage(place).free / 1e9
    good = free_gb >= _DISK_FREE_GB
    more = "" if good else " : supprimez d’anciens enregistrements"
    remedy = "" if good else ": delete old recordings"
    yield Line(
        good, f"Place libre : {free_gb:.0f} Go{more}.", f"Free space: {free_gb:.0f} GB{remedy}."
    )


def _heat(root: Path) -> Iterator[Line]:
    readings = []
    for zone in sorted((root / "sys/class/thermal").glob("thermal_zone*/temp")):
        try:
            readings.append(int(zone.read_text()) / 1000)
        except (OSError, ValueError):
            continue
    if readings:
        good = max(readings) < _HOT_C
        more = "" if good else " : dégagez les ouïes d’aération"
        remedy = "" if good else ": clear the air vents"
        yield Line(
            good,
            f"Température : {max(readings):.0f} °C{more}.",
            f"Temperature: {max(readings):.0f} °C{remedy}.",
        )


def _clock(root: Path) -> Iterator[Line]:
    """systemd-timesyncd leaves this file once the clock was set by the network."""
    timesync = root / "run/systemd/timesync"
    if timesync.is_dir() and not (timesync / "synchronized").exists():
        yield Line(
            False,
            "L’heure n’est pas réglée par le réseau : vérifiez la connexion.",
            "The clock was not set by the network: check the connection.",
        )
