"""`passerelle demo` as a person starts it: the addresses, the kit, the end."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.house import free_port

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose clip, once made, serves every test here."""
    return tmp_path_factory.mktemp("demo")


@dataclass
class Demo:
    process: subprocess.Popen[str]
    shown: str

    @property
    def links(self) -> list[str]:
        return re.findall(r"^  (https?://\S+)$", self.shown, re.MULTILINE)

    def kit_pids(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]


def alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def wait_gone(pids: list[int], within_s: float) -> list[int]:
    """Those still alive after `within_s`."""
    ends_s = time.monotonic() + within_s
    while time.monotonic() < ends_s and any(map(alive, pids)):
        time.sleep(0.05)
    return [pid for pid in pids if alive(pid)]


@contextmanager
def demo(data_dir: Path, *words: str, **changes: str) -> Iterator[Demo]:
    """A demo that has said where to go."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PASSERELLE_") and k != "KIT"}
    environment = clean | {
        "PASSERELLE_DATA_DIR": str(data_dir),
        "PASSERELLE_HTTP_PORT": "0",
        "PASSERELLE_MEDIA_PORT": "0",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "server.cli", "demo", *words],
        cwd=ROOT,
        env=environment | changes,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C ends everything" in line:
                break
        yield Demo(process, "".join(lines))
    finally:
        process.kill()
        process.communicate()


def get(url: str, token: str | None = None) -> tuple[int, str]:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
        return answer.status, answer.read().decode()


def test_three_addresses_that_open_and_a_kit_that_films(filmed: Path) -> None:
    with demo(filmed) as running:
        take_part, lead, equip = running.links
        assert "Passerelle est prête" in running.shown and "Passerelle is ready" in running.shown
        assert running.shown.index("Participer") < running.shown.index("Animer")
        for link, path in ((take_part, "/s/"), (lead, "/animer/"), (equip, "/salle/cuisine")):
            page, token = link.split("#")
            # Cameras and microphones are given by browsers to https and to localhost alone.
            assert page.startswith("http://localhost:") and path in page
            assert get(page)[0] == 200
            origin = page[: page.index(path)]
            status, answer = get(f"{origin}/api/session", token)
            assert status == 200
        known = json.loads(answer)
        assert {camera["role"] for camera in known["cameras"]} == {"salle", "mains"}
        assert known["session"]["title"] == "Crêpes de sarrasin"
        assert known["session"]["state"] == "open"
        code = re.search(r"Code : (\d{3} \d{3} \d{3})", running.shown)
        assert code is not None
        assert code[1].replace(" ", "") == known["session"]["code"]
        kit = running.kit_pids()
        assert len(kit) == 1
        command = Path(f"/proc/{kit[0]}/cmdline").read_text()
        assert "kit" in command and "eyJ" not in command  # the token is not for all to read
        began_s = time.monotonic()
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(timeout=30) == 0
        assert time.monotonic() - began_s < 5
        assert wait_gone(kit, 1) == []


def test_the_qr_code_is_the_first_address(tmp_path: Path) -> None:
    cv2 = pytest.importorskip("cv2")
    numpy = pytest.importorskip("numpy")
    with demo(tmp_path, "--kit", "none") as running:
        rows = [line for line in running.shown.splitlines() if set(line) <= set("█▀▄ ") and line]
        assert running.kit_pids() == []
    width = max(map(len, rows))
    upper = [[c in "█▀" for c in row.ljust(width)] for row in rows]
    lower = [[c in "█▄" for c in row.ljust(width)] for row in rows]
    light = [half for pair in zip(upper, lower, strict=True) for half in pair]
    modules = numpy.array(light, numpy.uint8) * 255
    texts = []
    # Like a phone that is moved nearer: OpenCV misses some codes at one size and not at another.
    for size in (4, 5, 6, 8):
        picture = numpy.kron(modules, numpy.ones((size, size), numpy.uint8))
        picture = cv2.copyMakeBorder(picture, 24, 24, 24, 24, cv2.BORDER_CONSTANT, value=255)
        texts.append(cv2.QRCodeDetector().detectAndDecode(picture)[0])
    assert running.links[0] in texts


def test_started_again_within_a_second_under_the_same_addresses(filmed: Path) -> None:
    port, media_port = str(free_port()), str(free_port())
    changes = {"PASSERELLE_HTTP_PORT": port, "PASSERELLE_MEDIA_PORT": media_port}
    pages = []
    for _ in range(2):
        with demo(filmed, **changes) as running:
            assert running.links, running.shown
            pages.append([link.split("#")[0] for link in running.links])
            running.process.terminate()
            assert running.process.wait(timeout=30) == 0
    assert pages[0] == pages[1]
    assert pages[0][0].startswith(f"http://localhost:{port}/s/")


def test_killed_without_a_word_it_leaves_no_orphan(filmed: Path) -> None:
    with demo(filmed) as running:
        kit = running.kit_pids()
        assert kit
        running.process.kill()
        assert wait_gone(kit, 5) == []


def test_a_public_address_is_the_one_shown(tmp_path: Path) -> None:
    url = "https://atelier.example.org"
    with demo(tmp_path, "--kit", "none", PASSERELLE_PUBLIC_URL=url) as running:
        assert all(link.startswith(f"{url}/") for link in running.links)
        assert len(running.links) == 3


@pytest.mark.parametrize("delay_s", [0.0, 0.4])
def test_ctrl_c_while_the_kit_gets_ready(tmp_path: Path, delay_s: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "server.cli", "demo"],
        cwd=ROOT,
        env=os.environ
        | {
            "PASSERELLE_DATA_DIR": str(tmp_path),
            "PASSERELLE_HTTP_PORT": "0",
            "PASSERELLE_MEDIA_PORT": "0",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert "se prépare" in process.stderr.readline()
    time.sleep(delay_s)
    began_s = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert time.monotonic() - began_s < 5
    assert process.returncode == 0
    assert "Traceback" not in said
