"""What the kit sees of its machine, and what is wrong, in plain words.

``examine`` looks without opening any device, so a session that is on is not disturbed;
``report`` puts it in French and English.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from hardware.discovery import Camera, Machine, SoundCard, assign, read_bindings
from hardware.discovery.locating import BINDINGS_FILE, LOUDSPEAKER, MICROPHONE, Locator
from hardware.doctor_keys import keys_lines
from hardware.doctor_line import Line
from hardware.doctor_screen import screen_lines
from hardware.doctor_sound import sound_lines
from hardware.errors import DeviceMissing, HardwareError
from hardware.machine_state import read_machine_state
from hardware.profiles import KitProfile, device_names, load_device
from hardware.profiles.camera_schema import DevicePicture
from hardware.selftest.finding import Finding
from hardware.selftest.machine import check_machine
from hardware.selftest.usb_bandwidth import Stream, check_usb


def examine(kit: KitProfile, data_dir: Path, machine: Machine | None = None) -> tuple[Line, ...]:
    """Everything worth saying about this kit on this machine."""
    machine = machine or Machine()
    cameras, cards = machine.cameras(), machine.sound_cards()
    lines = [*_seen(cameras, cards), *_roles(kit, data_dir, machine)]
    lines += [*keys_lines(kit.keys, machine), *screen_lines(kit)]
    lines += sound_lines(kit, Locator(kit, data_dir, machine), machine.root)
    lines += [*_usb(kit, data_dir, machine), *_rights(machine.root, cameras, cards)]
    return (*lines, *_machine(data_dir, machine.root))


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


def _usb(kit: KitProfile, data_dir: Path, machine: Machine) -> Iterator[Line]:
    try:
        found = check_usb(usb_streams(kit, data_dir, machine))
    except HardwareError as error:
        yield Line(False, error.french, error.english)
        return
    yield from (_line_of(finding) for finding in found)


def usb_streams(kit: KitProfile, data_dir: Path, machine: Machine) -> tuple[Stream, ...]:
    """What each of the kit's cameras that is there sends over USB. Raises HardwareError."""
    locator = Locator(kit, data_dir, machine)
    bindings = read_bindings(data_dir / BINDINGS_FILE)
    found = assign(locator.cameras_wanted, machine.cameras(), bindings).devices
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
    return tuple(streams)


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


def _machine(data_dir: Path, root: Path) -> Iterator[Line]:
    state = read_machine_state(data_dir, root)
    found = check_machine(state)
    yield from (_line_of(finding) for finding in found)
    wrong = {finding.key for finding in found}
    if "disk_full" not in wrong:
        free = f"{state.disk_free_gb:.0f}"
        yield Line(True, f"Place libre : {free} Go.", f"Free space: {free} GB.")
    if state.hottest_c is not None and "machine_hot" not in wrong:
        heat = f"{state.hottest_c:.0f}"
        yield Line(True, f"Température : {heat} °C.", f"Temperature: {heat} °C.")


def _line_of(finding: Finding) -> Line:
    said = [f"{finding.sentence(tongue)} {finding.what_to_do(tongue)}" for tongue in ("fr", "en")]
    return Line(False, said[0], said[1])
