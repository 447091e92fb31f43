"""The kit's keys. The events are composed as linux/input.h lays them out and go through a FIFO in
the place of /dev/input/eventN: no input device was at hand, and no uinput to make one."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.agent.bits import Spotlight
from hardware.agent.key_acts import KeyActs
from hardware.agent.keys import BOUNCE_S, EV_KEY, EVENT, KeyWatch, Presses
from hardware.agent.muting import Muting
from hardware.discovery import Machine
from hardware.discovery.keys import devices_of
from hardware.doctor_keys import keys_lines
from hardware.errors import ProfileError
from hardware.profiles import parse_profile
from hardware.profiles.keys_schema import Keys, key_codes
from tests.support.waiting import until

HEADER = Path("/usr/include/linux/input-event-codes.h")
KEYS = Keys(start="KEY_F5", mute="KEY_MICMUTE", camera="KEY_PAGEDOWN")
START, MUTE, CAMERA = (key_codes()[f"KEY_{name}"] for name in ("F5", "MICMUTE", "PAGEDOWN"))
UP, DOWN, HELD = 0, 1, 2
FOOT = "/devices/pci0000:00/0000:00:14.0/usb1/1-{port}/1-{port}:1.0/0003:3553:B001.0001"


def event(code: int, value: int, kind: int = EV_KEY) -> bytes:
    return EVENT.pack(1_700_000_000, 250_000, kind, code, value)


def press(code: int) -> bytes:
    """As a keyboard says it: scan code (EV_MSC), press, end of report (EV_SYN), the release."""
    down = event(4, 0x70040, 4) + event(code, DOWN) + event(0, 0, 0)
    return down + event(code, UP) + event(0, 0, 0)


def plug(root: Path, number: int, codes: set[int], port: str = "2", product: str = "b001") -> Path:
    """A foot switch at this port; its node is a FIFO."""
    device = root / "sys" / FOOT.format(port=port).removeprefix("/") / f"input/input{number}"
    usb = device.parents[3]
    (device / f"event{number}").mkdir(parents=True)
    (device / f"event{number}" / "device").symlink_to("..")
    (device / "capabilities").mkdir()
    (device / "name").write_text("Pédale\n")
    whole = sum(1 << code for code in codes)
    words = [f"{whole >> shift & (1 << 64) - 1:x}" for shift in range(704, -64, -64)]
    (device / "capabilities" / "key").write_text(" ".join(words) + "\n")
    for name, value in (("idVendor", "3553"), ("idProduct", product), ("product", "Pédale")):
        (usb / name).write_text(value + "\n")
    entry = root / "sys/class/input" / f"event{number}"
    entry.parent.mkdir(parents=True, exist_ok=True)
    entry.symlink_to(device / f"event{number}")
    node = root / "dev/input" / f"event{number}"
    node.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(node)
    return node


@pytest.mark.parametrize(
    ("data", "asked"),
    [
        (press(MUTE), ["mute"]),
        (press(START) + press(CAMERA), ["start", "camera"]),
        (event(MUTE, DOWN) + event(MUTE, HELD) * 20 + event(MUTE, UP), ["mute"]),
        (press(MUTE) * 4, ["mute"]),
        (press(key_codes()["KEY_A"]), []),
        (event(MUTE, UP), []),
        (event(MUTE, DOWN, kind=5), []),
        (b"", []),
    ],
)
def test_a_press_counts_once(data: bytes, asked: list[str]) -> None:
    assert Presses(KEYS.actions).take("event3", data, 10.0) == asked
    in_pieces = Presses(KEYS.actions)
    said = [a for byte in data for a in in_pieces.take("event3", bytes([byte]), 10.0)]
    assert said == asked, "events that come in pieces"


def test_bounces_are_one_press_and_two_presses_are_two() -> None:
    presses = Presses(KEYS.actions)
    times = (0.0, 0.05, 0.2, 0.2 + BOUNCE_S - 0.01, 1.0, 1.0 + BOUNCE_S)
    counted = [bool(presses.take("event3", press(MUTE), now)) for now in times]
    assert counted == [True, False, False, False, True, True]
    # The same press, said by two nodes of one presenter.
    assert presses.take("event4", press(MUTE), 1.4) == []


def test_half_an_event_of_a_device_that_went_is_no_part_of_the_next() -> None:
    presses = Presses(KEYS.actions)
    presses.take("event3", press(MUTE)[:30], 0.0)
    presses.gone("event3")
    assert presses.take("event3", press(START), 1.0) == ["start"]


SOURCE = "source = {{ kind = 'device', vendor = '3553', product = 'b001'{more} }}\n"


@pytest.mark.parametrize(
    ("source", "nodes"),
    [
        ("", ["event1", "event2", "event7"]),
        (SOURCE.format(more=""), ["event1", "event2"]),
        (SOURCE.format(more=", port = 'pci-0000:00:14.0-usb-0:3'"), ["event2"]),
        (SOURCE.format(more=", serial = '42'"), []),
    ],
)
def test_keys_are_on_the_devices_that_the_profile_names(
    tmp_path: Path, source: str, nodes: list[str]
) -> None:
    plug(tmp_path, 1, {MUTE}, port="2")
    plug(tmp_path, 2, {MUTE, START}, port="3")
    plug(tmp_path, 3, {key_codes()["KEY_A"]}, port="4")
    plug(tmp_path, 7, {CAMERA}, port="5", product="c001")
    text = "version = 1\nname = 'Essai'\n[[cameras]]\nrole = 'salle'\nlabel = 'Salle'\n"
    text += "source = { kind = 'demo', scene = 'salle' }\n[keys]\n" + source
    text += "start = 'KEY_F5'\nmute = 'KEY_MICMUTE'\ncamera = 'KEY_PAGEDOWN'\n"
    keys = parse_profile(text, "essai.toml").keys
    found = devices_of(keys, Machine(tmp_path))
    assert [device.node.rpartition("/")[2] for device in found] == nodes


def test_the_doctor_says_which_device_has_which_key(tmp_path: Path) -> None:
    plug(tmp_path, 1, {MUTE})
    lines = list(keys_lines(KEYS, Machine(tmp_path)))
    assert all(line.good for line in lines)
    said = [line.french for line in lines]
    assert "Touche qui coupe le micro (KEY_MICMUTE) : Pédale." in said
    assert "Touche qui change de caméra (KEY_PAGEDOWN) : rien de branché ne l’a." in said


@asynccontextmanager
async def watching(root: Path, heard: list[str]) -> AsyncIterator[None]:
    task = asyncio.create_task(KeyWatch(KEYS, heard.append, Machine(root)).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def opened(node: Path) -> int:
    """For writing, once the kit reads it."""
    async with asyncio.timeout(10):
        while True:
            try:
                return os.open(node, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:
                await asyncio.sleep(0.01)


async def test_unplugged_and_plugged_again_it_is_heard_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.agent.keys.LOOK_S", 0.02)
    heard: list[str] = []
    node = plug(tmp_path, 1, {MUTE, START})
    async with watching(tmp_path, heard):
        for turn, code in enumerate((MUTE, START), 1):
            writing = await opened(node)
            os.write(writing, press(code))
            await until(lambda turn=turn: len(heard) == turn)
            os.close(writing)
    assert heard == ["mute", "start"]


@pytest.fixture
def room() -> tuple[KeyActs, list[dict[str, object]], list[bool], Muting]:
    said: list[dict[str, object]] = []
    cut: list[bool] = []
    muting = Muting(cut.append, lambda on: said.append({"type": "room.microphone", "on": on}))
    spotlight = Spotlight()
    cameras = [{"id": f"c{n}", "role": role} for n, role in enumerate(("salle", "mains", "toit"))]
    spotlight.hear({"type": "welcome", "cameras": cameras, "spotlight": None})
    acts = KeyActs(said.append, muting, spotlight, lambda: ["salle", "toit"])

    def hear_and_say(message: dict[str, object]) -> None:
        said.append(message)
        if message["type"] == "spotlight":
            spotlight.hear({"type": "spotlight", "spotlight": message})

    acts._say = hear_and_say
    return acts, said, cut, muting


Room = tuple[KeyActs, list[dict[str, object]], list[bool], Muting]


def test_the_camera_key_goes_round_those_that_film(room: Room) -> None:
    acts, said, _, _ = room
    for _ in range(3):
        acts.act("camera")
    assert [message["camera"] for message in said] == ["c0", "c2", "c0"]


def test_the_start_key_asks_as_the_screen_does(room: Room) -> None:
    room[0].act("start")
    assert room[1] == [{"type": "session.open"}]


def test_the_mute_key_cuts_at_once_and_the_server_opens_again(room: Room) -> None:
    acts, said, cut, muting = room
    acts.act("mute")
    assert (cut, said[-1]["on"]) == ([True], False), "before the server has heard of it"
    muting.hear(False)
    assert cut == [True], "what the server said before it heard of the press"
    muting.hear(True)
    acts.act("mute")
    assert (cut, said[-1]["on"]) == ([True], True), "not before the server agrees"
    assert muting.hear(False)
    assert cut == [True, False]


def test_without_a_connection_the_press_cuts_all_the_same(room: Room) -> None:
    acts, said, cut, muting = room
    acts.act("mute")
    acts.act("mute")
    acts.act("mute")
    assert cut == [True]
    assert [message["on"] for message in said] == [False, True, False]
    # Back, the server tells how it was, then what comes of the three.
    for muted in (False, True, False, True):
        muting.hear(muted)
    assert cut[-1] is True


def test_whoever_leads_may_open_what_a_key_has_cut(room: Room) -> None:
    acts, _, cut, muting = room
    acts.act("mute")
    muting.hear(True)
    muting.hear(False)
    assert cut == [True, False]


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ("mute = 'KEY_NOTHING'", "aucune touche ne s’appelle « KEY_NOTHING »"),
        ("mute = 'KEY_A'\nstart = 'KEY_A'", "cette touche est déjà celle de"),
        ("mute = 'KEY_A'\nsource = { kind = 'device', vendor = '3553' }", "il faut port, ou"),
    ],
)
def test_keys_that_cannot_be_are_refused_in_words(keys: str, reason: str) -> None:
    text = "version = 1\nname = 'Essai'\n[[cameras]]\nrole = 'salle'\nlabel = 'Salle'\n"
    text += "source = { kind = 'demo', scene = 'salle' }\n[keys]\n" + keys
    with pytest.raises(ProfileError) as caught:
        parse_profile(text, "essai.toml")
    assert reason in caught.value.french and "keys" in caught.value.french


@pytest.mark.skipif(not HEADER.exists(), reason="the kernel's header is not installed")
def test_the_codes_are_the_kernels() -> None:
    defined = {
        words[1]: words[2]
        for line in HEADER.read_text().splitlines()
        if len(words := line.split()) > 2 and words[0] == "#define"
    }
    assert {name: int(defined[name], 0) for name in key_codes()} == dict(key_codes())
