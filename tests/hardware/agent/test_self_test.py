"""The self-test of a kit at work: virtual cameras, microphone and loudspeaker with known faults."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from hardware.agent.camera import Camera
from hardware.agent.microphone import Microphone
from hardware.agent.self_test import SelfTest
from hardware.capture.compressor import Compressor
from hardware.capture.source import OtherFormat
from hardware.discovery import Machine
from hardware.profiles import KitProfile, parse_profile
from hardware.selftest.report import EVIDENCE_BYTES
from hardware.selftest.uplink import Line
from server.signaling.client_messages import MAX_MESSAGE_BYTES, parse_message
from server.signaling.from_client.kit import SelfTestReport
from tests.hardware.agent.virtual_devices import ClipCamera, RoomSound
from tests.hardware.selftest import pictures, sounds
from tests.support.waiting import until

GOOD_LINE = Line(True, (0.0, 0.01), 1e6, 1e6, 8e5)
QUIET = next(s for make in sounds.healthy(sounds.MADE_ON, 3) if "empty" in (s := make()).name)


def kit(roles: Sequence[str], optional: Sequence[str] = ()) -> KitProfile:
    cameras = "".join(
        f'[[cameras]]\nrole = "{role}"\nlabel = "{role.title()}"\nwidth = {pictures.WIDTH}\n'
        f"height = {pictures.HEIGHT}\nrequired = {'false' if role in optional else 'true'}\n"
        'source = { kind = "demo", scene = "salle" }\n'
        for role in roles
    )
    microphone = '[microphone]\nrequired = true\nsource = { kind = "tune" }\n'
    return parse_profile(f'version = 1\nname = "Essai"\n{cameras}{microphone}', "essai.toml")


async def report_of(
    tmp_path: Path,
    cameras: dict[str, ClipCamera],
    sound: RoomSound,
    *,
    line: Line = GOOD_LINE,
    optional: Sequence[str] = (),
    alone: bool = True,
    other: str | None = None,
    muted: tuple[float, ...] = (),
) -> dict[str, Any]:
    """The report of a room with these devices. ``muted``: the microphone is switched the other
    way after each of these times (seconds)."""
    profile = kit(list(cameras), optional)
    at_work = [Camera(camera, cameras[camera.role]) for camera in profile.cameras]
    microphone = Microphone(sound)
    for device in (*at_work, microphone):
        device.start()
    try:
        await until(lambda: microphone.state == "live")
        test = SelfTest(
            profile,
            tmp_path,
            at_work,
            microphone,
            sound,
            uplink=lambda: [line],
            alone=lambda: alone,
            other_microphone=lambda: other,
            machine=Machine(tmp_path),
        )
        switching = asyncio.create_task(switch(microphone, muted))
        report = await test.run("technician", "fr")
        await switching
        return report
    finally:
        await asyncio.gather(*(device.stop() for device in (*at_work, microphone)))


async def switch(microphone: Microphone, times_s: Sequence[float]) -> None:
    for time_s in times_s:
        await asyncio.sleep(time_s)
        microphone.muted = not microphone.muted


def found(report: dict[str, Any]) -> set[tuple[str, str]]:
    return {(row["about"], row["key"]) for row in report["findings"]}


def healthy_clip() -> pictures.Clip:
    return pictures.healthy(pictures.MADE_ON, 1)[0]()


def remember(tmp_path: Path, role: str, picture: pictures.Luma) -> None:
    (tmp_path / "references").mkdir(exist_ok=True)
    cv2.imwrite(str(tmp_path / "references" / f"{role}.png"), picture)


async def test_every_fault_of_a_room_is_reported_within_thirty_seconds(tmp_path: Path) -> None:
    clip, random = healthy_clip(), np.random.default_rng(5)
    remember(tmp_path, "salle", clip.reference)
    cameras = {
        "salle": ClipCamera(pictures.upside_down(clip, random).frames),
        "mains": ClipCamera(pictures.black(clip, random).frames),
        "piano": ClipCamera(
            clip.frames[:1], other_format=OtherFormat("yuyv422 320 × 240", "mjpeg 640 × 360", True)
        ),
        "porte": ClipCamera([]),
    }
    hum = sounds.humming(QUIET, random)
    slow = Line(True, (0.2, 0.3), 1e6, 2e5, 2e5)
    began = time.monotonic()
    room = RoomSound(hum, delay_ms=120, level_db=-6)
    report = await report_of(
        tmp_path, cameras, room, line=slow, optional=("porte",), other="Micro-cravate"
    )
    assert time.monotonic() - began < 30
    seen = found(report)
    assert seen >= {
        ("salle", "picture_upside_down"),
        ("mains", "picture_black"),
        ("piano", "picture_frozen"),
        ("piano", "picture_format"),
        ("microphone", "sound_other_device"),
        ("porte", "picture_none"),
        ("microphone", "sound_hum"),
        ("microphone", "loop_echo"),
        ("network", "uplink_loss"),
        ("network", "uplink_slow"),
    }
    rows = {row["key"]: row for row in report["findings"]}
    assert rows["picture_black"]["sentence"] == "La caméra « Mains » est noire."
    assert rows["picture_black"]["severity"] == "fault"
    assert rows["picture_none"]["severity"] == "note", "an optional camera never alarms"
    assert rows["loop_echo"]["measure"].startswith("retour après 12")
    assert report["findings"][0]["severity"] == "fault"
    shown = base64.b64decode(rows["picture_upside_down"]["evidence"]["content"])
    assert shown.startswith(b"\xff\xd8")
    heard = rows["sound_hum"]["evidence"]
    assert heard["content_type"] == "audio/wav"
    assert len(base64.b64decode(heard["content"])) <= EVIDENCE_BYTES
    assert len(json.dumps(report)) < MAX_MESSAGE_BYTES
    told = parse_message(json.dumps(report))
    assert isinstance(told, SelfTestReport)
    assert all(each.evidence for each in told.findings if each.key == "sound_hum"), "as the server"


async def test_nothing_is_said_of_a_healthy_room(tmp_path: Path) -> None:
    clip = healthy_clip()
    remember(tmp_path, "salle", clip.reference)
    report = await report_of(tmp_path, {"salle": ClipCamera(clip.frames)}, RoomSound(QUIET.samples))
    about_devices = [row for row in report["findings"] if row["about"] != "kit"]
    assert about_devices == []


async def test_a_machine_too_slow_for_every_size_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.agent.self_test.SOUND_S", 1.5)
    monkeypatch.setattr(Compressor, "is_too_slow", True)
    clip = healthy_clip()
    remember(tmp_path, "salle", clip.reference)
    report = await report_of(tmp_path, {"salle": ClipCamera(clip.frames)}, RoomSound(QUIET.samples))
    assert ("salle", "picture_sizes") in found(report)


@pytest.mark.parametrize("alone", [True, False])
async def test_no_chirp_is_played_to_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alone: bool
) -> None:
    monkeypatch.setattr("hardware.agent.self_test.SOUND_S", 1.5)
    monkeypatch.setattr("hardware.agent.self_test.PICTURES_S", 0.5)
    room = RoomSound(QUIET.samples, level_db=None)
    played: list[int] = []
    play = room.play
    monkeypatch.setattr(room, "play", lambda samples: (played.append(len(samples)), play(samples)))
    report = await report_of(tmp_path, {"salle": ClipCamera([])}, room, alone=alone)
    assert bool(played) is alone
    key = "loop_unheard" if alone else "loop_skipped"
    assert key in {row["key"] for row in report["findings"]}


@pytest.mark.parametrize(
    ("times_s", "was_muted"), [((), False), ((0.0,), True), ((0.4, 0.2), True)]
)
async def test_a_microphone_that_is_cut_is_judged_on_the_kit_and_nothing_of_it_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times_s: tuple[float, ...], was_muted: bool
) -> None:
    """Clipping is found all the same; its clip is no evidence for anybody."""
    monkeypatch.setattr("hardware.agent.self_test.SOUND_S", 1.5)
    monkeypatch.setattr("hardware.agent.self_test.PICTURES_S", 0.5)
    beats = np.sin(2 * np.pi * 300 * np.arange(48_000) / 48_000)
    room = RoomSound(np.clip(3 * beats, -1, 1).astype(np.float32))
    report = await report_of(tmp_path, {"salle": ClipCamera([])}, room, muted=times_s)
    rows = {row["key"]: row for row in report["findings"] if row["about"] != "kit"}
    assert "sound_clipping" in rows
    assert (rows["sound_clipping"]["evidence"] is None) is was_muted
    assert ("sound_muted" in rows) is was_muted
    sounds_of = [row for row in rows.values() if row["about"] != "salle"]
    assert not was_muted or all(row["evidence"] is None for row in sounds_of)
